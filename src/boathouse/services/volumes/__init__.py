"""Folders of files under a name of the namespace."""
