"""Functions as the caller may see them."""

from __future__ import annotations

from dataclasses import dataclass

from boathouse.context import Context
from boathouse.errors import CatalogDoesNotExist, FunctionDoesNotExist, SchemaDoesNotExist
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

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, FunctionDoesNotExist.
    """
    catalog, schema = schemas.existing(ctx, name.catalog, name.schema)
    row = store.by_name(ctx.tx, schema.schema_id, name.name)
    if row is None:
        shown = f"{catalog.name}.{schema.name}.{name.name.lower()}"
        raise FunctionDoesNotExist(f"Function '{shown}' does not exist.")
    return Found(catalog, schema, row)


def function(ctx: Context, name: Name) -> Function | None:
    """The function of a name, not authorized yet; None where any part of it is missing."""
    try:
        return existing(ctx, name).entry
    except (CatalogDoesNotExist, SchemaDoesNotExist, FunctionDoesNotExist):
        return None


def all_visible(ctx: Context, catalog: str, schema: str) -> list[Found]:
    """Those of a schema that the caller may execute, by name.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied without USE_SCHEMA.
    """
    above, within = schemas.existing(ctx, catalog, schema)
    decide.require(ctx, "USE_SCHEMA", within.entry(above.name))
    return visible_in(ctx, above, within)


def visible_in(ctx: Context, catalog: CatalogRow, schema: SchemaRow) -> list[Found]:
    """Those of a schema's functions that the caller may execute, by name."""
    found = [Found(catalog, schema, row) for row in store.of_schema(ctx.tx, schema.schema_id)]
    seen = decide.visible(ctx, "EXECUTE", [one.entry for one in found])
    ids = {one.function_id for one in seen}
    return [one for one in found if one.row.function_id in ids]
