"""DESCRIBE FUNCTION [EXTENDED]: in the lines that Spark writes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from boathouse.sql import types
from boathouse.sql.functions import failures
from boathouse.sql.functions.builtin import BUILTIN
from boathouse.sql.grammar.describe import Describe
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.securables import Function, FunctionParameter
from boathouse.sql.statements.local import Rows

_FIELDS = (("function_desc", "string"),)


def describe_function(planning: Planning, tree: Describe) -> Plan:
    """What a function takes and gives; of Databricks' own no more than that they are there."""
    parts = tuple(part.lower() for part in tree.names)
    if parts[-1] in BUILTIN and parts[:-1] in ((), ("builtin",), ("system", "builtin")):
        return Rows(_FIELDS, [(f"Function: {parts[-1]}",), ("Usage: N/A.",)])
    function = found(planning, parts)
    facts = list(_facts(function, extended=tree.extended))
    width = max(len(name) for name, _ in facts) + 2
    return Rows(_FIELDS, [(line,) for name, texts in facts for line in _lines(name, texts, width)])


def found(planning: Planning, parts: Sequence[str]) -> Function:
    """A user's function that the caller may execute. Raises SqlError and PermissionDenied."""
    temporary = planning.session.temporary_functions.get(parts[-1])
    if temporary is not None and tuple(parts[:-1]) in ((), ("session",), ("system", "session")):
        return temporary
    name = planning.full_name(*parts)
    function = planning.catalog.function(planning.ctx, name)
    if function is None:
        planning.require_sight(name.catalog, name.schema)
        raise failures.unresolved(planning.session, parts)
    planning.authorizer.require(planning.ctx, "BROWSE", function)
    return function


def _facts(function: Function, *, extended: bool) -> Iterator[tuple[str, Sequence[str]]]:
    name = function.name
    yield "Function", [str(name) if name.catalog else name.name]
    yield "Type", ["TABLE" if function.returns is None else "SCALAR"]
    yield "Input", [_parameter(one) for one in function.parameters] or ["()"]
    if function.returns is not None:
        yield "Returns", [types.to_sql(function.returns)]
    else:
        yield "Returns", _columns(function.columns)
    if not extended:
        return
    if function.comment:
        yield "Comment", [function.comment]
    if function.language != "SQL":
        yield "Language", [function.language.title()]
    yield "Deterministic", [str(function.deterministic).lower()]
    if function.language == "SQL":
        yield "Data Access", ["READS SQL DATA" if function.reads_data else "CONTAINS SQL"]
    if function.owner:
        yield "Owner", [function.owner]
    made = datetime.datetime.fromtimestamp(function.created_at / 1000, datetime.UTC)
    yield "Create Time", [made.strftime("%a %b %d %H:%M:%S UTC %Y")]
    yield "Body", [function.body]


def _parameter(one: FunctionParameter) -> str:
    text = f"{one.name} {types.to_sql(one.type)}"
    if one.default is not None:
        text += f" DEFAULT {one.default}"
    return f"{text} '{one.comment}'" if one.comment else text


def _columns(columns: Sequence[FunctionParameter]) -> list[str]:
    width = max((len(one.name) for one in columns), default=0)
    return [
        f"{one.name.ljust(width)} {types.to_sql(one.type)}"
        + (f" '{one.comment}'" if one.comment else "")
        for one in columns
    ]


def _lines(name: str, texts: Sequence[str], width: int) -> Iterator[str]:
    for number, text in enumerate(texts):
        head = f"{name}:" if number == 0 else ""
        yield head.ljust(width) + text
