"""Statements of every family, through the unmodified connector against a live server."""
