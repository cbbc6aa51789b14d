"""Differences between Databricks SQL and the engine, one small pure function each."""
