"""Locations that statements name: which may hold a table, and what stands there already."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.services.grants import decide
from boathouse.services.tables import places, store
from boathouse.services.tables.fields import field_of
from boathouse.services.volumes import folders
from boathouse.sql.definitions import NewTable
from boathouse.sql.errors import SqlError


def accepted(ctx: Context, location: str) -> str:
    """The location as the store keeps it; the caller may make a table there.

    Errors: PermissionDenied for all but admins, InvalidParameterValue, NotImplementedHere.
    """
    if not ctx.principal.admin:
        raise decide.denial("CREATE_EXTERNAL_TABLE", "External Location", location)
    kept = places.normal(location)
    folders.allowed(ctx.parts.config, places.folder_of(kept).resolve(), location)
    if store.at_location(ctx.tx, kept):
        raise InvalidParameterValue(
            f"Input path url '{location}' overlaps with other external tables or volumes."
        )
    return kept


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
