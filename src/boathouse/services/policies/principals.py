"""To whom a policy applies: users, groups and service principals, kept by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, PrincipalDoesNotExist
from boathouse.services.policies.store import PolicyRow
from boathouse.services.principals import store as principals
from boathouse.services.principals.store import USERS_ID

EVERYBODY = "account users"
"""The account's group of everybody; ours is `users`."""

MOST = 20
"""Principals of a policy, TO and EXCEPT together [docs.databricks.com, ABAC requirements]."""


def ids_of(ctx: Context, names: Sequence[str]) -> list[int]:
    """The ids of principals by name; PrincipalDoesNotExist."""
    return [_id_of(ctx, name) for name in names]


def check(to: Sequence[str], exempt: Sequence[str]) -> None:
    """Raise InvalidParameterValue for a policy that is for nobody, or names too many."""
    if not to:
        raise InvalidParameterValue("to_principals must name a principal.")
    if len(to) + len(exempt) > MOST:
        raise InvalidParameterValue(f"A policy names at most {MOST} principals.")


def subject(ctx: Context, row: PolicyRow) -> bool:
    """Whether the caller is among those that a policy is for, and not exempt.

    One that a policy is for stays so under a name that was given again: somebody who was deleted
    and made anew. An exemption is held by the id alone.
    """
    own = {ctx.principal.user_id, *ctx.principal.identities}
    if not own.isdisjoint(row.exempt):
        return False
    if not own.isdisjoint(row.subjects):
        return True
    called = {principals.key_of(name) for name in (ctx.principal.user_name, *ctx.principal.groups)}
    return any(principals.key_of(name) in called for name in row.document["to_principals"])


def shown(ctx: Context, rows: Iterable[PolicyRow]) -> Mapping[int, str]:
    """The present names of the principals of some policies, by id."""
    ids = {one for row in rows for one in (*row.subjects, *row.exempt)}
    return {key: found.name for key, found in principals.by_ids(ctx.tx, ids).items()}


def named(names: Mapping[int, str], ids: Sequence[int], sent: Sequence[Any]) -> list[str]:
    """The principals of a policy as they are called now; as they were where they are gone."""
    pairs = zip(ids, sent, strict=True)
    return [one if key == USERS_ID else names.get(key, one) for key, one in pairs]


def _id_of(ctx: Context, name: str) -> int:
    if principals.key_of(name) == EVERYBODY:
        return USERS_ID
    found = principals.by_name(ctx.tx, name)
    if found is None:
        raise PrincipalDoesNotExist(f"Could not find principal with name {name}")
    return found.principal_id
