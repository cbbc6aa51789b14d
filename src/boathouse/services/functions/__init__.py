"""Functions of users: SQL text or Python text under a name of the namespace."""
