"""How fast runs are orchestrated."""
