"""How many objects there are; nothing is limited."""
