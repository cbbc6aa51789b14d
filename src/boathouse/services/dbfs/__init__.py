"""The workspace's own file system."""
