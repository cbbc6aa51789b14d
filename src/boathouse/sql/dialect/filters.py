"""`sum(x) FILTER (WHERE c) OVER (...)`: the engine takes no filter in a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from boathouse.sql.dialect.overflow import place_of
from boathouse.sql.errors import NotSupported
from boathouse.sql.rewrite import closing, index_of

if TYPE_CHECKING:
    from boathouse.sql.dialect.exact import Exact

NAMES: dict[type[exp.Expr], str] = {
    exp.Sum: "sum",
    exp.Avg: "avg",
    exp.Min: "min",
    exp.Max: "max",
    exp.Count: "count",
}


def put_filter(exact: Exact, node: exp.Filter) -> None:
    """The rows that the filter leaves out count as NULL, which these functions skip."""
    call, tokens = node.this, exact.parsed.tokens
    argument = call.this if call.this is not None else exp.Star()
    if type(call) not in NAMES or isinstance(argument, exp.Distinct) or call.expressions:
        raise NotSupported(
            "FILTER in a window function is supported for sum, avg, min, max and count of one"
            " value: use CASE WHEN within the call."
        )
    start, end = place_of(call, exact.parsed)
    # sum(x) FILTER ( WHERE ... ): two signs and two words stand before the condition
    first = index_of(end - 1, tokens) + 4
    last = closing(first - 2, tokens)
    condition = exact.edits.applied(tokens[first].start, tokens[last - 1].end + 1)
    value = "1" if isinstance(argument, exp.Star) else exact.text(argument)
    made = f"{NAMES[type(call)]}(CASE WHEN {condition} THEN {value} END)"
    exact.edits.supersede(start, tokens[last].end + 1, made)
