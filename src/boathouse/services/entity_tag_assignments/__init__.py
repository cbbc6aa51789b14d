"""Tags of catalogs, schemas, tables, columns and volumes, one at a time over REST."""
