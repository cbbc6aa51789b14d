"""/api/2.0/permissions: see, replace and add to what was given on an object of any kind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import PermissionDenied
from boathouse.route import Access, route
from boathouse.services.permissions import change, decide, document, objects
from boathouse.services.permissions.target import Target
from boathouse.wire.iam import AccessControlRequest

_SQL = "/api/2.0/permissions/sql/alerts|dashboards|queries|warehouses/{request_object_id}"
_PATHS = ("/api/2.0/permissions/{request_object_type}/{request_object_id}", _SQL)
_LEVELS = tuple(f"{path}/permissionLevels" for path in _PATHS)


@route("GET", *_PATHS, access=Access.USER)
def get(ctx: Context, request_object_id: str, request_object_type: str = "") -> dict[str, Any]:
    """Everybody's permissions on an object; for whoever holds any level on it."""
    return document.of(ctx.tx, _target(ctx, ctx.tx, request_object_type, request_object_id))


@route("GET", *_LEVELS, access=Access.USER)
def get_permission_levels(
    ctx: Context, request_object_id: str, request_object_type: str = ""
) -> dict[str, Any]:
    """The levels that can be given on an object."""
    target = _target(ctx, ctx.tx, request_object_type, request_object_id)
    return document.levels(target.kind)


@route("PUT", *_PATHS, access=Access.USER)
def set(
    ctx: Context,
    request_object_id: str,
    request_object_type: str = "",
    access_control_list: list[AccessControlRequest] | None = None,
) -> dict[str, Any]:
    """Replace what was given on an object; needs CAN_MANAGE."""
    with ctx.write() as tx:
        target = _target(ctx, tx, request_object_type, request_object_id, manage=True)
        change.replace(tx, ctx.principal, target, access_control_list or [])
        return document.of(tx, target)


@route("PATCH", *_PATHS, access=Access.USER)
def update(
    ctx: Context,
    request_object_id: str,
    request_object_type: str = "",
    access_control_list: list[AccessControlRequest] | None = None,
) -> dict[str, Any]:
    """Add to what was given on an object; needs CAN_MANAGE."""
    with ctx.write() as tx:
        target = _target(ctx, tx, request_object_type, request_object_id, manage=True)
        change.merge(tx, ctx.principal, target, access_control_list or [])
        return document.of(tx, target)


def _target(
    ctx: Context, tx: Connection, type_name: str, object_id: str, *, manage: bool = False
) -> Target:
    """The object that the path names, which the caller may see (or, `manage`, give away)."""
    if type_name == "authorization":
        type_name = f"authorization/{object_id}"
    kind = objects.kind_of(type_name or "/".join(ctx.path.split("/")[4:6]))
    found = objects.find(tx, kind, object_id)
    target, weakest = found.target, kind.levels[0]
    # Where there is no level that manages, only admins do; holding CAN_USE shows nothing.
    closed = target.managing == weakest and not ctx.principal.admin
    level = target.managing if manage else weakest
    if closed or not decide.holds(tx, ctx.principal, target, level):
        raise PermissionDenied(
            f"{ctx.principal.user_name} does not have {'Manage' if manage else 'View'} permissions"
            f" on {found.called}. Please contact the owner or an administrator for access."
        )
    return target
