"""/api/2.1/unity-catalog/volumes."""

from __future__ import annotations

import builtins
from typing import Any

from boathouse.context import Context, compact
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, route
from boathouse.services.catalogs import sight
from boathouse.services.catalogs.names import parts_of
from boathouse.services.catalogs.paging import asked, scanned
from boathouse.services.metastores import store as metastores
from boathouse.services.schemas import find as schemas
from boathouse.services.volumes import change, find, store
from boathouse.services.volumes.find import Found
from boathouse.services.volumes.store import EXTERNAL, VolumeRow
from boathouse.sql.securables import Name
from boathouse.wire.catalog import VolumeType

_PATH = "/api/2.1/unity-catalog/volumes"
_ONE = f"{_PATH}/{{name}}"

_HIDDEN = ("storage_location",)
"""What BROWSE does not show."""


@route("POST", _PATH, access=Access.USER)
def create(
    ctx: Context,
    catalog_name: str,
    schema_name: str,
    name: str,
    volume_type: VolumeType,
    comment: str | None = None,
    storage_location: str | None = None,
) -> dict[str, Any]:
    """A new volume: a managed one has a folder of ours, an external one names its own."""
    if volume_type == EXTERNAL and not storage_location:
        raise InvalidParameterValue("CreateVolume storage_location must be provided.")
    if volume_type != EXTERNAL and storage_location:
        raise InvalidParameterValue("CreateVolume storage_location can not be provided.")
    full_name = Name(catalog_name, schema_name, name)
    made = change.create(ctx, full_name, location=storage_location or None, comment=comment)
    return shown(ctx, made)


@route("GET", _ONE, access=Access.USER)
def read(ctx: Context, name: str, include_browse: bool = False) -> dict[str, Any]:
    """One volume that the caller may read."""
    catalog, schema, row = find.existing(ctx, _name(name))
    entry = row.entry(catalog.name, schema.name)
    only = sight.require(ctx, "READ_VOLUME", entry, browse=include_browse)
    return shown(ctx, (catalog, schema, row), browse_only=only)


@route("GET", _PATH, access=Access.USER)
def list(
    ctx: Context,
    catalog_name: str,
    schema_name: str,
    max_results: int | None = None,
    page_token: str | None = None,
    include_browse: bool = False,
) -> dict[str, Any]:
    """The volumes of a schema that the caller may read, by name."""
    catalog, schema = schemas.listable(ctx, catalog_name, schema_name, browse=include_browse)
    page = asked(ctx, f"volumes {schema.schema_id}", max_results, page_token)

    def read(after: str, most: int) -> builtins.list[VolumeRow]:
        return store.after(ctx.tx, schema.schema_id, after, most)

    keep = sight.keeper(
        ctx, lambda row: row.entry(catalog.name, schema.name), browse=include_browse
    )
    rows, more = scanned(page, read, keep, lambda row: row.name)
    found = [shown(ctx, (catalog, schema, row), browse_only=only) for row, only in rows]
    return {**({"volumes": found} if found else {}), **more}


@route("PATCH", _ONE, access=Access.USER)
def update(
    ctx: Context,
    name: str,
    comment: str | None = None,
    new_name: str | None = None,
    owner: str | None = None,
) -> dict[str, Any]:
    """Change what is given."""
    asked = compact({"comment": comment, "owner": owner, "new_name": new_name})
    return shown(ctx, change.alter(ctx, _name(name), **asked))


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, name: str) -> None:
    """Drop a volume: a managed one with its files."""
    change.drop(ctx, _name(name))


def shown(ctx: Context, found: Found, *, browse_only: bool = False) -> dict[str, Any]:
    """A volume as its VolumeInfo."""
    catalog, schema, row = found
    document = compact(
        {
            "name": row.name,
            "catalog_name": catalog.name,
            "schema_name": schema.name,
            "full_name": f"{catalog.name}.{schema.name}.{row.name}",
            "volume_id": row.volume_id,
            "volume_type": row.volume_type,
            "storage_location": row.storage_location,
            "owner": row.owner,
            "comment": row.comment,
            "metastore_id": metastores.id_of(ctx.tx),
            "created_at": row.created_at,
            "created_by": row.created_by,
            "updated_at": row.updated_at,
            "updated_by": row.updated_by,
        }
    )
    return sight.browsed(document, _HIDDEN, only=browse_only)


def _name(full_name: str) -> Name:
    return Name(*parts_of(full_name, 3))
