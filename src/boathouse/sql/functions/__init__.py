"""Functions of users in statements: SQL ones are put in place of their calls, Python ones run
apart from the engine."""
