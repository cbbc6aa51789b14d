"""Signing in: discovery, tokens, keys, the login page, passwords."""
