"""The private catalog that engines ask for tables by name: an ASGI app without a listener."""
