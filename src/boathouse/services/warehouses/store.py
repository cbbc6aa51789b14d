"""The table of warehouses, with its queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    Select,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from boathouse.services.permissions import store as grants
from boathouse.services.permissions.levels import WAREHOUSES
from boathouse.services.warehouses import states
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Millis, metadata

warehouses = Table(
    "warehouses",
    metadata,
    Column("warehouse_id", String(64), primary_key=True),
    Column("name", String(100), nullable=False, index=True),
    Column("creator", String(256), nullable=False),
    Column("document", Document, nullable=False),  # what the client asked for, whole
    Column("state", String(16), nullable=False, index=True),
    Column("state_message", Text, nullable=False),
    Column("reason", Document, nullable=True),
    Column("life", Integer, nullable=False),  # counts the starts
    Column("address", String(64), nullable=True),
    Column("deleted", Boolean, nullable=False),  # hidden: the row goes with the engine
    Column("created_at", Millis, nullable=False),
)


@dataclass(frozen=True)
class Warehouse:
    """A row of warehouses."""

    warehouse_id: str
    name: str
    creator: str
    document: dict[str, Any]
    state: str
    state_message: str
    reason: dict[str, Any] | None
    life: int
    address: str | None
    deleted: bool
    created_at: int


# Built once: it runs with every statement.
_BY_ID = Prepared(select(warehouses).where(warehouses.c.warehouse_id == bindparam("warehouse_id")))


def insert_warehouse(tx: Connection, warehouse: Warehouse) -> None:
    """Add a row."""
    tx.execute(insert(warehouses).values(**warehouse.__dict__))


def find(tx: Connection, warehouse_id: str) -> Warehouse | None:
    """The row of an id, that of a deleted warehouse too."""
    return next((_warehouse(row) for row in _BY_ID.all(tx, warehouse_id=warehouse_id)), None)


def named(tx: Connection, name: str) -> Warehouse | None:
    """The one warehouse of a name."""
    query = select(warehouses).where(warehouses.c.name == name, warehouses.c.deleted.is_(False))
    return next((_warehouse(row) for row in tx.execute(query)), None)


def listed(tx: Connection, visible: Select[tuple[str]] | None) -> list[Warehouse]:
    """Those whose id is in a query, or (None) all, the oldest first."""
    query = select(warehouses).where(warehouses.c.deleted.is_(False))
    if visible is not None:
        query = query.where(warehouses.c.warehouse_id.in_(visible))
    order = (warehouses.c.created_at, warehouses.c.warehouse_id)
    return [_warehouse(row) for row in tx.execute(query.order_by(*order))]


def count(tx: Connection) -> int:
    """How many there are."""
    return int(tx.execute(select(func.count()).select_from(warehouses)).scalar_one())


def in_states(tx: Connection, wanted: Iterable[str]) -> list[Warehouse]:
    """All rows in one of the states, those of deleted warehouses too."""
    query = select(warehouses).where(warehouses.c.state.in_(list(wanted)))
    return [_warehouse(row) for row in tx.execute(query)]


def move(tx: Connection, warehouse: Warehouse, after: str, **values: Any) -> None:
    """Change the state along an allowed move, with other columns."""
    states.check(warehouse.state, after)
    change(tx, warehouse.warehouse_id, state=after, **values)


def change(tx: Connection, warehouse_id: str, **values: Any) -> None:
    """Set columns of a row; the state only by `move`."""
    row = warehouses.c.warehouse_id == warehouse_id
    tx.execute(update(warehouses).where(row).values(**values))


def delete_warehouse(tx: Connection, warehouse_id: str) -> None:
    """Remove a row with its permissions."""
    grants.forget_object(tx, WAREHOUSES.name, warehouse_id)
    tx.execute(delete(warehouses).where(warehouses.c.warehouse_id == warehouse_id))


def _warehouse(row: Any) -> Warehouse:
    return Warehouse(*row)
