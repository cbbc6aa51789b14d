"""Locations that statements name: which may hold a table, and what stands there already."""

from __future__ import annotations

from pathlib import Path

from boathouse.context import Context
from boathouse.services.external_locations import access, taken
from boathouse.services.grants import decide
from boathouse.services.tables import places
from boathouse.services.tables.fields import field_of
from boathouse.services.volumes import folders
from boathouse.sql.definitions import NewTable
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Relation


def accept(ctx: Context, table: NewTable) -> None:
    """Pass where the caller may make the table at its location.

    Errors: PermissionDenied, NoParentExternalLocation, LocationOverlap, InvalidParameterValue,
    NotImplementedHere.
    """
    location = table.location or ""
    place = access.place_for(ctx, "CREATE_EXTERNAL_TABLE", location)
    folders.refuse_links(Path(place), location)
    if table.format == "DELTA" and not places.has_log(place):
        access.refuse_read_only(ctx, place)


def writable(ctx: Context, relation: Relation) -> None:
    """Pass where the caller may change a table's rows. Errors: PermissionDenied."""
    decide.require(ctx, "MODIFY", relation)
    if relation.kind == "EXTERNAL":
        access.refuse_read_only(ctx, relation.location or "")


def refuse_overlap(ctx: Context, table: NewTable) -> None:
    """Once more inside of the change: no other statement was faster. Errors: LocationOverlap."""
    if table.location is None:
        return
    place = places.normal(table.location)
    taken.refuse_overlap(ctx, place, table.location)
    if taken.promised(ctx, place):
        raise taken.overlap(table.location)


def adopted(ctx: Context, table: NewTable) -> bool:
    """Whether what stands at the location is taken as it is: a Delta table, or other files.

    Raises SqlError where the columns of the statement are others than those of the table.
    """
    kept = places.normal(table.location or "")
    if table.format != "DELTA":
        if not places.folder_of(kept).exists():
            raise SqlError("PATH_NOT_FOUND", f"Path does not exist: {kept}.", "42K03")
        return True
    if not places.has_log(kept):
        return False
    present = ctx.parts.delta.snapshot(kept)
    asked = [(field["name"], field["type"]) for field in map(field_of, table.columns)]
    if asked and asked != [(field["name"], field["type"]) for field in present.fields]:
        why = f"The specified schema does not match the existing schema at {kept}."
        raise SqlError("DELTA_CREATE_TABLE_SCHEME_MISMATCH", why, "42KD7")
    return True
