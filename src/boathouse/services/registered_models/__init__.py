"""Machine learning models under a name of the namespace."""
