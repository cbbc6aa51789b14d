"""The values of identity columns: taken from the catalog before a write, given back after it.

They are in place before anything is written, so no two writers ever have the same, whatever dies.
A write of an unknown number of rows takes many and gives back what it did not use.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from boathouse.sql.errors import EngineLost, SqlError
from boathouse.sql.rewrite import literal
from boathouse.sql.securables import Column, Identity, Relation
from boathouse.sql.statements.turns import State, state_of
from boathouse.sql.work import Work

MANY = 2**32
"""Values for a write of unknown size; a gap of this size is left where the server dies in it."""


@dataclass(frozen=True)
class Taken:
    """`count` values of a column from the number `first`."""

    identity: Identity
    first: int
    count: int
    exact: bool

    def sql(self, row: str) -> str:
        """The value of a row; `row`: SQL for the row's number, from 1."""
        start = _long(self.identity.start + self.first * self.identity.step)
        if self.exact and self.count == 1:
            return start
        value = f"({start} + ({row} - 1) * {_long(self.identity.step)})"
        if self.exact:
            return value
        why = literal("[ARITHMETIC_OVERFLOW] long overflow: the identity has no more values.")
        return f"if({row} <= {self.count}, {value}, raise_error({why}))"


def _long(number: int) -> str:
    return f"CAST('{number}' AS BIGINT)"


async def take(work: Work, column: Column, rows: int | None) -> Taken:
    """Values for `rows` rows, or for as many as may come."""
    identity = column.identity
    assert identity is not None
    first, count = await work.in_thread(
        lambda ctx: work.catalog.take_identities(
            ctx, identity, MANY if rows is None else rows, at_most=rows is None
        )
    )
    return Taken(identity, first, count, rows is not None)


@asynccontextmanager
async def numbers(
    work: Work, target: Relation, before: State, columns: Sequence[Column], rows: int | None
) -> AsyncIterator[dict[str, Taken]]:
    """Values for these columns, by their names in lower case; all go back where the write fails.

    Not where it may still be going on: canceled, or its engine lost.
    """
    taken = {column.name.lower(): await take(work, column, rows) for column in columns}
    try:
        yield taken
    except EngineLost:
        raise
    except SqlError:
        if taken and (await state_of(work, target)).version == before.version:
            await settle(work, taken.values(), 0)
        raise


async def settle(work: Work, taken: Iterable[Taken], used: int) -> None:
    """Only so many of the values were used, the first ones."""
    for one in taken:
        await _settle(work, one, used)


async def _settle(work: Work, taken: Taken, used: int) -> None:
    end = taken.first + taken.count
    if used < taken.count:
        await work.in_thread(
            lambda ctx: work.catalog.give_identities_back(
                ctx, taken.identity, end, taken.first + used
            )
        )


def counted(target: Relation) -> list[Column]:
    """The identity columns of a table."""
    return [column for column in target.columns if column.identity is not None]


def explicit(column: Column) -> SqlError:
    """The error of a value for a column that is always generated."""
    return SqlError(
        "DELTA_IDENTITY_COLUMNS_EXPLICIT_INSERT_NOT_SUPPORTED",
        f"Providing values for GENERATED ALWAYS AS IDENTITY column {column.name} is not supported.",
        "42808",
    )


def updated(column: Column) -> SqlError:
    """The error of an UPDATE of an identity column."""
    return SqlError(
        "DELTA_IDENTITY_COLUMNS_UPDATE_NOT_SUPPORTED",
        f"Updating IDENTITY column {column.name} is not supported.",
        "42808",
    )
