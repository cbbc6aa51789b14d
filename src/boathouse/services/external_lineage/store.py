"""The table of relationships that users tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    String,
    Table,
    UniqueConstraint,
    delete,
    insert,
    or_,
    select,
    update,
)

from boathouse.store.tables import Document, Millis, metadata

external_lineage = Table(
    "external_lineage",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("source_key", String(600), nullable=False),  # the kind and the id of an object
    Column("target_key", String(600), nullable=False),
    Column("source", Document, nullable=False),  # as it was sent
    Column("target", Document, nullable=False),
    Column("columns", Document, nullable=False),
    Column("properties", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    UniqueConstraint("source_key", "target_key"),
    Index("ix_external_lineage_target", "target_key", "id"),
    Index("ix_external_lineage_source", "source_key", "id"),
)


@dataclass(frozen=True)
class Relationship:
    """A row of external lineage."""

    id: str
    source_key: str
    target_key: str
    source: dict[str, Any]
    target: dict[str, Any]
    columns: list[dict[str, str]]
    properties: dict[str, str]
    created_at: int
    created_by: str
    updated_at: int


_ALL = select(*(external_lineage.c[name] for name in Relationship.__dataclass_fields__))


def add(tx: Connection, row: Relationship) -> None:
    """Add a relationship; there must be none between the two."""
    tx.execute(insert(external_lineage).values(**vars(row)))


def change(tx: Connection, relationship_id: str, **values: Any) -> bool:
    """Write values of a relationship; False when it is gone."""
    wanted = external_lineage.c.id == relationship_id
    return tx.execute(update(external_lineage).where(wanted).values(**values)).rowcount > 0


def remove(tx: Connection, relationship_id: str) -> bool:
    """Remove a relationship; False when it is gone."""
    found = delete(external_lineage).where(external_lineage.c.id == relationship_id)
    return tx.execute(found).rowcount > 0


def between(tx: Connection, source_key: str, target_key: str) -> Relationship | None:
    """The relationship of two objects."""
    c = external_lineage.c
    row = tx.execute(_ALL.where(c.source_key == source_key, c.target_key == target_key)).first()
    return Relationship(*row) if row else None


def around(
    tx: Connection, key: str, *, upstream: bool, after: str, most: int
) -> list[Relationship]:
    """The relationships of an object in one direction, by their ids."""
    c = external_lineage.c
    end = c.target_key if upstream else c.source_key
    found = _ALL.where(end == key, c.id > after).order_by(c.id).limit(most)
    return [Relationship(*row) for row in tx.execute(found)]


def forget(tx: Connection, object_id: str) -> None:
    """External metadata is gone, and its relationships with it."""
    c, key = external_lineage.c, f"external_metadata {object_id}"
    tx.execute(delete(external_lineage).where(or_(c.source_key == key, c.target_key == key)))
