"""The table of tokens. A token's value is never kept, only its SHA-256."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    true,
)

from boathouse.context import Principal
from boathouse.services.permissions import decide
from boathouse.services.principals import store as principals
from boathouse.services.principals.reader import PrincipalOf
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Id, Millis, metadata

tokens = Table(
    "tokens",
    metadata,
    Column("token_id", String(64), primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("user_id", Id, ForeignKey("principals.principal_id"), nullable=False, index=True),
    Column("comment", String(1024), nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("expires_at", Millis, nullable=False),  # -1: never, as the API spells it
    Column("task_run_id", Id, nullable=True, index=True),
    Column("created_by", Id, nullable=False),  # an admin, for a token on somebody's behalf
)

NEVER = -1

# Built once: it runs with every request.
_WITH_OPEN = select(tokens, decide.everybody_uses_tokens().label("open_to_all"))
_BY_DIGEST = Prepared(_WITH_OPEN.where(tokens.c.sha256 == bindparam("sha256")))
_BY_ID = Prepared(_WITH_OPEN.where(tokens.c.token_id == bindparam("token_id")))


@dataclass(frozen=True)
class Token:
    """A row of tokens, without the hash."""

    token_id: str
    user_id: int
    comment: str
    created_at: int
    expires_at: int
    created_by: int


_COLUMNS = [tokens.c[name] for name in Token.__dataclass_fields__]


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
    created_by: int | None = None,
) -> Token:
    """Keep a token's hash. `created_by` is the user unless somebody else made it for them."""
    maker = user_id if created_by is None else created_by
    token = Token(secrets.token_hex(32), user_id, comment, now, expires_at, maker)
    row = {**token.__dict__, "sha256": digest(value), "task_run_id": task_run_id}
    tx.execute(insert(tokens).values(**row))
    return token


def principal_of(
    tx: Connection, token: str, now: int, read: PrincipalOf = principals.principal_of
) -> Principal | None:
    """Who may act with this token; None when unknown, expired, or its user is not active."""
    return _principal(tx, _BY_DIGEST.first(tx, sha256=digest(token)), now, read)


def principal_of_id(
    tx: Connection, token_id: str, now: int, read: PrincipalOf = principals.principal_of
) -> Principal | None:
    """The same by the token's id: for what was made with the token and must end with it."""
    return _principal(tx, _BY_ID.first(tx, token_id=token_id), now, read)


def _principal(tx: Connection, row: Any, now: int, read: PrincipalOf) -> Principal | None:
    if row is None or (row.expires_at != NEVER and row.expires_at <= now):
        return None
    found = read(tx, row.user_id, task_run_id=row.task_run_id, token_id=row.token_id)
    if found is None or row.task_run_id is not None or row.open_to_all:
        return found
    # Who may not use personal access tokens has none that works.
    return found if decide.may_use_tokens(tx, found) else None


def of_user(tx: Connection, user_id: int) -> list[Token]:
    """The user's own tokens (not those of tasks), newest first."""
    return _tokens(tx, tokens.c.user_id == user_id)


def made_by(tx: Connection, created_by: int | None = None) -> list[Token]:
    """Everybody's tokens (not those of tasks), or those that one principal made; newest first."""
    return _tokens(tx, true() if created_by is None else tokens.c.created_by == created_by)


def _tokens(tx: Connection, condition: ColumnElement[bool]) -> list[Token]:
    rows = tx.execute(
        select(*_COLUMNS)
        .where(condition, tokens.c.task_run_id.is_(None))
        .order_by(tokens.c.created_at.desc(), tokens.c.token_id)
    )
    return [Token(**row._mapping) for row in rows]


def by_id(tx: Connection, token_id: str) -> Token | None:
    """Anybody's token (not one of a task) by its id."""
    found = _tokens(tx, tokens.c.token_id == token_id)
    return found[0] if found else None


def delete_token(tx: Connection, user_id: int, token_id: str) -> bool:
    """Revoke one of the user's tokens; False when there is none."""
    found = tx.execute(
        delete(tokens).where(tokens.c.token_id == token_id, tokens.c.user_id == user_id)
    )
    return found.rowcount > 0


def delete_of_principal(tx: Connection, principal_id: int) -> None:
    """End every token of a principal, those of its tasks too."""
    tx.execute(delete(tokens).where(tokens.c.user_id == principal_id))


def delete_of_task(tx: Connection, task_run_id: int) -> None:
    """End the token of a task run."""
    tx.execute(delete(tokens).where(tokens.c.task_run_id == task_run_id))
