"""Differences between Databricks SQL and the engine, one small pure function each."""

from boathouse.sql.dialect.adapt import Tables, adapted
from boathouse.sql.dialect.values import Facts, parameter_sql

__all__ = ["Facts", "Tables", "adapted", "parameter_sql"]
