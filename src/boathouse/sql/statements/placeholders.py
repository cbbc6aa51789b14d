"""The parameters of a part of a statement: those with names, and those of its own `?`."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from boathouse.sql.parameters import Parameter
from boathouse.sql.parse import Parsed


def rest_of(
    parameters: Sequence[Parameter], parsed: Parsed, before: int, start: int
) -> tuple[Parameter, ...]:
    """The parameters without those that stand for a `?` between two places of the text."""
    found = sorted(
        int(node.meta["start"])
        for node in parsed.tree.find_all(exp.Placeholder)
        if not node.this and "start" in node.meta
    )
    gone = {number for number, place in enumerate(found) if before <= place < start}
    marks = [one for one in parameters if not one.name]
    kept = [one for number, one in enumerate(marks) if number not in gone]
    return (*(one for one in parameters if one.name), *kept)


def between(
    parameters: Sequence[Parameter], parsed: Parsed, start: int, end: int
) -> tuple[Parameter, ...]:
    """The parameters of a part of the text: those with names, and those of its `?`."""
    marks = [one for one in rest_of(parameters, parsed, start, end) if not one.name]
    own = [one for one in parameters if not one.name and not any(one is other for other in marks)]
    return (*(one for one in parameters if one.name), *own)
