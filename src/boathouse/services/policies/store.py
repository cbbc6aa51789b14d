"""The table of policies, each on one catalog, schema or table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from boathouse.context import Context
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Millis, metadata

abac_policies = Table(
    "abac_policies",
    metadata,
    Column("policy_id", String(36), primary_key=True),
    Column("securable_id", String(64), nullable=False),
    Column("name", String(255), nullable=False),
    Column("name_key", String(255), nullable=False),
    Column("document", Document, nullable=False),
    # Of to_principals and except_principals: ids, so that a new name changes nothing.
    Column("subjects", Document, nullable=False),
    Column("exempt", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("created_by", String(256), nullable=False),
    Column("updated_at", Millis, nullable=False),
    Column("updated_by", String(256), nullable=False),
    UniqueConstraint("securable_id", "name_key"),
)


@dataclass(frozen=True)
class PolicyRow:
    """A row of abac_policies. `document`: the PolicyInfo as it was sent, without its name and
    place."""

    policy_id: str
    securable_id: str
    name: str
    document: dict[str, Any]
    subjects: list[int]
    exempt: list[int]
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str


_COLUMNS = [abac_policies.c[name] for name in PolicyRow.__dataclass_fields__]
_C = abac_policies.c
_ON = Prepared(
    select(*_COLUMNS).where(_C.securable_id == bindparam("securable_id")).order_by(_C.name_key)
)
_CHUNK = 500


def key_of(name: str) -> str:
    """What makes two names the same."""
    return name.casefold()


def insert_policy(tx: Connection, row: PolicyRow) -> None:
    """Add a policy; its name must be free on its securable."""
    tx.execute(insert(abac_policies).values(**vars(row), name_key=key_of(row.name)))


def update_policy(tx: Connection, row: PolicyRow) -> None:
    """Write a policy's row anew."""
    values = {key: value for key, value in vars(row).items() if key != "policy_id"}
    tx.execute(
        update(abac_policies)
        .where(_C.policy_id == row.policy_id)
        .values(**values, name_key=key_of(row.name))
    )


def delete_policy(tx: Connection, policy_id: str) -> None:
    """Remove a policy."""
    tx.execute(delete(abac_policies).where(_C.policy_id == policy_id))


def on(ctx: Context, securable_id: str) -> list[PolicyRow]:
    """The policies on a securable itself, by name; each request looks once."""
    return ctx.once(("policies", securable_id), lambda tx: _read(tx, securable_id))


def named(ctx: Context, securable_id: str, name: str) -> PolicyRow | None:
    """The policy of a name, in any case, on a securable."""
    wanted = key_of(name)
    return next((row for row in on(ctx, securable_id) if key_of(row.name) == wanted), None)


def count(tx: Connection) -> int:
    """How many policies there are."""
    return int(tx.execute(select(func.count()).select_from(abac_policies)).scalar_one())


def forget(tx: Connection, securable_ids: Collection[str]) -> None:
    """Remove the policies on securables that are gone for good."""
    wanted = list(securable_ids)
    for start in range(0, len(wanted), _CHUNK):
        chunk = _C.securable_id.in_(wanted[start : start + _CHUNK])
        tx.execute(delete(abac_policies).where(chunk))


def _read(tx: Connection, securable_id: str) -> list[PolicyRow]:
    return [PolicyRow(*row) for row in _ON.all(tx, securable_id=securable_id)]
