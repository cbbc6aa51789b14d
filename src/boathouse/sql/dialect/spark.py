"""How trees are written for the engine: sqlglot's databricks dialect, corrected for Sail."""

from __future__ import annotations

from sqlglot.dialects.databricks import Databricks


class Engine(Databricks):
    """SQL as Sail reads it. sqlglot's spark dialect would write less of what was there: it leaves
    out parse_json, for one."""
