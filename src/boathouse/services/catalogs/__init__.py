"""The top of the three-level namespace."""
