"""Users' sign-ins: a session, the code that begins it, the refresh tokens that carry it on.

Codes and refresh tokens are used once. One that comes a second time was stolen (or its thief came
first), so the whole session ends, its access tokens with it [RFC 6749, 10.5; RFC 9700, 4.14.2].
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from boathouse.store.prepared import Prepared
from boathouse.store.tables import Id, Millis, metadata

CODE_MS = 60_000
SESSION_MS = 90 * 86_400_000
"""From signing in to having to sign in again."""

oauth_sessions = Table(
    "oauth_sessions",
    metadata,
    Column("session_id", String(64), primary_key=True),
    Column(
        "principal_id",
        Id,
        ForeignKey("principals.principal_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("client_id", String(256), nullable=False),
    Column("scope", String(256), nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("expires_at", Millis, nullable=False, index=True),
)

oauth_grants = Table(
    "oauth_grants",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column(
        "session_id",
        String(64),
        ForeignKey("oauth_sessions.session_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("kind", String(10), nullable=False),  # code or refresh
    Column("redirect_uri", Text, nullable=False),
    Column("challenge", String(128), nullable=False),
    Column("used", Boolean, nullable=False),
    Column("expires_at", Millis, nullable=False),
)

# Built once: it runs with every request of a user's client.
_ENDS = Prepared(
    select(oauth_sessions.c.expires_at).where(
        oauth_sessions.c.session_id == bindparam("session_id")
    )
)


@dataclass(frozen=True)
class Session:
    """A row of oauth_sessions. `scope` is space-separated."""

    session_id: str
    principal_id: int
    client_id: str
    scope: str
    created_at: int
    expires_at: int


@dataclass(frozen=True)
class Grant:
    """What a code or a refresh token stands for. `used`: it came before."""

    session: Session
    kind: str
    redirect_uri: str
    challenge: str
    used: bool
    expires_at: int


def begin(
    tx: Connection, principal_id: int, client_id: str, scope: str, now: int, lasts: int = SESSION_MS
) -> Session:
    """A new session; forgets the ones that are over."""
    tx.execute(delete(oauth_sessions).where(oauth_sessions.c.expires_at <= now))
    made = Session(secrets.token_hex(16), principal_id, client_id, scope, now, now + lasts)
    tx.execute(insert(oauth_sessions).values(**vars(made)))
    return made


def add_code(tx: Connection, session: Session, redirect_uri: str, challenge: str, now: int) -> str:
    """A code that may be exchanged within a minute."""
    return _add(tx, session, "code", now + CODE_MS, redirect_uri, challenge)


def add_refresh(tx: Connection, session: Session) -> str:
    """The session's next refresh token."""
    return _add(tx, session, "refresh", session.expires_at)


def _add(
    tx: Connection,
    session: Session,
    kind: str,
    expires_at: int,
    redirect_uri: str = "",
    challenge: str = "",
) -> str:
    value = secrets.token_urlsafe(32)
    row = {
        "sha256": _digest(value),
        "session_id": session.session_id,
        "kind": kind,
        "redirect_uri": redirect_uri,
        "challenge": challenge,
        "used": False,
        "expires_at": expires_at,
    }
    tx.execute(insert(oauth_grants).values(**row))
    return value


def find(tx: Connection, value: str, kind: str) -> Grant | None:
    """The grant of a code or a refresh token, used or not, expired or not."""
    c, s = oauth_grants.c, oauth_sessions.c
    row = tx.execute(
        select(oauth_grants, *(s[name] for name in Session.__dataclass_fields__ if name not in c))
        .join(oauth_sessions, s.session_id == c.session_id)
        .add_columns(s.expires_at.label("session_ends"))
        .where(c.sha256 == _digest(value), c.kind == kind)
    ).first()
    return None if row is None else _grant(row._mapping)


def _grant(row: Any) -> Grant:
    fields = {name: row[name] for name in Session.__dataclass_fields__}
    session = Session(**{**fields, "expires_at": row["session_ends"]})
    own = {name: row[name] for name in Grant.__dataclass_fields__ if name != "session"}
    return Grant(session, **own)


def use(tx: Connection, value: str) -> bool:
    """Mark a grant as used; False when somebody else has just done so."""
    c = oauth_grants.c
    done = tx.execute(
        update(oauth_grants).where(c.sha256 == _digest(value), ~c.used).values(used=True)
    )
    return done.rowcount > 0


def end(tx: Connection, session_id: str) -> None:
    """End a session: its codes, refresh and access tokens."""
    tx.execute(delete(oauth_sessions).where(oauth_sessions.c.session_id == session_id))


def end_of_principal(tx: Connection, principal_id: int) -> None:
    """End every session of a principal."""
    tx.execute(delete(oauth_sessions).where(oauth_sessions.c.principal_id == principal_id))


def end_of_client(tx: Connection, client_id: str) -> None:
    """End every session of an application."""
    tx.execute(delete(oauth_sessions).where(oauth_sessions.c.client_id == client_id))


def stands(tx: Connection, session_id: str, now: int) -> bool:
    """Whether a session exists and has not expired."""
    found = _ENDS.first(tx, session_id=session_id)
    return found is not None and found.expires_at > now


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
