"""Columns and properties as CREATE and ALTER spell them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from boathouse.sql import types
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.securables import Column

if TYPE_CHECKING:
    import pyarrow as pa


def column_of(node: exp.ColumnDef) -> Column:
    """A column definition. Raises NotSupported for what we do not keep true."""
    kind = node.args.get("kind")
    if kind is None:
        raise SqlError("PARSE_SYNTAX_ERROR", f"The column {node.name} has no type.", "42601")
    settings: dict[str, Any] = {}
    for constraint in node.args.get("constraints") or ():
        settings.update(_constraint(constraint.args["kind"]))
    return Column(node.name, types.from_node(kind), **settings)


def _constraint(kind: exp.Expr) -> dict[str, Any]:
    match kind:
        case exp.NotNullColumnConstraint():
            return {"nullable": bool(kind.args.get("allow_null"))}
        case exp.CommentColumnConstraint():
            return {"comment": kind.this.name}
        case exp.DefaultColumnConstraint():
            return {"default": default_text(kind.this)}
        case _:
            raise NotSupported(f"{kind.key} in a column definition is not supported.")


def default_text(node: exp.Expr) -> str:
    """The SQL text of a DEFAULT. It may name no column and hold no query."""
    if node.find(exp.Column, exp.Query):
        raise SqlError(
            "INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION",
            "A DEFAULT must be made of constants and functions.",
            "42623",
        )
    return str(node.sql(dialect="databricks"))


def columns_of(nodes: Sequence[exp.Expr]) -> tuple[Column, ...]:
    """The columns of a definition list. Table constraints are refused."""
    found = []
    for node in nodes:
        if not isinstance(node, exp.ColumnDef):
            raise NotSupported(f"The table constraint {node.sql()} is not supported.")
        found.append(column_of(node))
    return distinct(found)


def distinct(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, no two of one name (in any case)."""
    seen: set[str] = set()
    for column in columns:
        if column.name.lower() in seen:
            raise SqlError(
                "COLUMN_ALREADY_EXISTS",
                f"The column `{column.name.lower()}` already exists. Choose another name or"
                " rename the existing column.",
                "42711",
            )
        seen.add(column.name.lower())
    return tuple(columns)


def of_schema(schema: pa.Schema) -> tuple[Column, ...]:
    """The columns that a query gives. All may hold NULL, as in CREATE TABLE AS."""
    columns = [Column(field.name, types.from_arrow(field)) for field in schema]
    for column in columns:
        if column.type == "void":
            raise SqlError(
                "UNSUPPORTED_FEATURE",
                f"The column {column.name} has no type: cast the NULL to one.",
                "0A000",
            )
    return distinct(columns)


def property_text(node: exp.Expr) -> str:
    """A key or a value of TBLPROPERTIES: `'a.b'`, a.b, 1 and true are all texts."""
    if isinstance(node, exp.Dot):
        return ".".join(part.name for part in node.flatten())
    if isinstance(node, exp.Column):
        return ".".join(part.name for part in node.parts)
    if isinstance(node, exp.Literal | exp.Identifier | exp.Var):
        return str(node.name)
    if isinstance(node, exp.Boolean):
        return str(node.this).lower()
    return str(node.sql(dialect="databricks")).strip("'")


def properties_of(node: exp.Properties | None) -> dict[str, str]:
    """The plain key-value properties among a statement's."""
    found = node.expressions if node is not None else []
    return {
        property_text(item.this): property_text(item.args["value"])
        for item in found
        if type(item) is exp.Property
    }
