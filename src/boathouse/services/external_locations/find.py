"""External locations, by name and by what they cover."""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import ExternalLocationDoesNotExist
from boathouse.services.external_locations import places, store
from boathouse.services.external_locations.store import LocationRow
from boathouse.services.grants import decide


def existing(ctx: Context, name: str) -> LocationRow:
    """The location of a name in any case, not authorized yet; ExternalLocationDoesNotExist."""
    row = store.by_name(ctx.tx, name)
    if row is None:
        raise ExternalLocationDoesNotExist(f"External Location '{name.lower()}' does not exist.")
    return row


def covering(tx: Connection, place: str) -> LocationRow | None:
    """The location that a place is or lies in: the innermost one."""
    found = store.at(tx, places.above(place))
    return max(found, key=lambda row: len(row.place), default=None)


def inside(tx: Connection, place: str) -> list[LocationRow]:
    """The locations that lie within a place, which is not one of them."""
    return store.between(tx, *places.below(place))


def overlapping(tx: Connection, place: str) -> list[LocationRow]:
    """The locations that a place is, lies in or holds."""
    return [*store.at(tx, places.above(place)), *inside(tx, place)]


def all_visible(ctx: Context) -> list[LocationRow]:
    """The locations that the caller may see, and not only by BROWSE, by name."""
    found: list[LocationRow] = []
    name, most = "", 1000
    while True:
        rows = store.after(ctx.tx, name, most)
        sights = decide.sights(ctx, [row.entry for row in rows])
        found += [row for row, sight in zip(rows, sights, strict=True) if sight == "FULL"]
        if len(rows) < most:
            return found
        name = rows[-1].name
