"""Volumes as the caller may see them."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import VolumeDoesNotExist
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas.store import SchemaRow
from boathouse.services.volumes import store
from boathouse.services.volumes.store import VolumeRow
from boathouse.sql.securables import Name

Found = tuple[CatalogRow, SchemaRow, VolumeRow]


def existing(ctx: Context, name: Name) -> Found:
    """A volume with its catalog and schema, not authorized yet.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, VolumeDoesNotExist.
    """
    catalog, schema = schemas.existing(ctx, name.catalog, name.schema)
    row = store.by_name(ctx.tx, schema.schema_id, name.name)
    if row is None:
        shown = f"{catalog.name}.{schema.name}.{name.name.lower()}"
        raise VolumeDoesNotExist(f"Volume '{shown}' does not exist.")
    return catalog, schema, row


def all_visible(
    ctx: Context, catalog: str, schema: str
) -> tuple[CatalogRow, SchemaRow, list[VolumeRow]]:
    """A schema and those of its volumes that the caller may read, by name.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied without USE_SCHEMA.
    """
    above, within = schemas.existing(ctx, catalog, schema)
    decide.require(ctx, "USE_SCHEMA", within.entry(above.name))
    return above, within, visible_in(ctx, above, within)


def visible_in(ctx: Context, catalog: CatalogRow, schema: SchemaRow) -> list[VolumeRow]:
    """Those of a schema's volumes that the caller may read, by name."""
    rows = store.of_schema(ctx.tx, schema.schema_id)
    entries = [row.entry(catalog.name, schema.name) for row in rows]
    shown = {entry.volume_id for entry in decide.visible(ctx, "READ_VOLUME", entries)}
    return [row for row in rows if row.volume_id in shown]
