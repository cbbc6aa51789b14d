"""The schemas of the catalog `system`."""
