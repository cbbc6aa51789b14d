"""What a statement's session and client know: current_user() and its kin, `:p` and `?`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from boathouse.sql.errors import SqlError
from boathouse.sql.parameters import Parameter
from boathouse.sql.parse import Parsed, parse_expression
from boathouse.sql.rewrite import Edits, literal, span
from boathouse.sql.types import from_sql, parse_decimal, to_sql


@dataclass(frozen=True)
class Facts:
    """What the session answers with; `parameters` in the order in which the client sent them."""

    user: str
    catalog: str
    schema: str
    parameters: Sequence[Parameter] = ()
    version: str = "4.0.0"
    shown: Mapping[int, str] = field(default_factory=dict)
    """Of variables, by their places in the text: what they are shown as in a column's name."""


FUNCTIONS: dict[str, str] = {
    "current_user": "user",
    "session_user": "user",
    "user": "user",
    "current_catalog": "catalog",
    "current_schema": "schema",
    "current_database": "schema",
}
NODES: tuple[type[exp.Expr], ...] = (
    exp.CurrentUser,
    exp.SessionUser,
    exp.CurrentCatalog,
    exp.CurrentSchema,
    exp.CurrentDatabase,
)
ANSWERED: tuple[type[exp.Expr], ...] = (exp.Placeholder, exp.Anonymous, *NODES)


def put_values(parsed: Parsed, edits: Edits, facts: Facts) -> None:
    """Put literals in, in the text and in the tree. Raises SqlError UNBOUND_SQL_PARAMETER."""
    if parsed.kinds.isdisjoint(ANSWERED):
        return
    found = list(parsed.tree.find_all(*ANSWERED))
    numbers = positions(found)
    for node in found:
        if isinstance(node, exp.Placeholder):
            put(parsed, edits, node, parameter_sql(bound(node, facts, numbers)))
        elif (answer := session_value(node, facts)) is not None:
            put(parsed, edits, node, literal(answer))


def shown_values(parsed: Parsed, facts: Facts) -> dict[int, str]:
    """Of each parameter in the text, by its place: what it is shown as in a column's name."""
    if exp.Placeholder not in parsed.kinds:
        return dict(facts.shown)
    found = list(parsed.tree.find_all(exp.Placeholder))
    numbers = positions(found)
    values = {
        int(node.meta["start"]): shown(bound(node, facts, numbers))
        for node in found
        if "start" in node.meta
    }
    return {**values, **facts.shown}


def shown(parameter: Parameter) -> str:
    kind = parameter.type.strip().upper()
    if parameter.value is None and parameter.sql is not None:
        return parameter.sql
    if parameter.value is None:
        return "NULL" if not parameter.arguments else parameter_sql(parameter)
    if kind in ("DATE", "TIMESTAMP", "TIMESTAMP_NTZ") or kind.startswith("INTERVAL"):
        return f"{kind} '{parameter.value}'"
    return parameter.value


def put(parsed: Parsed, edits: Edits, node: exp.Expr, sql: str) -> None:
    place = span(node, parsed.tokens)
    if place is None:
        raise ValueError(f"no place is known for {node!r}")
    edits.replace(*place, sql)
    value = parse_expression(sql)
    for part in value.walk():
        part.meta.clear()
    value.update_positions(start=place[0], end=place[1] - 1, line=1, col=0)
    node.replace(value)


def session_value(node: exp.Expr, facts: Facts) -> str | None:
    if isinstance(node, exp.Anonymous):
        name = str(node.this).lower()
        if node.expressions:
            return None
    else:
        name = node.sql_name().lower()  # type: ignore[attr-defined]
    attribute = FUNCTIONS.get(name)
    return getattr(facts, attribute) if attribute else None


def positions(nodes: Sequence[exp.Expr]) -> dict[int, int]:
    """id of each `?` -> its number, by place in the text: a walk goes breadth first."""
    marks = [n for n in nodes if isinstance(n, exp.Placeholder) and not n.this]
    marks.sort(key=lambda node: int(node.meta["start"]))
    return {id(node): number for number, node in enumerate(marks)}


def bound(node: exp.Placeholder, facts: Facts, numbers: dict[int, int]) -> Parameter:
    if node.this:
        wanted = node.name.lower()
        for parameter in facts.parameters:
            if parameter.name is not None and parameter.name.lower() == wanted:
                return parameter
        raise unbound(node.name)
    unnamed = [parameter for parameter in facts.parameters if not parameter.name]
    number = numbers[id(node)]
    if number >= len(unnamed):
        raise unbound(f"_{number + 1}")
    return unnamed[number]


def unbound(name: str) -> SqlError:
    why = f"Found the unbound parameter: {name}. Please, fix `args` and provide a mapping of the"
    return SqlError("UNBOUND_SQL_PARAMETER", f"{why} parameter to a SQL literal.", "42P02")


NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def parameter_sql(parameter: Parameter) -> str:
    """The parameter as a typed SQL expression. Raises SqlError for a value not of its type."""
    if parameter.sql is not None:
        return parameter.sql
    name = parameter.type.strip().upper() or "STRING"
    if name in ("ARRAY", "MAP"):
        inner = ", ".join(parameter_sql(argument) for argument in parameter.arguments)
        return f"{name.lower()}({inner})"
    if name in ("VOID", "NULL"):
        return "NULL"
    sql = scalar_type(name, parameter.value)
    if parameter.value is None:
        return f"CAST(NULL AS {sql})"
    return scalar(parameter.value, sql)


def scalar_type(name: str, value: str | None) -> str:
    """The SQL name of a scalar type; DECIMAL alone is as wide as its value."""
    if name in ("DECIMAL", "NUMERIC", "DEC") and value is not None:
        digits = re.sub(r"[eE].*|[^0-9.]", "", value)
        whole, _, fraction = digits.partition(".")
        scale = min(len(fraction), 37)
        return f"DECIMAL({min(max(len(whole.lstrip('0')) + scale, 1, scale), 38)},{scale})"
    try:
        return to_sql(from_sql(name))
    except SqlError:
        why = f'Unsupported data type "{name}" of a parameter.'
        raise SqlError("UNSUPPORTED_DATATYPE", why, "0A000") from None


def scalar(value: str, sql: str) -> str:
    if sql.startswith("INTERVAL"):
        return interval(value, sql)
    if sql == "STRING" or sql.startswith(("VARCHAR", "CHAR(")):
        return literal(value)
    if sql == "BOOLEAN" and value.strip().lower() in ("true", "false"):
        return value.strip().lower()
    if sql == "BINARY":
        return f"X'{value.encode().hex()}'"
    text = value.strip()
    if sql in ("INT", "BIGINT", "SMALLINT", "TINYINT", "FLOAT", "DOUBLE") or parse_decimal(
        sql.lower()
    ):
        check_number(text, sql)
    return f"CAST({literal(text)} AS {sql})"


def check_number(text: str, sql: str) -> None:
    special = sql in ("FLOAT", "DOUBLE") and text.lower().lstrip("+-") in SPECIAL
    if not special and not NUMBER.fullmatch(text):
        why = f'The value {literal(text)} of the type "STRING" cannot be cast to "{sql}".'
        raise SqlError("CAST_INVALID_INPUT", why, "22018")


SPECIAL = ("nan", "inf", "infinity")


def interval(value: str, sql: str) -> str:
    fields = sql.removeprefix("INTERVAL ")
    text = value.strip()
    found = re.fullmatch(r"INTERVAL\s*'([^']*)'.*", text, re.IGNORECASE)
    return f"INTERVAL {literal(found[1] if found else text)} {fields}"
