"""SQL statements and what Apache Spark answers to each; see entries.py for the files' form."""
