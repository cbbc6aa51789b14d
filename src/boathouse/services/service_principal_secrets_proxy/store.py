"""The table of service principals' secrets. A value is never kept, only its SHA-256."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
)

from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Id, Millis, metadata

service_principal_secrets = Table(
    "service_principal_secrets",
    metadata,
    Column("secret_id", String(64), primary_key=True),
    Column(
        "principal_id",
        Id,
        ForeignKey("principals.principal_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("sha256", String(64), nullable=False),
    Column("scopes", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("expires_at", Millis, nullable=False),
)

# Built once: it runs with every request of a service principal.
_ENDS = Prepared(
    select(service_principal_secrets.c.expires_at).where(
        service_principal_secrets.c.secret_id == bindparam("secret_id")
    )
)
_NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Secret:
    """A row of service_principal_secrets."""

    secret_id: str
    principal_id: int
    sha256: str
    scopes: list[str]
    created_at: int
    expires_at: int


_COLUMNS = [service_principal_secrets.c[name] for name in Secret.__dataclass_fields__]


def new_value() -> str:
    """A secret in the shape that people know: dose and 32 hex digits."""
    return f"dose{secrets.token_hex(16)}"


def digest(value: str) -> str:
    """What is kept of a secret. Its 128 random bits need no slow hash."""
    return hashlib.sha256(value.encode()).hexdigest()


def insert_secret(tx: Connection, secret: Secret) -> None:
    """Keep a secret's hash."""
    tx.execute(insert(service_principal_secrets).values(**vars(secret)))


def of_principal(tx: Connection, principal_id: int) -> list[Secret]:
    """The principal's secrets, oldest first, expired ones too."""
    c = service_principal_secrets.c
    rows = tx.execute(
        select(*_COLUMNS).where(c.principal_id == principal_id).order_by(c.created_at, c.secret_id)
    )
    return [Secret(**row._mapping) for row in rows]


def matching(tx: Connection, principal_id: int | None, value: str, now: int) -> Secret | None:
    """The principal's unexpired secret of this value; the time taken tells nothing of it."""
    sent, found = digest(value), None
    candidates = [] if principal_id is None else of_principal(tx, principal_id)
    hmac.compare_digest(sent, _NOTHING)
    for secret in candidates:
        if hmac.compare_digest(sent, secret.sha256) and secret.expires_at > now:
            found = secret
    return found


def stands(tx: Connection, secret_id: str, now: int) -> bool:
    """Whether a secret exists and has not expired: tokens made with it end with it."""
    found = _ENDS.first(tx, secret_id=secret_id)
    return found is not None and found.expires_at > now


def delete_secret(tx: Connection, principal_id: int, secret_id: str) -> bool:
    """Remove one of the principal's secrets; False when there is none."""
    c = service_principal_secrets.c
    found = tx.execute(
        delete(service_principal_secrets).where(
            c.principal_id == principal_id, c.secret_id == secret_id
        )
    )
    return found.rowcount > 0
