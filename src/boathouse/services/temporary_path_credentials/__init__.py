"""Temporary credentials for the files below a path."""
