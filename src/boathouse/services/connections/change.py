"""Making, changing and dropping connections: what REST and SQL share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import ConnectionAlreadyExists, ConnectionDoesNotExist
from boathouse.services.catalogs.changes import stamped
from boathouse.services.catalogs.names import valid_name
from boathouse.services.connections import options, store
from boathouse.services.connections.find import existing
from boathouse.services.connections.store import ConnectionRow
from boathouse.services.grants import changes as grant_changes
from boathouse.services.grants import decide


def create(
    ctx: Context,
    name: str,
    connection_type: str,
    given: Mapping[str, str],
    *,
    comment: str | None = None,
    document: Mapping[str, Any] | None = None,
) -> ConnectionRow:
    """Keep a connection that the caller owns; `given`: its options.

    Errors: PermissionDenied, InvalidParameterValue for the name, ConnectionAlreadyExists.
    """
    decide.require(ctx, "CREATE_CONNECTION", None)
    connection_id, user = store.new_id(), ctx.principal.user_name
    row = ConnectionRow(
        connection_id=connection_id,
        name=valid_name("CreateConnection", name),
        connection_type=connection_type,
        owner=user,
        comment=comment or None,
        options=options.sealed(ctx, connection_id, given),
        document=dict(document or {}),
        created_at=ctx.now,
        created_by=user,
        updated_at=ctx.now,
        updated_by=user,
    )
    with ctx.write() as tx:
        _require_free(ctx, row.name)
        store.insert_connection(tx, row)
    return row


def alter(ctx: Context, name: str, **changes: Any) -> ConnectionRow:
    """Change `comment` (None takes it away), `owner`, `new_name`, `options` (all of them).

    Errors: ConnectionDoesNotExist, PermissionDenied, PrincipalDoesNotExist,
    ConnectionAlreadyExists.
    """
    row = existing(ctx, name)
    decide.require(ctx, "MANAGE", row.entry)
    values = stamped(ctx, changes, "UpdateConnection")
    if "options" in changes:
        values["options"] = options.sealed(ctx, row.connection_id, changes["options"])
    with ctx.write() as tx:
        if values.get("name", row.name) != row.name:
            _require_free(ctx, values["name"])
        if not store.update_connection(tx, row.connection_id, **values):
            raise _gone(name)
    return replace(row, **values)


def drop(ctx: Context, name: str) -> None:
    """Forget a connection. Errors: ConnectionDoesNotExist, PermissionDenied."""
    row = existing(ctx, name)
    decide.require(ctx, "MANAGE", row.entry)
    with ctx.write() as tx:
        if not store.delete_connection(tx, row.connection_id):
            raise _gone(name)
        grant_changes.forget(tx, [row.connection_id])


def _require_free(ctx: Context, name: str) -> None:
    if store.by_name(ctx.tx, name) is not None:
        raise ConnectionAlreadyExists(f"Connection '{name}' already exists")


def _gone(name: str) -> ConnectionDoesNotExist:
    return ConnectionDoesNotExist(f"Connection '{name.lower()}' does not exist.")
