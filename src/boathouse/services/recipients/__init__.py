"""Recipients of shares: those of another metastore, which its id names."""
