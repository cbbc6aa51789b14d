"""Giving and taking permissions: PUT replaces what was given on the object, PATCH adds to it.

An object that has an owner always has exactly one. Only admins make another principal the owner:
what runs for the object runs with the owner's rights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Principal
from boathouse.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from boathouse.services.permissions import store
from boathouse.services.permissions.levels import OWNER
from boathouse.services.permissions.target import Target
from boathouse.services.principals import store as principals
from boathouse.services.principals.store import ADMINS_ID, GROUP, SERVICE_PRINCIPAL, USER

_NAMED = {
    "user_name": (USER, "UserName"),
    "group_name": (GROUP, "GroupName"),
    "service_principal_name": (SERVICE_PRINCIPAL, "ServicePrincipalName"),
}
MAX_GRANTS = 1000
"""Principals that may be named on one object."""


def create(
    tx: Connection, asker: Principal, target: Target, acl: Sequence[Mapping[str, Any]] = ()
) -> None:
    """The first grants of an object that `asker` makes: its own, and those that it asks for."""
    wanted = _wanted(tx, target, acl)
    if target.kind.owned:
        levels = _owned(tx, asker, target, {asker.user_id: OWNER}, wanted)
    else:
        levels = {**wanted, asker.user_id: target.managing}
    store.put(tx, target.kind.name, target.object_id, levels)


def replace(
    tx: Connection, asker: Principal, target: Target, acl: Sequence[Mapping[str, Any]]
) -> None:
    """Let the list be all that is given on the object; its owner stays unless it names one.

    Errors: InvalidParameterValue, PermissionDenied (another owner), ResourceDoesNotExist.
    """
    old = store.of(tx, target.kind.name, target.object_id)
    wanted = _wanted(tx, target, acl)
    store.put(tx, target.kind.name, target.object_id, _owned(tx, asker, target, old, wanted))


def merge(
    tx: Connection, asker: Principal, target: Target, acl: Sequence[Mapping[str, Any]]
) -> None:
    """Add the list to what is given on the object. Errors: as `replace`."""
    old = store.of(tx, target.kind.name, target.object_id)
    wanted = _wanted(tx, target, acl)
    kept = {who: level for who, level in old.items() if level != OWNER}
    levels = _owned(tx, asker, target, old, {**kept, **wanted})
    _check_count(len(levels))
    store.put(tx, target.kind.name, target.object_id, levels)


def _wanted(tx: Connection, target: Target, acl: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Principal id -> level, the strongest where a principal is named more than once."""
    _check_count(len(acl))
    kind, wanted = target.kind, dict[int, str]()
    for entry in acl:
        who, level = _principal(tx, entry), entry.get("permission_level")
        if level not in kind.levels:
            raise InvalidParameterValue(
                f"The permission level {level or 'of an entry'} is not one of those of"
                f" {kind.name}: {', '.join(kind.levels)}."
            )
        if who == ADMINS_ID and kind.rank(level) < kind.rank(target.managing):
            raise InvalidParameterValue("The permissions of the group admins cannot be lowered.")
        wanted[who] = max(level, wanted.get(who, level), key=kind.rank)
    return wanted


def _principal(tx: Connection, entry: Mapping[str, Any]) -> int:
    named = [(field, entry[field]) for field in _NAMED if entry.get(field)]
    if len(named) != 1:
        raise InvalidParameterValue(
            "Each entry of access_control_list names exactly one of user_name, group_name and"
            " service_principal_name."
        )
    field, name = named[0]
    kind, label = _NAMED[field]
    found = principals.by_name(tx, name, kind)
    if found is None:
        raise ResourceDoesNotExist(f"Principal: {label}({name}) does not exist")
    return found.principal_id


def _owned(
    tx: Connection,
    asker: Principal,
    target: Target,
    old: Mapping[int, str],
    wanted: dict[int, str],
) -> dict[int, str]:
    """The wanted levels with exactly one owner, where the kind has owners."""
    if not target.kind.owned:
        return wanted
    before = next((who for who, level in old.items() if level == OWNER), None)
    owners = [who for who, level in wanted.items() if level == OWNER]
    if not owners and before is None:
        # Terraform knows this text, and asks again with an owner [api.md 5.1].
        raise InvalidParameterValue(
            f"{target.url} with no existing owner must provide a new owner."
        )
    if len(owners) > 1 or (not owners and before in wanted):
        raise InvalidParameterValue(f"{target.url} must have exactly one owner.")
    if owners and owners[0] != before:
        _check_new_owner(tx, asker, target, owners[0])
    return wanted if owners or before is None else {**wanted, before: OWNER}


def _check_new_owner(tx: Connection, asker: Principal, target: Target, owner: int) -> None:
    if not asker.admin:
        raise PermissionDenied(f"Only workspace admins can change the owner of {target.url}.")
    found = principals.by_id(tx, owner)
    if found is None or found.kind == GROUP:
        raise InvalidParameterValue(f"A group cannot be the owner of {target.url}.")


def _check_count(count: int) -> None:
    if count > MAX_GRANTS:
        raise InvalidParameterValue(f"At most {MAX_GRANTS} principals can be named on one object.")
