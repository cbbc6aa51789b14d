"""Whether the expressions of a new table have the types that they must have: the engine says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from boathouse.sql import types
from boathouse.sql.definitions import NewTable
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import SqlError
from boathouse.sql.parse import parse
from boathouse.sql.planning import Planning
from boathouse.sql.securables import Column, SparkType
from boathouse.sql.statements.expressions import empty_rows

if TYPE_CHECKING:
    import pyarrow as pa

_WHOLE = frozenset(("byte", "short", "integer", "long"))
_FRACTIONS = frozenset(("float", "double"))


def checking(planning: Planning, table: NewTable) -> str | None:
    """A query for the engine whose columns are the table's expressions; None without any."""
    found = [text for text, _ in _expressions(table)]
    if not found:
        return None
    listed = ", ".join(f"({text}\n) AS e{index}" for index, text in enumerate(found))
    query = f"SELECT {listed} FROM ({empty_rows(table.columns)}) AS {_name(table)}"
    return engine_text(replace(planning, parsed=parse(query), parameters=()))


def _name(table: NewTable) -> str:
    return types.quote_if_needed(table.name.name)


def _expressions(table: NewTable) -> list[tuple[str, Column | str]]:
    """Each text, and the column that it generates or the name of the CHECK."""
    found: list[tuple[str, Column | str]] = [
        (column.generated, column) for column in table.columns if column.generated is not None
    ]
    checks = (one for one in table.constraints if one.expression is not None)
    return found + [(one.expression or "", one.name) for one in checks]


def check_types(table: NewTable, schema: pa.Schema) -> None:
    """Raise SqlError for an expression whose type is not what it must be."""
    for (text, of), field in zip(_expressions(table), schema, strict=True):
        found = types.from_arrow(field)
        if isinstance(of, Column):
            if not _fits(found, types.stored_type(of.type)):
                raise SqlError(
                    "DELTA_GENERATED_COLUMNS_EXPR_TYPE_MISMATCH",
                    f"The expression type of the generated column {of.name} is"
                    f" {types.to_sql(found)}, but the column type is {types.to_sql(of.type)}.",
                    "42K09",
                )
        elif found not in ("boolean", "void"):
            why = f"CHECK constraint {of} ({text}) should be a boolean expression."
            raise SqlError("DELTA_NON_BOOLEAN_CHECK_CONSTRAINT", why, "42621")


def _fits(found: SparkType, wanted: SparkType) -> bool:
    """Whether the types are the same; the engine's integers may be wider than Databricks'."""
    if found in ("void", wanted):
        return True
    if not isinstance(found, str) or not isinstance(wanted, str):
        return type(found) is type(wanted)
    both = {found, wanted}
    decimals = found.startswith("decimal") and wanted.startswith("decimal")
    return decimals or both <= _WHOLE or both <= _FRACTIONS
