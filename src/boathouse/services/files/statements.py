"""Files as SQL statements see them: the rows of LIST, and signed URLs for PUT, GET and REMOVE."""

from __future__ import annotations

import stat
from os import stat_result

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.services.files import listing, tickets
from boathouse.services.files.places import Spot, spot, told
from boathouse.services.files.tickets import Ticket
from boathouse.sql.errors import SqlError

ACTS = {"PUT": "PUT", "GET": "GET", "REMOVE": "DELETE"}

Row = tuple[str, str, int, int]
"""Path, name, bytes, change time in epoch ms; folders end in a slash and have 0 bytes."""


def listed(ctx: Context, path: str, limit: int | None) -> list[Row]:
    """What a folder holds, by name, or the one file. Errors: those of `spot`, NotFound."""
    place = spot(ctx, path)
    with told(place.shown):
        found = place.file.status()
        if not stat.S_ISDIR(found.st_mode):
            return [_row(place.shown, place.parts[-1], found)][:limit]
        entries, _ = listing.entries(place, limit)
    return [_row(f"{place.shown}/{name}", name, status) for name, status in entries]


def signed(ctx: Context, operation: str, path: str, *, overwrite: bool) -> str:
    """A URL for one PUT, GET or REMOVE by the caller, good for some minutes.

    Errors: those of `spot`, InvalidParameterValue, SqlError for a PUT onto a file.
    """
    act = ACTS[operation]
    place = spot(ctx, path, write=act != "GET")
    if not place.parts:
        raise InvalidParameterValue(f"The path ({place.shown}) is a volume, not a file in one.")
    if act == "PUT" and not overwrite:
        _refuse_existing(place)
    expires = tickets.until(ctx, None)
    ticket = Ticket(act, place.shown, ctx.principal.user_id, expires, overwrite=overwrite)
    return tickets.url(ctx, ticket)


def _refuse_existing(place: Spot) -> None:
    """Told by the statement already; a file that comes meanwhile is told by the request."""
    try:
        place.file.status()
    except (FileNotFoundError, NotADirectoryError):
        return
    raise SqlError(
        "FILE_IN_STAGING_PATH_ALREADY_EXISTS",
        f"File in staging path {place.shown} already exists but OVERWRITE is not set.",
        "42710",
    )


def _row(path: str, name: str, found: stat_result) -> Row:
    modified = found.st_mtime_ns // 1_000_000
    if stat.S_ISDIR(found.st_mode):
        return f"{path}/", f"{name}/", 0, modified
    return path, name, found.st_size, modified
