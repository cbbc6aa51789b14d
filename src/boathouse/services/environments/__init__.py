"""Python environments with users' dependencies, kept by their content."""
