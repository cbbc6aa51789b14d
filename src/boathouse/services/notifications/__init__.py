"""What becomes of a run, told to people and systems: queued with the change, delivered after it."""
