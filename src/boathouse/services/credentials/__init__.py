"""Credentials of the metastore: service credentials, and what all kinds have in common."""
