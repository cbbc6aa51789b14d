"""The table of schemas. `information_schema` has no rows: every catalog has it, by itself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from boathouse.context import Context
from boathouse.services.catalogs.store import INTERNAL, SYSTEM, SYSTEM_OWNER, CatalogRow
from boathouse.sql import system_tables
from boathouse.sql.securables import SchemaEntry
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Millis, metadata

INFORMATION_SCHEMA = "information_schema"
_WITHOUT_ROWS = frozenset({INFORMATION_SCHEMA, *system_tables.TABLES})

schemas = Table(
    "schemas",
    metadata,
    Column("schema_id", String(36), primary_key=True),
    Column("catalog_id", String(36), ForeignKey("catalogs.catalog_id"), nullable=False),
    Column("name", String(255), nullable=False),
    Column("owner", String(256), nullable=False, index=True),
    Column("comment", Text, nullable=True),
    Column("properties", Document, nullable=False),
    Column("document", Document, nullable=False),  # the other fields, as they were sent
    Column("tags", Document, nullable=False, server_default="{}"),
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
    UniqueConstraint("catalog_id", "name"),
)


@dataclass(frozen=True)
class SchemaRow:
    """A row of schemas, and the name of its catalog."""

    schema_id: str
    catalog_id: str
    name: str
    owner: str
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str
    comment: str | None = None
    properties: dict[str, str] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def entry(self, catalog: str) -> SchemaEntry:
        """The row as statements see it."""
        return SchemaEntry(
            catalog, self.name, self.owner, self.comment, self.properties, self.schema_id
        )


_COLUMNS = [schemas.c[name] for name in SchemaRow.__dataclass_fields__]
_IN_CATALOG = select(*_COLUMNS).where(schemas.c.catalog_id == bindparam("catalog_id"))
# Built once: it runs with every statement, for each name in it.
_BY_NAME = Prepared(_IN_CATALOG.where(schemas.c.name == bindparam("name")))
_OF_CATALOG = Prepared(_IN_CATALOG.order_by(schemas.c.name))
_BY_ID = Prepared(select(*_COLUMNS).where(schemas.c.schema_id == bindparam("schema_id")))


def new_row(catalog_id: str, name: str, owner: str, now: int, **more: Any) -> SchemaRow:
    """A row that is not in the table yet, made by its owner or by `by`."""
    schema_id, by = str(uuid.uuid4()), more.pop("by", owner)
    return SchemaRow(schema_id, catalog_id, name.lower(), owner, now, by, now, by, **more)


def without_rows(catalog: CatalogRow) -> list[SchemaRow]:
    """The schemas that a catalog has without a row, by name: `information_schema`, but not in a
    Hive metastore, and those of the system tables."""
    if catalog.catalog_type == INTERNAL:
        return []
    system = catalog.name == system_tables.CATALOG and catalog.catalog_type == SYSTEM
    names = [INFORMATION_SCHEMA, *(system_tables.TABLES if system else ())]
    return [_without_row(catalog, name) for name in sorted(names)]


def is_without_row(row: SchemaRow) -> bool:
    """Whether a schema is one of those."""
    return row.schema_id == _own_id(row.catalog_id, row.name)


def _own_id(catalog_id: str, name: str) -> str:
    return str(uuid.uuid5(uuid.UUID(catalog_id), name))


def _without_row(catalog: CatalogRow, name: str) -> SchemaRow:
    kind = "Information schema" if name == INFORMATION_SCHEMA else "System schema"
    return SchemaRow(
        schema_id=_own_id(catalog.catalog_id, name),
        catalog_id=catalog.catalog_id,
        name=name,
        owner=SYSTEM_OWNER,
        created_at=catalog.created_at,
        created_by=SYSTEM_OWNER,
        updated_at=catalog.created_at,
        updated_by=SYSTEM_OWNER,
        comment=f"{kind} (auto-created)",
    )


def insert_schema(tx: Connection, row: SchemaRow) -> None:
    """Add a schema; its name must be free in its catalog."""
    tx.execute(insert(schemas).values(**vars(row)))


def update_schema(tx: Connection, row: SchemaRow) -> bool:
    """Write a schema's row anew; False when it is gone."""
    values = {key: value for key, value in vars(row).items() if key != "schema_id"}
    found = tx.execute(update(schemas).where(schemas.c.schema_id == row.schema_id).values(**values))
    return found.rowcount > 0


def delete_schema(tx: Connection, schema_id: str) -> None:
    """Remove a schema's row; it must hold nothing any more."""
    tx.execute(delete(schemas).where(schemas.c.schema_id == schema_id))


def by_id(tx: Connection, schema_id: str) -> SchemaRow | None:
    """The schema of an id."""
    row = _BY_ID.first(tx, schema_id=schema_id)
    return SchemaRow(*row) if row else None


def by_name(tx: Connection, catalog: CatalogRow, name: str) -> SchemaRow | None:
    """A catalog's schema of a name in any case, those without a row too."""
    for own in without_rows(catalog) if name.lower() in _WITHOUT_ROWS else ():
        if own.name == name.lower():
            return own
    row = _BY_NAME.first(tx, catalog_id=catalog.catalog_id, name=name.lower())
    return SchemaRow(*row) if row else None


def of_catalog(tx: Connection, catalog_id: str) -> list[SchemaRow]:
    """The schemas of a catalog by name, without those that have no row."""
    return [SchemaRow(*row) for row in _OF_CATALOG.all(tx, catalog_id=catalog_id)]


def named(ctx: Context, catalog: CatalogRow, name: str) -> SchemaRow | None:
    """A catalog's schema of a name in any case; each request looks once."""
    key = ("schema", catalog.catalog_id, name)
    return ctx.once(key, lambda tx: by_name(tx, catalog, name))
