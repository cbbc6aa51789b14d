"""Whose code may run, and under which uid."""
