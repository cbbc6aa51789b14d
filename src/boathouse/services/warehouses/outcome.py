"""What became of an engine, written into its warehouse's row.

Each looks at the row first: what was asked for meanwhile (a stop, another start) goes before.
"""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.services.warehouses import lifecycle, states, store
from boathouse.services.warehouses.store import Warehouse


def running(tx: Connection, started: Warehouse, address: str) -> None:
    """The engine of the life that `started` shows answers at `address`."""
    warehouse = _same_life(tx, started)
    if warehouse is not None and warehouse.state == states.STARTING:
        store.move(tx, warehouse, states.RUNNING, address=address)


def start_failed(tx: Connection, started: Warehouse, message: str) -> None:
    """The engine did not come up."""
    warehouse = _same_life(tx, started)
    if warehouse is not None and warehouse.state == states.STARTING:
        _fault(tx, warehouse, "SPARK_STARTUP_FAILURE", message)


def crashed(tx: Connection, seen: Warehouse) -> None:
    """The engine's process is gone though nobody asked for it."""
    warehouse = _same_life(tx, seen)
    if warehouse is not None and warehouse.state == states.RUNNING:
        message = "The engine's process is gone: it crashed or was killed."
        _fault(tx, warehouse, "DRIVER_UNREACHABLE", message)


def ended(tx: Connection, warehouse_id: str) -> None:
    """Nothing lives of the engine any more."""
    warehouse = store.find(tx, warehouse_id)
    if warehouse is None or warehouse.state != states.STOPPING:
        return
    if warehouse.deleted:
        store.delete_warehouse(tx, warehouse_id)
    else:
        store.move(tx, warehouse, states.STOPPED)


def idle(tx: Connection, seen: Warehouse, minutes: int) -> None:
    """No statement ran on it for that long."""
    warehouse = _same_life(tx, seen)
    if warehouse is not None and warehouse.state == states.RUNNING:
        reason = states.reason("INACTIVITY", inactivity_duration_min=str(minutes))
        lifecycle.stop(tx, warehouse, reason, "It was idle.")


def _same_life(tx: Connection, seen: Warehouse) -> Warehouse | None:
    warehouse = store.find(tx, seen.warehouse_id)
    return warehouse if warehouse is not None and warehouse.life == seen.life else None


def _fault(tx: Connection, warehouse: Warehouse, code: str, message: str) -> None:
    reason = states.reason(code, "SERVICE_FAULT", databricks_error_message=message)
    lifecycle.stop(tx, warehouse, reason, message)
