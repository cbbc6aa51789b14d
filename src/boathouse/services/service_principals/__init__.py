"""The service principals of the workspace."""
