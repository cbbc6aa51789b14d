"""Changes of a warehouse's state that somebody asks for.

All take an open change and only write rows: the reconciler does what they ask for.
"""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection

from boathouse.services.warehouses import states, store
from boathouse.services.warehouses.store import Warehouse


def create(
    tx: Connection,
    document: dict[str, Any],
    *,
    creator: str,
    now: int,
    warehouse_id: str | None = None,
    state: str = states.STARTING,
) -> str:
    """A new warehouse that is to start (or, STOPPED, one at rest); its id."""
    new = Warehouse(
        warehouse_id=warehouse_id or secrets.token_hex(8),
        name=document["name"],
        creator=creator,
        document=document,
        state=state,
        state_message="",
        reason=None,
        life=1,
        address=None,
        deleted=False,
        created_at=now,
    )
    store.insert_warehouse(tx, new)
    return new.warehouse_id


def start(tx: Connection, warehouse: Warehouse) -> None:
    """Let a warehouse start; nothing happens to one that runs or is about to."""
    if warehouse.state in (states.STOPPED, states.STOPPING):
        begun = {"life": warehouse.life + 1, "address": None, "reason": None, "state_message": ""}
        store.move(tx, warehouse, states.STARTING, **begun)


def stop(tx: Connection, warehouse: Warehouse, reason: dict[str, Any], message: str) -> None:
    """Let a warehouse stop; nothing happens to one that has stopped or is about to."""
    if warehouse.state in (states.RUNNING, states.STARTING):
        values = {"reason": reason, "state_message": message, "address": None}
        store.move(tx, warehouse, states.STOPPING, **values)


def delete(tx: Connection, warehouse: Warehouse, user: str) -> None:
    """Hide a warehouse and let its engine end."""
    if warehouse.state == states.STOPPED:
        store.delete_warehouse(tx, warehouse.warehouse_id)
        return
    stop(tx, warehouse, states.reason("USER_REQUEST", username=user), "It was deleted.")
    store.change(tx, warehouse.warehouse_id, deleted=True)
