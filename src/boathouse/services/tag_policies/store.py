"""The tables of governed tags and of the roles on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import (
    Column,
    Connection,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from boathouse.context import Context
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Id, Millis, metadata

tag_policies = Table(
    "tag_policies",
    metadata,
    Column("policy_id", String(36), primary_key=True),
    Column("tag_key", String(256), nullable=False, unique=True),  # its case matters
    Column("description", Text, nullable=True),
    Column("allowed", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("updated_at", Millis, nullable=False),
)

tag_policy_roles = Table(
    "tag_policy_roles",
    metadata,
    # A policy's id, or ACCOUNT.
    Column("policy_id", String(36), primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("principal_id", Id, primary_key=True, autoincrement=False),
)

ACCOUNT = "account"
"""Where roles stand that hold for every governed tag."""

CREATOR, MANAGER, ASSIGNER = "creator", "manager", "assigner"


@dataclass(frozen=True)
class TagPolicyRow:
    """A row of tag_policies. `allowed`: the values that the key takes; none: no value at all."""

    policy_id: str
    tag_key: str
    created_at: int
    updated_at: int
    description: str | None = None
    allowed: list[str] = field(default_factory=list)


_COLUMNS = [tag_policies.c[name] for name in TagPolicyRow.__dataclass_fields__]
_BY_KEY = Prepared(select(*_COLUMNS).where(tag_policies.c.tag_key == bindparam("tag_key")))
_ALL = Prepared(select(*_COLUMNS).order_by(tag_policies.c.tag_key))
_ROLES = Prepared(
    select(tag_policy_roles.c.role, tag_policy_roles.c.principal_id)
    .where(tag_policy_roles.c.policy_id == bindparam("policy_id"))
    .order_by(tag_policy_roles.c.role, tag_policy_roles.c.principal_id)
)


def insert_policy(tx: Connection, row: TagPolicyRow) -> None:
    """Add a policy; its key must not be governed yet."""
    tx.execute(insert(tag_policies).values(**vars(row)))


def update_policy(tx: Connection, row: TagPolicyRow) -> None:
    """Write a policy's row anew."""
    values = {key: value for key, value in vars(row).items() if key != "policy_id"}
    tx.execute(
        update(tag_policies).where(tag_policies.c.policy_id == row.policy_id).values(**values)
    )


def delete_policy(tx: Connection, policy_id: str) -> None:
    """Remove a policy and the roles on it."""
    tx.execute(delete(tag_policies).where(tag_policies.c.policy_id == policy_id))
    tx.execute(delete(tag_policy_roles).where(tag_policy_roles.c.policy_id == policy_id))


def by_key(tx: Connection, tag_key: str) -> TagPolicyRow | None:
    """The policy of a key."""
    row = _BY_KEY.first(tx, tag_key=tag_key)
    return TagPolicyRow(*row) if row else None


def all_rows(tx: Connection) -> list[TagPolicyRow]:
    """Every policy, by key."""
    return [TagPolicyRow(*row) for row in _ALL.all(tx)]


def known(ctx: Context) -> dict[str, TagPolicyRow]:
    """Every policy by its key; each request looks once."""
    return ctx.once(("tag_policies",), lambda tx: {row.tag_key: row for row in all_rows(tx)})


def roles_on(tx: Connection, policy_id: str) -> list[tuple[str, int]]:
    """The roles on a policy, or on ACCOUNT: role and principal."""
    return [(row.role, row.principal_id) for row in _ROLES.all(tx, policy_id=policy_id)]


def holds(tx: Connection, ids: Collection[str], roles: Iterable[str], who: Iterable[int]) -> bool:
    """Whether one of some identities has one of the roles on one of the policies."""
    c = tag_policy_roles.c
    found = select(c.role).where(
        c.policy_id.in_(sorted(ids)),
        c.role.in_(sorted(roles)),
        c.principal_id.in_(sorted(who)),
    )
    return tx.execute(found.limit(1)).first() is not None


def set_roles(tx: Connection, policy_id: str, roles: Iterable[tuple[str, int]]) -> None:
    """Replace all roles on a policy, or on ACCOUNT."""
    tx.execute(delete(tag_policy_roles).where(tag_policy_roles.c.policy_id == policy_id))
    rows = [
        {"policy_id": policy_id, "role": role, "principal_id": principal_id}
        for role, principal_id in sorted(set(roles))
    ]
    if rows:
        tx.execute(insert(tag_policy_roles), rows)


def forget_principal(tx: Connection, principal_id: int) -> None:
    """Remove every role of a principal; for its deletion."""
    c = tag_policy_roles.c
    tx.execute(delete(tag_policy_roles).where(c.principal_id == principal_id))
