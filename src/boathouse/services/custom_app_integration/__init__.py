"""Applications that may ask users to sign in."""
