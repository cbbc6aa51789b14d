"""The table of users and its queries."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Boolean, Column, Connection, Row, String, Table, insert, select

from boathouse.store.tables import Id, Millis, metadata

users = Table(
    "users",
    metadata,
    Column("user_id", Id, primary_key=True),
    Column("user_name", String(256), nullable=False, unique=True),
    Column("display_name", String(256), nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Millis, nullable=False),
)


@dataclass(frozen=True)
class User:
    """A row of users."""

    user_id: int
    user_name: str
    display_name: str
    admin: bool
    active: bool
    created_at: int


def insert_user(
    tx: Connection, user_id: int, user_name: str, *, admin: bool, now: int, display_name: str = ""
) -> None:
    """Add an active user."""
    row = {"user_id": user_id, "user_name": user_name, "display_name": display_name or user_name}
    tx.execute(insert(users).values(**row, admin=admin, active=True, created_at=now))


def by_id(tx: Connection, user_id: int) -> User | None:
    """The user of an id."""
    return _user(tx.execute(select(users).where(users.c.user_id == user_id)).first())


def by_name(tx: Connection, user_name: str) -> User | None:
    """The user of a name."""
    return _user(tx.execute(select(users).where(users.c.user_name == user_name)).first())


def _user(row: Row[tuple[object, ...]] | None) -> User | None:
    return User(**row._mapping) if row else None
