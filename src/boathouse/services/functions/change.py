"""Making, changing and dropping functions: what REST and SQL share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import FunctionAlreadyExists, FunctionDoesNotExist, SchemaDoesNotExist
from boathouse.services.catalogs.changes import stamped
from boathouse.services.catalogs.names import valid_name
from boathouse.services.functions import present, store
from boathouse.services.functions.find import Found, existing
from boathouse.services.functions.store import FunctionRow
from boathouse.services.grants import changes as grants
from boathouse.services.grants import decide
from boathouse.services.schemas import find as schemas
from boathouse.services.schemas import store as schema_store
from boathouse.sql.definitions import NewFunction
from boathouse.sql.securables import Name


def create(
    ctx: Context, function: NewFunction, document: Mapping[str, Any] | None = None
) -> Found | None:
    """Make a function that the caller owns, or with `replace` give it another body; None where
    `if_not_exists` found one.

    Errors: CatalogDoesNotExist, SchemaDoesNotExist, PermissionDenied, InvalidParameterValue for
    the name, FunctionAlreadyExists.
    """
    catalog, schema = schemas.existing(ctx, function.name.catalog, function.name.schema)
    decide.require(ctx, "CREATE_FUNCTION", schema.entry(catalog.name))
    row = _row(ctx, function, schema.schema_id, dict(document or {}))
    with ctx.write() as tx:
        if schema_store.by_id(tx, schema.schema_id) is None:
            raise SchemaDoesNotExist(f"Schema '{catalog.name}.{schema.name}' does not exist.")
        present_row = store.by_name(tx, schema.schema_id, row.name)
        if present_row is None:
            store.insert_function(tx, row)
            return Found(catalog, schema, row)
        if function.if_not_exists:
            return None
        if not function.replace:
            raise FunctionAlreadyExists(f"Function '{function.name}' already exists")
        found = Found(catalog, schema, present_row)
        decide.require(ctx, "MANAGE", found.entry)
        kept = {key: getattr(present_row, key) for key in _KEPT}
        changed = replace(row, **kept)
        store.update_function(tx, changed)
    return Found(catalog, schema, changed)


_KEPT = ("function_id", "owner", "created_at", "created_by")
"""What OR REPLACE leaves as it was."""


def alter(ctx: Context, name: Name, **changes: Any) -> Found:
    """Change `comment` (None takes it away) and `owner`.

    Errors: those of `existing`, PermissionDenied, PrincipalDoesNotExist.
    """
    found = existing(ctx, name)
    decide.require(ctx, "MANAGE", found.entry)
    changed = replace(found.row, **stamped(ctx, changes, "UpdateFunction"))
    with ctx.write() as tx:
        if not store.update_function(tx, changed):
            raise _gone(name)
    return replace(found, row=changed)


def drop(ctx: Context, name: Name) -> None:
    """Drop a function. Errors: those of `existing`, PermissionDenied."""
    found = existing(ctx, name)
    decide.require(ctx, "MANAGE", found.entry)
    with ctx.write() as tx:
        if not store.delete_function(tx, found.row.function_id):
            raise _gone(name)
        grants.forget(tx, [found.row.function_id])


def _row(
    ctx: Context, function: NewFunction, schema_id: str, document: dict[str, Any]
) -> FunctionRow:
    user, now = ctx.principal.user_name, ctx.now
    return FunctionRow(
        function_id=store.new_id(),
        schema_id=schema_id,
        name=valid_name("CreateFunction", function.name.name),
        owner=user,
        definition=present.definition(function),
        created_at=now,
        created_by=user,
        updated_at=now,
        updated_by=user,
        comment=function.comment or None,
        document=document,
    )


def _gone(name: Name) -> FunctionDoesNotExist:
    return FunctionDoesNotExist(f"Function '{str(name).lower()}' does not exist.")
