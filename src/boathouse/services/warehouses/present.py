"""A warehouse as the API shows it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from boathouse.context import Context
from boathouse.services.warehouses import settings, states
from boathouse.services.warehouses.store import Warehouse


def details(ctx: Context, warehouse: Warehouse) -> dict[str, Any]:
    """A GetWarehouseResponse (or EndpointInfo, which is the same)."""
    running = warehouse.state == states.RUNNING
    sessions = ctx.parts.sql.sessions if ctx.parts.sql is not None else None
    host, port, secure = _place(ctx)
    path = f"/sql/1.0/warehouses/{warehouse.warehouse_id}"
    return {
        **settings.with_defaults(warehouse.document),
        "id": warehouse.warehouse_id,
        "name": warehouse.name,
        "creator_name": warehouse.creator,
        "state": warehouse.state,
        "num_clusters": 1 if running else 0,
        "num_active_sessions": (
            sessions.of_warehouse(warehouse.warehouse_id) if running and sessions else 0
        ),
        "health": _health(warehouse),
        "jdbc_url": (
            f"jdbc:spark://{host}:{port}/default;transportMode=http;ssl={int(secure)};AuthMech=3;"
            f"httpPath={path};"
        ),
        "odbc_params": {
            "hostname": host,
            "path": path,
            "protocol": "https" if secure else "http",
            "port": port,
        },
    }


def _place(ctx: Context) -> tuple[str, int, bool]:
    """Host, port and whether TLS is spoken there: where this client reached us."""
    base = urlsplit(ctx.host or ctx.parts.address)
    secure = base.scheme == "https"
    return base.hostname or "", base.port or (443 if secure else 80), secure


def _health(warehouse: Warehouse) -> dict[str, Any]:
    if warehouse.state == states.RUNNING:
        return {"status": "HEALTHY"}
    reason = warehouse.reason
    if reason is None or reason["type"] == "SUCCESS":
        return {}
    return {
        "status": "FAILED",
        "message": warehouse.state_message,
        "summary": warehouse.state_message.partition("\n")[0],
        "failure_reason": reason,
    }
