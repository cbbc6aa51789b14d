"""First contact: what clients ask before, and beside, their first real call."""
