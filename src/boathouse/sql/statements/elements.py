"""What stands between the brackets of CREATE TABLE: columns with all their clauses, constraints."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlglot import exp

from boathouse.sql import types
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar.columns import Mask
from boathouse.sql.planning import Planning
from boathouse.sql.securables import Column, Constraint, Identity
from boathouse.sql.statements.columns import column_of, distinct
from boathouse.sql.statements.constraints import constraint_of
from boathouse.sql.statements.expressions import checked_generation, refuse_functions
from boathouse.sql.statements.masks import mask_of

Elements = tuple[tuple[Column, ...], tuple[Constraint, ...]]

LEAST, MOST = -(2**63), 2**63 - 1
_KEYS = (
    exp.PrimaryKeyColumnConstraint,
    exp.PrimaryKey,
    exp.Reference,
    exp.CheckColumnConstraint,
)
_WORDS: dict[type[exp.Expr], str] = {
    exp.NotNullColumnConstraint: "NOT NULL",
    exp.DefaultColumnConstraint: "DEFAULT",
    exp.CommentColumnConstraint: "COMMENT",
    exp.ComputedColumnConstraint: "GENERATED ALWAYS AS",
    exp.GeneratedAsIdentityColumnConstraint: "GENERATED AS IDENTITY",
}


def elements_of(planning: Planning, nodes: Sequence[exp.Expr]) -> Elements:
    """The columns and constraints of a definition list. Raises SqlError."""
    columns: list[Column] = []
    constraints: list[Constraint] = []
    for node in nodes:
        if isinstance(node, exp.ColumnDef):
            columns.append(_column(planning, node, constraints))
        else:
            constraints.append(constraint_of(planning, node))
    known = distinct(columns)
    for column in known:
        if column.generated is not None:
            checked_generation(planning, column, known)
        if column.default is not None:
            refuse_functions(planning, column.default, "DEFAULT")
    for one in constraints:
        if one.expression is not None:
            refuse_functions(planning, one.expression, "CHECK constraint")
    return _with_keys(known, constraints), tuple(constraints)


def _column(planning: Planning, node: exp.ColumnDef, constraints: list[Constraint]) -> Column:
    """A column; its keys and CHECKs go to the table's."""
    plain: list[exp.Expr] = []
    more: dict[str, Any] = {}
    seen: set[type[exp.Expr]] = set()
    for clause in node.args.get("constraints") or ():
        kind = clause.args["kind"]
        _once(node.name, kind, seen)
        match kind:
            case exp.GeneratedAsIdentityColumnConstraint():
                more["identity"] = _identity(kind)
            case exp.ComputedColumnConstraint():
                more["generated"] = kind.meta.get("text") or kind.this.sql(dialect="databricks")
            case Mask():
                more["mask"] = mask_of(planning, kind)
            case _ if isinstance(kind, _KEYS):
                constraints.append(constraint_of(planning, kind, clause.name, (node.name,)))
            case exp.CollateColumnConstraint():
                raise NotSupported("Collations are not supported.")
            case _:
                plain.append(clause)
    bare = node.copy()
    bare.set("constraints", plain)
    return _valid(replace(column_of(bare), **more))


def _once(name: str, kind: exp.Expr, seen: set[type[exp.Expr]]) -> None:
    word = _WORDS.get(type(kind))
    if word is not None and type(kind) in seen:
        raise SqlError(
            "CREATE_TABLE_COLUMN_DESCRIPTOR_DUPLICATE",
            f'CREATE TABLE column {name} specifies descriptor "{word}" more than once, which is'
            " invalid.",
            "42710",
        )
    seen.add(type(kind))


def _identity(node: exp.GeneratedAsIdentityColumnConstraint) -> Identity:
    start, step = (
        int(node.args[key].sql()) if node.args.get(key) is not None else 1
        for key in ("start", "increment")
    )
    if step == 0:
        raise SqlError(
            "IDENTITY_COLUMNS_ILLEGAL_STEP", "IDENTITY column step cannot be 0.", "42611"
        )
    if not all(LEAST <= number <= MOST for number in (start, step)):
        raise SqlError("PARSE_SYNTAX_ERROR", "The numbers of an IDENTITY are BIGINTs.", "42601")
    return Identity(start, step, bool(node.this), secrets.token_hex(16))


def _valid(column: Column) -> Column:
    """The clauses of one column that exclude each other. Raises SqlError."""
    if column.identity is not None and column.type != "long":
        shown = types.to_sql(column.type)
        raise SqlError(
            "DELTA_IDENTITY_COLUMNS_UNSUPPORTED_DATA_TYPE",
            f"DataType {shown} is not supported for IDENTITY columns.",
            "428H2",
        )
    if column.identity is not None and column.generated is not None:
        raise SqlError(
            "DELTA_IDENTITY_COLUMNS_WITH_GENERATED_EXPRESSION",
            "IDENTITY column cannot be specified with a generated column expression.",
            "42613",
        )
    if column.default is not None and column.identity is not None:
        raise SqlError(
            "IDENTITY_COLUMN_WITH_DEFAULT_VALUE",
            "A column cannot have both a default value and an identity column specification but"
            f" column {column.name} has default value: ({column.default}) and identity column"
            f" specification: ({_shown(column.identity)}).",
            "42623",
        )
    if column.default is not None and column.generated is not None:
        raise SqlError(
            "GENERATED_COLUMN_WITH_DEFAULT_VALUE",
            "A column cannot have both a default value and a generation expression but column"
            f" {column.name} has default value: ({column.default}) and generation expression:"
            f" ({column.generated}).",
            "42623",
        )
    return column


def _shown(identity: Identity) -> str:
    return (
        f"IdentityColumnSpec{{start={identity.start}, step={identity.step},"
        f" allowExplicitInsert={str(not identity.always).lower()}}}"
    )


def _with_keys(
    columns: tuple[Column, ...], constraints: Sequence[Constraint]
) -> tuple[Column, ...]:
    """The columns of a primary key hold no NULL, also where nobody says so."""
    keys = {
        name.lower() for one in constraints if one.kind == "PRIMARY KEY" for name in one.columns
    }
    return tuple(
        replace(column, nullable=False) if column.name.lower() in keys else column
        for column in columns
    )
