"""The table of saved queries. What a client set is one document."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Column, Connection, Index, String, Table, delete, insert, select, update

from boathouse.store.tables import Document, Millis, metadata

ACTIVE, TRASHED = "ACTIVE", "TRASHED"

queries = Table(
    "queries",
    metadata,
    Column("query_id", String(36), primary_key=True),
    Column("owner", String(256), nullable=False),
    Column("state", String(16), nullable=False),
    Column("name", String(1024), nullable=False),
    Column("document", Document, nullable=False),
    Column("modifier", String(256), nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("updated_at", Millis, nullable=False),
    Index("ix_queries_state_updated_at", "state", "updated_at"),
)


@dataclass(frozen=True)
class Saved:
    """A row of queries. `name` is the document's display_name."""

    query_id: str
    owner: str
    state: str
    name: str
    document: dict[str, Any]
    modifier: str
    created_at: int
    updated_at: int


_ROW = [queries.c[name] for name in Saved.__dataclass_fields__]


def add(tx: Connection, row: Saved) -> None:
    """A new query."""
    tx.execute(insert(queries).values(**asdict(row)))


def put(tx: Connection, row: Saved) -> bool:
    """Write a query's row anew; False when it is gone."""
    changed = update(queries).where(queries.c.query_id == row.query_id)
    return tx.execute(changed.values(**asdict(row))).rowcount > 0


def by_id(tx: Connection, query_id: str) -> Saved | None:
    """The query of an id, also one in the trash."""
    row = tx.execute(select(*_ROW).where(queries.c.query_id == query_id)).first()
    return Saved(*row) if row else None


def active(tx: Connection, owner: str | None) -> list[Saved]:
    """Those that are not in the trash, of one owner or of all, the oldest first."""
    found = select(*_ROW).where(queries.c.state == ACTIVE)
    if owner is not None:
        found = found.where(queries.c.owner == owner)
    rows = tx.execute(found.order_by(queries.c.created_at, queries.c.query_id))
    return [Saved(*row) for row in rows]


def names_of(tx: Connection, owner: str) -> set[str]:
    """The names of an owner's queries."""
    found = select(queries.c.name).where(queries.c.owner == owner, queries.c.state == ACTIVE)
    return set(tx.execute(found).scalars())


def empty_trash(tx: Connection, before: int) -> None:
    """Remove for good what was trashed before a time."""
    tx.execute(delete(queries).where(queries.c.state == TRASHED, queries.c.updated_at < before))
