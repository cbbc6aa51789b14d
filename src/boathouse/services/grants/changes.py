"""Giving privileges, taking them away, and forgetting those of what is gone; not authorized."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from boathouse.services.entity_tag_assignments import store as tags
from boathouse.services.grants import store
from boathouse.services.grants.privileges import ALL, taken_with_all
from boathouse.services.policies import forget as policies


@dataclass(frozen=True)
class Change:
    """What one principal is given on a securable, and what is taken from it."""

    principal_id: int
    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()


def apply(
    tx: Connection, securable_id: str, changes: Iterable[Change], *, now: int, by: str
) -> None:
    """Carry out changes in their order. Taking ALL_PRIVILEGES takes what it stands for as well."""
    for change in changes:
        held = store.of(tx, securable_id).get(change.principal_id, frozenset())
        gone = change.remove & held
        if ALL in change.remove:
            gone |= frozenset(filter(taken_with_all, held))
        if gone:
            store.take(tx, securable_id, change.principal_id, gone)
        new = sorted(change.add - (held - gone))
        store.add(tx, securable_id, change.principal_id, new, now=now, by=by)


def forget(tx: Connection, securable_ids: Collection[str]) -> None:
    """Securables are gone for good, with the policies on them and their tags."""
    store.forget_securables(tx, securable_ids)
    policies.forget(tx, securable_ids)
    tags.forget(tx, securable_ids)


def forget_principal(tx: Connection, principal_id: int) -> None:
    """A principal is gone."""
    store.forget_principal(tx, principal_id)
