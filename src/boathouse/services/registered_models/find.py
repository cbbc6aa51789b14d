"""Registered models as the caller may see them."""

from __future__ import annotations

from dataclasses import dataclass

from boathouse.context import Context
from boathouse.errors import ResourceDoesNotExist
from boathouse.services.catalogs.store import CatalogRow
from boathouse.services.grants import decide
from boathouse.services.registered_models import store
from boathouse.services.registered_models.store import ModelRow
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas.store import SchemaRow
from boathouse.sql.securables import Model, Name


@dataclass(frozen=True)
class Found:
    """A row and what it lies in."""

    catalog: CatalogRow
    schema: SchemaRow
    row: ModelRow

    @property
    def name(self) -> Name:
        """Its full name."""
        return Name(self.catalog.name, self.schema.name, self.row.name)

    @property
    def entry(self) -> Model:
        """It as grants see it."""
        return self.row.entry(self.catalog.name, self.schema.name)


def existing(ctx: Context, name: Name) -> Found:
    """A registered model, not authorized yet.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, ResourceDoesNotExist; PermissionDenied instead
    for who does not see the schema: they learn no names.
    """
    catalog, schema = schemas.existing(ctx, name.catalog, name.schema)
    row = store.by_name(ctx.tx, schema.schema_id, name.name)
    if row is None:
        shown = f"{catalog.name}.{schema.name}.{name.name.lower()}"
        decide.require(ctx, "BROWSE", schema.entry(catalog.name))
        raise ResourceDoesNotExist(f"Registered model '{shown}' does not exist.")
    return Found(catalog, schema, row)
