"""Credentials with which other engines open files themselves: who may have one, and its shape."""
