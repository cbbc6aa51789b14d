"""Connections, shares and recipients as statements ask for them: by kind and name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from boathouse.context import Context
from boathouse.errors import (
    ConnectionAlreadyExists,
    ConnectionDoesNotExist,
    InvalidParameterValue,
    NotImplementedHere,
    RecipientAlreadyExists,
    RecipientDoesNotExist,
    ShareAlreadyExists,
    ShareDoesNotExist,
)
from boathouse.services.catalogs import sight
from boathouse.services.connections import change as connection_change
from boathouse.services.connections import find as connections
from boathouse.services.connections import options
from boathouse.services.connections.store import ConnectionRow
from boathouse.services.grants import decide
from boathouse.services.recipients import change as recipient_change
from boathouse.services.recipients import find as recipients
from boathouse.services.recipients import store as recipient_store
from boathouse.services.shares import change, find, store
from boathouse.wire.catalog import ConnectionType

_THERE = (ConnectionAlreadyExists, ShareAlreadyExists, RecipientAlreadyExists)
_ABSENT = (ConnectionDoesNotExist, ShareDoesNotExist, RecipientDoesNotExist)


def listed(ctx: Context, kind: str) -> Sequence[Mapping[str, Any]]:
    """The CONNECTIONs, SHAREs or RECIPIENTs that the caller may see, by name."""
    match kind:
        case "CONNECTION":
            return [_connection(ctx, row) for row in connections.all_visible(ctx)]
        case "SHARE":
            return [vars(row) for row in store.all_rows(ctx.tx) if find.seen(ctx, row)]
        case _:
            rows = recipient_store.all_rows(ctx.tx)
            return [vars(row) for row in rows if recipients.seen(ctx, row)]


def one(ctx: Context, kind: str, name: str) -> Mapping[str, Any]:
    """One of these that the caller may see; *DoesNotExist, PermissionDenied."""
    match kind:
        case "CONNECTION":
            row = connections.existing(ctx, name)
            sight.require(ctx, "USE_CONNECTION", row.entry)
            return _connection(ctx, row)
        case "SHARE":
            return vars(find.visible(ctx, name))
        case _:
            found = recipients.existing(ctx, name)
            if not recipients.seen(ctx, found):
                decide.require(ctx, "USE_RECIPIENT", None)
            return vars(found)


def create(ctx: Context, kind: str, name: str, exists: bool, settings: Mapping[str, Any]) -> None:
    """CREATE; `exists`: IF NOT EXISTS."""
    comment = settings.get("comment")
    try:
        match kind:
            case "CONNECTION":
                given = settings["connection_type"]
                if given not in get_args(ConnectionType):
                    raise InvalidParameterValue(f"'{given}' is not a valid connection type.")
                connection_change.create(ctx, name, given, settings["options"], comment=comment)
            case "SHARE":
                change.create(ctx, name, comment=comment)
            case _:
                far = settings.get("global_metastore_id")
                if far is None:
                    raise NotImplementedHere("CREATE RECIPIENT without USING ID is not supported.")
                recipient_change.create(ctx, name, far, comment=comment)
    except _THERE:
        if not exists:
            raise


def alter(ctx: Context, kind: str, name: str, changes: Mapping[str, Any]) -> None:
    """`comment`, `owner`, `new_name`; of connections `options`."""
    _ALTER[kind](ctx, name, **changes)


def drop(ctx: Context, kind: str, name: str, exists: bool) -> None:
    """DROP; `exists`: IF EXISTS."""
    try:
        _DROP[kind](ctx, name)
    except _ABSENT:
        if not exists:
            raise


_ALTER: Mapping[str, Callable[..., Any]] = {
    "CONNECTION": connection_change.alter,
    "SHARE": change.alter,
    "RECIPIENT": recipient_change.alter,
}
_DROP: Mapping[str, Callable[[Context, str], None]] = {
    "CONNECTION": connection_change.drop,
    "SHARE": change.drop,
    "RECIPIENT": recipient_change.drop,
}


def _connection(ctx: Context, row: ConnectionRow) -> Mapping[str, Any]:
    given = options.opened(ctx, row.connection_id, row.options)
    kind = options.credential_type(given)
    return {**vars(row), "options": options.shown(given), "credential_type": kind}
