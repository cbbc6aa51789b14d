"""Temporary credentials for the files of a table."""
