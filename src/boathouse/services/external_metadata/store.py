"""The table of external metadata."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from boathouse.sql.securables import MetastoreObject
from boathouse.store.tables import Document, Millis, metadata

KIND = "External Metadata"

external_metadata = Table(
    "external_metadata",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("system_type", String(64), nullable=False),
    Column("entity_type", String(255), nullable=False),
    Column("owner", String(256), nullable=False, index=True),
    Column("description", Text, nullable=True),
    Column("url", Text, nullable=True),
    Column("columns", Document, nullable=False),
    Column("properties", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
)


@dataclass(frozen=True)
class ExternalMetadataRow:
    """A row of external metadata."""

    id: str
    name: str
    system_type: str
    entity_type: str
    owner: str
    description: str | None
    url: str | None
    columns: list[str]
    properties: dict[str, str]
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str

    @property
    def entry(self) -> MetastoreObject:
        """The row as grants see it."""
        return MetastoreObject(KIND, self.name, self.id, self.owner, self.description)


_COLUMNS = [external_metadata.c[name] for name in ExternalMetadataRow.__dataclass_fields__]
_ALL = select(*_COLUMNS)


def add(tx: Connection, row: ExternalMetadataRow) -> None:
    """Add an object; its name must be free."""
    tx.execute(insert(external_metadata).values(**vars(row)))


def change(tx: Connection, object_id: str, **values: Any) -> bool:
    """Write values of an object; False when it is gone."""
    wanted = external_metadata.c.id == object_id
    return tx.execute(update(external_metadata).where(wanted).values(**values)).rowcount > 0


def remove(tx: Connection, object_id: str) -> bool:
    """Remove an object; False when it is gone."""
    found = tx.execute(delete(external_metadata).where(external_metadata.c.id == object_id))
    return found.rowcount > 0


def by_name(tx: Connection, name: str) -> ExternalMetadataRow | None:
    """The object of a name."""
    row = tx.execute(_ALL.where(external_metadata.c.name == name)).first()
    return ExternalMetadataRow(*row) if row else None


def by_id(tx: Connection, object_id: str) -> ExternalMetadataRow | None:
    """The object of an id."""
    row = tx.execute(_ALL.where(external_metadata.c.id == object_id)).first()
    return ExternalMetadataRow(*row) if row else None


def after(tx: Connection, name: str, most: int) -> list[ExternalMetadataRow]:
    """Objects by name, behind one."""
    found = _ALL.where(external_metadata.c.name > name).order_by(external_metadata.c.name)
    return [ExternalMetadataRow(*row) for row in tx.execute(found.limit(most))]
