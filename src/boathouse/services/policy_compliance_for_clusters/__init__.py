"""Whether clusters still keep to their policies."""
