"""Who may do what with warehouses. The creator owns it."""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.context import Context, Principal
from boathouse.errors import ResourceDoesNotExist
from boathouse.services.permissions import decide
from boathouse.services.permissions import target as targets
from boathouse.services.permissions.levels import WAREHOUSES
from boathouse.services.warehouses import store
from boathouse.services.warehouses.store import Warehouse

VIEW, USE, MONITOR, MANAGE = "CAN_VIEW", "CAN_USE", "CAN_MONITOR", "CAN_MANAGE"
_WORDS = {VIEW: "View", USE: "Use", MONITOR: "Monitor", MANAGE: "Manage"}


def warehouse(ctx: Context, warehouse_id: str, level: str) -> Warehouse:
    """The warehouse, on which the caller holds a level.

    Errors: ResourceDoesNotExist, PermissionDenied.
    """
    found = existing(ctx.tx, warehouse_id)
    require(ctx.tx, ctx.principal, warehouse_id, level)
    return found


def known(tx: Connection, warehouse_id: str) -> Warehouse | None:
    """The warehouse of an id, unless it was deleted."""
    found = store.find(tx, warehouse_id)
    return None if found is None or found.deleted else found


def existing(tx: Connection, warehouse_id: str) -> Warehouse:
    """The same; ResourceDoesNotExist where there is none."""
    found = known(tx, warehouse_id)
    if found is None:
        raise ResourceDoesNotExist(f"SQL warehouse {warehouse_id[:100]} does not exist.")
    return found


def require(tx: Connection, principal: Principal, warehouse_id: str, level: str) -> None:
    """PermissionDenied unless the principal holds a level on the warehouse."""
    message = (
        f"{principal.user_name} does not have {_WORDS[level]} permissions on SQL warehouse"
        f" {warehouse_id}. Please contact the owner or an administrator for access."
    )
    decide.require(tx, principal, targets.of(WAREHOUSES, warehouse_id), level, message)
