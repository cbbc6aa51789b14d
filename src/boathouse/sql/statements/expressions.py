"""Expressions that a table keeps, of generated columns and CHECKs: what may be one, the columns it
reads, and the same expression with other values in their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlglot import exp

from boathouse.sql import types
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.parameters import Parameter
from boathouse.sql.parse import parse, parse_expression
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import Edits
from boathouse.sql.securables import Column, Relation
from boathouse.sql.types import quote_if_needed

CHANGING = (
    exp.Rand,
    exp.Randn,
    exp.Uuid,
    exp.CurrentDate,
    exp.CurrentTimestamp,
    exp.CurrentTime,
    exp.CurrentUser,
    exp.SessionUser,
    exp.CurrentSchema,
    exp.CurrentCatalog,
    exp.CurrentDatabase,
    exp.CurrentTimezone,
    exp.Localtimestamp,
)
CHANGING_NAMES = frozenset(
    (
        "rand",
        "random",
        "randn",
        "randstr",
        "uniform",
        "uuid",
        "shuffle",
        "now",
        "curdate",
        "current_user",
        "session_user",
        "user",
        "current_catalog",
        "current_database",
        "current_schema",
        "current_timezone",
        "current_timestamp",
        "current_date",
        "current_time",
        "localtimestamp",
        "monotonically_increasing_id",
        "spark_partition_id",
        "input_file_name",
        "version",
    )
)
_ALONE = " AS alone"


def changing(node: exp.Expr) -> exp.Expr | None:
    """A part of an expression that may give another value for the same row."""
    for part in node.walk():
        if isinstance(part, CHANGING):
            return part
        if isinstance(part, exp.Anonymous) and part.name.lower() in CHANGING_NAMES:
            return part
    return None


def references(expression: exp.Expr, known: Iterable[str]) -> Iterator[tuple[str, exp.Expr, Any]]:
    """Each place where an expression reads a column: its name in lower case, and the first and
    the last of the identifiers that name it (those of a struct's fields come behind). `known`:
    the columns' names in lower case."""
    names = frozenset(known)
    for node in expression.find_all(exp.Column):
        parts = node.parts
        first = parts[0].name.lower()
        if len(parts) == 1 and _bound(node, first):
            continue
        if len(parts) > 1 and first not in names and parts[1].name.lower() in names:
            yield parts[1].name.lower(), parts[0], parts[1]
        else:
            yield first, parts[0], parts[0]


def _bound(node: exp.Expr, name: str) -> bool:
    """Whether a name is the parameter of a lambda around it."""
    around = node.find_ancestor(exp.Lambda)
    while around is not None:
        if any(one.name.lower() == name for one in around.expressions):
            return True
        around = around.find_ancestor(exp.Lambda)
    return False


def read_by(text: str, columns: Sequence[Column]) -> frozenset[str]:
    """The columns that a kept expression reads, in lower case."""
    known = [column.name.lower() for column in columns]
    return frozenset(name for name, *_ in references(parse_expression(text), known))


def substituted(text: str, values: Mapping[str, str]) -> str:
    """The expression with SQL in place of its columns; `values` by their names in lower case."""
    edits = Edits(text)
    for name, first, last in references(parse_expression(text), values):
        if name in values:
            edits.replace(first.meta["start"], last.meta["end"] + 1, values[name])
    return edits.apply()


def for_engine(
    planning: Planning,
    text: str,
    target: Relation | None = None,
    parameters: tuple[Parameter, ...] = (),
) -> str:
    """A kept expression as the engine reads it, over rows that have the target's columns.

    The names of columns stay as they are: what has them is for the caller to say.
    """
    # Rows of the target's types, none of its own: nothing of it is read.
    place = f" FROM ({empty_rows(target.columns)}) AS t" if target is not None else ""
    alone = parse(f"SELECT {text}\n{_ALONE}{place}")
    query = replace(planning, parsed=alone, parameters=parameters)
    whole = engine_text(query).removeprefix("SELECT ")
    return whole[: whole.rindex(_ALONE)].rstrip()


def empty_rows(columns: Sequence[Column]) -> str:
    """A query that has these columns."""
    nulls = ", ".join(
        f"CAST(NULL AS {types.to_sql(types.stored_type(column.type))})"
        f" AS {quote_if_needed(column.name)}"
        for column in columns
    )
    return f"SELECT {nulls}"


def checked_generation(planning: Planning, column: Column, columns: Sequence[Column]) -> None:
    """Refuse what generates no column: SqlError, as Delta does."""
    node = parse_expression(column.generated or "")
    plain = {one.name.lower() for one in columns if one.generated is None}
    _refuse(planning, node)
    for name, *_ in references(node, plain):
        if name not in plain:
            raise SqlError(
                "DELTA_INVALID_GENERATED_COLUMN_REFERENCES",
                "A generated column cannot use a non-existent column or another generated column.",
                "42621",
            )


def _refuse(planning: Planning, node: exp.Expr) -> None:
    for bad, error, what in (
        (exp.AggFunc, "DELTA_AGGREGATE_IN_GENERATED_COLUMN", "an aggregate expression"),
        (exp.Window, "DELTA_UNSUPPORTED_EXPRESSION_GENERATED_COLUMN", ""),
        (exp.Query, "DELTA_UNSUPPORTED_EXPRESSION_GENERATED_COLUMN", ""),
    ):
        found = node.find(bad)
        if found is not None:
            shown = found.sql(dialect="databricks")
            why = f"Found {shown}. A generated column cannot use {what}."
            if not what:
                why = f"{shown} cannot be used in a generated column."
            raise SqlError(error, why, "42621")
    moving = changing(node)
    if moving is not None:
        why = (
            f"Found {moving.sql(dialect='databricks')}. A generated column cannot use a non"
            " deterministic expression."
        )
        raise SqlError("DELTA_NON_DETERMINISTIC_EXPRESSION_IN_GENERATED_COLUMN", why, "42621")
    for call in node.find_all(exp.Anonymous):
        if _of_user(planning, call):
            why = f"Found {call.name}. A generated column cannot use a user-defined function."
            raise SqlError("DELTA_UDF_IN_GENERATED_COLUMN", why, "42621")


def refuse_functions(planning: Planning, text: str, where: str) -> None:
    """Refuse a DEFAULT or a CHECK that calls a function of a user, whose body may change."""
    for call in parse_expression(text).find_all(exp.Anonymous):
        if _of_user(planning, call):
            raise NotSupported(f"A {where} with the user-defined function {call.name}.")


def _of_user(planning: Planning, call: exp.Anonymous) -> bool:
    if isinstance(call.parent, exp.Dot):
        return True
    return planning.catalog.function(planning.ctx, planning.full_name(call.name)) is not None
