"""How trees are written for the engine: sqlglot's databricks dialect, corrected for Sail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.databricks import Databricks
from sqlglot.generators.databricks import DatabricksGenerator


class Engine(Databricks):
    """SQL as Sail reads it. sqlglot's spark dialect would write less of what was there: it leaves
    out parse_json, for one."""

    class Generator(DatabricksGenerator):
        TRANSFORMS: ClassVar[dict[type[exp.Expr], Callable[[Any, Any], str]]] = {
            **DatabricksGenerator.TRANSFORMS,
            exp.BitwiseRightShift: lambda self, node: shifted(self, node),
        }


def shifted(generator: Any, node: exp.BitwiseRightShift) -> str:
    """`>>`, or the `>>>` that our reader marks."""
    unsigned = node.expression.meta.get("unsigned")
    name = "SHIFTRIGHTUNSIGNED" if unsigned else "SHIFTRIGHT"
    return str(generator.func(name, node.this, node.expression))
