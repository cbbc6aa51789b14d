"""Principals for requests: rows read anew each time, the nesting of groups kept while it stands.

With 1,000 groups nested ten deep the recursive query costs milliseconds; the graph costs
microseconds, and the revision read with each principal tells exactly which graph it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Select, bindparam, select

from boathouse.context import Principal
from boathouse.services.principals.store import (
    ADMINS_ID,
    GROUP,
    USERS,
    USERS_ID,
    group_changes,
    memberships,
    principals,
)
from boathouse.store.prepared import Prepared


class PrincipalOf(Protocol):
    """Finds who acts under an id; None unless an active user or service principal."""

    def __call__(
        self,
        tx: Connection,
        principal_id: int,
        *,
        task_run_id: int | None = None,
        token_id: str | None = None,
    ) -> Principal | None: ...


def _own() -> Select[Any]:
    """The principal with the present revision, one row for each group that it is in directly."""
    c = principals.c
    rows = select(
        c.kind, c.name, c.active, memberships.c.group_id, group_changes.c.revision
    ).select_from(
        principals.outerjoin(memberships, memberships.c.member_id == c.principal_id).join(
            group_changes, group_changes.c.change_id == 1
        )
    )
    return rows.where(c.principal_id == bindparam("id"))


_OWN = Prepared(_own())


@dataclass(frozen=True)
class _Graph:
    """The groups at one revision: for each the ids and names of itself and all that it is in."""

    revision: int
    ids: dict[int, frozenset[int]]
    names: dict[int, frozenset[str]]


class PrincipalReader:
    """`principal_of` for requests. Safe in several threads: a graph is replaced as a whole."""

    def __init__(self) -> None:
        self._graph = _Graph(revision=-1, ids={}, names={})

    def principal_of(
        self,
        tx: Connection,
        principal_id: int,
        *,
        task_run_id: int | None = None,
        token_id: str | None = None,
    ) -> Principal | None:
        """As `store.principal_of`: it is never older than the caller's snapshot."""
        rows = _OWN.all(tx, id=principal_id)
        if not rows or not rows[0].active or rows[0].kind == GROUP:
            return None
        graph = self._at(tx, rows[0].revision)
        direct = [row.group_id for row in rows if row.group_id is not None]
        identities = frozenset((principal_id, USERS_ID)).union(
            *(graph.ids[group] for group in direct)
        )
        return Principal(
            principal_id,
            rows[0].name,
            ADMINS_ID in identities,
            task_run_id,
            token_id,
            kind=rows[0].kind,
            groups=frozenset((USERS,)).union(*(graph.names[group] for group in direct)),
            identities=identities,
        )

    def _at(self, tx: Connection, revision: int) -> _Graph:
        graph = self._graph
        if graph.revision != revision:
            graph = self._graph = _read(tx, revision)
        return graph


def _read(tx: Connection, revision: int) -> _Graph:
    c = principals.c
    found = tx.execute(select(c.principal_id, c.name).where(c.kind == GROUP))
    names: dict[int, str] = {row.principal_id: row.name for row in found}
    member = principals.alias()
    edges = tx.execute(
        select(memberships.c.member_id, memberships.c.group_id)
        .join(member, member.c.principal_id == memberships.c.member_id)
        .where(member.c.kind == GROUP)
    )
    parents: dict[int, list[int]] = {group_id: [] for group_id in names}
    for edge in edges:
        parents[edge.member_id].append(edge.group_id)
    ids = {group_id: _above(group_id, parents) for group_id in names}
    named = {key: frozenset(names[group_id] for group_id in above) for key, above in ids.items()}
    return _Graph(revision, ids, named)


def _above(group_id: int, parents: dict[int, list[int]]) -> frozenset[int]:
    """The group and every one that it is in."""
    seen, left = {group_id}, [group_id]
    while left:
        for parent in parents[left.pop()]:
            if parent not in seen:
                seen.add(parent)
                left.append(parent)
    return frozenset(seen)
