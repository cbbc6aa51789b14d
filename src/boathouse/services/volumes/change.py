"""Making, changing and dropping volumes: what REST and SQL share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    InvalidParameterValue,
    SchemaDoesNotExist,
    VolumeAlreadyExists,
    VolumeDoesNotExist,
)
from boathouse.services.catalogs import tags
from boathouse.services.catalogs.changes import stamped
from boathouse.services.catalogs.names import valid_name
from boathouse.services.external_locations import access, taken
from boathouse.services.grants import changes as grants
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas import store as schema_store
from boathouse.services.volumes import folders, store
from boathouse.services.volumes.find import Found, existing
from boathouse.services.volumes.store import EXTERNAL, MANAGED, VolumeRow
from boathouse.services.volumes.sweep import VolumeSweep
from boathouse.sql.securables import Name


@dataclass(frozen=True)
class _Files:
    """A new volume's id and where its files are."""

    volume_id: str
    kind: str
    folder: Path
    shown: str


def create(
    ctx: Context, name: Name, *, location: str | None = None, comment: str | None = None
) -> Found:
    """Make a volume that the caller owns: managed without a `location`, external with one.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied, InvalidParameterValue for
    the name or the location, VolumeAlreadyExists.
    """
    catalog, schema = schemas.existing(ctx, name.catalog, name.schema)
    decide.require(ctx, "CREATE_VOLUME", schema.entry(catalog.name))
    kept = valid_name("CreateVolume", name.name)
    _require_free(ctx, schema.schema_id, kept, str(name))
    owner, now = ctx.principal.user_name, ctx.now
    with _files(ctx, location) as files, ctx.write() as tx:
        _require_free(ctx, schema.schema_id, kept, str(name))
        if location is not None:
            taken.refuse_overlap(ctx, str(files.folder), location)
        row = VolumeRow(
            volume_id=files.volume_id,
            schema_id=schema.schema_id,
            name=kept,
            owner=owner,
            volume_type=files.kind,
            storage_location=files.shown,
            folder=str(files.folder),
            created_at=now,
            created_by=owner,
            updated_at=now,
            updated_by=owner,
            comment=comment or None,
        )
        store.insert_volume(tx, row)
    return catalog, schema, row


def alter(ctx: Context, name: Name, **changes: Any) -> Found:
    """Change `comment` (None takes it away), `owner`, `new_name`, `tags` (merged), `untag`.

    Errors: those of `existing`, PermissionDenied, PrincipalDoesNotExist, VolumeAlreadyExists.
    """
    catalog, schema, row = existing(ctx, name)
    decide.require(ctx, tags.privilege_for(changes), row.entry(catalog.name, schema.name))
    values = stamped(ctx, changes, "UpdateVolume")
    renamed = values.get("name", row.name) != row.name
    if renamed:
        decide.require(ctx, "CREATE_VOLUME", schema.entry(catalog.name))
    with ctx.write() as tx:
        if renamed:
            shown = f"{catalog.name}.{schema.name}.{values['name']}"
            _require_free(ctx, schema.schema_id, values["name"], shown)
        now = store.by_name(tx, schema.schema_id, row.name)
        if now is None:
            raise _gone(name)
        # Merged with what is there now: two changes at a time leave both.
        changed = replace(now, **values, **tags.changed(ctx, now, changes))
        store.update_volume(tx, changed)
    return catalog, schema, changed


def drop(ctx: Context, name: Name) -> None:
    """Drop a volume. A managed one's files go with it, an external one's stay.

    Errors: those of `existing`, PermissionDenied.
    """
    catalog, schema, row = existing(ctx, name)
    decide.require(ctx, "MANAGE", row.entry(catalog.name, schema.name))
    with ctx.write() as tx:
        if not store.drop_volume(tx, row, ctx.now):
            raise _gone(name)
        grants.forget(tx, [row.volume_id])
    ctx.wake(VolumeSweep.kind)


@contextmanager
def _files(ctx: Context, location: str | None) -> Iterator[_Files]:
    """A new volume's folder: on disk before its row; gone again when the row was refused."""
    config, volume_id = ctx.parts.config, store.new_id()
    if location is not None:
        folder = Path(access.place_for(ctx, "CREATE_EXTERNAL_VOLUME", location))
        if not folder.is_dir():
            raise InvalidParameterValue(f"The location {location} is not a directory.")
        yield _Files(volume_id, EXTERNAL, folder, location.rstrip("/"))
        return
    folder = folders.make(config, volume_id)
    try:
        yield _Files(volume_id, MANAGED, folder, folder.as_uri())
    except BaseException:
        folders.remove(config, volume_id)
        raise


def _require_free(ctx: Context, schema_id: str, name: str, shown: str) -> None:
    if schema_store.by_id(ctx.tx, schema_id) is None:
        raise SchemaDoesNotExist(f"Schema '{shown.rpartition('.')[0].lower()}' does not exist.")
    if store.by_name(ctx.tx, schema_id, name) is not None:
        raise VolumeAlreadyExists(f"Volume '{shown.lower()}' already exists")


def _gone(name: Name) -> VolumeDoesNotExist:
    return VolumeDoesNotExist(f"Volume '{str(name).lower()}' does not exist.")
