"""Administering everybody's personal access tokens."""
