"""The tables of volumes, and of dropped ones whose files are still to be removed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

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

from boathouse.sql.securables import Name, Volume
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Millis, metadata

MANAGED = "MANAGED"
EXTERNAL = "EXTERNAL"

volumes = Table(
    "volumes",
    metadata,
    Column("volume_id", String(36), primary_key=True),
    Column("schema_id", String(36), ForeignKey("schemas.schema_id"), nullable=False),
    Column("name", String(255), nullable=False),
    Column("owner", String(256), nullable=False, index=True),
    Column("comment", Text, nullable=True),
    Column("volume_type", String(16), nullable=False),
    Column("storage_location", Text, nullable=False),  # as clients are shown it
    Column("folder", Text, nullable=False, index=True),  # what it is on disk, links resolved
    Column("tags", Document, nullable=False, server_default="{}"),
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
    UniqueConstraint("schema_id", "name"),
)

dropped_volumes = Table(
    "dropped_volumes",
    metadata,
    Column("volume_id", String(36), primary_key=True),
    Column("dropped_at", Millis, nullable=False),
)
"""Managed volumes whose folders are to be removed."""


@dataclass(frozen=True)
class VolumeRow:
    """A row of volumes."""

    volume_id: str
    schema_id: str
    name: str
    owner: str
    volume_type: str
    storage_location: str
    folder: str
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str
    comment: str | None = None
    tags: dict[str, str] = field(default_factory=dict)

    def entry(self, catalog: str, schema: str) -> Volume:
        """The row as statements see it."""
        name = Name(catalog, schema, self.name)
        return Volume(name, self.volume_id, self.volume_type, self.owner, self.folder, self.comment)


_COLUMNS = [volumes.c[name] for name in VolumeRow.__dataclass_fields__]
_IN_SCHEMA = select(*_COLUMNS).where(volumes.c.schema_id == bindparam("schema_id"))
# Built once: it runs with every request for a file.
_BY_NAME = Prepared(_IN_SCHEMA.where(volumes.c.name == bindparam("name")))
_OF_SCHEMA = Prepared(_IN_SCHEMA.order_by(volumes.c.name))
_AFTER = _IN_SCHEMA.where(volumes.c.name > bindparam("after")).order_by(volumes.c.name)
_PAGE = Prepared(_AFTER.limit(bindparam("most")))


def new_id() -> str:
    """An id for a volume that is not made yet."""
    return str(uuid.uuid4())


def insert_volume(tx: Connection, row: VolumeRow) -> None:
    """Add a volume; its name must be free in its schema, its folder there."""
    tx.execute(insert(volumes).values(**vars(row)))


def update_volume(tx: Connection, row: VolumeRow) -> bool:
    """Write a volume's row anew; False when it is gone."""
    values = {key: value for key, value in vars(row).items() if key != "volume_id"}
    found = tx.execute(update(volumes).where(volumes.c.volume_id == row.volume_id).values(**values))
    return found.rowcount > 0


def drop_volume(tx: Connection, row: VolumeRow, now: int) -> bool:
    """Remove a volume's row; note its folder for removal if we made it. False when it is gone."""
    found = tx.execute(delete(volumes).where(volumes.c.volume_id == row.volume_id))
    if found.rowcount and row.volume_type == MANAGED:
        tx.execute(insert(dropped_volumes).values(volume_id=row.volume_id, dropped_at=now))
    return found.rowcount > 0


def by_name(tx: Connection, schema_id: str, name: str) -> VolumeRow | None:
    """A schema's volume of a name in any case."""
    row = _BY_NAME.first(tx, schema_id=schema_id, name=name.lower())
    return VolumeRow(*row) if row else None


def by_id(tx: Connection, volume_id: str) -> VolumeRow | None:
    """The volume of an id."""
    row = tx.execute(select(*_COLUMNS).where(volumes.c.volume_id == volume_id)).first()
    return VolumeRow(*row) if row else None


def of_schema(tx: Connection, schema_id: str) -> list[VolumeRow]:
    """The volumes of a schema, by name."""
    return [VolumeRow(*row) for row in _OF_SCHEMA.all(tx, schema_id=schema_id)]


def after(tx: Connection, schema_id: str, name: str, most: int) -> list[VolumeRow]:
    """The next volumes of a schema behind a name, in order."""
    rows = _PAGE.all(tx, schema_id=schema_id, after=name, most=most)
    return [VolumeRow(*row) for row in rows]


def external_at(tx: Connection, folders: Sequence[str]) -> list[VolumeRow]:
    """The external volumes whose folder is one of these."""
    here = volumes.c.folder.in_(folders), volumes.c.volume_type == EXTERNAL
    return [VolumeRow(*row) for row in tx.execute(select(*_COLUMNS).where(*here))]


def external_between(tx: Connection, start: str, end: str) -> list[VolumeRow]:
    """The external volumes whose folders sort between two texts."""
    here = volumes.c.folder >= start, volumes.c.folder < end, volumes.c.volume_type == EXTERNAL
    return [VolumeRow(*row) for row in tx.execute(select(*_COLUMNS).where(*here))]


def all_ids(tx: Connection) -> set[str]:
    """Every volume that there is."""
    return set(tx.execute(select(volumes.c.volume_id)).scalars())


def dropped_ids(tx: Connection) -> list[str]:
    """The dropped volumes whose folders are still to be removed."""
    return list(tx.execute(select(dropped_volumes.c.volume_id)).scalars())


def forget_dropped(tx: Connection, volume_id: str) -> None:
    """Its folder is gone."""
    tx.execute(delete(dropped_volumes).where(dropped_volumes.c.volume_id == volume_id))
