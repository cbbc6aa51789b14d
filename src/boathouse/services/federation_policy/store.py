"""The table of federation policies, and the issuers' keys as they were last fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    String,
    Table,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)

from boathouse.store.tables import Document, Id, Millis, metadata

ACCOUNT = 0
"""Stands for the service principal in a policy of the whole account."""

federation_policies = Table(
    "federation_policies",
    metadata,
    Column("uid", String(64), primary_key=True),
    Column("owner", Id, nullable=False),  # ACCOUNT or a service principal
    Column(
        "principal_id",
        Id,
        ForeignKey("principals.principal_id", ondelete="CASCADE"),
        nullable=True,
        index=True,
    ),
    Column("policy_id", String(128), nullable=False),
    Column("description", String(1024), nullable=False),
    Column("issuer", String(512), nullable=False, index=True),
    Column("oidc", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("updated_at", Millis, nullable=False),
    UniqueConstraint("owner", "policy_id"),
)

issuer_keys = Table(
    "issuer_keys",
    metadata,
    Column("place", String(600), primary_key=True),
    Column("jwks", Document, nullable=True),  # null: tried, not yet had
    Column("fetched_at", Millis, nullable=False),
    Column("tried_at", Millis, nullable=False),
)


@dataclass(frozen=True)
class Policy:
    """A row of federation_policies. `oidc` is the oidc_policy of the API."""

    uid: str
    owner: int
    policy_id: str
    description: str
    issuer: str
    oidc: dict[str, Any]
    created_at: int
    updated_at: int


@dataclass(frozen=True)
class FetchedKeys:
    """What is known of an issuer's keys."""

    jwks: dict[str, Any] | None
    fetched_at: int
    tried_at: int


_COLUMNS = [federation_policies.c[name] for name in Policy.__dataclass_fields__]


def insert_policy(tx: Connection, policy: Policy) -> None:
    """Add a policy; its id must be free."""
    principal_id = None if policy.owner == ACCOUNT else policy.owner
    tx.execute(insert(federation_policies).values(**vars(policy), principal_id=principal_id))


def update_policy(tx: Connection, policy: Policy) -> None:
    """Write a policy's row anew."""
    c = federation_policies.c
    tx.execute(update(federation_policies).where(c.uid == policy.uid).values(**vars(policy)))


def delete_policy(tx: Connection, uid: str) -> None:
    """Remove a policy; the tokens made by it end with it."""
    tx.execute(delete(federation_policies).where(federation_policies.c.uid == uid))


def find(tx: Connection, owner: int, policy_id: str) -> Policy | None:
    """A policy of the account or of a service principal by its id."""
    c = federation_policies.c
    row = tx.execute(select(*_COLUMNS).where(c.owner == owner, c.policy_id == policy_id)).first()
    return Policy(**row._mapping) if row else None


def of_owner(
    tx: Connection, owner: int, *, issuer: str | None = None, after: str = "", limit: int = 1000
) -> list[Policy]:
    """The policies of an owner by id, those for one issuer alone where it is named."""
    c = federation_policies.c
    query = select(*_COLUMNS).where(c.owner == owner, c.policy_id > after)
    if issuer is not None:
        query = query.where(c.issuer == issuer)
    return [Policy(**row._mapping) for row in tx.execute(query.order_by(c.policy_id).limit(limit))]


def stands(tx: Connection, uid: str, now: int) -> bool:
    """Whether a policy still exists."""
    c = federation_policies.c
    return tx.execute(select(c.uid).where(c.uid == uid)).first() is not None


def keys_of(tx: Connection, place: str) -> FetchedKeys | None:
    """The keys as they were last fetched from a place; None when that was never tried."""
    columns = [issuer_keys.c[name] for name in FetchedKeys.__dataclass_fields__]
    row = tx.execute(select(*columns).where(issuer_keys.c.place == place)).first()
    return FetchedKeys(**row._mapping) if row else None


def note_try(tx: Connection, place: str, now: int) -> None:
    """Remember that the keys are being fetched, so that nobody else does within a while."""
    done = tx.execute(update(issuer_keys).where(issuer_keys.c.place == place).values(tried_at=now))
    if done.rowcount == 0:
        tx.execute(insert(issuer_keys).values(place=place, fetched_at=0, tried_at=now))


def keep_keys(tx: Connection, place: str, jwks: dict[str, Any], now: int) -> None:
    """Keep the keys that a place answered."""
    tx.execute(
        update(issuer_keys).where(issuer_keys.c.place == place).values(jwks=jwks, fetched_at=now)
    )
