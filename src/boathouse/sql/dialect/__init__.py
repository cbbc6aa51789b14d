"""Differences between Databricks SQL and the engine, one small pure function each."""

from boathouse.sql.dialect.adapt import Adapted, adapted
from boathouse.sql.dialect.scopes import Tables
from boathouse.sql.dialect.values import Facts, parameter_sql

__all__ = ["Adapted", "Facts", "Tables", "adapted", "parameter_sql"]
