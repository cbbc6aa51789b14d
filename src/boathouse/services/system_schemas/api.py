"""/api/2.1/unity-catalog/metastores/{metastore_id}/systemschemas: all of ours are enabled."""

from __future__ import annotations

import builtins
from typing import Any

from boathouse.context import Context
from boathouse.errors import MetastoreDoesNotExist, NotImplementedHere
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs import find as catalogs
from boathouse.services.catalogs.paging import asked, held, scanned
from boathouse.services.grants import decide
from boathouse.services.metastores import store as metastores
from boathouse.services.schemas import find as schemas

_PATH = "/api/2.1/unity-catalog/metastores/{metastore_id}/systemschemas"
_CATALOG = "system"


@route("GET", _PATH, access=Access.USER)
def list(
    ctx: Context,
    metastore_id: str,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The system schemas, by name."""
    _require(ctx, metastore_id)
    page = asked(ctx, "system schemas", max_results, page_token)
    read = held(_names(ctx), lambda name: name)
    names, more = scanned(page, read, lambda rows: rows, lambda name: name)
    shown = [{"schema": name, "state": "ENABLE_COMPLETED"} for name in names]
    return {**({"schemas": shown} if shown else {}), **more}


@route(
    "PUT",
    f"{_PATH}/{{schema_name}}",
    access=Access.USER,
    fields=Fields(refused={"catalog_name": (_CATALOG,)}),
)
def enable(ctx: Context, metastore_id: str, schema_name: str) -> None:
    """Enable a system schema: those that there are, are enabled."""
    _require(ctx, metastore_id)
    if schema_name.lower() not in _names(ctx):
        raise NotImplementedHere(f"The system schema '{schema_name}' is not implemented.")


def _names(ctx: Context) -> builtins.list[str]:
    catalog = catalogs.existing(ctx, _CATALOG)
    return [row.name for row in schemas.everywhere(ctx, catalog)]


def _require(ctx: Context, metastore_id: str) -> None:
    decide.require(ctx, "MANAGE", None)
    if metastore_id != metastores.id_of(ctx.tx):
        raise MetastoreDoesNotExist(f"Metastore '{metastore_id}' does not exist.")
