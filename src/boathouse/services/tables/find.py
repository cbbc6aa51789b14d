"""Tables and views as the caller may see them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from boathouse.context import Context
from boathouse.errors import TableDoesNotExist
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

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, TableDoesNotExist; PermissionDenied instead
    for who does not see the schema: they learn no names.
    """
    catalog, schema = schemas.existing(ctx, name.catalog, name.schema)
    row = _row(ctx, schema, name.name)
    if row is None:
        shown = f"{catalog.name}.{schema.name}.{name.name.lower()}"
        decide.require(ctx, "BROWSE", schema.entry(catalog.name))
        raise TableDoesNotExist(f"Table '{shown}' does not exist.")
    return Found(catalog, schema, row)


def of_id(ctx: Context, table_id: str) -> Found:
    """The table or view of an id. TableDoesNotExist also for one that the caller may not see."""
    row = store.by_id(ctx.tx, table_id)
    schema = schema_store.by_id(ctx.tx, row.schema_id) if row else None
    catalog = catalog_store.by_id(ctx.tx, schema.catalog_id) if schema else None
    if row is not None and schema is not None and catalog is not None:
        found = Found(catalog, schema, row)
        if decide.may(ctx, "BROWSE", plain(found)):
            return found
    raise TableDoesNotExist(f"Table '{table_id}' does not exist.")


def name_of(ctx: Context, row: TableRow) -> Name | None:
    """The full name of a row; None where its schema is gone."""
    schema = schema_store.by_id(ctx.tx, row.schema_id)
    catalog = catalog_store.by_id(ctx.tx, schema.catalog_id) if schema else None
    return Name(catalog.name, schema.name, row.name) if catalog and schema else None


def row_of(ctx: Context, name: Name) -> TableRow | None:
    """The row of a name, not authorized; None where any part of it is missing."""
    found = named(ctx, name)
    return found.row if found is not None else None


def named(ctx: Context, name: Name) -> Found | None:
    """What has a name, not authorized; None where any part of it is missing."""
    within = schemas.named(ctx, name.catalog, name.schema)
    row = _row(ctx, within[1], name.name) if within is not None else None
    return Found(*within, row) if within is not None and row is not None else None


def relation(ctx: Context, name: Name) -> Relation | None:
    """The table or view of a name, not authorized yet; None where any part of it is missing."""
    found = named(ctx, name)
    return read(ctx, found) if found is not None else None


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

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied for who does not see it.
    """
    above, within = schemas.listable(ctx, catalog, schema, browse=True)
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
    ids = {one.table_id for one in decide.visible(ctx, asked)}
    return [Found(catalog, schema, row) for row in rows if row.table_id in ids]


def _row(ctx: Context, schema: SchemaRow, name: str) -> TableRow | None:
    if information.holds(schema):
        return information.view(schema, name)
    return store.by_name(ctx.tx, schema.schema_id, name)
