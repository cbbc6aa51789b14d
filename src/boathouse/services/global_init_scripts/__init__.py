"""Scripts that run before the engine of every cluster."""
