"""dbt-databricks, unmodified, on a project of thirty models."""
