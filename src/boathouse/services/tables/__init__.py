"""Tables and views: their rows in the store, and the Delta logs that hold the truth."""
