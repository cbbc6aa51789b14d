"""Schemas of catalogs."""
