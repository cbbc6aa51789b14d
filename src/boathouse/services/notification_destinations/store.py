"""The table of notification destinations, and its queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from boathouse.store.tables import Document, Millis, metadata

notification_destinations = Table(
    "notification_destinations",
    metadata,
    Column("destination_id", String(36), primary_key=True),
    Column("display_name", String(256), nullable=False),
    Column("destination_type", String(32), nullable=False),
    Column("shown", Document, nullable=False),  # what anybody may be shown of its settings
    Column("sealed", LargeBinary, nullable=False),  # the rest: addresses that are keys, passwords
    Column("created_at", Millis, nullable=False),
)


@dataclass(frozen=True)
class Row:
    """A row of notification_destinations."""

    destination_id: str
    display_name: str
    destination_type: str
    shown: dict[str, Any]
    sealed: bytes
    created_at: int

    @property
    def bound(self) -> str:
        """What ties the sealed settings to this row."""
        return f"notification-destination/{self.destination_id}"


def insert_row(tx: Connection, row: Row) -> None:
    """Add a destination."""
    tx.execute(insert(notification_destinations).values(**vars(row)))


def update_row(tx: Connection, row: Row) -> None:
    """Write a destination's row anew."""
    one = notification_destinations.c.destination_id == row.destination_id
    tx.execute(update(notification_destinations).where(one).values(**vars(row)))


def get_row(tx: Connection, destination_id: str) -> Row | None:
    """The destination of an id."""
    one = notification_destinations.c.destination_id == destination_id
    row = tx.execute(select(notification_destinations).where(one)).first()
    return Row(**row._mapping) if row else None


def page_of_rows(tx: Connection, after: str, limit: int) -> list[Row]:
    """Destinations in the order of their ids, behind one."""
    ids = notification_destinations.c.destination_id
    query = select(notification_destinations).where(ids > after).order_by(ids).limit(limit)
    return [Row(**row._mapping) for row in tx.execute(query)]


def known(tx: Connection, destination_ids: list[str]) -> set[str]:
    """Those of some ids that there are."""
    ids = notification_destinations.c.destination_id
    return set(tx.execute(select(ids).where(ids.in_(destination_ids))).scalars())


def delete_row(tx: Connection, destination_id: str) -> bool:
    """Remove a destination; False when there is none."""
    one = notification_destinations.c.destination_id == destination_id
    return tx.execute(delete(notification_destinations).where(one)).rowcount > 0
