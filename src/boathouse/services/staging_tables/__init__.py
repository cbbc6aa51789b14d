"""Folders in which engines of others prepare managed tables, before these have a name."""
