"""Templates of cluster policies."""
