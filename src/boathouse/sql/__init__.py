"""Databricks SQL in front of any engine: parse, classify, resolve, authorize, rewrite, run."""
