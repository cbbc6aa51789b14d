"""The table of connections."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from boathouse.sql.securables import MetastoreObject
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Millis, metadata

connections = Table(
    "connections",
    metadata,
    Column("connection_id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("connection_type", String(64), nullable=False),
    Column("owner", String(256), nullable=False, index=True),
    Column("comment", Text, nullable=True),
    Column("options", LargeBinary, nullable=False),  # JSON, sealed
    Column("document", Document, nullable=False),  # the other fields, as they were sent
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
)


@dataclass(frozen=True)
class ConnectionRow:
    """A row of connections; its options are sealed, bound to its id."""

    connection_id: str
    name: str
    connection_type: str
    owner: str
    comment: str | None
    options: bytes
    document: dict[str, Any]
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str

    @property
    def entry(self) -> MetastoreObject:
        """The row as grants see it."""
        return MetastoreObject(
            "Connection", self.name, self.connection_id, self.owner, self.comment
        )


_COLUMNS = [connections.c[name] for name in ConnectionRow.__dataclass_fields__]
_ALL = select(*_COLUMNS)
_BY_NAME = Prepared(_ALL.where(connections.c.name == bindparam("name")))
_AFTER = _ALL.where(connections.c.name > bindparam("after")).order_by(connections.c.name)
_PAGE = Prepared(_AFTER.limit(bindparam("most")))


def new_id() -> str:
    """An id for a connection that is not made yet."""
    return str(uuid.uuid4())


def insert_connection(tx: Connection, row: ConnectionRow) -> None:
    """Add a connection; its name must be free."""
    tx.execute(insert(connections).values(**vars(row)))


def update_connection(tx: Connection, connection_id: str, **values: Any) -> bool:
    """Other values for some columns; False when it is gone."""
    changed = update(connections).where(connections.c.connection_id == connection_id)
    return tx.execute(changed.values(**values)).rowcount > 0


def delete_connection(tx: Connection, connection_id: str) -> bool:
    """Remove a connection; False when it is gone."""
    found = tx.execute(delete(connections).where(connections.c.connection_id == connection_id))
    return found.rowcount > 0


def by_name(tx: Connection, name: str) -> ConnectionRow | None:
    """The connection of a name in any case."""
    row = _BY_NAME.first(tx, name=name.lower())
    return ConnectionRow(*row) if row else None


def after(tx: Connection, name: str, most: int) -> list[ConnectionRow]:
    """The next connections behind a name, in order."""
    return [ConnectionRow(*row) for row in _PAGE.all(tx, after=name, most=most)]


def count(tx: Connection) -> int:
    """How many connections there are."""
    return int(tx.execute(select(func.count()).select_from(connections)).scalar_one())
