"""What a principal may do now with the folder of a table, a volume or an external location, as the
rights that an engine of theirs may have in it: acl.WRITE, acl.READ, or 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from boathouse.context import Context
from boathouse.errors import ApiError
from boathouse.services.catalogs import store as catalogs
from boathouse.services.external_locations import store as locations
from boathouse.services.grants import decide
from boathouse.services.isolation import acl
from boathouse.services.schemas import store as schemas
from boathouse.services.tables import find
from boathouse.services.tables import store as tables
from boathouse.services.tables.present import relation_of
from boathouse.services.tables.store import TableRow
from boathouse.services.volumes import store as volumes
from boathouse.sql.errors import SqlError
from boathouse.sql.protections import protects
from boathouse.sql.securables import MetastoreObject, Relation, Volume


def rights(ctx: Context, place: Path) -> int | None:
    """What the caller may do in a folder; None where it is nobody's, such as one in which a table
    is being made."""
    here = str(place)
    found = tables.at_location(ctx.tx, here)
    if found:
        may = of_tables(ctx, found)
        return 0 if may and any(_hidden(ctx, row) for row in found) else may
    if tables.dropped_by_id(ctx.tx, place.name) is not None:
        return 0
    return _of_volume(ctx, place, here)


def of_tables(ctx: Context, rows: Sequence[TableRow]) -> int | None:
    """The most that the caller may do with one of some tables; None for none."""
    known = [(row, find.name_of(ctx, row)) for row in rows]
    held = [of_entry(ctx, relation_of(row, name, None)) for row, name in known if name is not None]
    return max(held, default=None)


def of_entry(ctx: Context, entry: Relation) -> int:
    """By a table's privileges. Who may change rows and not read them gets nothing: an engine does
    not tell the two apart."""
    if not decide.may(ctx, "SELECT", entry):
        return 0
    return acl.WRITE if decide.may(ctx, "MODIFY", entry) else acl.READ


def _hidden(ctx: Context, row: TableRow) -> bool:
    """Whether rows or values of a table are hidden from the caller. Yes, too, where its log cannot
    be read."""
    # Policies know tables, which know locations.
    from boathouse.services.policies.effective import protection

    name = find.name_of(ctx, row)
    found = find.named(ctx, name) if name is not None else None
    try:
        return found is None or protects(protection(ctx, find.read(ctx, found)))
    except (ApiError, SqlError):
        return True


def _of_volume(ctx: Context, place: Path, here: str) -> int | None:
    volume = volumes.by_id(ctx.tx, place.name) or next(
        iter(volumes.external_at(ctx.tx, [here])), None
    )
    if volume is None or volume.folder != here:
        if place.name in volumes.dropped_ids(ctx.tx):
            return 0
        return _of_location(ctx, here)
    schema = schemas.by_id(ctx.tx, volume.schema_id)
    catalog = catalogs.by_id(ctx.tx, schema.catalog_id) if schema else None
    if schema is None or catalog is None:
        return 0
    return _most(ctx, "WRITE_VOLUME", "READ_VOLUME", volume.entry(catalog.name, schema.name))


def _of_location(ctx: Context, here: str) -> int | None:
    found = locations.at(ctx.tx, [here])
    if not found:
        return None
    return max(_most(ctx, "WRITE_FILES", "READ_FILES", one.entry) for one in found)


def _most(ctx: Context, write: str, read: str, entry: Volume | MetastoreObject) -> int:
    if decide.may(ctx, write, entry):
        return acl.WRITE
    return acl.READ if decide.may(ctx, read, entry) else 0
