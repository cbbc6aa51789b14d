"""The rows of tables that are being prepared elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Connection, Index, String, Table, Text, delete, insert, select

from boathouse.store.tables import Millis, metadata

staging_tables = Table(
    "staging_tables",
    metadata,
    Column("table_id", String(36), primary_key=True),
    Column("schema_id", String(36), nullable=False),
    Column("name", String(255), nullable=False),
    Column("location", Text, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Index("ix_staging_tables_created_at", "created_at"),
)


@dataclass(frozen=True)
class StagingRow:
    """A row of staging_tables."""

    table_id: str
    schema_id: str
    name: str
    location: str
    created_at: int
    created_by: str


_COLUMNS = [staging_tables.c[name] for name in StagingRow.__dataclass_fields__]


def insert_staging(tx: Connection, row: StagingRow) -> None:
    """Add one; its name may be taken by others that are being prepared too."""
    tx.execute(insert(staging_tables).values(**vars(row)))


def by_id(tx: Connection, table_id: str) -> StagingRow | None:
    """The one of an id."""
    found = tx.execute(select(*_COLUMNS).where(staging_tables.c.table_id == table_id)).first()
    return StagingRow(*found) if found else None


def at(tx: Connection, location: str) -> StagingRow | None:
    """The one of a folder."""
    found = tx.execute(select(*_COLUMNS).where(staging_tables.c.location == location)).first()
    return StagingRow(*found) if found else None


def take(tx: Connection, table_id: str) -> bool:
    """It becomes a table; False where somebody else was faster."""
    gone = tx.execute(delete(staging_tables).where(staging_tables.c.table_id == table_id))
    return gone.rowcount > 0


def forget_before(tx: Connection, moment: int) -> None:
    """What nobody made a table of in time is given up."""
    tx.execute(delete(staging_tables).where(staging_tables.c.created_at <= moment))
