"""The table of credentials, storage and service ones alike. Names are kept in lower case."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from boathouse.sql.securables import MetastoreObject
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Millis, metadata

STORAGE = "STORAGE"
SERVICE = "SERVICE"
KINDS = {STORAGE: "Storage Credential", SERVICE: "Credential"}
"""What denials call a credential, by its purpose."""

credentials = Table(
    "credentials",
    metadata,
    Column("credential_id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("purpose", String(16), nullable=False),
    Column("owner", String(256), nullable=False, index=True),
    Column("comment", Text, nullable=True),
    Column("read_only", Boolean, nullable=False),
    Column("document", Document, nullable=False),  # its cloud identity and other fields
    Column("sealed", LargeBinary, nullable=True),  # the secret parts of the identity
    Column("built_in", Boolean, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
)


@dataclass(frozen=True)
class CredentialRow:
    """A row of credentials."""

    credential_id: str
    name: str
    purpose: str
    owner: str
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str
    comment: str | None = None
    read_only: bool = False
    document: dict[str, Any] = field(default_factory=dict)
    sealed: bytes | None = field(default=None, repr=False)
    built_in: bool = False

    @property
    def entry(self) -> MetastoreObject:
        """The row as grants and statements see it."""
        kind = KINDS[self.purpose]
        return MetastoreObject(kind, self.name, self.credential_id, self.owner, self.comment)


_COLUMNS = [credentials.c[name] for name in CredentialRow.__dataclass_fields__]
_ALL = select(*_COLUMNS)
_BY_NAME = Prepared(_ALL.where(credentials.c.name == bindparam("name")))
_BY_ID = Prepared(_ALL.where(credentials.c.credential_id == bindparam("credential_id")))


def new_row(name: str, purpose: str, owner: str, now: int, **more: Any) -> CredentialRow:
    """A row that is not in the table yet, made by its owner or by `by`."""
    by = more.pop("by", owner)
    credential_id = more.pop("credential_id", None) or str(uuid.uuid4())
    return CredentialRow(credential_id, name.lower(), purpose, owner, now, by, now, by, **more)


def insert_credential(tx: Connection, row: CredentialRow) -> None:
    """Add a credential; its name must be free."""
    tx.execute(insert(credentials).values(**vars(row)))


def update_credential(tx: Connection, row: CredentialRow) -> bool:
    """Write a credential's row anew; False when it is gone."""
    values = {key: value for key, value in vars(row).items() if key != "credential_id"}
    this = credentials.c.credential_id == row.credential_id
    return tx.execute(update(credentials).where(this).values(**values)).rowcount > 0


def delete_credential(tx: Connection, credential_id: str) -> bool:
    """Remove a credential's row; False when it is gone already."""
    this = credentials.c.credential_id == credential_id
    return tx.execute(delete(credentials).where(this)).rowcount > 0


def by_name(tx: Connection, name: str) -> CredentialRow | None:
    """The credential of a name in any case."""
    row = _BY_NAME.first(tx, name=name.lower())
    return CredentialRow(*row) if row else None


def by_id(tx: Connection, credential_id: str) -> CredentialRow | None:
    """The credential of an id."""
    row = _BY_ID.first(tx, credential_id=credential_id)
    return CredentialRow(*row) if row else None


def after(tx: Connection, name: str, most: int, purpose: str | None = None) -> list[CredentialRow]:
    """At most so many credentials behind a name, by name; of one purpose, or of both."""
    wanted = _ALL.where(credentials.c.name > name)
    if purpose is not None:
        wanted = wanted.where(credentials.c.purpose == purpose)
    rows = tx.execute(wanted.order_by(credentials.c.name).limit(most))
    return [CredentialRow(*row) for row in rows]
