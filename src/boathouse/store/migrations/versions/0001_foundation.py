"""."""

revision = "0001"
