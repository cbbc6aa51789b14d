"""/api/2.1/unity-catalog/external-locations."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context, compact
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs import sight
from boathouse.services.catalogs.paging import asked, scanned
from boathouse.services.external_locations import change, store
from boathouse.services.external_locations.fields import INERT, ISOLATION, UNBOUND
from boathouse.services.external_locations.find import existing
from boathouse.services.external_locations.store import LocationRow
from boathouse.services.metastores import store as metastores
from boathouse.wire.catalog import EncryptionDetails, FileEventQueue, IsolationMode

_PATH = "/api/2.1/unity-catalog/external-locations"
_ONE = f"{_PATH}/{{name}}"

_HIDDEN = ("url", "credential_name", "credential_id", "encryption_details", "file_event_queue")
"""What BROWSE does not show."""


@route("POST", _PATH, access=Access.USER, fields=Fields(inert=INERT))
def create(
    ctx: Context,
    name: str,
    url: str,
    credential_name: str,
    comment: str | None = None,
    read_only: bool = False,
    skip_validation: bool = False,
    fallback: bool | None = None,
    encryption_details: EncryptionDetails | None = None,
    enable_file_events: bool | None = None,
    file_event_queue: FileEventQueue | None = None,
    effective_enable_file_events: bool | None = None,
    effective_file_event_queue: FileEventQueue | None = None,
) -> dict[str, Any]:
    """A new location, which the caller owns."""
    settings = {
        "comment": comment,
        "read_only": read_only,
        "skip_validation": skip_validation,
        "fallback": fallback,
        "encryption_details": encryption_details,
        "enable_file_events": enable_file_events,
        "file_event_queue": file_event_queue,
        "effective_enable_file_events": effective_enable_file_events,
        "effective_file_event_queue": effective_file_event_queue,
    }
    return shown(ctx, change.create(ctx, name, url, credential_name, settings))


@route("GET", _ONE, access=Access.USER)
def get(ctx: Context, name: str, include_browse: bool = False) -> dict[str, Any]:
    """One location that the caller may see."""
    row = existing(ctx, name)
    only = sight.require(ctx, "READ_FILES", row.entry, browse=include_browse)
    return shown(ctx, row, browse_only=only)


@route("GET", _PATH, access=Access.USER, fields=Fields(inert=UNBOUND))
def list(
    ctx: Context,
    max_results: int | None = None,
    page_token: str | None = None,
    include_browse: bool = False,
    include_unbound: bool = False,
) -> dict[str, Any]:
    """The locations that the caller may see, by name."""
    rows, more = scanned(
        asked(ctx, "external locations", max_results, page_token),
        lambda after, most: store.after(ctx.tx, after, most),
        sight.keeper(ctx, lambda row: row.entry, browse=include_browse),
        lambda row: row.name,
    )
    found = [shown(ctx, row, browse_only=only) for row, only in rows]
    return {**({"external_locations": found} if found else {}), **more}


@route("PATCH", _ONE, access=Access.USER, fields=Fields(inert={**INERT, **ISOLATION}))
def update(
    ctx: Context,
    name: str,
    comment: str | None = None,
    new_name: str | None = None,
    owner: str | None = None,
    url: str | None = None,
    credential_name: str | None = None,
    read_only: bool | None = None,
    isolation_mode: IsolationMode | None = None,
    force: bool = False,
    skip_validation: bool = False,
    fallback: bool | None = None,
    encryption_details: EncryptionDetails | None = None,
    enable_file_events: bool | None = None,
    file_event_queue: FileEventQueue | None = None,
    effective_enable_file_events: bool | None = None,
    effective_file_event_queue: FileEventQueue | None = None,
) -> dict[str, Any]:
    """Change what is given; a location in which tables or volumes lie is moved only by force."""
    changes = {
        "comment": comment,
        "new_name": new_name,
        "owner": owner,
        "url": url,
        "credential_name": credential_name,
        "read_only": read_only,
        "isolation_mode": isolation_mode,
        "force": force,
        "skip_validation": skip_validation,
        "fallback": fallback,
        "encryption_details": encryption_details,
        "enable_file_events": enable_file_events,
        "file_event_queue": file_event_queue,
        "effective_enable_file_events": effective_enable_file_events,
        "effective_file_event_queue": effective_file_event_queue,
    }
    return shown(ctx, change.alter(ctx, name, changes))


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, name: str, force: bool = False) -> None:
    """Drop a location; one in which tables or volumes lie only by force."""
    change.drop(ctx, name, force=force)


def shown(ctx: Context, row: LocationRow, *, browse_only: bool = False) -> dict[str, Any]:
    """A location as its ExternalLocationInfo."""
    document = compact(
        {
            "isolation_mode": "ISOLATION_MODE_OPEN",
            "fallback": False,
            **row.document,
            "name": row.name,
            "url": row.url,
            "credential_name": row.credential_name,
            "credential_id": row.credential_id,
            "read_only": row.read_only,
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
