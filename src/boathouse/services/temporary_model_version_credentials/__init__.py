"""Temporary credentials for the files of a model's version."""
