"""Making, changing and dropping shares, and letting recipients read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, ShareAlreadyExists, ShareDoesNotExist
from boathouse.services.catalogs.changes import stamped
from boathouse.services.catalogs.names import valid_name
from boathouse.services.grants import changes as grant_changes
from boathouse.services.grants import decide
from boathouse.services.recipients import find as recipients
from boathouse.services.shares import objects, store
from boathouse.services.shares.find import existing
from boathouse.services.shares.store import ShareRow


def create(ctx: Context, name: str, *, comment: str | None = None) -> ShareRow:
    """Make an empty share that the caller owns. Errors: PermissionDenied, InvalidParameterValue
    for the name, ShareAlreadyExists."""
    decide.require(ctx, "CREATE_SHARE", None)
    user = ctx.principal.user_name
    row = ShareRow(
        share_id=store.new_id(),
        name=valid_name("CreateShare", name),
        owner=user,
        comment=comment or None,
        objects=[],
        created_at=ctx.now,
        created_by=user,
        updated_at=ctx.now,
        updated_by=user,
    )
    with ctx.write() as tx:
        _require_free(ctx, row.name)
        store.insert_share(tx, row)
    return row


def alter(
    ctx: Context, name: str, updates: Sequence[Mapping[str, Any]] = (), **changes: Any
) -> ShareRow:
    """Change `comment` (None takes it away), `owner`, `new_name`, and by `updates` what it holds.

    Errors: ShareDoesNotExist, PermissionDenied, PrincipalDoesNotExist, ShareAlreadyExists, and
    those of `objects.updated`.
    """
    row = existing(ctx, name)
    decide.require(ctx, "MANAGE", row.entry)
    values = stamped(ctx, changes, "UpdateShare")
    objects.updated(ctx, row.objects, updates)
    with ctx.write() as tx:
        if values.get("name", row.name) != row.name:
            _require_free(ctx, values["name"])
        present = existing(ctx, name)
        if updates:
            values["objects"] = objects.updated(ctx, present.objects, updates)
        if not store.update_share(tx, row.share_id, **values):
            raise ShareDoesNotExist(f"Share '{row.name}' does not exist.")
    return replace(present, **values)


def drop(ctx: Context, name: str) -> None:
    """Drop a share; what it holds stays. Errors: ShareDoesNotExist, PermissionDenied."""
    row = existing(ctx, name)
    decide.require(ctx, "MANAGE", row.entry)
    with ctx.write() as tx:
        if not store.delete_share(tx, row.share_id):
            raise ShareDoesNotExist(f"Share '{row.name}' does not exist.")
        grant_changes.forget(tx, [row.share_id])


def permit(ctx: Context, name: str, changes: Sequence[Mapping[str, Any]]) -> ShareRow:
    """Give SELECT to recipients, or take it.

    Errors: ShareDoesNotExist, RecipientDoesNotExist, PermissionDenied, InvalidParameterValue.
    """
    row = existing(ctx, name)
    if not decide.may(ctx, "MANAGE", row.entry):
        # Only together do they let one share with recipients, as on Databricks.
        for privilege in ("USE_SHARE", "USE_RECIPIENT", "SET_SHARE_PERMISSION"):
            decide.require(ctx, privilege, None)
    for change in changes:
        for word in (*(change.get("add") or ()), *(change.get("remove") or ())):
            if word.upper() != "SELECT":
                raise InvalidParameterValue(f"Privilege {word} is not applicable to a share.")
    with ctx.write() as tx:
        for change in changes:
            recipient = recipients.existing(ctx, str(change.get("principal") or ""))
            if change.get("add") and change.get("remove"):
                raise InvalidParameterValue(
                    f"Duplicate privileges to add and delete for principal {recipient.name}."
                )
            if change.get("add"):
                store.let_read(tx, row.share_id, recipient.recipient_id)
            elif change.get("remove"):
                store.keep_from(tx, row.share_id, recipient.recipient_id)
        if not store.update_share(tx, row.share_id, **stamped(ctx, {}, "UpdateShare")):
            raise ShareDoesNotExist(f"Share '{row.name}' does not exist.")
    return row


def _require_free(ctx: Context, name: str) -> None:
    if store.by_name(ctx.tx, name) is not None:
        raise ShareAlreadyExists(f"Share '{name}' already exists")
