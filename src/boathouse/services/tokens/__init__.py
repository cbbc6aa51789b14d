"""Personal access tokens, and the short-lived tokens of tasks."""
