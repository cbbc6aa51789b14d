"""The table of instance pools, with its queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, String, Table, Text, delete, insert, select, update

from boathouse.services.permissions import store as grants
from boathouse.services.permissions.levels import INSTANCE_POOLS
from boathouse.store.tables import Document, Millis, metadata

pools = Table(
    "instance_pools",
    metadata,
    Column("instance_pool_id", String(64), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("creator", String(256), nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("document", Document, nullable=False),  # what the client asked for
)


@dataclass(frozen=True)
class PoolRow:
    """A row of instance_pools."""

    instance_pool_id: str
    name: str
    creator: str
    created_at: int
    document: dict[str, Any]


def find(tx: Connection, pool_id: str) -> PoolRow | None:
    """The pool of an id."""
    row = tx.execute(select(pools).where(pools.c.instance_pool_id == pool_id)).first()
    return PoolRow(**row._mapping) if row is not None else None


def named(tx: Connection, name: str) -> PoolRow | None:
    """The pool of a name."""
    row = tx.execute(select(pools).where(pools.c.name == name)).first()
    return PoolRow(**row._mapping) if row is not None else None


def everything(tx: Connection) -> list[PoolRow]:
    """All pools by name."""
    return [PoolRow(**r._mapping) for r in tx.execute(select(pools).order_by(pools.c.name))]


def put(tx: Connection, pool: PoolRow) -> None:
    """Add a row."""
    tx.execute(insert(pools).values(**pool.__dict__))


def edit(tx: Connection, pool_id: str, document: dict[str, Any]) -> None:
    """Replace what a pool says."""
    values = {"name": document["instance_pool_name"], "document": document}
    tx.execute(update(pools).where(pools.c.instance_pool_id == pool_id).values(**values))


def remove(tx: Connection, pool_id: str) -> None:
    """Remove a row with its permissions."""
    grants.forget_object(tx, INSTANCE_POOLS.name, pool_id)
    tx.execute(delete(pools).where(pools.c.instance_pool_id == pool_id))
