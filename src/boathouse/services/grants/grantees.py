"""The principals of grants by name: users, groups, application ids of service principals."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from boathouse.errors import PrincipalDoesNotExist
from boathouse.services.principals import store as principals
from boathouse.services.principals.store import USERS_ID, PrincipalRow

EVERYBODY = "account users"
"""What Unity Catalog calls the group that holds everybody."""


def key_of(name: str) -> str:
    """What makes two names the same; `users` is another name of everybody."""
    key = principals.key_of(name)
    return EVERYBODY if key == principals.USERS else key


def named(tx: Connection, name: str) -> PrincipalRow:
    """The principal of a name in any case; PrincipalDoesNotExist."""
    everybody = key_of(name) == EVERYBODY
    found = principals.by_id(tx, USERS_ID) if everybody else principals.by_name(tx, name)
    if found is None:
        raise PrincipalDoesNotExist(f"Could not find principal with name {name}")
    return found


def shown(tx: Connection, ids: Iterable[int]) -> dict[int, str]:
    """The names of principals by id; those that are gone are left out."""
    found = principals.by_ids(tx, set(ids))
    names = {principal_id: row.name for principal_id, row in found.items()}
    return {**names, USERS_ID: EVERYBODY}
