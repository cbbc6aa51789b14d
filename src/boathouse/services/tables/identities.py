"""How many values of each identity column are given away: never less than any writer was told.

A writer takes its values in a transaction of their own before it writes. Who does not know how many
it needs takes many and gives the rest back; where the server dies in between they are lost, and the
column has a gap.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, String, Table, insert, select, update

from boathouse.context import Context
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Identity
from boathouse.store.tables import metadata

identities = Table(
    "table_identities",
    metadata,
    Column("key", String(64), primary_key=True),  # of the column's Identity
    Column("given", BigInteger, nullable=False),
)

LEAST, MOST = -(2**63), 2**63 - 1


def take(ctx: Context, identity: Identity, count: int, *, at_most: bool = False) -> tuple[int, int]:
    """The number of the first value, from 0, and how many there are; with `at_most` fewer where
    BIGINT has no more. Raises SqlError where it has too few."""
    with ctx.write() as tx:
        # First the row's lock (PostgreSQL), then what it says.
        first = _given(tx, identity.key)
        left = max(0, _room(identity) - first)
        if left < count and (not at_most or not left):
            why = "long overflow: the identity column has no more values."
            raise SqlError("ARITHMETIC_OVERFLOW", why, "22003")
        taken = min(count, left)
        _set(tx, identity.key, first + taken)
    return first, taken


def give_back(ctx: Context, identity: Identity, end: int, used: int) -> None:
    """The values from the number `used` up to `end` were not used. Nothing happens where others
    took values meanwhile."""
    with ctx.write() as tx:
        if _given(tx, identity.key) == end:
            _set(tx, identity.key, used)


def pass_over(ctx: Context, identity: Identity, value: int) -> None:
    """The next value comes behind `value`, which the column holds (SYNC IDENTITY)."""
    needed = (value - identity.start) // identity.step + 1
    with ctx.write() as tx:
        if _given(tx, identity.key) < needed:
            _set(tx, identity.key, needed)


def _given(tx: Connection, key: str) -> int:
    found = tx.execute(
        update(identities).where(identities.c.key == key).values(given=identities.c.given)
    )
    if not found.rowcount:
        tx.execute(insert(identities).values(key=key, given=0))
        return 0
    return int(tx.execute(select(identities.c.given).where(identities.c.key == key)).scalar_one())


def _set(tx: Connection, key: str, given: int) -> None:
    tx.execute(update(identities).where(identities.c.key == key).values(given=given))


def _room(identity: Identity) -> int:
    """How many values there are at all."""
    end = MOST if identity.step > 0 else LEAST
    return min(MOST, (end - identity.start) // identity.step + 1)
