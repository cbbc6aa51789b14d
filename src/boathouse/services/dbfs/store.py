"""The table of handles: streams that are open for writing."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
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

from boathouse.store.tables import Id, Millis, metadata

handles = Table(
    "dbfs_handles",
    metadata,
    Column("handle", Id, primary_key=True),
    Column("path", Text, nullable=False),
    Column("overwrite", Boolean, nullable=False),
    Column("user_name", String(256), nullable=False),
    Column("size", BigInteger, nullable=False),  # the bytes that were acknowledged
    Column("used_at", Millis, nullable=False, index=True),
)


@dataclass(frozen=True)
class Handle:
    """A row of dbfs_handles. Size in bytes, used_at in epoch milliseconds."""

    handle: int
    path: str
    overwrite: bool
    user_name: str
    size: int
    used_at: int


def insert_handle(tx: Connection, handle: Handle) -> None:
    """Open a stream."""
    tx.execute(insert(handles).values(**asdict(handle)))


def by_number(tx: Connection, number: int) -> Handle | None:
    """The open stream of a handle."""
    row = tx.execute(select(handles).where(handles.c.handle == number)).first()
    return Handle(**row._mapping) if row else None


def acknowledge(tx: Connection, number: int, size: int, now: int) -> None:
    """Note how many bytes are on disk."""
    tx.execute(update(handles).where(handles.c.handle == number).values(size=size, used_at=now))


def delete_handle(tx: Connection, number: int) -> None:
    """End a stream."""
    tx.execute(delete(handles).where(handles.c.handle == number))


def delete_idle(tx: Connection, used_before: int) -> None:
    """End the streams that nobody used since."""
    tx.execute(delete(handles).where(handles.c.used_at < used_before))


def all_numbers(tx: Connection) -> set[int]:
    """Every open handle."""
    return set(tx.execute(select(handles.c.handle)).scalars())
