"""The warehouses that a workspace has before anybody makes one. They start when first used."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from boathouse.services.permissions import store as grants
from boathouse.services.permissions.levels import OWNER, WAREHOUSES
from boathouse.services.principals import store as principals
from boathouse.services.principals.store import USERS_ID
from boathouse.services.warehouses import lifecycle, settings, states, store
from boathouse.store import settings as facts

_FACT = "starter_warehouse"
STARTER: dict[str, Any] = {
    "name": "Starter Warehouse",
    "cluster_size": "Small",
    "max_num_clusters": 1,
    "auto_stop_mins": 10,
    "enable_serverless_compute": True,
    "warehouse_type": "PRO",
}


def first_warehouse(tx: Connection, *, owner: str, now: int) -> None:
    """Make the starter warehouse, which all users may use; only once, so that a deleted one does
    not come back."""
    if facts.get(tx, _FACT) is None:
        facts.put(tx, _FACT, named(tx, None, STARTER, owner=owner, now=now))


def named(
    tx: Connection, warehouse_id: str | None, document: dict[str, Any], *, owner: str, now: int
) -> str:
    """A STOPPED warehouse for all users under an id of our own choosing (None: a new one), unless
    it is there; its id."""
    if warehouse_id is not None and store.find(tx, warehouse_id) is not None:
        return warehouse_id
    made = lifecycle.create(
        tx,
        settings.checked(document),
        creator=owner,
        now=now,
        warehouse_id=warehouse_id,
        state=states.STOPPED,
    )
    found = principals.by_name(tx, owner)
    own = {found.principal_id: OWNER} if found is not None else {}
    grants.put(tx, WAREHOUSES.name, made, {USERS_ID: "CAN_USE", **own})
    return made
