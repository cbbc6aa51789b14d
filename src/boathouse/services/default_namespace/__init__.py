"""The catalog that sessions begin in."""
