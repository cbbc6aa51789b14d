"""Compute: supervised processes that answer Spark Connect. Knows no HTTP and no database."""
