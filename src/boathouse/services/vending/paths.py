"""Who may have a credential for a path: the rights on its location, and on the external table or
volume that it is or lies in."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import NoParentExternalLocation
from boathouse.services.external_locations import access, find, places, taken
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.vending import rights
from boathouse.wire.catalog import PathOperation


def require_path(ctx: Context, url: str, operation: PathOperation) -> str:
    """The place that a url stands for, where the caller may have a credential for it.

    Managed tables and volumes are in no external location: they have no path here.
    Errors: PermissionDenied, NoParentExternalLocation, LocationOverlap, InvalidParameterValue,
    NotImplementedHere for object storage.
    """
    place = places.place_of(url)
    location = find.covering(ctx.tx, place)
    if location is None:
        raise NoParentExternalLocation(
            f"No parent external location was found for path '{url}'. Please create an external"
            " location on one of the parent paths and then retry the query or command again."
        )
    decide.require(ctx, "EXTERNAL_USE_LOCATION", location.entry)
    if operation == "PATH_CREATE_TABLE":
        found = access.place_for(ctx, "CREATE_EXTERNAL_TABLE", url)
        access.refuse_read_only(ctx, found)
        return found
    write = operation == "PATH_READ_WRITE"
    row = taken.table_at(ctx, place)
    table = taken.found_of(ctx, row) if row is not None else None
    if table is not None and table.row.location == place:
        rights.require_table(ctx, table, write=write)
        return place
    volume = taken.volume_at(ctx, place)
    if volume is not None:
        rights.require_schema(ctx, *schemas.existing(ctx, volume.name.catalog, volume.name.schema))
        if write:
            decide.require(ctx, "READ_VOLUME", volume)
    elif write:
        decide.require(ctx, "READ_FILES", location.entry)
    return access.path_to(ctx, url, write=write)
