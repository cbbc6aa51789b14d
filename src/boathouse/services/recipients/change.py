"""Making, changing and dropping recipients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import RecipientAlreadyExists, RecipientDoesNotExist
from boathouse.services.catalogs.changes import stamped
from boathouse.services.catalogs.names import valid_name
from boathouse.services.grants import changes as grant_changes
from boathouse.services.grants import decide
from boathouse.services.recipients import store
from boathouse.services.recipients.find import existing
from boathouse.services.recipients.store import RecipientRow
from boathouse.services.shares import store as shares


def create(
    ctx: Context,
    name: str,
    global_metastore_id: str,
    *,
    comment: str | None = None,
    owner: str | None = None,
    document: Mapping[str, Any] | None = None,
) -> RecipientRow:
    """Keep a recipient. Errors: PermissionDenied, InvalidParameterValue for the name,
    PrincipalDoesNotExist, RecipientAlreadyExists."""
    decide.require(ctx, "CREATE_RECIPIENT", None)
    given = stamped(ctx, {"owner": owner}, "CreateRecipient")
    user = ctx.principal.user_name
    row = RecipientRow(
        recipient_id=store.new_id(),
        name=valid_name("CreateRecipient", name),
        owner=given.get("owner", user),
        comment=comment or None,
        global_metastore_id=global_metastore_id,
        document=dict(document or {}),
        created_at=ctx.now,
        created_by=user,
        updated_at=ctx.now,
        updated_by=user,
    )
    with ctx.write() as tx:
        _require_free(ctx, row.name)
        store.insert_recipient(tx, row)
    return row


def alter(ctx: Context, name: str, **changes: Any) -> RecipientRow:
    """Change `comment`, `owner`, `new_name`, `document` (merged).

    Errors: RecipientDoesNotExist, PermissionDenied, PrincipalDoesNotExist, RecipientAlreadyExists.
    """
    row = existing(ctx, name)
    decide.require(ctx, "MANAGE", row.entry)
    values = stamped(ctx, changes, "UpdateRecipient")
    if changes.get("document"):
        values["document"] = {**row.document, **changes["document"]}
    with ctx.write() as tx:
        if values.get("name", row.name) != row.name:
            _require_free(ctx, values["name"])
        if not store.update_recipient(tx, row.recipient_id, **values):
            raise _gone(name)
    return replace(row, **values)


def drop(ctx: Context, name: str) -> None:
    """Forget a recipient and what was shared with it. Errors: RecipientDoesNotExist,
    PermissionDenied."""
    row = existing(ctx, name)
    decide.require(ctx, "MANAGE", row.entry)
    with ctx.write() as tx:
        shares.forget_recipient(tx, row.recipient_id)
        if not store.delete_recipient(tx, row.recipient_id):
            raise _gone(name)
        grant_changes.forget(tx, [row.recipient_id])


def _require_free(ctx: Context, name: str) -> None:
    if store.by_name(ctx.tx, name) is not None:
        raise RecipientAlreadyExists(f"Recipient '{name}' already exists")


def _gone(name: str) -> RecipientDoesNotExist:
    return RecipientDoesNotExist(f"Recipient '{name.lower()}' does not exist.")
