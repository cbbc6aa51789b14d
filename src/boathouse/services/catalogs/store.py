"""The table of catalogs. Names are kept in lower case, as Unity Catalog does."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from boathouse.context import Context
from boathouse.sql.securables import CatalogEntry
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Millis, metadata

SYSTEM = "SYSTEM_CATALOG"
MANAGED = "MANAGED_CATALOG"
INTERNAL = "INTERNAL_CATALOG"

SYSTEM_OWNER = "System user"
"""Who owns what the platform itself made; no principal has this name."""

catalogs = Table(
    "catalogs",
    metadata,
    Column("catalog_id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("owner", String(256), nullable=False, index=True),
    Column("comment", Text, nullable=True),
    Column("catalog_type", String(32), nullable=False),
    Column("properties", Document, nullable=False),
    Column("document", Document, nullable=False),  # the other fields, as they were sent
    Column("tags", Document, nullable=False, server_default="{}"),
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
)


@dataclass(frozen=True)
class CatalogRow:
    """A row of catalogs."""

    catalog_id: str
    name: str
    owner: str
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str
    comment: str | None = None
    catalog_type: str = MANAGED
    properties: dict[str, str] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def entry(self) -> CatalogEntry:
        """The row as statements see it."""
        return CatalogEntry(
            self.name,
            self.owner,
            self.comment,
            self.properties,
            self.catalog_type,
            self.catalog_id,
        )


_COLUMNS = [catalogs.c[name] for name in CatalogRow.__dataclass_fields__]
# Built once: they run with every statement, for each name in it.
_BY_NAME = Prepared(select(*_COLUMNS).where(catalogs.c.name == bindparam("name")))
_BY_ID = Prepared(select(*_COLUMNS).where(catalogs.c.catalog_id == bindparam("catalog_id")))
_ALL = Prepared(select(*_COLUMNS).order_by(catalogs.c.name))


def new_row(name: str, owner: str, now: int, **more: Any) -> CatalogRow:
    """A row that is not in the table yet, made by its owner or by `by`."""
    by = more.pop("by", owner)
    return CatalogRow(str(uuid.uuid4()), name.lower(), owner, now, by, now, by, **more)


def insert_catalog(tx: Connection, row: CatalogRow) -> None:
    """Add a catalog; its name must be free."""
    tx.execute(insert(catalogs).values(**vars(row)))


def update_catalog(tx: Connection, row: CatalogRow) -> bool:
    """Write a catalog's row anew; False when it is gone."""
    values = {key: value for key, value in vars(row).items() if key != "catalog_id"}
    found = tx.execute(
        update(catalogs).where(catalogs.c.catalog_id == row.catalog_id).values(**values)
    )
    return found.rowcount > 0


def delete_catalog(tx: Connection, catalog_id: str) -> None:
    """Remove a catalog's row; it must hold no schemas any more."""
    tx.execute(delete(catalogs).where(catalogs.c.catalog_id == catalog_id))


def by_name(tx: Connection, name: str) -> CatalogRow | None:
    """The catalog of a name in any case."""
    return _row(_BY_NAME.first(tx, name=name.lower()))


def by_id(tx: Connection, catalog_id: str) -> CatalogRow | None:
    """The catalog of an id."""
    return _row(_BY_ID.first(tx, catalog_id=catalog_id))


def all_rows(tx: Connection) -> list[CatalogRow]:
    """Every catalog, by name."""
    return [CatalogRow(*row) for row in _ALL.all(tx)]


def _row(row: Any) -> CatalogRow | None:
    return CatalogRow(*row) if row else None


def named(ctx: Context, name: str) -> CatalogRow | None:
    """The catalog of a name in any case; each request looks once."""
    return ctx.once(("catalog", name), lambda tx: by_name(tx, name))
