"""Primary and foreign keys of tables over REST."""
