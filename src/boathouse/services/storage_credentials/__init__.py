"""Storage credentials: credentials whose purpose is the files of tables, volumes and locations."""
