"""SQL scripts: BEGIN ... END read into a tree, and run one statement at a time."""
