"""Who may use a place: by the volume or table that it is in, else by the location that covers it.

The folders that the operator gave the server (`serve --external-location`) bound it all.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from boathouse.context import Context
from boathouse.errors import (
    ApiError,
    NoParentExternalLocation,
    NotImplementedHere,
    PermissionDenied,
)
from boathouse.services.external_locations import find, places, taken
from boathouse.services.external_locations.store import LocationRow
from boathouse.services.grants import decide
from boathouse.services.tables import find as tables
from boathouse.services.tables.store import TableRow
from boathouse.services.volumes import folders
from boathouse.sql.securables import Relation, Volume


def path_to(ctx: Context, url: str, *, write: bool) -> str:
    """The file or folder on this machine that a path in a statement stands for, links resolved.

    Errors: InvalidParameterValue, PermissionDenied, NoParentExternalLocation, LocationOverlap,
    NotImplementedHere for object storage.
    """
    place = places.place_of(url)
    location = _covering(ctx, place, url)
    asked = _Asked(place, url, location, write)
    volume = taken.volume_at(ctx, place)
    table = taken.table_at(ctx, place)
    if volume is not None:
        _require_own(ctx, "WRITE_VOLUME" if write else "READ_VOLUME", volume, asked)
    elif table is not None:
        _require_table(ctx, table, asked)
    else:
        _require(ctx, asked.privilege, location)
        _refuse_inside(ctx, asked)
    if write:
        _refuse_read_only(location)
    return str(_on_this_machine(ctx, place, url))


def place_for(ctx: Context, privilege: str, url: str) -> str:
    """The place on this machine at which the caller makes a table or a volume.

    `privilege`: CREATE_EXTERNAL_TABLE, CREATE_EXTERNAL_VOLUME or CREATE_MANAGED_STORAGE.
    Errors: those of `path_to`.
    """
    place = places.place_of(url)
    location = _covering(ctx, place, url)
    _require(ctx, privilege, location)
    taken.refuse_overlap(ctx, place, url)
    if find.inside(ctx.tx, place):
        raise taken.overlap(url)
    return str(_on_this_machine(ctx, place, url))


def whole(ctx: Context) -> tuple[list[str], list[str]]:
    """The folders of locations that the caller may read, and write, and in which nobody else has a
    say: no tables, volumes or other locations. For who can be let into whole folders only."""
    read: list[str] = []
    write: list[str] = []
    for location in find.all_visible(ctx):
        if not places.is_local(location.place) or _shared(ctx, location.place):
            continue
        if decide.may(ctx, "WRITE_FILES", location.entry) and not location.read_only:
            write.append(location.place)
        elif decide.may(ctx, "READ_FILES", location.entry):
            read.append(location.place)
    return read, write


def opens_more(ctx: Context, place: str, folder: str) -> bool:
    """Whether who may use a place would be let into more by being let into a folder above it: what
    is of another location, or is shared with tables, volumes or other locations."""
    if place == folder:
        return False
    here, there = find.covering(ctx.tx, place), find.covering(ctx.tx, folder)
    if here is None and there is None:
        return False  # a folder of the server's own: a volume's, or DBFS
    same = here is not None and there is not None and here.location_id == there.location_id
    return not same or _shared(ctx, folder)


def refuse_read_only(ctx: Context, folder: str) -> None:
    """PermissionDenied where an external table or volume lies in a location that is read only."""
    location = find.covering(ctx.tx, folder) if folder else None
    if location is not None:
        _refuse_read_only(location)


def _covering(ctx: Context, place: str, url: str) -> LocationRow:
    found = find.covering(ctx.tx, place)
    if found is None:
        given = ctx.parts.config.external_locations
        outside = places.is_local(place) and not any(
            places.within(place, os.path.realpath(one)) for one in given
        )
        hint = " Its folders are given by `boathouse serve --external-location DIR`."
        raise NoParentExternalLocation(
            f"No parent external location was found for path '{url}'. Please create an external"
            " location on one of the parent paths and then retry the query or command again."
            f"{hint if outside and ctx.principal.admin else ''}"
        )
    return found


def _require(ctx: Context, privilege: str, location: LocationRow) -> None:
    decide.require(ctx, privilege, location.entry)


@dataclass(frozen=True)
class _Asked:
    """A path, the place that it stands for, and the location that covers it."""

    place: str
    url: str
    location: LocationRow
    write: bool

    @property
    def privilege(self) -> str:
        """What is needed on a location."""
        return "WRITE_FILES" if self.write else "READ_FILES"


def _require_own(ctx: Context, privilege: str, securable: Relation | Volume, asked: _Asked) -> None:
    """The right on what lies at a path; who does not see it is not told what it is."""
    if not decide.may(ctx, "BROWSE", securable):
        raise _overlap(ctx, asked)
    decide.require(ctx, privilege, securable)


def _overlap(ctx: Context, asked: _Asked) -> ApiError:
    """LocationOverlap; for who may do nothing at this place the denial that they get elsewhere."""
    _require(ctx, asked.privilege, asked.location)
    return taken.overlap(asked.url)


def _require_table(ctx: Context, row: TableRow, asked: _Asked) -> None:
    """A table's own rights count at its folder [docs.databricks.com, volumes/paths]. It is read as
    a whole or not at all, by nobody for whom rows or values of it are hidden, and is written to by
    its name alone: the log and what the store knows of it must agree."""
    # Policies know tables, which know locations.
    from boathouse.services.policies.effective import protected

    found = taken.found_of(ctx, row)
    if found is None or asked.write or asked.place != row.location:
        raise _overlap(ctx, asked)
    relation = tables.read(ctx, found)
    _require_own(ctx, "SELECT", relation, asked)
    if protected(ctx, relation):
        raise taken.overlap(asked.url)


def _refuse_inside(ctx: Context, asked: _Asked) -> None:
    """What is read whole must hold nothing on which others have the say, nor a table to be."""
    if taken.inside(ctx, asked.place) or taken.promised(ctx, asked.place):
        raise taken.overlap(asked.url)
    for location in find.inside(ctx.tx, asked.place):
        _require(ctx, asked.privilege, location)


def _shared(ctx: Context, place: str) -> bool:
    return bool(
        taken.inside(ctx, place) or taken.exactly_at(ctx, place) or find.inside(ctx.tx, place)
    )


def _refuse_read_only(location: LocationRow) -> None:
    if location.read_only:
        raise PermissionDenied(f"External Location '{location.name}' is read only.")


def _on_this_machine(ctx: Context, place: str, url: str) -> Path:
    if not places.is_local(place):
        raise NotImplementedHere(f"Object storage is not read or written here: {url}")
    return folders.allowed(ctx.parts.config, Path(place), url)
