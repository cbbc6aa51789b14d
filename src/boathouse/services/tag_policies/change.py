"""Making, changing and deleting governed tags."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    InvalidParameterValue,
    PrincipalDoesNotExist,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
    ResourceLimitExceeded,
)
from boathouse.services.principals import store as principals
from boathouse.services.tag_policies import rights, store
from boathouse.services.tag_policies.present import shown
from boathouse.services.tag_policies.store import MANAGER, TagPolicyRow

MOST_POLICIES, MOST_VALUES = 1000, 500
_LONGEST = 256
_FORBIDDEN = frozenset("*./<>%&?\\=")
"""In keys and values of governed tags [docs.databricks.com, CREATE GOVERNED TAG]."""
EVERYBODY = "account users"
CHANGEABLE = ("description", "values")


def create(
    ctx: Context, tag_key: str, description: str | None, values: Sequence[str]
) -> TagPolicyRow:
    """Govern a key; its maker manages it.

    Errors: PermissionDenied, InvalidParameterValue, ResourceAlreadyExists, ResourceLimitExceeded.
    """
    rights.require_create(ctx)
    row = TagPolicyRow(
        str(uuid.uuid4()),
        _valid("key", tag_key),
        ctx.now,
        ctx.now,
        description or None,
        _allowed(values),
    )
    with ctx.write() as tx:
        present = store.known(ctx)
        if tag_key in present:
            raise ResourceAlreadyExists(f"Tag policy {tag_key} already exists.")
        if len(present) >= MOST_POLICIES:
            raise ResourceLimitExceeded(f"There may be {MOST_POLICIES} tag policies.")
        store.insert_policy(tx, row)
        store.set_roles(tx, row.policy_id, [(MANAGER, ctx.principal.user_id)])
    return row


def alter(ctx: Context, tag_key: str, mask: str, sent: Mapping[str, Any]) -> TagPolicyRow:
    """Replace the fields that an update mask names.

    Errors: ResourceDoesNotExist, PermissionDenied, InvalidParameterValue.
    """
    row = existing(ctx, tag_key)
    rights.require_manage(ctx, row)
    fields = CHANGEABLE if mask.strip() == "*" else tuple(mask.split(","))
    unknown = next((field for field in fields if field not in CHANGEABLE), None)
    if unknown is not None:
        raise InvalidParameterValue(f"update_mask: '{unknown[:64]}' cannot be changed.")
    changes: dict[str, Any] = {}
    if "description" in fields:
        changes["description"] = sent.get("description") or None
    if "values" in fields:
        changes["allowed"] = _allowed(sent.get("values") or ())
    with ctx.write() as tx:
        made = replace(existing(ctx, tag_key), **changes, updated_at=ctx.now)
        store.update_policy(tx, made)
    return made


def remove(ctx: Context, tag_key: str) -> None:
    """Leave a key ungoverned: tags that objects have stay. Policies that ask for it do not: tables
    that they cover cannot be read until it is governed again (`policies.effective`).

    Errors: ResourceDoesNotExist, PermissionDenied.
    """
    row = existing(ctx, tag_key)
    rights.require_manage(ctx, row)
    with ctx.write() as tx:
        store.delete_policy(tx, row.policy_id)


def grant(
    ctx: Context, tag_key: str, roles: Sequence[str], principal: str, *, revoke: bool = False
) -> None:
    """Give a principal roles on a governed tag, or take them.

    Errors: ResourceDoesNotExist, PermissionDenied, PrincipalDoesNotExist.
    """
    row = existing(ctx, tag_key)
    rights.require_manage(ctx, row)
    found = principals.by_name(ctx.tx, "users" if principal == EVERYBODY else principal)
    if found is None:
        raise PrincipalDoesNotExist(f"Could not find principal with name {principal}")
    asked = {(role, found.principal_id) for role in roles}
    with ctx.write() as tx:
        held = set(store.roles_on(tx, row.policy_id))
        store.set_roles(tx, row.policy_id, held - asked if revoke else held | asked)


def all_shown(ctx: Context) -> list[dict[str, Any]]:
    """Every governed tag as its TagPolicy, by key."""
    return [shown(row) for row in store.all_rows(ctx.tx)]


def existing(ctx: Context, tag_key: str) -> TagPolicyRow:
    """The policy of a key; ResourceDoesNotExist."""
    row = store.by_key(ctx.tx, tag_key)
    if row is None:
        raise ResourceDoesNotExist(f"Tag policy {tag_key} does not exist.")
    return row


def _allowed(values: Sequence[str]) -> list[str]:
    if len(values) > MOST_VALUES:
        raise InvalidParameterValue(f"A tag policy holds at most {MOST_VALUES} values.")
    return list(dict.fromkeys(_valid("value", value) for value in values))


def _valid(what: str, text: str) -> str:
    bad = _FORBIDDEN.intersection(text) or any(ord(one) < 32 for one in text)
    if not text or text != text.strip() or len(text) > _LONGEST or bad:
        raise InvalidParameterValue(f"The tag {what} '{text[:300]}' is not valid.")
    return text
