"""Whether the body of a new SQL function is one, and what it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from boathouse.sql.errors import SqlError
from boathouse.sql.functions import body as bodies
from boathouse.sql.functions import failures
from boathouse.sql.functions.arguments import Value, says
from boathouse.sql.functions.body import EXPRESSION, SCALAR, Body
from boathouse.sql.functions.builtin import AGGREGATES, GENERATORS, VOLATILE
from boathouse.sql.functions.inline import Inliner
from boathouse.sql.parse import parse_expression
from boathouse.sql.planning import Planning
from boathouse.sql.securables import Function
from boathouse.sql.types import to_sql


@dataclass(frozen=True)
class Checked:
    """`texts`: queries whose types are the function's: as the body gives them, then as declared."""

    texts: tuple[str, ...]
    deterministic: bool
    reads_data: bool


def checked(
    planning: Planning, function: Function, *, table: bool, deterministic: bool | None
) -> Checked:
    """Read the body, resolve what it calls and reads. Raises SqlError and PermissionDenied."""
    _check_defaults(function)
    body = bodies.read(planning, function, table)
    if body.head == EXPRESSION:
        _refuse_complex(body, function)
    if body.head == SCALAR:
        _refuse_wide(body)
    planning.notes.known.extend(one.name for one in function.parameters)
    values = [Value(f"CAST(NULL AS {to_sql(one.type)})") for one in function.parameters]
    inliner = Inliner(planning)
    text = inliner.body_text(planning, function, body, values)
    called = inliner.called()
    steady = not says(body.parsed.tokens, VOLATILE) and all(one.deterministic for one in called)
    reads = bool(body.tables) or any(one.reads_data for one in called if one.language == "SQL")
    return Checked(
        tuple(_texts(function, text, table=table)),
        steady if deterministic is None else deterministic,
        reads,
    )


def _texts(function: Function, text: str, *, table: bool) -> Iterator[str]:
    if not table:
        if function.returns is None:
            yield f"SELECT {text} AS c"
        else:
            yield f"SELECT CAST({text} AS {to_sql(function.returns)}) AS c"
        return
    yield f"SELECT * FROM {text} AS q_"
    if function.columns:
        names = [f"c{index}" for index in range(len(function.columns))]
        casts = ", ".join(
            f"CAST(q_.{name} AS {to_sql(column.type)}) AS {name}"
            for name, column in zip(names, function.columns, strict=True)
        )
        yield f"SELECT {casts} FROM {text} AS q_({', '.join(names)})"


def _check_defaults(function: Function) -> None:
    for parameter in function.parameters:
        if parameter.default is None:
            continue
        tree = parse_expression(parameter.default)
        if tree.find(exp.Query):
            raise failures.invalid(
                "NOT_A_VALID_DEFAULT_EXPRESSION",
                f"The DEFAULT expression of `{function.name.name}`.`{parameter.name}` is not"
                " supported because it contains a subquery.",
            )


def _refuse_complex(body: Body, function: Function) -> None:
    pending = list(body.parsed.tree.expressions)
    while pending:
        node = pending.pop()
        if isinstance(node, exp.Query):
            continue
        if _complex(node):
            raise failures.invalid(
                "CANNOT_CONTAIN_COMPLEX_FUNCTIONS",
                "SQL scalar function cannot contain aggregate/window/generate functions:"
                f" {function.body.strip()}",
            )
        pending.extend(node.iter_expressions())


def _refuse_wide(body: Body) -> None:
    query = body.parsed.tree.find(exp.Subquery)
    inner = query.this if query is not None else None
    if not isinstance(inner, exp.Select) or any(one.is_star for one in inner.expressions):
        return
    if len(inner.expressions) != 1:
        raise SqlError(
            "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN",
            "Invalid subquery: Scalar subquery must return only one column, but got"
            f" {len(inner.expressions)}.",
            "42823",
        )


def _complex(node: exp.Expr) -> bool:
    if isinstance(node, (exp.AggFunc, exp.Window, exp.Explode, exp.Posexplode, exp.Inline)):
        return True
    named = isinstance(node, exp.Anonymous) and node.name.lower()
    return named in AGGREGATES or named in GENERATORS
