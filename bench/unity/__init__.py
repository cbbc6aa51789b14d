"""The lines of Unity Catalog."""
