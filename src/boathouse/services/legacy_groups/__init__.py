"""The Groups API 2.0, from before SCIM, as the legacy CLI calls it."""
