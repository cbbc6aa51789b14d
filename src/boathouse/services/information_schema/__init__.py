"""`information_schema`: what there is and the caller may see, as rows for the engine to query."""
