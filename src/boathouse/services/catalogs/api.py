"""/api/2.1/unity-catalog/catalogs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boathouse.context import Context, compact
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs import change, find, sight
from boathouse.services.catalogs.paging import asked, held, scanned
from boathouse.services.catalogs.store import SYSTEM, CatalogRow
from boathouse.services.metastores import store as metastores
from boathouse.wire.catalog import CatalogIsolationMode, EnablePredictiveOptimization

_PATH = "/api/2.1/unity-catalog/catalogs"
_ONE = f"{_PATH}/{{name}}"

_HIDDEN = ("options", "properties", "storage_root", "storage_location")
"""What BROWSE does not show."""
_INERT = {
    "custom_max_retention_hours": "Kept and shown; what is dropped goes at once.",
    "options": "Kept and shown; they are for foreign catalogs.",
    "enable_predictive_optimization": "Kept and shown; tables are optimized when asked to.",
}
_REFUSED: Mapping[str, tuple[Any, ...]] = {"managed_encryption_settings": ()}
_FOREIGN: Mapping[str, tuple[Any, ...]] = {
    "connection_name": (),
    "provider_name": (),
    "share_name": (),
    "storage_root": (),
}


@route(
    "POST",
    _PATH,
    access=Access.USER,
    fields=Fields(inert=_INERT, refused={**_REFUSED, **_FOREIGN}),
)
def create(
    ctx: Context,
    name: str,
    comment: str | None = None,
    properties: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
    custom_max_retention_hours: int | None = None,
) -> dict[str, Any]:
    """A new catalog, with the schemas `default` and `information_schema` in it."""
    document = compact(
        {"options": options, "custom_max_retention_hours": custom_max_retention_hours}
    )
    made = change.create(ctx, name, comment=comment, properties=properties, document=document)
    return shown(ctx, made)


@route("GET", _ONE, access=Access.USER)
def get(ctx: Context, name: str, include_browse: bool = False) -> dict[str, Any]:
    """One catalog that the caller may use."""
    row = find.existing(ctx, name)
    only = sight.require(ctx, "USE_CATALOG", row.entry, browse=include_browse)
    return shown(ctx, row, browse_only=only)


@route(
    "GET",
    _PATH,
    access=Access.USER,
    fields=Fields(
        inert={"include_unbound": "No catalog is unbound: the metastore has this one workspace."}
    ),
)
def list(
    ctx: Context,
    max_results: int | None = None,
    page_token: str | None = None,
    include_browse: bool = False,
    include_unbound: bool = False,
) -> dict[str, Any]:
    """The catalogs that the caller may use, by name."""
    page = asked(ctx, "catalogs", max_results, page_token)
    read = held(find.everywhere(ctx), lambda row: row.name)
    keep = sight.keeper(ctx, lambda row: row.entry, browse=include_browse)
    rows, more = scanned(page, read, keep, lambda row: row.name)
    found = [shown(ctx, row, browse_only=only) for row, only in rows]
    return {**({"catalogs": found} if found else {}), **more}


@route("PATCH", _ONE, access=Access.USER, fields=Fields(inert=_INERT, refused=_REFUSED))
def update(
    ctx: Context,
    name: str,
    comment: str | None = None,
    properties: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
    owner: str | None = None,
    new_name: str | None = None,
    isolation_mode: CatalogIsolationMode | None = None,
    enable_predictive_optimization: EnablePredictiveOptimization | None = None,
    custom_max_retention_hours: int | None = None,
) -> dict[str, Any]:
    """Change what is given; `properties` replaces all of them."""
    document = {
        "options": options,
        "isolation_mode": isolation_mode,
        "enable_predictive_optimization": enable_predictive_optimization,
        "custom_max_retention_hours": custom_max_retention_hours,
    }
    asked = {
        "comment": comment,
        "set_properties": properties,
        "owner": owner,
        "new_name": new_name,
        "document": compact(document),
    }
    return shown(ctx, change.alter(ctx, name, **compact(asked)))


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, name: str, force: bool = False) -> None:
    """Drop a catalog; `force` with all that it holds."""
    change.drop(ctx, name, force=force)


def shown(ctx: Context, row: CatalogRow, *, browse_only: bool = False) -> dict[str, Any]:
    """A catalog as its CatalogInfo."""
    system = row.catalog_type == SYSTEM
    document = compact(
        {
            "isolation_mode": "OPEN",
            "enable_predictive_optimization": None if system else "INHERIT",
            **row.document,
            "name": row.name,
            "full_name": row.name,
            "owner": row.owner,
            "comment": row.comment,
            "properties": row.properties,
            "catalog_type": row.catalog_type,
            "securable_type": "CATALOG",
            "metastore_id": metastores.id_of(ctx.tx),
            "provisioning_info": {"state": "ACTIVE"},
            "created_at": row.created_at,
            "created_by": row.created_by,
            "updated_at": row.updated_at,
            "updated_by": row.updated_by,
        }
    )
    return sight.browsed(document, _HIDDEN, only=browse_only)
