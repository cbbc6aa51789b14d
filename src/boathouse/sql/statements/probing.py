"""The types of the values that UPDATE and MERGE give, asked of the engine before it writes them:
it would cast some that ANSI does not let one cast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from boathouse.sql import types
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import EngineLost, SqlError
from boathouse.sql.parse import parse
from boathouse.sql.planning import Planning
from boathouse.sql.securables import Column, Relation, SparkType
from boathouse.sql.statements.store_types import refuse_unsafe
from boathouse.sql.work import Work

Pairs = list[tuple[Column, SparkType]]
"""Columns, and the types of what they are given."""


@dataclass(frozen=True)
class Probe:
    """A query for the engine with a column for each value, none of whose rows is made."""

    columns: tuple[Column, ...]
    text: str


def probe(planning: Planning, values: Sequence[tuple[Column, str]], source: str) -> Probe | None:
    """`source`: what the values' names are of, as FROM has it. None where there are no values."""
    if not values:
        return None
    listed = ", ".join(f"({value}\n) AS p{index}" for index, (_, value) in enumerate(values))
    query = parse(f"SELECT {listed} FROM {source}")
    text = engine_text(replace(planning, parsed=query))
    return Probe(tuple(column for column, _ in values), text)


async def probed(work: Work, target: Relation, probes: Sequence[Probe | None]) -> Pairs:
    """The types. Raises SqlError for a value that its column does not take."""
    found: Pairs = []
    for one in probes:
        if one is None:
            continue
        try:
            schema = await work.schema(one.text)
        except EngineLost:
            raise
        except SqlError:
            # The write fails too, and says it better.
            continue
        for column, field in zip(one.columns, schema, strict=True):
            found.append((column, types.from_arrow(field)))
            refuse_unsafe(target, *found[-1])
    return found
