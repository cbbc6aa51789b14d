"""Temporary credentials for the files of a volume."""
