"""Schemas as the caller may see them."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import SchemaDoesNotExist
from boathouse.services.catalogs import find as catalogs
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.grants import decide
from boathouse.services.schemas import store
from boathouse.services.schemas.store import SchemaRow


def existing(ctx: Context, catalog: str, name: str) -> tuple[CatalogRow, SchemaRow]:
    """A schema and its catalog, not authorized yet; CatalogDoesNotExist, SchemaDoesNotExist."""
    above = catalogs.existing(ctx, catalog)
    row = store.named(ctx, above, name)
    if row is None:
        raise SchemaDoesNotExist(f"Schema '{above.name}.{name.lower()}' does not exist.")
    return above, row


def everywhere(ctx: Context, catalog: CatalogRow) -> list[SchemaRow]:
    """Every schema of a catalog, by name, `information_schema` among them; not authorized: for who
    asks about what lies in them."""
    own = store.information_schema(catalog)
    rows = [*store.of_catalog(ctx.tx, catalog.catalog_id), *([own] if own else [])]
    return sorted(rows, key=lambda row: row.name)


def all_visible(ctx: Context, catalog: str) -> tuple[CatalogRow, list[SchemaRow]]:
    """A catalog and those of its schemas that the caller may use, by name, `information_schema`
    among them.

    Errors: CatalogDoesNotExist, PermissionDenied without USE_CATALOG.
    """
    above = catalogs.existing(ctx, catalog)
    decide.require(ctx, "USE_CATALOG", above.entry)
    rows = everywhere(ctx, above)
    shown = decide.visible(ctx, "USE_SCHEMA", [row.entry(above.name) for row in rows])
    names = {entry.name for entry in shown}
    return above, [row for row in rows if row.name in names]
