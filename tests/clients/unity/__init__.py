"""Engines of others, unmodified, at the public Unity Catalog REST with a token."""
