"""Making, changing and dropping external locations: what REST and SQL share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from boathouse.context import Context, compact, refuse_inside_write
from boathouse.errors import (
    ExternalLocationAlreadyExists,
    ExternalLocationDoesNotExist,
    InvalidParameterValue,
    InvalidState,
    LocationOverlap,
)
from boathouse.services.catalogs.changes import stamped
from boathouse.services.catalogs.names import valid_name
from boathouse.services.credentials.store import CredentialRow
from boathouse.services.external_locations import find, places, store, taken
from boathouse.services.external_locations.find import existing
from boathouse.services.external_locations.store import LocationRow
from boathouse.services.grants import changes as grants
from boathouse.services.grants import decide
from boathouse.services.storage_credentials import find as credentials
from boathouse.services.volumes import folders

KEPT = frozenset(
    {
        "effective_enable_file_events",
        "effective_file_event_queue",
        "enable_file_events",
        "encryption_details",
        "fallback",
        "file_event_queue",
        "isolation_mode",
    }
)
"""Settings that are kept and shown as they were sent."""


def create(
    ctx: Context, name: str, url: str, credential: str, settings: Mapping[str, Any]
) -> LocationRow:
    """Make a location that the caller owns. `settings`: comment, read_only, skip_validation, KEPT.

    Errors: PermissionDenied, StorageCredentialDoesNotExist, InvalidParameterValue for the name or
    the URL, LocationOverlap, ExternalLocationAlreadyExists.
    """
    decide.require(ctx, "CREATE_EXTERNAL_LOCATION", None)
    kept, given = valid_name("CreateExternalLocation", name), compact(dict(settings))
    allowed = _usable(ctx, credential)
    place = _checked(ctx, url, allowed, validate=not given.get("skip_validation"))
    owner, now = ctx.principal.user_name, ctx.now
    row = LocationRow(
        location_id=store.new_id(),
        name=kept,
        owner=owner,
        url=places.url_of(url),
        place=place,
        credential_id=allowed.credential_id,
        credential_name=allowed.name,
        created_at=now,
        created_by=owner,
        updated_at=now,
        updated_by=owner,
        comment=given.get("comment") or None,
        read_only=bool(given.get("read_only")),
        document={key: value for key, value in given.items() if key in KEPT},
    )
    with ctx.write() as tx:
        _usable(ctx, credential)
        _require_free(ctx, kept)
        _refuse_overlap(ctx, row)
        store.insert_location(tx, row)
    return row


def alter(ctx: Context, name: str, changes: Mapping[str, Any]) -> LocationRow:
    """Change what is given: `comment`, `owner`, `new_name`, `url`, `credential_name`, `read_only`,
    KEPT; `force` where tables or volumes lie in it.

    Errors: ExternalLocationDoesNotExist, PermissionDenied, PrincipalDoesNotExist, those of
    `create`, InvalidState.
    """
    row = existing(ctx, name)
    decide.require(ctx, "MANAGE", row.entry)
    asked = compact(dict(changes))
    values = {**stamped(ctx, asked, "UpdateExternalLocation"), **_moved(ctx, row, asked)}
    if "read_only" in asked:
        values["read_only"] = asked["read_only"]
    kept = {key: value for key, value in asked.items() if key in KEPT}
    with ctx.write() as tx:
        # As it is now: the whole row is written, and another's change must not be undone.
        present = _still(ctx, row)
        changed = replace(present, **values, document={**present.document, **kept})
        if changed.name != row.name:
            _require_free(ctx, changed.name)
        if changed.place != row.place:
            if not asked.get("force"):
                _refuse_used(ctx, row, "moved")
            _refuse_overlap(ctx, changed)
        store.update_location(tx, changed)
    return changed


def drop(ctx: Context, name: str, *, force: bool = False) -> None:
    """Drop a location; its files stay, and with `force` the tables and volumes in it too.

    Errors: ExternalLocationDoesNotExist, PermissionDenied, InvalidState where it is in use.
    """
    row = existing(ctx, name)
    decide.require(ctx, "MANAGE", row.entry)
    with ctx.write() as tx:
        if not force:
            _refuse_used(ctx, row, "dropped")
        if not store.delete_location(tx, row.location_id):
            existing(ctx, name)
        grants.forget(tx, [row.location_id])


def _usable(ctx: Context, credential: str) -> CredentialRow:
    """A storage credential with which the caller may make locations."""
    row = credentials.existing(ctx, credential)
    decide.require(ctx, "CREATE_EXTERNAL_LOCATION", row.entry)
    return row


def _checked(ctx: Context, url: str, credential: CredentialRow, *, validate: bool) -> str:
    """The place of a URL at which there may be a location, as far as one can tell by itself."""
    place = places.place_of(url)
    if not places.is_local(place):
        if credential.built_in:
            raise InvalidParameterValue(
                f"Storage Credential '{credential.name}' is for the server's own disk, not for"
                f" {url}."
            )
        return place
    if not credential.built_in:
        raise InvalidParameterValue(
            f"Storage Credential '{credential.name}' is for object storage, not for {url}."
        )
    folder = folders.allowed(ctx.parts.config, Path(place), url)
    refuse_inside_write("a look at a location's folder")
    if validate and not folder.is_dir():
        raise InvalidParameterValue(
            f"The location {url} is not a directory; skip_validation makes it nevertheless."
        )
    return place


def _moved(ctx: Context, row: LocationRow, asked: Mapping[str, Any]) -> dict[str, Any]:
    """New values of a row for `url` and `credential_name`."""
    url, name = asked.get("url"), asked.get("credential_name")
    if url is None and name in (None, row.credential_name):
        return {}
    if url is not None and row.of_server and places.place_of(url) != row.place:
        raise InvalidState(
            f"External Location '{row.name}' stands for a folder of the server's own: make another"
            " one instead."
        )
    allowed = _usable(ctx, name or row.credential_name)
    validate = url is not None and not asked.get("skip_validation")
    place = _checked(ctx, url or row.url, allowed, validate=validate)
    return {
        "url": places.url_of(url or row.url),
        "place": place,
        "credential_id": allowed.credential_id,
        "credential_name": allowed.name,
    }


def _refuse_overlap(ctx: Context, row: LocationRow) -> None:
    """Locations do not overlap, but for those of the server's own folders, which may hold others;
    and none lies in a table or a volume."""
    around = find.overlapping(ctx.tx, row.place)
    taken_by = [
        one
        for one in around
        if one.location_id != row.location_id
        and (one.place == row.place or not (one.of_server and places.within(row.place, one.place)))
    ]
    if taken_by:
        raise LocationOverlap(
            f"Input path url '{row.url}' overlaps with an existing external location within"
            " 'CreateExternalLocation' call."
        )
    held = taken.table_at(ctx, row.place), taken.volume_at(ctx, row.place)
    if any(one is not None for one in held):
        raise taken.overlap(row.url)


def _refuse_used(ctx: Context, row: LocationRow, done: str) -> None:
    used = [
        one
        for one in taken.inside(ctx, row.place)
        if (inner := find.covering(ctx.tx, taken.folder_of(one))) is not None
        and inner.location_id == row.location_id
    ]
    used += taken.exactly_at(ctx, row.place)
    if used:
        raise InvalidState(
            f"External Location '{row.name}' cannot be {done}: {len(used)} external table(s) or"
            " volume(s) lie in it. Use force to do it nevertheless."
        )


def _require_free(ctx: Context, name: str) -> None:
    if store.by_name(ctx.tx, name) is not None:
        raise ExternalLocationAlreadyExists(f"External Location '{name}' already exists")


def _still(ctx: Context, row: LocationRow) -> LocationRow:
    """A location as it is now; ExternalLocationDoesNotExist where another one has its name."""
    present = existing(ctx, row.name)
    if present.location_id != row.location_id:
        raise ExternalLocationDoesNotExist(f"External Location '{row.name}' does not exist.")
    return present
