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
from boathouse.services.catalogs.store import INTERNAL, SYSTEM_OWNER, CatalogRow
from boathouse.sql.securables import SchemaEntry
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Millis, metadata

INFORMATION_SCHEMA = "information_schema"

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
        return SchemaEntry(catalog, self.name, self.owner, self.comment, self.properties)


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


def information_schema(catalog: CatalogRow) -> SchemaRow | None:
    """The one that every catalog has without a row; None in a Hive metastore."""
    if catalog.catalog_type == INTERNAL:
        return None
    return SchemaRow(
        schema_id=str(uuid.uuid5(uuid.UUID(catalog.catalog_id), INFORMATION_SCHEMA)),
        catalog_id=catalog.catalog_id,
        name=INFORMATION_SCHEMA,
        owner=SYSTEM_OWNER,
        created_at=catalog.created_at,
        created_by=SYSTEM_OWNER,
        updated_at=catalog.created_at,
        updated_by=SYSTEM_OWNER,
        comment="Information schema (auto-created)",
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
    """A catalog's schema of a name in any case, `information_schema` too."""
    if name.lower() == INFORMATION_SCHEMA:
        return information_schema(catalog)
    row = _BY_NAME.first(tx, catalog_id=catalog.catalog_id, name=name.lower())
    return SchemaRow(*row) if row else None


def of_catalog(tx: Connection, catalog_id: str) -> list[SchemaRow]:
    """The schemas of a catalog by name, without its `information_schema`."""
    return [SchemaRow(*row) for row in _OF_CATALOG.all(tx, catalog_id=catalog_id)]


def named(ctx: Context, catalog: CatalogRow, name: str) -> SchemaRow | None:
    """A catalog's schema of a name in any case; each request looks once."""
    key = ("schema", catalog.catalog_id, name)
    return ctx.once(key, lambda tx: by_name(tx, catalog, name))
