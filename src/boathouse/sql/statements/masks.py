"""Row filters and column masks as CREATE and ALTER spell them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.planning import Planning
from boathouse.sql.securables import Mask, RowFilter


def row_filter_of(planning: Planning, change: Any) -> RowFilter:
    return RowFilter(_function(planning, change.names), _arguments(change.expressions))


def mask_of(planning: Planning, node: Any) -> Mask:
    return Mask(_function(planning, node.names), _arguments(node.expressions))


def _function(planning: Planning, names: Sequence[str]) -> str:
    """The full name of a function of a user, which the caller may call. Raises SqlError."""
    name = planning.full_name(*names)
    found = planning.catalog.function(planning.ctx, name)
    if found is None:
        shown = f"`{name.catalog}`.`{name.schema}`.`{name.name}`"
        why = (
            f"The routine {shown} cannot be found. Verify the spelling and correctness of the"
            " schema and catalog."
        )
        raise SqlError("ROUTINE_NOT_FOUND", why, "42883")
    planning.authorizer.require(planning.ctx, "EXECUTE", found)
    if found.returns is None:
        why = f"The function {name} is no scalar function."
        raise SqlError("NOT_A_SCALAR_FUNCTION", why, "42887")
    return str(name)


def _arguments(nodes: Sequence[Any]) -> tuple[str, ...]:
    if not all(isinstance(node, exp.Column) and not node.table for node in nodes):
        raise NotSupported("Row filters and masks take columns; constants are not supported.")
    return tuple(node.name for node in nodes)
