"""The groups of the workspace."""
