"""The tables of registered models and their aliases, and of model files that are to be removed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from boathouse.sql.securables import Model, Name
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Millis, metadata

models = Table(
    "registered_models",
    metadata,
    Column("model_id", String(36), primary_key=True),
    Column("schema_id", String(36), ForeignKey("schemas.schema_id"), nullable=False),
    Column("name", String(255), nullable=False),
    Column("owner", String(256), nullable=False, index=True),
    Column("comment", Text, nullable=True),
    Column("last_version", Integer, nullable=False),  # the highest number ever given
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
    UniqueConstraint("schema_id", "name"),
)

aliases = Table(
    "model_aliases",
    metadata,
    Column("model_id", String(36), ForeignKey("registered_models.model_id"), primary_key=True),
    Column("alias", String(255), primary_key=True),
    Column("alias_id", String(36), nullable=False),
    Column("version", Integer, nullable=False),
)

dropped_files = Table(
    "dropped_model_files",
    metadata,
    Column("folder", String(255), primary_key=True),  # below the folder of all models
    Column("dropped_at", Millis, nullable=False),
)
"""Folders of models and versions that are to be removed."""


@dataclass(frozen=True)
class ModelRow:
    """A row of registered_models."""

    model_id: str
    schema_id: str
    name: str
    owner: str
    comment: str | None
    last_version: int
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str

    def entry(self, catalog: str, schema: str) -> Model:
        """The row as grants see it."""
        return Model(Name(catalog, schema, self.name), self.model_id, self.owner, self.comment)


@dataclass(frozen=True)
class AliasRow:
    """A name for one version of a model."""

    model_id: str
    alias: str
    alias_id: str
    version: int


_COLUMNS = [models.c[name] for name in ModelRow.__dataclass_fields__]
_ALIAS = [aliases.c[name] for name in AliasRow.__dataclass_fields__]
_IN_SCHEMA = select(*_COLUMNS).where(models.c.schema_id == bindparam("schema_id"))
_BY_NAME = Prepared(_IN_SCHEMA.where(models.c.name == bindparam("name")))
_AFTER = _IN_SCHEMA.where(models.c.name > bindparam("after")).order_by(models.c.name)
_PAGE = Prepared(_AFTER.limit(bindparam("most")))
_ALIASES = Prepared(
    select(*_ALIAS).where(aliases.c.model_id == bindparam("model_id")).order_by(aliases.c.alias)
)


def new_id() -> str:
    """An id for a model, a version or an alias that is not made yet."""
    return str(uuid.uuid4())


def insert_model(tx: Connection, row: ModelRow) -> None:
    """Add a model; its name must be free in its schema."""
    tx.execute(insert(models).values(**vars(row)))


def update_model(tx: Connection, model_id: str, **values: object) -> bool:
    """Other values for some columns; False when it is gone."""
    changed = update(models).where(models.c.model_id == model_id)
    return tx.execute(changed.values(**values)).rowcount > 0


def delete_model(tx: Connection, model_id: str, now: int) -> bool:
    """Remove a model's row and aliases (its versions must be gone); its files go later."""
    tx.execute(delete(aliases).where(aliases.c.model_id == model_id))
    found = tx.execute(delete(models).where(models.c.model_id == model_id))
    if found.rowcount:
        leave(tx, model_id, now)
    return found.rowcount > 0


def by_name(tx: Connection, schema_id: str, name: str) -> ModelRow | None:
    """A schema's model of a name in any case."""
    row = _BY_NAME.first(tx, schema_id=schema_id, name=name.lower())
    return ModelRow(*row) if row else None


def after(tx: Connection, schema_id: str, name: str, most: int) -> list[ModelRow]:
    """The next models of a schema behind a name, in order."""
    rows = _PAGE.all(tx, schema_id=schema_id, after=name, most=most)
    return [ModelRow(*row) for row in rows]


def count_in(tx: Connection, schema_id: str) -> int:
    """How many models a schema holds."""
    found = select(func.count()).where(models.c.schema_id == schema_id)
    return int(tx.execute(found).scalar_one())


def ids_in(tx: Connection, schema_id: str) -> list[str]:
    """The ids of a schema's models."""
    found = select(models.c.model_id).where(models.c.schema_id == schema_id)
    return list(tx.execute(found).scalars())


def all_ids(tx: Connection) -> set[str]:
    """Every model that there is."""
    return set(tx.execute(select(models.c.model_id)).scalars())


def aliases_of(tx: Connection, model_id: str) -> list[AliasRow]:
    """The aliases of a model, by name."""
    return [AliasRow(*row) for row in _ALIASES.all(tx, model_id=model_id)]


def set_alias(tx: Connection, row: AliasRow) -> AliasRow:
    """Give the alias to a version; one that is there keeps its id."""
    same = (aliases.c.model_id == row.model_id) & (aliases.c.alias == row.alias)
    if not tx.execute(update(aliases).where(same).values(version=row.version)).rowcount:
        tx.execute(insert(aliases).values(**vars(row)))
    return AliasRow(*tx.execute(select(*_ALIAS).where(same)).one())


def delete_alias(tx: Connection, model_id: str, alias: str) -> bool:
    """Take an alias away; False where there is none of the name."""
    same = (aliases.c.model_id == model_id) & (aliases.c.alias == alias)
    return tx.execute(delete(aliases).where(same)).rowcount > 0


def delete_aliases_to(tx: Connection, model_id: str, version: int) -> None:
    """Take the aliases of a version away."""
    same = (aliases.c.model_id == model_id) & (aliases.c.version == version)
    tx.execute(delete(aliases).where(same))


def leave(tx: Connection, folder: str, now: int) -> None:
    """A folder below that of all models is to be removed."""
    tx.execute(insert(dropped_files).values(folder=folder, dropped_at=now))


def left(tx: Connection) -> Sequence[str]:
    """The folders that are still to be removed."""
    return list(tx.execute(select(dropped_files.c.folder)).scalars())


def forget_left(tx: Connection, folder: str) -> None:
    """It is removed."""
    tx.execute(delete(dropped_files).where(dropped_files.c.folder == folder))
