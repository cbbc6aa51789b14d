"""External tables and volumes around a place: whose rights count there, what is in the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from boathouse.context import Context
from boathouse.errors import LocationOverlap
from boathouse.services.catalogs import store as catalogs
from boathouse.services.external_locations import places
from boathouse.services.schemas import store as schemas
from boathouse.services.tables import find as tables
from boathouse.services.tables import store as table_store
from boathouse.services.tables.find import Found
from boathouse.services.tables.store import TableRow
from boathouse.services.volumes import store as volume_store
from boathouse.services.volumes.store import VolumeRow
from boathouse.sql.securables import Volume


def table_at(ctx: Context, place: str) -> TableRow | None:
    """The external table whose folder a place is or lies in."""
    found = table_store.external_at(ctx.tx, places.above(place))
    return max(found, key=lambda row: len(row.location or ""), default=None)


def volume_at(ctx: Context, place: str) -> Volume | None:
    """The external volume whose folder a place is or lies in."""
    found = volume_store.external_at(ctx.tx, places.above(place))
    row = max(found, key=lambda row: len(row.folder), default=None)
    return _volume(ctx, row) if row is not None else None


def inside(ctx: Context, place: str) -> Sequence[TableRow | VolumeRow]:
    """The external tables and volumes whose folders lie within a place, which is none of them."""
    between = places.below(place)
    return [
        *table_store.external_between(ctx.tx, *between),
        *volume_store.external_between(ctx.tx, *between),
    ]


def promised(ctx: Context, place: str) -> bool:
    """Whether a table is being made at a place, above it or within it."""
    return table_store.intended(ctx.tx, places.above(place), *places.below(place))


def exactly_at(ctx: Context, place: str) -> Sequence[TableRow | VolumeRow]:
    """The external tables and volumes whose folder a place is."""
    here = [place]
    return [*table_store.external_at(ctx.tx, here), *volume_store.external_at(ctx.tx, here)]


def folder_of(row: TableRow | VolumeRow) -> str:
    """The folder of an external table or volume."""
    return row.folder if isinstance(row, VolumeRow) else row.location or ""


def refuse_overlap(ctx: Context, place: str, shown: str) -> None:
    """No two tables or volumes share a file: there would be two sets of rights on it.

    Errors: LocationOverlap.
    """
    if any(_around(ctx, place)):
        raise overlap(shown)


def overlap(shown: str) -> LocationOverlap:
    """The error; it does not name what is there, which the caller may not be allowed to see."""
    return LocationOverlap(
        f"Input path url '{shown}' overlaps with other external tables or volumes."
    )


def found_of(ctx: Context, row: TableRow) -> Found | None:
    """A table's row with what it lies in; None where that is gone."""
    schema = schemas.by_id(ctx.tx, row.schema_id)
    catalog = catalogs.by_id(ctx.tx, schema.catalog_id) if schema else None
    return tables.Found(catalog, schema, row) if catalog and schema else None


def _around(ctx: Context, place: str) -> Iterator[bool]:
    above = places.above(place)
    yield bool(table_store.external_at(ctx.tx, above))
    yield bool(volume_store.external_at(ctx.tx, above))
    yield bool(inside(ctx, place))


def _volume(ctx: Context, row: VolumeRow) -> Volume | None:
    schema = schemas.by_id(ctx.tx, row.schema_id)
    catalog = catalogs.by_id(ctx.tx, schema.catalog_id) if schema else None
    return row.entry(catalog.name, schema.name) if catalog and schema else None
