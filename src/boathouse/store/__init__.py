"""State: the database, its migrations, blobs and sealed values. Knows no HTTP."""
