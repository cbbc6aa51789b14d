"""SQL through databricks-sql-connector, beside raw Sail and Apache Spark in the same run."""
