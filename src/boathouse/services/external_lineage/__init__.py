"""Lineage that users tell: between tables, models, paths and objects of other systems."""
