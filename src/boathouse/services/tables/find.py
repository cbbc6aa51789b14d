"""Tables and views as the caller may see them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from boathouse.context import Context
from boathouse.errors import CatalogDoesNotExist, SchemaDoesNotExist, TableDoesNotExist
from boathouse.services.catalogs import store as catalog_store
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas import store as schema_store
from boathouse.services.schemas.store import SchemaRow
from boathouse.services.tables import information, places, samples, store
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
    row = _row(ctx, schema, name.name)
    if row is None:
        shown = f"{catalog.name}.{schema.name}.{name.name.lower()}"
        raise TableDoesNotExist(f"Table '{shown}' does not exist.")
    return Found(catalog, schema, row)


def name_of(ctx: Context, row: TableRow) -> Name | None:
    """The full name of a row; None where its schema is gone."""
    schema = schema_store.by_id(ctx.tx, row.schema_id)
    catalog = catalog_store.by_id(ctx.tx, schema.catalog_id) if schema else None
    return Name(catalog.name, schema.name, row.name) if catalog and schema else None


def row_of(ctx: Context, name: Name) -> TableRow | None:
    """The row of a name, not authorized; None where any part of it is missing."""
    try:
        return existing(ctx, name).row
    except (CatalogDoesNotExist, SchemaDoesNotExist, TableDoesNotExist):
        return None


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


def listed(ctx: Context, found: Found) -> Relation:
    """The same for lists: a sample that nobody has read yet is shown and not made."""
    row = found.row
    if row.location is not None and samples.is_sample(row) and not places.has_log(row.location):
        columns = samples.columns_of(row.columns["sample"])
        return replace(relation_of(row, found.name, None), columns=columns)
    return read(ctx, found)


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
    return visible_in(ctx, above, within)


def visible_in(
    ctx: Context, catalog: CatalogRow, schema: SchemaRow, name: str | None = None
) -> list[Found]:
    """What the caller may read of a schema, by name; `name`: only that one, in any case."""
    if name is not None:
        row = _row(ctx, schema, name)
        rows = [row] if row else []
    elif information.holds(schema):
        rows = information.views(schema)
    else:
        rows = store.of_schema(ctx.tx, schema.schema_id)
    above = Name(catalog.name, schema.name, "")
    # Bare relations: who owns them is all that is asked.
    asked = [
        Relation(Name(above.catalog, above.schema, row.name), row.table_id, row.kind, row.owner, ())
        for row in rows
    ]
    ids = {one.table_id for one in decide.visible(ctx, "SELECT", asked)}
    return [Found(catalog, schema, row) for row in rows if row.table_id in ids]


def _row(ctx: Context, schema: SchemaRow, name: str) -> TableRow | None:
    if information.holds(schema):
        return information.view(schema, name)
    return store.by_name(ctx.tx, schema.schema_id, name)
