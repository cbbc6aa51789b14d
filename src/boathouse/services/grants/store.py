"""The table of grants: which principal holds which privilege on which securable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Select,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
)

from boathouse.store.prepared import Prepared
from boathouse.store.tables import Id, Millis, metadata

privilege_grants = Table(
    "privilege_grants",
    metadata,
    # The id of a securable of any kind: ids are never given twice.
    Column("securable_id", String(64), primary_key=True),
    Column("principal_id", Id, primary_key=True, autoincrement=False),
    Column("privilege", String(48), primary_key=True),
    Column("granted_at", Millis, nullable=False),
    Column("granted_by", String(256), nullable=False),
    Index(None, "principal_id", "securable_id", "privilege"),
)

Held = Mapping[int, frozenset[str]]
"""Principal id -> the privileges that it was given on one securable itself."""

_C = privilege_grants.c
# Built once: it runs with every request, for each securable on the way down.
_OF = Prepared(select(_C.principal_id, _C.privilege).where(_C.securable_id == bindparam("id")))
_ALL_OF = Prepared(
    select(_C.principal_id, _C.privilege, _C.granted_at, _C.granted_by)
    .where(_C.securable_id == bindparam("id"))
    .order_by(_C.principal_id, _C.privilege)
)
_CHUNK = 500


def of(tx: Connection, securable_id: str) -> Held:
    """The grants on one securable."""
    return _gathered((row.principal_id, row.privilege) for row in _OF.all(tx, id=securable_id))


def of_many(tx: Connection, ids: Collection[str]) -> dict[str, Held]:
    """The grants on several securables, by id; those without any are left out."""
    wanted, found = list(ids), dict[str, list[tuple[int, str]]]()
    for start in range(0, len(wanted), _CHUNK):
        chunk = _C.securable_id.in_(wanted[start : start + _CHUNK])
        for row in tx.execute(select(_C.securable_id, _C.principal_id, _C.privilege).where(chunk)):
            found.setdefault(row.securable_id, []).append((row.principal_id, row.privilege))
    return {securable_id: _gathered(rows) for securable_id, rows in found.items()}


def listed(tx: Connection, securable_id: str) -> list[Any]:
    """The grants on one securable with `granted_at` and `granted_by`, a row for each privilege."""
    return _ALL_OF.all(tx, id=securable_id)


def listed_many(tx: Connection, ids: Collection[str]) -> dict[str, list[Any]]:
    """The same for several securables, by id; those without any are left out."""
    wanted, found = list(ids), dict[str, list[Any]]()
    columns = (_C.securable_id, _C.principal_id, _C.privilege, _C.granted_at, _C.granted_by)
    for start in range(0, len(wanted), _CHUNK):
        chunk = _C.securable_id.in_(wanted[start : start + _CHUNK])
        query = select(*columns).where(chunk).order_by(_C.principal_id, _C.privilege)
        for row in tx.execute(query):
            found.setdefault(row.securable_id, []).append(row)
    return found


def held_by(identities: Iterable[int], privileges: Collection[str]) -> Select[tuple[str]]:
    """A query for the ids of the securables on which one of the identities was given one of the
    privileges."""
    return select(_C.securable_id).where(
        _C.principal_id.in_(sorted(identities)), _C.privilege.in_(sorted(privileges))
    )


def add(
    tx: Connection,
    securable_id: str,
    principal_id: int,
    privileges: Iterable[str],
    *,
    now: int,
    by: str,
) -> None:
    """Give privileges that are not held yet."""
    rows = [
        {
            "securable_id": securable_id,
            "principal_id": principal_id,
            "privilege": privilege,
            "granted_at": now,
            "granted_by": by,
        }
        for privilege in privileges
    ]
    if rows:
        tx.execute(insert(privilege_grants), rows)


def take(tx: Connection, securable_id: str, principal_id: int, privileges: Collection[str]) -> None:
    """Take privileges away."""
    tx.execute(
        delete(privilege_grants).where(
            _C.securable_id == securable_id,
            _C.principal_id == principal_id,
            _C.privilege.in_(sorted(privileges)),
        )
    )


def forget_securables(tx: Connection, ids: Collection[str]) -> None:
    """Remove every grant on some securables; for when they are gone for good."""
    wanted = list(ids)
    for start in range(0, len(wanted), _CHUNK):
        chunk = _C.securable_id.in_(wanted[start : start + _CHUNK])
        tx.execute(delete(privilege_grants).where(chunk))


def forget_principal(tx: Connection, principal_id: int) -> None:
    """Remove every grant to a principal; for its deletion."""
    tx.execute(delete(privilege_grants).where(_C.principal_id == principal_id))


def _gathered(rows: Iterable[tuple[int, str]]) -> Held:
    found: dict[int, set[str]] = {}
    for principal_id, privilege in rows:
        found.setdefault(principal_id, set()).add(privilege)
    return {principal_id: frozenset(privileges) for principal_id, privileges in found.items()}
