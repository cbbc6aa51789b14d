"""Making, changing and deleting policies: what REST and SQL share. All of it needs MANAGE."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    Aborted,
    InvalidParameterValue,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
    ResourceLimitExceeded,
)
from boathouse.services.grants import decide
from boathouse.services.policies import document, principals, store
from boathouse.services.policies.store import PolicyRow
from boathouse.services.policies.targets import TABLE, Target, target

MOST, MOST_ON_TABLE, MOST_ON_PARENT = 10_000, 50, 100
"""Policies of the metastore, of a table, of a catalog or schema [docs, ABAC requirements]."""
_LONGEST = 255
_FORBIDDEN = "./"


def create(
    ctx: Context, info: Mapping[str, Any], *, replacing: bool = False
) -> tuple[Target, PolicyRow]:
    """Make a policy, or with `replacing` give the one of this name another definition.

    Errors: those of `targets.target` and `document.checked`, PermissionDenied,
    ResourceAlreadyExists, ResourceLimitExceeded.
    """
    on = target(ctx, info.get("on_securable_type") or "", info.get("on_securable_fullname") or "")
    decide.require(ctx, "MANAGE", on.securable)
    name = _valid(info.get("name"))
    made = _row(ctx, on, name, document.checked(ctx, info))
    with ctx.write() as tx:
        # A policy on what went meanwhile would protect nothing and go never.
        on = managed(ctx, on.kind, on.full_name)
        made = replace(made, securable_id=on.securable_id)
        present = store.named(ctx, on.securable_id, name)
        if present is not None and not replacing:
            raise ResourceAlreadyExists(f"Policy '{name}' already exists on {on.full_name}.")
        if present is not None:
            made = _in_place_of(present, made)
            store.update_policy(tx, made)
        else:
            _require_room(ctx, on)
            store.insert_policy(tx, made)
    return on, made


def alter(
    ctx: Context, on: Target, name: str, sent: Mapping[str, Any], mask: str | None
) -> PolicyRow:
    """Change the fields that an update mask names; without one, those that were sent.

    Errors: as for `create`, ResourceDoesNotExist.
    """
    row = existing(ctx, on, name)
    whole = {**row.document, "name": row.name}
    if mask and mask.strip() != "*":
        fields = tuple(mask.split(","))
        unknown = next((one for one in fields if one not in document.CHANGEABLE), None)
        if unknown is not None:
            raise InvalidParameterValue(f"update_mask: '{unknown[:64]}' cannot be changed.")
        whole.update({field: sent.get(field) for field in fields})
    else:
        whole.update({key: sent[key] for key in document.CHANGEABLE if key in sent})
    _one_kind(whole)
    new_name = _valid(whole.get("name"))
    made = _row(ctx, on, new_name, document.checked(ctx, whole))
    made = _in_place_of(row, made)
    with ctx.write() as tx:
        if existing(ctx, on, name) != row:
            raise Aborted(f"Policy '{name}' was changed meanwhile: try again.")
        taken = store.named(ctx, on.securable_id, new_name)
        if taken is not None and taken.policy_id != row.policy_id:
            raise ResourceAlreadyExists(f"Policy '{new_name}' already exists on {on.full_name}.")
        store.update_policy(tx, made)
    return made


def remove(ctx: Context, on: Target, name: str) -> None:
    """Delete a policy. Errors: ResourceDoesNotExist, PermissionDenied."""
    existing(ctx, on, name)
    with ctx.write() as tx:
        store.delete_policy(tx, existing(ctx, on, name).policy_id)


def managed(ctx: Context, kind: str, full_name: str) -> Target:
    """What policies are on, for who manages it.

    Errors: those of `targets.target`, PermissionDenied.
    """
    on = target(ctx, kind, full_name)
    decide.require(ctx, "MANAGE", on.securable)
    return on


def existing(ctx: Context, on: Target, name: str) -> PolicyRow:
    """The policy of a name on a securable; ResourceDoesNotExist."""
    row = store.named(ctx, on.securable_id, name)
    if row is None:
        raise ResourceDoesNotExist(f"Policy '{name}' does not exist on {on.full_name}.")
    return row


def listed(ctx: Context, on: Target, *, inherited: bool) -> list[tuple[Target, PolicyRow]]:
    """The policies on a securable; `inherited`: those on what it lies in first, from the catalog
    down."""
    found = (*on.above, on) if inherited else (on,)
    return [(one, row) for one in found for row in store.on(ctx, one.securable_id)]


def _row(ctx: Context, on: Target, name: str, made: dict[str, Any]) -> PolicyRow:
    by = ctx.principal.user_name
    return PolicyRow(
        policy_id=str(uuid.uuid4()),
        securable_id=on.securable_id,
        name=name,
        document=made,
        subjects=principals.ids_of(ctx, made["to_principals"]),
        exempt=principals.ids_of(ctx, made.get("except_principals") or ()),
        created_at=ctx.now,
        created_by=by,
        updated_at=ctx.now,
        updated_by=by,
    )


def _in_place_of(before: PolicyRow, made: PolicyRow) -> PolicyRow:
    return replace(
        made,
        policy_id=before.policy_id,
        created_at=before.created_at,
        created_by=before.created_by,
    )


def _one_kind(whole: dict[str, Any]) -> None:
    """A policy that becomes one of the other type leaves the options of the first behind."""
    gone = "column_mask" if whole.get("policy_type") == document.ROW_FILTER else "row_filter"
    whole.pop(gone, None)


def _require_room(ctx: Context, on: Target) -> None:
    most = MOST_ON_TABLE if on.kind == TABLE else MOST_ON_PARENT
    if len(store.on(ctx, on.securable_id)) >= most:
        raise ResourceLimitExceeded(f"A {on.kind.lower()} takes at most {most} policies.")
    if store.count(ctx.tx) >= MOST:
        raise ResourceLimitExceeded(f"There may be {MOST} policies.")


def _valid(name: Any) -> str:
    if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST:
        raise InvalidParameterValue("The name of a policy must be given; at most 255 characters.")
    if any(one in _FORBIDDEN or ord(one) < 32 for one in name):
        raise InvalidParameterValue(f"'{name}' is not a valid name of a policy.")
    return name
