"""Who is let in by which grants, on every path: one table of cases, all tests made from it."""
