"""/api/2.0/lineage-tracking/external-metadata."""

from __future__ import annotations

import datetime
from typing import Any, Unpack

from boathouse.context import Context, compact
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs.paging import asked, scanned
from boathouse.services.external_lineage import store as relationships
from boathouse.services.external_metadata import change, find, store
from boathouse.services.external_metadata.store import ExternalMetadataRow
from boathouse.services.grants import decide
from boathouse.services.metastores import store as metastores
from boathouse.wire.catalog import ExternalMetadata

_ALL = "/api/2.0/lineage-tracking/external-metadata"
_ONE = f"{_ALL}/{{name}}"
_OURS = "what the server alone sets; ignored"
_INERT = {
    "external_metadata": "the body is the object itself",
    **dict.fromkeys(
        ("id", "metastore_id", "create_time", "created_by", "update_time", "updated_by"), _OURS
    ),
}
MOST = 1000


@route(
    "POST",
    _ALL,
    access=Access.USER,
    fields=Fields(inert={**_INERT, "owner": "who creates an object owns it"}),
)
def create_external_metadata(
    ctx: Context, **external_metadata: Unpack[ExternalMetadata]
) -> dict[str, Any]:
    """An object of another system, for who may make them in the metastore."""
    return _shown(ctx, change.create(ctx, external_metadata))


@route("GET", _ONE, access=Access.USER)
def get_external_metadata(ctx: Context, name: str) -> dict[str, Any]:
    """One object that the caller may browse."""
    row = find.existing(ctx, name)
    decide.require(ctx, "BROWSE", row.entry)
    return _shown(ctx, row)


@route("GET", _ALL, access=Access.USER)
def list_external_metadata(
    ctx: Context, page_size: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The objects that the caller may browse, by name."""
    if page_size is not None and not 0 <= page_size <= MOST:
        raise InvalidParameterValue(f"page_size must be at most {MOST}.")
    page = asked(ctx, "external metadata", page_size or 0, page_token)

    def keep(rows: Any) -> list[ExternalMetadataRow | None]:
        seen = decide.sights(ctx, [row.entry for row in rows])
        return [row if one is not None else None for row, one in zip(rows, seen, strict=True)]

    rows, more = scanned(
        page, lambda after, most: store.after(ctx.tx, after, most), keep, lambda row: row.name
    )
    shown = [_shown(ctx, row) for row in rows]
    return {**({"external_metadata": shown} if shown else {}), **more}


@route("PATCH", _ONE, access=Access.USER, fields=Fields(inert=_INERT))
def update_external_metadata(
    ctx: Context, update_mask: str, **external_metadata: Unpack[ExternalMetadata]
) -> dict[str, Any]:
    """Change the fields that a mask names; the `name` is the path's."""
    name = str(external_metadata.get("name"))
    return _shown(ctx, change.alter(ctx, name, external_metadata, update_mask))


@route("DELETE", _ONE, access=Access.USER)
def delete_external_metadata(ctx: Context, name: str) -> dict[str, Any]:
    """Delete an object, and its relationships with it."""
    change.drop(ctx, name, relationships.forget)
    return {}


def _shown(ctx: Context, row: ExternalMetadataRow) -> dict[str, Any]:
    document = {
        "id": row.id,
        "name": row.name,
        "system_type": row.system_type,
        "entity_type": row.entity_type,
        "owner": row.owner,
        "description": row.description,
        "url": row.url,
        "columns": row.columns or None,
        "properties": row.properties or None,
        "metastore_id": metastores.id_of(ctx.tx),
        "create_time": moment(row.created_at),
        "created_by": row.created_by,
        "update_time": moment(row.updated_at),
        "updated_by": row.updated_by,
    }
    return compact(document)


def moment(at: int) -> str:
    """Epoch ms as a Timestamp has it on the wire."""
    found = datetime.datetime.fromtimestamp(at / 1000, datetime.UTC)
    return f"{found:%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z"
