"""Row filters and column masks as CREATE and ALTER spell them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlglot import exp

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import literal
from boathouse.sql.securables import Constant, Function, Mask, RowFilter


def row_filter_of(planning: Planning, change: Any) -> RowFilter:
    """SET ROW FILTER f ON (columns and constants). Raises SqlError."""
    function = _function(planning, change.names)
    given = _arguments(change.expressions)
    _check_number(function, len(given))
    if function.returns != "boolean":
        why = f"The function {function.name} of a row filter must return BOOLEAN."
        raise SqlError("INVALID_PARAMETER_VALUE", why, "22023")
    return RowFilter(str(function.name), given)


def mask_of(planning: Planning, node: Any) -> Mask:
    """MASK f [USING COLUMNS (columns and constants)]. Raises SqlError."""
    function = _function(planning, node.names)
    using = _arguments(node.expressions)
    _check_number(function, 1 + len(using))
    return Mask(str(function.name), using)


def _function(planning: Planning, names: Sequence[str]) -> Function:
    """A function of a user, which the caller may call. Raises SqlError."""
    name = planning.full_name(*names)
    found = planning.catalog.function(planning.ctx, name)
    if found is None:
        planning.require_sight(name.catalog, name.schema)
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
    return found


def _check_number(function: Function, given: int) -> None:
    least = sum(one.default is None for one in function.parameters)
    if not least <= given <= len(function.parameters):
        why = f"The `{function.name}` requires {len(function.parameters)} parameters but the"
        raise SqlError(
            "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", f"{why} actual number is {given}.", "42605"
        )


def _arguments(nodes: Sequence[Any]) -> tuple[str, ...]:
    return tuple(_argument(node) for node in nodes)


def _argument(node: exp.Expr) -> str:
    """A column's name, or a Constant: STRING, numbers, BOOLEAN, INTERVAL and NULL, as the clause
    takes them (docs.databricks.com, "ROW FILTER clause")."""
    if isinstance(node, exp.Column) and not node.table:
        return str(node.name)
    if isinstance(node, exp.Literal):
        return Constant(literal(node.name) if node.is_string else node.name)
    if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal):
        return Constant(f"-{node.this.name}")
    if isinstance(node, exp.Boolean | exp.Null | exp.Interval):
        return Constant(node.sql(dialect="databricks"))
    raise NotSupported("Row filters and masks take columns and constants.")
