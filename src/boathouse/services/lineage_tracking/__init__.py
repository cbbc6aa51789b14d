"""Lineage: what was made of what, by whom and in which run."""
