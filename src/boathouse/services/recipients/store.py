"""The table of recipients."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
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

recipients = Table(
    "recipients",
    metadata,
    Column("recipient_id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("owner", String(256), nullable=False, index=True),
    Column("comment", Text, nullable=True),
    Column("global_metastore_id", Text, nullable=False),
    Column("document", Document, nullable=False),  # the other fields, as they were sent
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
)


@dataclass(frozen=True)
class RecipientRow:
    """A row of recipients."""

    recipient_id: str
    name: str
    owner: str
    comment: str | None
    global_metastore_id: str
    document: dict[str, Any]
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str

    @property
    def entry(self) -> MetastoreObject:
        """The row as grants see it."""
        return MetastoreObject("Recipient", self.name, self.recipient_id, self.owner, self.comment)


_COLUMNS = [recipients.c[name] for name in RecipientRow.__dataclass_fields__]
_ALL = select(*_COLUMNS)
_BY_NAME = Prepared(_ALL.where(recipients.c.name == bindparam("name")))
_AFTER = _ALL.where(recipients.c.name > bindparam("after")).order_by(recipients.c.name)
_PAGE = Prepared(_AFTER.limit(bindparam("most")))


def new_id() -> str:
    """An id for a recipient that is not made yet."""
    return str(uuid.uuid4())


def insert_recipient(tx: Connection, row: RecipientRow) -> None:
    """Add a recipient; its name must be free."""
    tx.execute(insert(recipients).values(**vars(row)))


def update_recipient(tx: Connection, recipient_id: str, **values: Any) -> bool:
    """Other values for some columns; False when it is gone."""
    changed = update(recipients).where(recipients.c.recipient_id == recipient_id)
    return tx.execute(changed.values(**values)).rowcount > 0


def delete_recipient(tx: Connection, recipient_id: str) -> bool:
    """Remove a recipient; False when it is gone."""
    found = tx.execute(delete(recipients).where(recipients.c.recipient_id == recipient_id))
    return found.rowcount > 0


def by_name(tx: Connection, name: str) -> RecipientRow | None:
    """The recipient of a name in any case."""
    row = _BY_NAME.first(tx, name=name.lower())
    return RecipientRow(*row) if row else None


def after(tx: Connection, name: str, most: int) -> list[RecipientRow]:
    """The next recipients behind a name, in order."""
    return [RecipientRow(*row) for row in _PAGE.all(tx, after=name, most=most)]


def all_rows(tx: Connection) -> list[RecipientRow]:
    """Every recipient, by name."""
    return [RecipientRow(*row) for row in tx.execute(_ALL.order_by(recipients.c.name))]


def count(tx: Connection) -> int:
    """How many recipients there are."""
    return int(tx.execute(select(func.count()).select_from(recipients)).scalar_one())
