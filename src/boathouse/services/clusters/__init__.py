"""Clusters: each one that runs is a supervised engine process that answers Spark Connect."""
