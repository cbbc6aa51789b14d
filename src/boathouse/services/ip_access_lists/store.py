"""The table of IP access lists."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from boathouse.store.tables import Document, Id, Millis, metadata

ip_access_lists = Table(
    "ip_access_lists",
    metadata,
    Column("list_id", String(64), primary_key=True),
    Column("label", String(256), nullable=False),
    Column("list_type", String(10), nullable=False),
    Column("ip_addresses", Document, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("created_by", Id, nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", Id, nullable=False),
)


@dataclass(frozen=True)
class AccessList:
    """A row of ip_access_lists."""

    list_id: str
    label: str
    list_type: str
    ip_addresses: list[str]
    enabled: bool
    created_at: int
    created_by: int
    updated_at: int
    updated_by: int


def all_lists(tx: Connection) -> list[AccessList]:
    """Every list, oldest first."""
    c = ip_access_lists.c
    rows = tx.execute(select(ip_access_lists).order_by(c.created_at, c.list_id))
    return [AccessList(**row._mapping) for row in rows]


def insert_list(tx: Connection, found: AccessList) -> None:
    """Add a list."""
    tx.execute(insert(ip_access_lists).values(**vars(found)))


def update_list(tx: Connection, found: AccessList) -> None:
    """Write a list's row anew."""
    c = ip_access_lists.c
    tx.execute(update(ip_access_lists).where(c.list_id == found.list_id).values(**vars(found)))


def delete_list(tx: Connection, list_id: str) -> None:
    """Remove a list."""
    tx.execute(delete(ip_access_lists).where(ip_access_lists.c.list_id == list_id))
