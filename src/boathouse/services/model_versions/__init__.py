"""The numbered versions of registered models, and their files."""
