"""Saved queries: a text under a name, with what it is to be run with."""
