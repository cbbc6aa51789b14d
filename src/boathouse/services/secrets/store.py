"""The tables of scopes, secrets, permissions, and of the secrets that task runs have read.

Names keep their spelling but are found in any case, as on the real platform: `*_key` columns hold
the lower-case form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    LargeBinary,
    String,
    Table,
    delete,
    func,
    insert,
    select,
)

from boathouse.store.ids import new_hex
from boathouse.store.tables import Id, Millis, metadata

scopes = Table(
    "secret_scopes",
    metadata,
    Column("scope_key", String(128), primary_key=True),
    Column("name", String(128), nullable=False),
    Column("created_at", Millis, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("scope_key", String(128), ForeignKey("secret_scopes.scope_key"), primary_key=True),
    Column("secret_key", String(128), primary_key=True),
    Column("name", String(128), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("version", String(32), nullable=False),  # fresh with each put
    Column("updated_at", Millis, nullable=False),
)

acls = Table(
    "secret_acls",
    metadata,
    Column("scope_key", String(128), ForeignKey("secret_scopes.scope_key"), primary_key=True),
    Column("principal_id", Id, primary_key=True, autoincrement=False),
    Column("permission", String(16), nullable=False),
)

reads = Table(
    "secret_reads",
    metadata,
    Column("task_run_id", Id, primary_key=True),
    Column("version", String(32), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)


@dataclass(frozen=True)
class Scope:
    """A row of secret_scopes."""

    scope_key: str
    name: str
    created_at: int


@dataclass(frozen=True)
class Secret:
    """A row of secrets; its value is sealed, bound to `bound_to(scope_key, secret_key)`."""

    scope_key: str
    secret_key: str
    name: str
    sealed: bytes
    version: str
    updated_at: int


def bound_to(scope_key: str, secret_key: str) -> str:
    """The place that a secret's sealed value is tied to; no name holds a slash."""
    return f"secret/{scope_key}/{secret_key}"


def insert_scope(tx: Connection, name: str, now: int) -> str:
    """Add a scope; its key."""
    tx.execute(insert(scopes).values(scope_key=name.lower(), name=name, created_at=now))
    return name.lower()


def scope_of(tx: Connection, name: str) -> Scope | None:
    """The scope of a name in any case."""
    row = tx.execute(select(scopes).where(scopes.c.scope_key == name.lower())).first()
    return Scope(**row._mapping) if row else None


def all_scopes(tx: Connection) -> list[Scope]:
    """Every scope, by name."""
    rows = tx.execute(select(scopes).order_by(scopes.c.scope_key))
    return [Scope(**row._mapping) for row in rows]


def count_scopes(tx: Connection) -> int:
    """How many scopes there are."""
    return int(tx.execute(select(func.count()).select_from(scopes)).scalar_one())


def delete_scope(tx: Connection, scope_key: str) -> None:
    """Remove a scope with its secrets and permissions."""
    for table in (secrets, acls, scopes):
        tx.execute(delete(table).where(table.c.scope_key == scope_key))


def put_secret(tx: Connection, scope_key: str, name: str, sealed: bytes, now: int) -> None:
    """Set a secret's sealed value."""
    delete_secret(tx, scope_key, name)
    row = {"scope_key": scope_key, "secret_key": name.lower(), "name": name, "sealed": sealed}
    tx.execute(insert(secrets).values(**row, version=new_hex(32), updated_at=now))


def secret_of(tx: Connection, scope_key: str, name: str) -> Secret | None:
    """The secret of a name in any case."""
    found = secrets.c.scope_key == scope_key, secrets.c.secret_key == name.lower()
    row = tx.execute(select(secrets).where(*found)).first()
    return Secret(**row._mapping) if row else None


def secrets_of(tx: Connection, scope_key: str) -> list[Secret]:
    """The secrets of a scope, by name."""
    rows = tx.execute(
        select(secrets).where(secrets.c.scope_key == scope_key).order_by(secrets.c.secret_key)
    )
    return [Secret(**row._mapping) for row in rows]


def count_secrets(tx: Connection, scope_key: str) -> int:
    """How many secrets a scope holds."""
    counted = select(func.count()).select_from(secrets).where(secrets.c.scope_key == scope_key)
    return int(tx.execute(counted).scalar_one())


def delete_secret(tx: Connection, scope_key: str, name: str) -> bool:
    """Remove a secret; False when there is none."""
    found = secrets.c.scope_key == scope_key, secrets.c.secret_key == name.lower()
    return tx.execute(delete(secrets).where(*found)).rowcount > 0


def put_acl(tx: Connection, scope_key: str, principal_id: int, permission: str) -> None:
    """Set what a principal may do with a scope."""
    delete_acl(tx, scope_key, principal_id)
    row = {"scope_key": scope_key, "principal_id": principal_id, "permission": permission}
    tx.execute(insert(acls).values(**row))


def acls_of(tx: Connection, scope_key: str) -> dict[int, str]:
    """The permission of each principal on a scope, by the principal's id."""
    rows = tx.execute(
        select(acls.c.principal_id, acls.c.permission).where(acls.c.scope_key == scope_key)
    )
    return {row.principal_id: row.permission for row in rows}


def scopes_held(tx: Connection, principal_ids: Collection[int]) -> set[str]:
    """The keys of the scopes on which one of the principals has a permission."""
    query = select(acls.c.scope_key).where(acls.c.principal_id.in_(sorted(principal_ids)))
    return set(tx.execute(query).scalars())


def delete_acl(tx: Connection, scope_key: str, principal_id: int) -> bool:
    """Take a principal's permission away; False when there is none."""
    found = acls.c.scope_key == scope_key, acls.c.principal_id == principal_id
    return tx.execute(delete(acls).where(*found)).rowcount > 0


def forget_principal(tx: Connection, principal_id: int) -> None:
    """Remove every permission of a principal; for its deletion."""
    tx.execute(delete(acls).where(acls.c.principal_id == principal_id))


def has_read(tx: Connection, task_run_id: int, version: str) -> bool:
    """Whether it is known already that a task run has read this value."""
    found = reads.c.task_run_id == task_run_id, reads.c.version == version
    return tx.execute(select(reads.c.version).where(*found)).first() is not None


def insert_read(tx: Connection, task_run_id: int, version: str, sealed: bytes) -> None:
    """Remember the value that a task run reads now."""
    tx.execute(insert(reads).values(task_run_id=task_run_id, version=version, sealed=sealed))


def reads_of(tx: Connection, task_run_id: int) -> Iterator[bytes]:
    """The sealed values that a task run has read."""
    yield from tx.execute(
        select(reads.c.sealed).where(reads.c.task_run_id == task_run_id)
    ).scalars()


def delete_reads(tx: Connection, task_run_id: int) -> None:
    """Forget what a task run has read."""
    tx.execute(delete(reads).where(reads.c.task_run_id == task_run_id))
