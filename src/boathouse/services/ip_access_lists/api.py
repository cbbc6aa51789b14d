"""/api/2.0/ip-access-lists: from where the workspace may be reached. Admins only.

Nobody can lock themselves out: a change after which the caller's own address would be turned away
is refused, whether or not the lists are switched on.
"""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any, Literal

from boathouse.context import Context
from boathouse.errors import (
    InvalidParameterValue,
    InvalidState,
    QuotaExceeded,
    ResourceDoesNotExist,
)
from boathouse.route import Access, route
from boathouse.services.ip_access_lists import store
from boathouse.services.ip_access_lists.addresses import checked, rules_of
from boathouse.services.ip_access_lists.store import AccessList

MAX_ADDRESSES = 1000
"""Addresses and ranges in all lists together, as documented."""

_LISTS = "/api/2.0/ip-access-lists"
_ONE = f"{_LISTS}/{{ip_access_list_id}}"

_Kind = Literal["ALLOW", "BLOCK"]
_Strings = list[str]  # named here, because `list` is an operation below
_Lists = list[AccessList]


@route("POST", _LISTS, access=Access.ADMIN)
def create(
    ctx: Context, label: str, list_type: _Kind, ip_addresses: _Strings | None = None
) -> dict[str, Any]:
    """A new list, enabled."""
    me = ctx.principal.user_id
    made = AccessList(
        str(uuid.uuid4()),
        _label(label),
        list_type,
        checked(ip_addresses or ()),
        True,
        ctx.now,
        me,
        ctx.now,
        me,
    )
    with ctx.write() as tx:
        _check(ctx, [*store.all_lists(tx), made])
        store.insert_list(tx, made)
    return {"ip_access_list": _info(made)}


@route("GET", _LISTS, access=Access.ADMIN)
def list(ctx: Context) -> dict[str, Any]:
    """Every list."""
    found = [_info(one) for one in store.all_lists(ctx.tx)]
    return {"ip_access_lists": found} if found else {}


@route("GET", _ONE, access=Access.ADMIN)
def get(ctx: Context, ip_access_list_id: str) -> dict[str, Any]:
    """One list."""
    return {"ip_access_list": _info(_find(store.all_lists(ctx.tx), ip_access_list_id))}


@route("PUT", _ONE, access=Access.ADMIN)
def replace(
    ctx: Context,
    ip_access_list_id: str,
    label: str,
    list_type: _Kind,
    enabled: bool,
    ip_addresses: _Strings | None = None,
) -> None:
    """A list written anew."""
    values = {
        "label": _label(label),
        "list_type": list_type,
        "enabled": enabled,
        "ip_addresses": checked(ip_addresses or ()),
    }
    _change(ctx, ip_access_list_id, values)


@route("PATCH", _ONE, access=Access.ADMIN)
def update(
    ctx: Context,
    ip_access_list_id: str,
    label: str | None = None,
    list_type: _Kind | None = None,
    enabled: bool | None = None,
    ip_addresses: _Strings | None = None,
) -> None:
    """Some fields of a list."""
    values: dict[str, Any] = {"list_type": list_type, "enabled": enabled}
    if label is not None:
        values["label"] = _label(label)
    if ip_addresses is not None:
        values["ip_addresses"] = checked(ip_addresses)
    given = {name: value for name, value in values.items() if value is not None}
    _change(ctx, ip_access_list_id, given)


@route("DELETE", _ONE, access=Access.ADMIN)
def delete(ctx: Context, ip_access_list_id: str) -> None:
    """Remove a list."""
    with ctx.write() as tx:
        lists = store.all_lists(tx)
        found = _find(lists, ip_access_list_id)
        _check(ctx, [one for one in lists if one is not found])
        store.delete_list(tx, found.list_id)


def _change(ctx: Context, list_id: str, values: dict[str, Any]) -> None:
    with ctx.write() as tx:
        lists = store.all_lists(tx)
        found = _find(lists, list_id)
        stamp: dict[str, Any] = {"updated_at": ctx.now, "updated_by": ctx.principal.user_id}
        changed = dataclasses.replace(found, **values, **stamp)
        _check(ctx, [changed if one is found else one for one in lists])
        store.update_list(tx, changed)


def _find(lists: _Lists, list_id: str) -> AccessList:
    for one in lists:
        if one.list_id == list_id:
            return one
    raise ResourceDoesNotExist(f"IP access list {list_id} does not exist.")


def _check(ctx: Context, lists: _Lists) -> None:
    if sum(len(one.ip_addresses) for one in lists) > MAX_ADDRESSES:
        raise QuotaExceeded(f"All IP access lists hold at most {MAX_ADDRESSES} values together.")
    if not rules_of(lists).admit(ctx.client):
        raise InvalidState(
            f"Your current IP {ctx.client} would not be allowed to reach the workspace any more."
        )


def _label(label: str) -> str:
    if not label.strip() or len(label) > 256:
        raise InvalidParameterValue("label must have 1 to 256 characters.")
    return label


def _info(one: AccessList) -> dict[str, Any]:
    return {**dataclasses.asdict(one), "address_count": len(one.ip_addresses)}
