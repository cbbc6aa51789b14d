"""/api/2.0/sql/warehouses: make, change, start and stop warehouses, and what all share."""

from __future__ import annotations

from typing import Any, Unpack

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, ResourceAlreadyExists, ResourceLimitExceeded
from boathouse.route import Access, route
from boathouse.services.permissions import change, decide
from boathouse.services.permissions import target as targets
from boathouse.services.permissions.levels import WAREHOUSES
from boathouse.services.principals import entitlements
from boathouse.services.warehouses import (
    access,
    configuration,
    lifecycle,
    listing,
    present,
    states,
    store,
)
from boathouse.services.warehouses import settings as warehouse_settings
from boathouse.services.warehouses.fields import CONFIG, LIST, SETTINGS
from boathouse.wire.sql import (
    WarehousesCreate,
    WarehousesEdit,
    WarehousesSetWorkspaceWarehouseConfig,
)

_BASE = "/api/2.0/sql/warehouses"
_ONE = f"{_BASE}/{{id}}"
_CONFIG = "/api/2.0/sql/config/warehouses"
MAX_WAREHOUSES = 1000


@route("POST", _BASE, access=Access.USER, fields=SETTINGS)
def create(ctx: Context, **settings: Unpack[WarehousesCreate]) -> dict[str, Any]:
    """A new warehouse, which starts at once."""
    entitlements.require_cluster_creation(ctx.tx, ctx.principal)
    document = warehouse_settings.checked(settings)
    with ctx.write() as tx:
        _check_type(tx, document)
        _check_free(tx, document["name"])
        if store.count(tx) >= MAX_WAREHOUSES:
            raise ResourceLimitExceeded(f"At most {MAX_WAREHOUSES} SQL warehouses can exist.")
        creator = ctx.principal.user_name
        warehouse_id = lifecycle.create(tx, document, creator=creator, now=ctx.now)
        change.create(tx, ctx.principal, targets.of(WAREHOUSES, warehouse_id))
        ctx.wake("warehouses")
    return {"id": warehouse_id}


@route("POST", f"{_ONE}/edit", access=Access.USER, fields=SETTINGS)
def edit(ctx: Context, **settings: Unpack[WarehousesEdit]) -> None:
    """Change the settings that are given. What runs goes on."""
    given: dict[str, Any] = {**settings}
    warehouse_id = given.pop("id")
    with ctx.write() as tx:
        found = access.warehouse(ctx, warehouse_id, access.MANAGE)
        document = warehouse_settings.checked({**found.document, **given})
        if given.keys() & {"warehouse_type", "enable_serverless_compute"}:
            _check_type(tx, document)
        if document["name"] != found.name:
            _check_free(tx, document["name"])
        store.change(tx, warehouse_id, document=document, name=document["name"])
        ctx.wake("warehouses")


@route("GET", _ONE, access=Access.USER)
def get(ctx: Context, id: str) -> dict[str, Any]:
    """One warehouse."""
    return present.details(ctx, access.warehouse(ctx, id, access.VIEW))


@route("GET", _BASE, access=Access.USER, fields=LIST)
def list(ctx: Context, page_size: int | None = None, page_token: str | None = None) -> Any:
    """The warehouses on which one holds any permission, the oldest first."""
    seen = decide.visible(ctx.principal, WAREHOUSES)
    found = listing.after(store.listed(ctx.tx, seen), page_token)
    shown = listing.first(found, page_size)
    answer: dict[str, Any] = {"warehouses": [present.details(ctx, one) for one in shown]}
    if len(shown) < len(found):
        answer["next_page_token"] = listing.token(shown[-1])
    return answer


@route("POST", f"{_ONE}/start", access=Access.USER)
def start(ctx: Context, id: str) -> None:
    """Start a warehouse; nothing happens to one that runs."""
    with ctx.write() as tx:
        lifecycle.start(tx, access.warehouse(ctx, id, access.USE))
        ctx.wake("warehouses")


@route("POST", f"{_ONE}/stop", access=Access.USER)
def stop(ctx: Context, id: str) -> None:
    """Stop a warehouse and what runs on it; nothing happens to one that has stopped."""
    with ctx.write() as tx:
        found = access.warehouse(ctx, id, access.MANAGE)
        user = ctx.principal.user_name
        reason = states.reason("USER_REQUEST", username=user)
        lifecycle.stop(tx, found, reason, "It was stopped by request of a user.")
        ctx.wake("warehouses")


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, id: str) -> None:
    """Stop a warehouse and forget it."""
    with ctx.write() as tx:
        found = access.warehouse(ctx, id, access.MANAGE)
        lifecycle.delete(tx, found, ctx.principal.user_name)
        ctx.wake("warehouses")


@route("GET", _CONFIG, access=Access.ADMIN)
def get_workspace_warehouse_config(ctx: Context) -> dict[str, Any]:
    """What all warehouses of the workspace share."""
    return configuration.read(ctx.tx)


@route("PUT", _CONFIG, access=Access.ADMIN, fields=CONFIG)
def set_workspace_warehouse_config(
    ctx: Context, **settings: Unpack[WarehousesSetWorkspaceWarehouseConfig]
) -> None:
    """Replace what all warehouses share."""
    with ctx.write() as tx:
        configuration.replace(tx, settings)


def _check_free(tx: Connection, name: str) -> None:
    if store.named(tx, name) is not None:
        raise ResourceAlreadyExists(f"A SQL warehouse with the name '{name}' already exists.")


def _check_type(tx: Connection, document: dict[str, Any]) -> None:
    """Raise unless warehouses of the document's type may be made."""
    kind = warehouse_settings.with_defaults(document)["warehouse_type"]
    if not configuration.enabled(tx, kind):
        raise InvalidParameterValue(f"The warehouse_type {kind} is not enabled in this workspace.")
