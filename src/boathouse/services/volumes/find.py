"""Volumes as the caller may see them."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import VolumeDoesNotExist
from boathouse.services.catalogs import store as catalog_store
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas import store as schema_store
from boathouse.services.schemas.store import SchemaRow
from boathouse.services.volumes import store
from boathouse.services.volumes.store import VolumeRow
from boathouse.sql.securables import Name, Volume

Found = tuple[CatalogRow, SchemaRow, VolumeRow]


def existing(ctx: Context, name: Name) -> Found:
    """A volume with its catalog and schema, not authorized yet.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, VolumeDoesNotExist; PermissionDenied instead
    for who does not see the schema: they learn no names.
    """
    catalog, schema = schemas.existing(ctx, name.catalog, name.schema)
    row = store.by_name(ctx.tx, schema.schema_id, name.name)
    if row is None:
        shown = f"{catalog.name}.{schema.name}.{name.name.lower()}"
        decide.require(ctx, "BROWSE", schema.entry(catalog.name))
        raise VolumeDoesNotExist(f"Volume '{shown}' does not exist.")
    return catalog, schema, row


def volume(ctx: Context, name: Name) -> Volume | None:
    """The volume of a name, not authorized; None where any part of it is missing."""
    within = schemas.named(ctx, name.catalog, name.schema)
    row = store.by_name(ctx.tx, within[1].schema_id, name.name) if within is not None else None
    return row.entry(within[0].name, within[1].name) if within and row else None


def of_id(ctx: Context, volume_id: str) -> Found:
    """The volume of an id. VolumeDoesNotExist also for one that the caller may not see."""
    row = store.by_id(ctx.tx, volume_id)
    schema = schema_store.by_id(ctx.tx, row.schema_id) if row else None
    catalog = catalog_store.by_id(ctx.tx, schema.catalog_id) if schema else None
    if row is None or schema is None or catalog is None:
        raise VolumeDoesNotExist(f"Volume '{volume_id}' does not exist.")
    if decide.may(ctx, "BROWSE", row.entry(catalog.name, schema.name)):
        return catalog, schema, row
    raise VolumeDoesNotExist(f"Volume '{volume_id}' does not exist.")


def all_visible(
    ctx: Context, catalog: str, schema: str
) -> tuple[CatalogRow, SchemaRow, list[VolumeRow]]:
    """A schema and those of its volumes that the caller may read, by name.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied for who does not see it.
    """
    above, within = schemas.listable(ctx, catalog, schema, browse=True)
    return above, within, visible_in(ctx, above, within)


def visible_in(ctx: Context, catalog: CatalogRow, schema: SchemaRow) -> list[VolumeRow]:
    """Those of a schema's volumes that the caller may read, by name."""
    rows = store.of_schema(ctx.tx, schema.schema_id)
    entries = [row.entry(catalog.name, schema.name) for row in rows]
    shown = {entry.volume_id for entry in decide.visible(ctx, entries)}
    return [row for row in rows if row.volume_id in shown]
