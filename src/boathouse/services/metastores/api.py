"""/api/2.1/unity-catalog: the one metastore of this workspace."""

from __future__ import annotations

import uuid
from typing import Any

from boathouse.context import Context
from boathouse.errors import MetastoreDoesNotExist
from boathouse.route import Access, route
from boathouse.services.catalogs.paging import page
from boathouse.services.catalogs.store import SYSTEM_OWNER
from boathouse.services.metastores import store

_ROOT = "/api/2.1/unity-catalog"

CLOUD = REGION = "local"
"""Where the files are: on the machine that serves."""


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
    if id != store.id_of(ctx.tx):
        raise MetastoreDoesNotExist(f"Metastore '{id}' does not exist.")
    return _shown(ctx)


@route("GET", f"{_ROOT}/metastores", access=Access.ADMIN)
def list(
    ctx: Context, max_results: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The metastores of the account: this one."""
    found, more = page([_shown(ctx)], lambda one: str(one["name"]), max_results, page_token)
    return {**({"metastores": found} if found else {}), **more}


def _shown(ctx: Context) -> dict[str, Any]:
    """All fields of a MetastoreInfo. The credential stands for the server's own right to its disk;
    nothing is shared, and no engine of others is let at the files."""
    metastore_id, made_at = store.id_of(ctx.tx), store.made_at(ctx.tx)
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
        "external_access_enabled": False,
        "delta_sharing_scope": "INTERNAL",
        "delta_sharing_organization_name": name,
        "delta_sharing_recipient_token_lifetime_in_seconds": 0,
        "created_at": made_at,
        "created_by": SYSTEM_OWNER,
        "updated_at": made_at,
        "updated_by": SYSTEM_OWNER,
    }
