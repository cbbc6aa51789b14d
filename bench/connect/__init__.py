"""What the Spark Connect gateway costs, beside the engine behind it."""
