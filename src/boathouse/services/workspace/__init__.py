"""The tree of notebooks, files and folders."""
