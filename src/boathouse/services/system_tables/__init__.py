"""The tables of the catalog `system`: lineage, audit and the history of statements as rows."""
