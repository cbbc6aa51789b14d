"""The OAuth secrets of service principals."""
