"""One file for each family of statements: what each plans, and what running the plan does."""
