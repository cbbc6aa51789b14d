"""ABAC policies: row filters and column masks put on tables by their tags."""
