"""What stays of a call in the statement when it is replaced: the name of its column, the numbers
of the parameters around it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from boathouse.sql.dialect import parameter_sql
from boathouse.sql.dialect.names import name_of, place_of
from boathouse.sql.dialect.values import Facts, bound, positions, shown_values
from boathouse.sql.functions.calls import Call
from boathouse.sql.parse import Parsed
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import Edits, quote, span
from boathouse.sql.securables import Function


def name_calls(
    planning: Planning,
    parsed: Parsed,
    edits: Edits,
    calls: Sequence[Call],
    functions: Mapping[int, Function],
) -> None:
    """Name the columns that calls are in as Spark does: `main.default.area(3)`."""
    facts = _facts(planning)
    values = shown_values(parsed, facts)
    for select in parsed.selects:
        for node in select.expressions:
            place = place_of(node)
            if place is None or isinstance(node, (exp.Alias, exp.Aliases)):
                continue
            within = [c for c in calls if c.at in functions and place[0] <= c.at <= place[1]]
            name = name_of(_unqualified(parsed, within), place, values) if within else None
            if name is not None:
                for call in within:
                    name = _full(name, call.parts[-1], functions[call.at])
                edits.insert(place[1] + 1, f" AS {quote(name)}")


def _unqualified(parsed: Parsed, calls: Sequence[Call]) -> Parsed:
    """Calls by the last parts of their names alone."""
    gone = [(call.start, call.at) for call in calls if call.start < call.at]
    kept = [t for t in parsed.tokens if not any(a <= t.start < b for a, b in gone)]
    return replace(parsed, tokens=kept)


def _full(name: str, written: str, function: Function) -> str:
    if not function.owner:
        return name
    pattern = rf"(?<![\w.]){re.escape(written)}\("
    return re.sub(pattern, f"{function.name}(", name, flags=re.IGNORECASE)


def number_parameters(planning: Planning, parsed: Parsed, edits: Edits) -> None:
    """`?` becomes its value: a call may use it twice, or not at all."""
    found = list(parsed.tree.find_all(exp.Placeholder))
    if all(node.this for node in found):
        return
    facts, numbers = _facts(planning), positions(found)
    for node in found:
        place = span(node, parsed.tokens)
        if not node.this and place is not None:
            edits.replace(*place, parameter_sql(bound(node, facts, numbers)))


def _facts(planning: Planning) -> Facts:
    session = planning.session
    user = planning.ctx.principal.user_name
    return Facts(user, session.catalog, session.schema, planning.parameters)
