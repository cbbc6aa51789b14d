"""Making, changing and deleting external metadata."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, ResourceAlreadyExists, ResourceDoesNotExist
from boathouse.services.catalogs.changes import stamped
from boathouse.services.external_metadata import store
from boathouse.services.external_metadata.find import existing
from boathouse.services.external_metadata.store import ExternalMetadataRow
from boathouse.services.grants import changes as grants
from boathouse.services.grants import decide
from boathouse.services.principals.store import USERS_ID

PLAIN = ("system_type", "entity_type", "description", "url", "columns", "properties")
"""What its owner, or who may MODIFY it, changes."""
_EMPTY: Mapping[str, Any] = {"columns": [], "properties": {}}


def create(ctx: Context, given: Mapping[str, Any]) -> ExternalMetadataRow:
    """Keep an object that the caller owns; all users may browse it, as documented.

    Errors: PermissionDenied, InvalidParameterValue, ResourceAlreadyExists.
    """
    decide.require(ctx, "CREATE_EXTERNAL_METADATA", None)
    user = ctx.principal.user_name
    values = {name: given.get(name) for name in PLAIN}
    for name, empty in _EMPTY.items():
        values[name] = values[name] or empty
    row = ExternalMetadataRow(
        id=str(uuid.uuid4()),
        name=_name(given.get("name")),
        owner=user,
        created_at=ctx.now,
        created_by=user,
        updated_at=ctx.now,
        updated_by=user,
        **_complete(values),
    )
    with ctx.write() as tx:
        if store.by_name(tx, row.name) is not None:
            raise ResourceAlreadyExists(f"External metadata '{row.name}' already exists.")
        store.add(tx, row)
        browse = grants.Change(USERS_ID, add=frozenset({"BROWSE"}))
        grants.apply(tx, row.id, [browse], now=ctx.now, by=user)
    return row


def alter(
    ctx: Context, name: str, given: Mapping[str, Any], update_mask: str
) -> ExternalMetadataRow:
    """Change the fields of a mask: the owner, or others, not both at once.

    Errors: ResourceDoesNotExist, PermissionDenied, InvalidParameterValue, PrincipalDoesNotExist.
    """
    row = existing(ctx, name)
    fields = _masked(update_mask, given)
    if "owner" in fields:
        if len(fields) > 1:
            raise InvalidParameterValue("owner cannot be changed together with other fields.")
        decide.require(ctx, "MANAGE", row.entry)
    elif not decide.may(ctx, "MANAGE", row.entry):
        decide.require(ctx, "MODIFY", row.entry)
    values: dict[str, Any] = {field: given.get(field) for field in fields}
    for field, empty in _EMPTY.items():
        if field in values:
            values[field] = values[field] or empty
    values |= stamped(ctx, values, "UpdateExternalMetadata")
    _complete({**vars(row), **values})
    with ctx.write() as tx:
        if not store.change(tx, row.id, **values):
            raise ResourceDoesNotExist(f"External metadata '{name}' does not exist.")
    return replace(row, **values)


def drop(ctx: Context, name: str, forget: Callable[[Connection, str], None]) -> None:
    """Delete an object; `forget` removes what refers to its id, in the same change.

    Errors: ResourceDoesNotExist, PermissionDenied.
    """
    row = existing(ctx, name)
    decide.require(ctx, "MANAGE", row.entry)
    with ctx.write() as tx:
        if not store.remove(tx, row.id):
            raise ResourceDoesNotExist(f"External metadata '{name}' does not exist.")
        grants.forget(tx, [row.id])
        forget(tx, row.id)


def _masked(update_mask: str, given: Mapping[str, Any]) -> list[str]:
    if update_mask.strip() == "*":
        return [*PLAIN]
    fields = [field.strip() for field in update_mask.split(",") if field.strip()]
    unknown = [field for field in fields if field not in (*PLAIN, "owner")]
    if unknown or not fields:
        named = unknown[0] if unknown else ""
        raise InvalidParameterValue(f"update_mask: '{named}' is no field that can be changed.")
    return fields


def _complete(values: Mapping[str, Any]) -> Any:
    for name in ("system_type", "entity_type", "owner"):
        if name in values and not values[name]:
            raise InvalidParameterValue(f"{name} is required.")
    return values


def _name(name: Any) -> str:
    found = str(name or "")
    if not found or len(found) > 255 or "/" in found or not found.isprintable():
        raise InvalidParameterValue(f"'{found[:255]}' is not a valid name.")
    return found
