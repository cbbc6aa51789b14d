"""The tables of shares and of the recipients that may read them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
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

shares = Table(
    "shares",
    metadata,
    Column("share_id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("owner", String(256), nullable=False, index=True),
    Column("comment", Text, nullable=True),
    Column("objects", Document, nullable=False),  # a list of SharedDataObject
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
)

readers = Table(
    "share_recipients",
    metadata,
    Column("share_id", String(36), ForeignKey("shares.share_id"), primary_key=True),
    Column(
        "recipient_id",
        String(36),
        ForeignKey("recipients.recipient_id"),
        primary_key=True,
        index=True,
    ),
)
"""Who holds SELECT on a share, the one privilege that there is."""


@dataclass(frozen=True)
class ShareRow:
    """A row of shares."""

    share_id: str
    name: str
    owner: str
    comment: str | None
    objects: list[dict[str, Any]]
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str

    @property
    def entry(self) -> MetastoreObject:
        """The row as grants see it."""
        return MetastoreObject("Share", self.name, self.share_id, self.owner, self.comment)


_COLUMNS = [shares.c[name] for name in ShareRow.__dataclass_fields__]
_ALL = select(*_COLUMNS)
_BY_NAME = Prepared(_ALL.where(shares.c.name == bindparam("name")))
_AFTER = _ALL.where(shares.c.name > bindparam("after")).order_by(shares.c.name)
_PAGE = Prepared(_AFTER.limit(bindparam("most")))


def new_id() -> str:
    """An id for a share that is not made yet."""
    return str(uuid.uuid4())


def insert_share(tx: Connection, row: ShareRow) -> None:
    """Add a share; its name must be free."""
    tx.execute(insert(shares).values(**vars(row)))


def update_share(tx: Connection, share_id: str, **values: Any) -> bool:
    """Other values for some columns; False when it is gone."""
    changed = update(shares).where(shares.c.share_id == share_id)
    return tx.execute(changed.values(**values)).rowcount > 0


def delete_share(tx: Connection, share_id: str) -> bool:
    """Remove a share and who may read it; False when it is gone."""
    tx.execute(delete(readers).where(readers.c.share_id == share_id))
    return tx.execute(delete(shares).where(shares.c.share_id == share_id)).rowcount > 0


def by_name(tx: Connection, name: str) -> ShareRow | None:
    """The share of a name in any case."""
    row = _BY_NAME.first(tx, name=name.lower())
    return ShareRow(*row) if row else None


def after(tx: Connection, name: str, most: int) -> list[ShareRow]:
    """The next shares behind a name, in order."""
    return [ShareRow(*row) for row in _PAGE.all(tx, after=name, most=most)]


def all_rows(tx: Connection) -> list[ShareRow]:
    """Every share, by name."""
    return [ShareRow(*row) for row in tx.execute(_ALL.order_by(shares.c.name))]


def recipients_of(tx: Connection, share_id: str) -> set[str]:
    """The ids of the recipients that may read a share."""
    found = select(readers.c.recipient_id).where(readers.c.share_id == share_id)
    return set(tx.execute(found).scalars())


def shared_with(tx: Connection, recipient_id: str) -> list[str]:
    """The names of the shares that a recipient may read, in order."""
    joined = select(shares.c.name).join(readers, readers.c.share_id == shares.c.share_id)
    found = joined.where(readers.c.recipient_id == recipient_id).order_by(shares.c.name)
    return list(tx.execute(found).scalars())


def let_read(tx: Connection, share_id: str, recipient_id: str) -> None:
    """A recipient may read a share; said twice it is said once."""
    keep_from(tx, share_id, recipient_id)
    tx.execute(insert(readers).values(share_id=share_id, recipient_id=recipient_id))


def keep_from(tx: Connection, share_id: str, recipient_id: str) -> None:
    """A recipient may not read a share."""
    same = (readers.c.share_id == share_id) & (readers.c.recipient_id == recipient_id)
    tx.execute(delete(readers).where(same))


def forget_recipient(tx: Connection, recipient_id: str) -> None:
    """A recipient is gone."""
    tx.execute(delete(readers).where(readers.c.recipient_id == recipient_id))


def count(tx: Connection) -> int:
    """How many shares there are."""
    return int(tx.execute(select(func.count()).select_from(shares)).scalar_one())
