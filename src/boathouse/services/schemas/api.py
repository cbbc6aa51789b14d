"""/api/2.1/unity-catalog/schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boathouse.context import Context, compact
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs import find as catalogs
from boathouse.services.catalogs import sight
from boathouse.services.catalogs.names import parts_of
from boathouse.services.catalogs.paging import asked, held, scanned
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.metastores import store as metastores
from boathouse.services.schemas import change, find
from boathouse.services.schemas.store import SchemaRow, is_without_row
from boathouse.wire.catalog import EnablePredictiveOptimization

_PATH = "/api/2.1/unity-catalog/schemas"
_ONE = f"{_PATH}/{{full_name}}"

_HIDDEN = ("storage_root", "storage_location")
"""What BROWSE does not show."""
_RETENTION = {"custom_max_retention_hours": "Kept and shown; what is dropped goes at once."}
_UPDATED = {
    **_RETENTION,
    "enable_predictive_optimization": "Kept and shown; tables are optimized when asked to.",
}
_REFUSED: Mapping[str, tuple[Any, ...]] = {"storage_root": ()}


@route("POST", _PATH, access=Access.USER, fields=Fields(inert=_RETENTION, refused=_REFUSED))
def create(
    ctx: Context,
    name: str,
    catalog_name: str,
    comment: str | None = None,
    properties: dict[str, str] | None = None,
    custom_max_retention_hours: int | None = None,
) -> dict[str, Any]:
    """A new schema in a catalog."""
    made = change.create(
        ctx,
        catalog_name,
        name,
        comment=comment,
        properties=properties,
        document=compact({"custom_max_retention_hours": custom_max_retention_hours}),
    )
    return shown(ctx, *made)


@route("GET", _ONE, access=Access.USER)
def get(ctx: Context, full_name: str, include_browse: bool = False) -> dict[str, Any]:
    """One schema that the caller may use."""
    catalog, row = find.existing(ctx, *parts_of(full_name, 2))
    only = sight.require(ctx, "USE_SCHEMA", row.entry(catalog.name), browse=include_browse)
    return shown(ctx, catalog, row, browse_only=only)


@route("GET", _PATH, access=Access.USER)
def list(
    ctx: Context,
    catalog_name: str,
    max_results: int | None = None,
    page_token: str | None = None,
    include_browse: bool = False,
) -> dict[str, Any]:
    """The schemas of a catalog that the caller may use, by name."""
    catalog = catalogs.existing(ctx, catalog_name)
    sight.require(ctx, "USE_CATALOG", catalog.entry, browse=include_browse)
    page = asked(ctx, f"schemas {catalog.catalog_id}", max_results, page_token)
    read = held(find.everywhere(ctx, catalog), lambda row: row.name)
    keep = sight.keeper(ctx, lambda row: row.entry(catalog.name), browse=include_browse)
    rows, more = scanned(page, read, keep, lambda row: row.name)
    found = [shown(ctx, catalog, row, browse_only=only) for row, only in rows]
    return {**({"schemas": found} if found else {}), **more}


@route("PATCH", _ONE, access=Access.USER, fields=Fields(inert=_UPDATED))
def update(
    ctx: Context,
    full_name: str,
    comment: str | None = None,
    properties: dict[str, str] | None = None,
    owner: str | None = None,
    new_name: str | None = None,
    enable_predictive_optimization: EnablePredictiveOptimization | None = None,
    custom_max_retention_hours: int | None = None,
) -> dict[str, Any]:
    """Change what is given; `properties` replaces all of them."""
    document = {
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
    return shown(ctx, *change.alter(ctx, *parts_of(full_name, 2), **compact(asked)))


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, full_name: str, force: bool = False) -> None:
    """Drop a schema; `force` with all that it holds."""
    change.drop(ctx, *parts_of(full_name, 2), force=force)


def shown(
    ctx: Context, catalog: CatalogRow, row: SchemaRow, *, browse_only: bool = False
) -> dict[str, Any]:
    """A schema as its SchemaInfo. `properties` is always there: clients read it unasked."""
    system = is_without_row(row)
    document = compact(
        {
            "enable_predictive_optimization": None if system else "INHERIT",
            **row.document,
            "name": row.name,
            "catalog_name": catalog.name,
            "full_name": f"{catalog.name}.{row.name}",
            "schema_id": row.schema_id,
            "owner": row.owner,
            "comment": row.comment,
            "properties": row.properties,
            "catalog_type": catalog.catalog_type,
            "metastore_id": metastores.id_of(ctx.tx),
            "created_at": row.created_at,
            "created_by": row.created_by,
            "updated_at": row.updated_at,
            "updated_by": row.updated_by,
        }
    )
    return sight.browsed(document, _HIDDEN, only=browse_only)
