"""Plans that need no engine: an answer made while planning, or work of ours in a thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from boathouse.context import Context
from boathouse.sql import answer, types
from boathouse.sql.answer import Answer
from boathouse.sql.securables import SparkType
from boathouse.sql.work import Work

Fields = Sequence[tuple[str, SparkType]]


@dataclass(frozen=True)
class Rows:
    """Rows that are known already."""

    fields: Fields
    values: Sequence[Sequence[Any]]

    async def run(self, work: Work) -> Answer:
        """The rows."""
        return table(self.fields, self.values)


@dataclass(frozen=True)
class Listing:
    """Rows that are gathered in a thread: what may read many Delta logs."""

    fields: Fields
    gather: Callable[[Context], Sequence[Sequence[Any]]]

    async def run(self, work: Work) -> Answer:
        """Gather, then answer."""
        return table(self.fields, await work.in_thread(self.gather))


@dataclass(frozen=True)
class Act:
    """Something that we do, without rows."""

    act: Callable[[Context], object]
    table_id: str | None = None
    """The table that is written to: it waits for its turn."""

    async def run(self, work: Work) -> Answer:
        """Do it."""
        if self.table_id is None:
            await work.in_thread(self.act)
        else:
            async with work.locks.writing(self.table_id):
                await work.in_thread(self.act)
        return answer.nothing()


@dataclass(frozen=True)
class Done:
    """Nothing is left to do."""

    async def run(self, work: Work) -> Answer:
        """Nothing."""
        return answer.nothing()


@dataclass(frozen=True)
class InSession:
    """A change of the session, made only once the statement runs."""

    change: Callable[[], None]

    async def run(self, work: Work) -> Answer:
        """Change it."""
        self.change()
        return answer.nothing()


def table(fields: Fields, values: Sequence[Sequence[Any]]) -> Answer:
    """Rows of ours, with Databricks' types."""
    import pyarrow as pa

    return answer.rows(pa.schema([types.arrow_field(name, kind) for name, kind in fields]), values)
