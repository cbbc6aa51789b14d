"""The table of model versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from boathouse.services.registered_models import folders
from boathouse.services.registered_models import store as models
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Millis, metadata

PENDING, READY = "PENDING_REGISTRATION", "READY"

versions = Table(
    "model_versions",
    metadata,
    Column("model_id", String(36), ForeignKey("registered_models.model_id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("version_id", String(36), nullable=False, unique=True),
    Column("status", String(32), nullable=False),
    Column("comment", Text, nullable=True),
    Column("source", Text, nullable=True),
    Column("document", Document, nullable=False),  # run_id and the like, as they were sent
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
)


@dataclass(frozen=True)
class VersionRow:
    """A row of model_versions."""

    model_id: str
    version: int
    version_id: str
    status: str
    comment: str | None
    source: str | None
    document: dict[str, Any]
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str

    @property
    def key(self) -> str:
        """Its folder, below that of all models."""
        return folders.version_key(self.model_id, self.version_id)


_COLUMNS = [versions.c[name] for name in VersionRow.__dataclass_fields__]
_OF_MODEL = select(*_COLUMNS).where(versions.c.model_id == bindparam("model_id"))
_ONE = Prepared(_OF_MODEL.where(versions.c.version == bindparam("version")))
_BELOW = _OF_MODEL.where(versions.c.version < bindparam("below"))
_PAGE = Prepared(_BELOW.order_by(versions.c.version.desc()).limit(bindparam("most")))


def new_id() -> str:
    """An id for a version that is not made yet."""
    return models.new_id()


def insert_version(tx: Connection, row: VersionRow) -> None:
    """Add a version; its model must be there."""
    tx.execute(insert(versions).values(**vars(row)))


def update_version(tx: Connection, row: VersionRow, **values: Any) -> bool:
    """Other values for some columns; False when it is gone."""
    changed = update(versions).where(versions.c.version_id == row.version_id)
    return tx.execute(changed.values(**values)).rowcount > 0


def by_number(tx: Connection, model_id: str, version: int) -> VersionRow | None:
    """One version of a model."""
    row = _ONE.first(tx, model_id=model_id, version=version)
    return VersionRow(*row) if row else None


def below(tx: Connection, model_id: str, number: int, most: int) -> list[VersionRow]:
    """The next versions of a model below a number, the newest first."""
    rows = _PAGE.all(tx, model_id=model_id, below=number, most=most)
    return [VersionRow(*row) for row in rows]


def delete_version(tx: Connection, row: VersionRow, now: int) -> bool:
    """Remove a version and its aliases; its files go later. False when it is gone."""
    found = tx.execute(delete(versions).where(versions.c.version_id == row.version_id))
    if found.rowcount:
        models.delete_aliases_to(tx, row.model_id, row.version)
        models.leave(tx, row.key, now)
    return found.rowcount > 0


def delete_of(tx: Connection, model_ids: Iterable[str]) -> None:
    """Remove all versions of some models, whose folders go as a whole."""
    for model_id in model_ids:
        tx.execute(delete(versions).where(versions.c.model_id == model_id))


def all_keys(tx: Connection) -> set[str]:
    """The folders of all versions, below that of all models."""
    rows = tx.execute(select(versions.c.model_id, versions.c.version_id))
    return {folders.version_key(row.model_id, row.version_id) for row in rows}
