"""What policies are on: catalogs, schemas and tables, by type and full name."""

from __future__ import annotations

from dataclasses import dataclass

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, NotImplementedHere
from boathouse.services.catalogs import find as catalogs
from boathouse.services.catalogs.names import parts_of
from boathouse.services.schemas import find as schemas
from boathouse.services.tables import find as tables
from boathouse.sql.securables import CatalogEntry, Name, Relation, SchemaEntry

CATALOG, SCHEMA, TABLE = "CATALOG", "SCHEMA", "TABLE"
PARTS = {CATALOG: 1, SCHEMA: 2, TABLE: 3}


@dataclass(frozen=True)
class Target:
    """A securable that policies can be on. `above`: what it lies in, from the catalog down."""

    kind: str
    full_name: str
    securable_id: str
    securable: CatalogEntry | SchemaEntry | Relation
    above: tuple[Target, ...] = ()


def target(ctx: Context, kind: str, full_name: str) -> Target:
    """The securable, not authorized yet.

    Errors: InvalidParameterValue, NotImplementedHere, *DoesNotExist.
    """
    kind = kind.upper()
    if kind == "METASTORE":
        raise NotImplementedHere("Policies on the metastore are not implemented.")
    if kind not in PARTS:
        raise InvalidParameterValue(
            f"[POLICY_ON_SECURABLE_TYPE_NOT_SUPPORTED] Policies cannot be on a {kind[:64]}."
        )
    parts = parts_of(full_name, PARTS[kind])
    if kind == CATALOG:
        return _catalog(ctx, parts[0])
    if kind == SCHEMA:
        return _schema(ctx, parts[0], parts[1])
    found = tables.existing(ctx, Name(*parts))
    if found.row.kind == "VIEW":
        raise InvalidParameterValue(
            "[POLICY_ON_SECURABLE_TYPE_NOT_SUPPORTED] Policies cannot be on a view."
        )
    schema = _schema(ctx, parts[0], parts[1])
    relation = tables.plain(found)
    above = (*schema.above, schema)
    return Target(TABLE, str(found.name), found.row.table_id, relation, above)


def _catalog(ctx: Context, name: str) -> Target:
    row = catalogs.existing(ctx, name)
    return Target(CATALOG, row.name, row.catalog_id, row.entry)


def _schema(ctx: Context, catalog: str, name: str) -> Target:
    above, row = schemas.existing(ctx, catalog, name)
    full_name = f"{above.name}.{row.name}"
    entry = row.entry(above.name)
    return Target(SCHEMA, full_name, row.schema_id, entry, (_catalog(ctx, above.name),))
