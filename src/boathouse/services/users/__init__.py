"""The people of the workspace."""
