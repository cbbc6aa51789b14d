"""The table of cluster policies, with its queries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, Connection, String, Table, Text, delete, insert, select, update

from boathouse.services.permissions import store as grants
from boathouse.services.permissions.levels import CLUSTER_POLICIES
from boathouse.store.tables import Document, Millis, metadata

policies = Table(
    "cluster_policies",
    metadata,
    Column("policy_id", String(32), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("creator", String(256), nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("document", Document, nullable=False),  # what the client asked for
)


@dataclass(frozen=True)
class PolicyRow:
    """A row of cluster_policies."""

    policy_id: str
    name: str
    creator: str
    created_at: int
    document: dict[str, Any]


def find(tx: Connection, policy_id: str) -> PolicyRow | None:
    """The policy of an id."""
    row = tx.execute(select(policies).where(policies.c.policy_id == policy_id)).first()
    return PolicyRow(**row._mapping) if row is not None else None


def named(tx: Connection, name: str) -> PolicyRow | None:
    """The policy of a name."""
    row = tx.execute(select(policies).where(policies.c.name == name)).first()
    return PolicyRow(**row._mapping) if row is not None else None


def everything(tx: Connection) -> list[PolicyRow]:
    """All policies by name."""
    rows = tx.execute(select(policies).order_by(policies.c.name))
    return [PolicyRow(**row._mapping) for row in rows]


def put(tx: Connection, policy: PolicyRow) -> None:
    """Add a row."""
    tx.execute(insert(policies).values(**policy.__dict__))


def edit(tx: Connection, policy: PolicyRow, document: dict[str, Any]) -> None:
    """Replace what a policy says."""
    new = replace(policy, name=document["name"], document=document)
    chosen = policies.c.policy_id == policy.policy_id
    tx.execute(update(policies).where(chosen).values(name=new.name, document=new.document))


def remove(tx: Connection, policy_id: str) -> None:
    """Remove a row with its permissions."""
    grants.forget_object(tx, CLUSTER_POLICIES.name, policy_id)
    tx.execute(delete(policies).where(policies.c.policy_id == policy_id))
