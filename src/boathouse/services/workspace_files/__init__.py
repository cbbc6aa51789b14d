"""Writing workspace files as raw bytes."""
