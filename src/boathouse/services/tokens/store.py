"""The table of tokens. A token's value is never kept, only its SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Column, Connection, ForeignKey, String, Table, delete, insert, select

from boathouse.context import Principal
from boathouse.services.users.store import users
from boathouse.store.tables import Id, Millis, metadata

tokens = Table(
    "tokens",
    metadata,
    Column("token_id", String(64), primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("user_id", Id, ForeignKey("users.user_id"), nullable=False, index=True),
    Column("comment", String(1024), nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("expires_at", Millis, nullable=False),  # -1: never, as the API spells it
    Column("task_run_id", Id, nullable=True, index=True),
)

NEVER = -1


@dataclass(frozen=True)
class Token:
    """A row of tokens, without the hash."""

    token_id: str
    user_id: int
    comment: str
    created_at: int
    expires_at: int


def new_value() -> str:
    """A token in the shape that people know: dapi and 32 hex digits."""
    return f"dapi{secrets.token_hex(16)}"


def digest(value: str) -> str:
    """What is kept of a token. Its 128 random bits need no slow hash."""
    return hashlib.sha256(value.encode()).hexdigest()


def insert_token(
    tx: Connection,
    value: str,
    user_id: int,
    *,
    comment: str = "",
    now: int,
    expires_at: int = NEVER,
    task_run_id: int | None = None,
) -> Token:
    """Keep a token's hash."""
    token = Token(secrets.token_hex(32), user_id, comment, now, expires_at)
    row = {**token.__dict__, "sha256": digest(value), "task_run_id": task_run_id}
    tx.execute(insert(tokens).values(**row))
    return token


def principal_of(tx: Connection, token: str, now: int) -> Principal | None:
    """Who may act with this token; None when unknown, expired, or its user is not active."""
    row = tx.execute(
        select(tokens, users.c.user_name, users.c.admin)
        .join(users, users.c.user_id == tokens.c.user_id)
        .where(tokens.c.sha256 == digest(token), users.c.active)
    ).first()
    if row is None or (row.expires_at != NEVER and row.expires_at <= now):
        return None
    return Principal(row.user_id, row.user_name, row.admin, row.task_run_id, row.token_id)


def of_user(tx: Connection, user_id: int) -> list[Token]:
    """The user's own tokens (not those of tasks), newest first."""
    columns = [tokens.c[name] for name in Token.__dataclass_fields__]
    rows = tx.execute(
        select(*columns)
        .where(tokens.c.user_id == user_id, tokens.c.task_run_id.is_(None))
        .order_by(tokens.c.created_at.desc(), tokens.c.token_id)
    )
    return [Token(**row._mapping) for row in rows]


def delete_token(tx: Connection, user_id: int, token_id: str) -> bool:
    """Revoke one of the user's tokens; False when there is none."""
    found = tx.execute(
        delete(tokens).where(tokens.c.token_id == token_id, tokens.c.user_id == user_id)
    )
    return found.rowcount > 0


def delete_of_task(tx: Connection, task_run_id: int) -> None:
    """End the token of a task run."""
    tx.execute(delete(tokens).where(tokens.c.task_run_id == task_run_id))
