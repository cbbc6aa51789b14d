"""Schemas as the caller may see them."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import SchemaDoesNotExist
from boathouse.services.catalogs import find as catalogs
from boathouse.services.catalogs import sight
from boathouse.services.catalogs import store as catalog_store
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.grants import decide
from boathouse.services.schemas import store
from boathouse.services.schemas.store import SchemaRow


def existing(ctx: Context, catalog: str, name: str) -> tuple[CatalogRow, SchemaRow]:
    """A schema and its catalog, not authorized yet.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist; PermissionDenied instead of the latter for who
    does not see the catalog: they learn no names.
    """
    above = catalogs.existing(ctx, catalog)
    row = store.named(ctx, above, name)
    if row is None:
        decide.require(ctx, "BROWSE", above.entry)
        raise SchemaDoesNotExist(f"Schema '{above.name}.{name.lower()}' does not exist.")
    return above, row


def named(ctx: Context, catalog: str, name: str) -> tuple[CatalogRow, SchemaRow] | None:
    """The same for who asks whether there is one; not authorized."""
    above = catalog_store.named(ctx, catalog)
    row = store.named(ctx, above, name) if above is not None else None
    return (above, row) if above is not None and row is not None else None


def listable(
    ctx: Context, catalog: str, name: str, *, browse: bool = False
) -> tuple[CatalogRow, SchemaRow]:
    """A schema and its catalog, whose objects the caller may list; `browse`: also by BROWSE alone.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied without USE_SCHEMA.
    """
    above, row = existing(ctx, catalog, name)
    sight.require(ctx, "USE_SCHEMA", row.entry(above.name), browse=browse)
    return above, row


def everywhere(ctx: Context, catalog: CatalogRow) -> list[SchemaRow]:
    """Every schema of a catalog, by name, `information_schema` among them; not authorized: for who
    asks about what lies in them."""
    rows = [*store.of_catalog(ctx.tx, catalog.catalog_id), *store.without_rows(catalog)]
    return sorted(rows, key=lambda row: row.name)


def all_visible(ctx: Context, catalog: str) -> tuple[CatalogRow, list[SchemaRow]]:
    """A catalog and those of its schemas that the caller may use, by name, `information_schema`
    among them.

    Errors: CatalogDoesNotExist, PermissionDenied for who does not see the catalog.
    """
    above = catalogs.existing(ctx, catalog)
    decide.require(ctx, "BROWSE", above.entry)
    rows = everywhere(ctx, above)
    shown = decide.visible(ctx, [row.entry(above.name) for row in rows])
    names = {entry.name for entry in shown}
    return above, [row for row in rows if row.name in names]
