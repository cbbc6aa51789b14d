"""How trees are written for the engine: sqlglot's spark dialect, corrected for Sail."""

from __future__ import annotations

from sqlglot.dialects.spark import Spark


class Engine(Spark):
    """Spark SQL as Sail reads it."""
