"""Catalogs as the caller may see them."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import CatalogDoesNotExist
from boathouse.services.catalogs import store
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.grants import decide


def existing(ctx: Context, name: str) -> CatalogRow:
    """The catalog of a name in any case, not authorized yet; CatalogDoesNotExist."""
    row = store.named(ctx, name)
    if row is None:
        raise CatalogDoesNotExist(f"Catalog '{name.lower()}' does not exist.")
    return row


def everywhere(ctx: Context) -> list[CatalogRow]:
    """Every catalog, by name; not authorized: for who asks about what lies in them."""
    return store.all_rows(ctx.tx)


def all_visible(ctx: Context) -> list[CatalogRow]:
    """The catalogs that the caller may use, by name."""
    rows = store.all_rows(ctx.tx)
    shown = decide.visible(ctx, [row.entry for row in rows])
    names = {entry.name for entry in shown}
    return [row for row in rows if row.name in names]
