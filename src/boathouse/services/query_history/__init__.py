"""The history of statements: what ran, for whom, how it ended."""
