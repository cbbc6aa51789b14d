"""Functions as the caller may see them."""

from __future__ import annotations

from dataclasses import dataclass

from boathouse.context import Context
from boathouse.errors import FunctionDoesNotExist
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.functions import store
from boathouse.services.functions.present import entry
from boathouse.services.functions.store import FunctionRow
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas.store import SchemaRow
from boathouse.sql.securables import Function, Name


@dataclass(frozen=True)
class Found:
    """A row and what it lies in."""

    catalog: CatalogRow
    schema: SchemaRow
    row: FunctionRow

    @property
    def name(self) -> Name:
        """Its full name."""
        return Name(self.catalog.name, self.schema.name, self.row.name)

    @property
    def entry(self) -> Function:
        """It as statements see it."""
        return entry(self.row, self.name)


def existing(ctx: Context, name: Name) -> Found:
    """A function, not authorized yet.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, FunctionDoesNotExist; PermissionDenied instead
    for who does not see the schema: they learn no names.
    """
    catalog, schema = schemas.existing(ctx, name.catalog, name.schema)
    row = store.by_name(ctx.tx, schema.schema_id, name.name)
    if row is None:
        shown = f"{catalog.name}.{schema.name}.{name.name.lower()}"
        decide.require(ctx, "BROWSE", schema.entry(catalog.name))
        raise FunctionDoesNotExist(f"Function '{shown}' does not exist.")
    return Found(catalog, schema, row)


def function(ctx: Context, name: Name) -> Function | None:
    """The function of a name, not authorized yet; None where any part of it is missing."""
    within = schemas.named(ctx, name.catalog, name.schema)
    row = store.by_name(ctx.tx, within[1].schema_id, name.name) if within is not None else None
    return Found(*within, row).entry if within is not None and row is not None else None


def all_visible(ctx: Context, catalog: str, schema: str) -> list[Found]:
    """Those of a schema that the caller may execute, by name.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied for who does not see it.
    """
    above, within = schemas.listable(ctx, catalog, schema, browse=True)
    return visible_in(ctx, above, within)


def visible_in(ctx: Context, catalog: CatalogRow, schema: SchemaRow) -> list[Found]:
    """Those of a schema's functions that the caller may execute, by name."""
    found = [Found(catalog, schema, row) for row in store.of_schema(ctx.tx, schema.schema_id)]
    seen = decide.visible(ctx, [one.entry for one in found])
    ids = {one.function_id for one in seen}
    return [one for one in found if one.row.function_id in ids]
