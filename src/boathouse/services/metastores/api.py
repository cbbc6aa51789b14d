"""/api/2.1/unity-catalog: the one metastore of this workspace."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    InvalidParameterValue,
    MetastoreDoesNotExist,
    NotImplementedHere,
)
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs.names import valid_name
from boathouse.services.catalogs.paging import asked, held, scanned
from boathouse.services.catalogs.store import SYSTEM_OWNER
from boathouse.services.metastores import store

_ROOT = "/api/2.1/unity-catalog"

CLOUD = REGION = "local"
"""Where the files are: on the machine that serves."""

_FIXED: Mapping[str, tuple[Any, ...]] = {
    "delta_sharing_organization_name": (),
    "delta_sharing_recipient_token_lifetime_in_seconds": (0,),
    "delta_sharing_scope": ("INTERNAL",),
    "owner": (store.OWNER,),
    "privilege_model_version": ("1.0",),
    "storage_root_credential_id": (),
}


@route("GET", f"{_ROOT}/metastore_summary", access=Access.USER)
def summary(ctx: Context) -> dict[str, Any]:
    """The metastore's own facts; every user may read them."""
    return _shown(ctx)


@route("GET", f"{_ROOT}/current-metastore-assignment", access=Access.USER)
def current(ctx: Context) -> dict[str, Any]:
    """Which metastore this workspace has, and the catalog that sessions begin in."""
    return {
        "workspace_id": ctx.parts.workspace_id,
        "metastore_id": store.id_of(ctx.tx),
        "default_catalog_name": store.DEFAULT_CATALOG,
    }


@route("GET", f"{_ROOT}/metastores/{{id}}", access=Access.ADMIN)
def get(ctx: Context, id: str) -> dict[str, Any]:
    """The metastore by its id."""
    _existing(ctx, id)
    return _shown(ctx)


@route("GET", f"{_ROOT}/metastores", access=Access.ADMIN)
def list(
    ctx: Context, max_results: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The metastores of the account: this one."""
    page = asked(ctx, "metastores", max_results, page_token)
    read = held([_shown(ctx)], lambda one: str(one["name"]))
    found, more = scanned(page, read, lambda rows: rows, lambda one: str(one["name"]))
    return {**({"metastores": found} if found else {}), **more}


_ASSIGNED = f"{_ROOT}/workspaces/{{workspace_id}}/metastore"


@route("PUT", _ASSIGNED, access=Access.ADMIN)
def assign(ctx: Context, workspace_id: int, metastore_id: str, default_catalog_name: str) -> None:
    """Give the workspace its metastore: the one that it has."""
    _assigned(ctx, workspace_id, metastore_id, default_catalog_name)


@route("PATCH", _ASSIGNED, access=Access.ADMIN)
def update_assignment(
    ctx: Context,
    workspace_id: int,
    metastore_id: str | None = None,
    default_catalog_name: str | None = None,
) -> None:
    """The same, as a change of what is given."""
    _assigned(ctx, workspace_id, metastore_id, default_catalog_name)


@route("PATCH", f"{_ROOT}/metastores/{{id}}", access=Access.ADMIN, fields=Fields(refused=_FIXED))
def update(
    ctx: Context,
    id: str,
    external_access_enabled: bool | None = None,
    new_name: str | None = None,
) -> dict[str, Any]:
    """Another name; whether engines of others may have credentials for files."""
    name = valid_name("UpdateMetastore", new_name) if new_name else None
    _existing(ctx, id)
    with ctx.write() as tx:
        store.change(
            tx,
            now=ctx.now,
            by=ctx.principal.user_name,
            external_access=external_access_enabled,
            name=name,
        )
    return _shown(ctx)


def _assigned(ctx: Context, workspace_id: int, id: str | None, catalog: str | None) -> None:
    """Pass for what is so already: there is one workspace, and one metastore."""
    if workspace_id != ctx.parts.workspace_id:
        raise InvalidParameterValue(f"Workspace {workspace_id} is not of this account.")
    if id is not None:
        _existing(ctx, id)
    if catalog not in (None, "", store.DEFAULT_CATALOG):
        raise NotImplementedHere(
            f"$.default_catalog_name: sessions begin in {store.DEFAULT_CATALOG}."
        )


def _existing(ctx: Context, id: str) -> None:
    if id != store.id_of(ctx.tx):
        raise MetastoreDoesNotExist(f"Metastore '{id}' does not exist.")


def _shown(ctx: Context) -> dict[str, Any]:
    """All fields of a MetastoreInfo. The credential stands for the server's own right to its disk;
    nothing is shared."""
    metastore_id, made_at = store.id_of(ctx.tx), store.made_at(ctx.tx)
    updated_at, updated_by = store.last_change(ctx.tx)
    credential = str(uuid.uuid5(uuid.UUID(metastore_id), "files"))
    name = store.name_of(ctx.tx)
    return {
        "metastore_id": metastore_id,
        "global_metastore_id": f"{CLOUD}:{REGION}:{metastore_id}",
        "name": name,
        "owner": store.OWNER,
        "cloud": CLOUD,
        "region": REGION,
        "storage_root": (ctx.parts.config.data_dir.resolve() / "metastore").as_uri(),
        "storage_root_credential_id": credential,
        "storage_root_credential_name": "files",
        "default_data_access_config_id": credential,
        "privilege_model_version": "1.0",
        "external_access_enabled": store.external_access(ctx.tx),
        "delta_sharing_scope": "INTERNAL",
        "delta_sharing_organization_name": name,
        "delta_sharing_recipient_token_lifetime_in_seconds": 0,
        "created_at": made_at,
        "created_by": SYSTEM_OWNER,
        "updated_at": updated_at,
        "updated_by": updated_by,
    }
