"""The switches of the workspace."""
