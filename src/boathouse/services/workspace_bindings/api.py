"""/api/2.1/unity-catalog/bindings and workspace-bindings."""

from __future__ import annotations

import builtins
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, route
from boathouse.services.catalogs.paging import asked, held, scanned
from boathouse.services.workspace_bindings import change
from boathouse.services.workspace_bindings.change import READ_WRITE
from boathouse.wire.catalog import WorkspaceBinding

_ROOT = "/api/2.1/unity-catalog"
_ONE = f"{_ROOT}/bindings/{{securable_type}}/{{securable_name}}"
_CATALOG = f"{_ROOT}/workspace-bindings/catalogs/{{name}}"


@route("GET", _ONE, access=Access.USER)
def get_bindings(
    ctx: Context,
    securable_type: str,
    securable_name: str,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The workspaces that a securable is bound to."""
    found = change.bindable(ctx, securable_type, securable_name)
    page = asked(ctx, f"bindings {found.id}", max_results, page_token)
    read = held(_shown(ctx, change.bound(ctx, found)), lambda one: str(one["workspace_id"]))
    few, more = scanned(page, read, lambda rows: rows, lambda one: str(one["workspace_id"]))
    return {**({"bindings": few} if few else {}), **more}


@route("PATCH", _ONE, access=Access.USER)
def update_bindings(
    ctx: Context,
    securable_type: str,
    securable_name: str,
    add: builtins.list[WorkspaceBinding] | None = None,
    remove: builtins.list[WorkspaceBinding] | None = None,
) -> dict[str, Any]:
    """Bind a securable to workspaces, or not."""
    found = change.bindable(ctx, securable_type, securable_name)
    added = {_id(one): str(one.get("binding_type") or READ_WRITE) for one in add or ()}
    bound = change.change(ctx, found, add=added, remove=[_id(one) for one in remove or ()])
    return {"bindings": _shown(ctx, bound)}


@route("GET", _CATALOG, access=Access.USER)
def get(ctx: Context, name: str) -> dict[str, Any]:
    """The workspaces that a catalog is bound to, in the older form."""
    found = change.bindable(ctx, "catalog", name)
    return {"workspaces": _ids(ctx, change.bound(ctx, found))}


@route("PATCH", _CATALOG, access=Access.USER)
def update(
    ctx: Context,
    name: str,
    assign_workspaces: builtins.list[int] | None = None,
    unassign_workspaces: builtins.list[int] | None = None,
) -> dict[str, Any]:
    """Bind a catalog to workspaces, or not, in the older form."""
    found = change.bindable(ctx, "catalog", name)
    added = dict.fromkeys(assign_workspaces or (), READ_WRITE)
    bound = change.change(ctx, found, add=added, remove=unassign_workspaces or ())
    return {"workspaces": _ids(ctx, bound)}


def _id(binding: WorkspaceBinding) -> int:
    workspace_id = binding.get("workspace_id")
    if workspace_id is None:
        raise InvalidParameterValue("Missing required field: workspace_id")
    return workspace_id


def _shown(ctx: Context, bound: bool) -> builtins.list[dict[str, Any]]:
    return [{"workspace_id": one, "binding_type": READ_WRITE} for one in _ids(ctx, bound)]


def _ids(ctx: Context, bound: bool) -> builtins.list[int]:
    return [ctx.parts.workspace_id] if bound else []
