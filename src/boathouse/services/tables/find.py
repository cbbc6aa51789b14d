"""Tables and views as the caller may see them."""

from __future__ import annotations

from dataclasses import dataclass

from boathouse.context import Context
from boathouse.errors import CatalogDoesNotExist, SchemaDoesNotExist, TableDoesNotExist
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas.store import SchemaRow
from boathouse.services.tables import samples, store
from boathouse.services.tables.delta import NoDeltaLog, Snapshot
from boathouse.services.tables.present import relation_of
from boathouse.services.tables.store import TableRow
from boathouse.sql.securables import Name, Relation


@dataclass(frozen=True)
class Found:
    """A row and what it lies in."""

    catalog: CatalogRow
    schema: SchemaRow
    row: TableRow

    @property
    def name(self) -> Name:
        """Its full name."""
        return Name(self.catalog.name, self.schema.name, self.row.name)


def existing(ctx: Context, name: Name) -> Found:
    """A table or view, not authorized yet.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, TableDoesNotExist.
    """
    catalog, schema = schemas.existing(ctx, name.catalog, name.schema)
    row = store.by_name(ctx.tx, schema.schema_id, name.name)
    if row is None:
        shown = f"{catalog.name}.{schema.name}.{name.name.lower()}"
        raise TableDoesNotExist(f"Table '{shown}' does not exist.")
    return Found(catalog, schema, row)


def relation(ctx: Context, name: Name) -> Relation | None:
    """The table or view of a name, not authorized yet; None where any part of it is missing."""
    try:
        found = existing(ctx, name)
    except (CatalogDoesNotExist, SchemaDoesNotExist, TableDoesNotExist):
        return None
    return read(ctx, found)


def read(ctx: Context, found: Found) -> Relation:
    """The row with its log as it stands now."""
    return relation_of(found.row, found.name, snapshot(ctx, found.row))


def snapshot(ctx: Context, row: TableRow) -> Snapshot | None:
    """The log of a Delta table; None for views, other files, and where the log is gone."""
    if row.location is None or row.format != "DELTA":
        return None
    try:
        found: Snapshot = ctx.parts.delta.snapshot(row.location)
    except NoDeltaLog:
        if not samples.is_sample(row):
            return None
        samples.make(ctx.parts, row)
        found = ctx.parts.delta.snapshot(row.location)
    return found


def plain(found: Found) -> Relation:
    """The row by itself, for questions about its owner."""
    return relation_of(found.row, found.name, None)


def all_visible(ctx: Context, catalog: str, schema: str) -> list[Found]:
    """What the caller may read in a schema, by name.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied without USE_SCHEMA.
    """
    above, within = schemas.existing(ctx, catalog, schema)
    decide.require(ctx, "USE_SCHEMA", within.entry(above.name))
    rows = store.of_schema(ctx.tx, within.schema_id)
    all_there = [Found(above, within, row) for row in rows]
    shown = decide.visible(ctx, "SELECT", [plain(found) for found in all_there])
    ids = {one.table_id for one in shown}
    return [found for found in all_there if found.row.table_id in ids]
