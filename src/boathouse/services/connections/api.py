"""/api/2.1/unity-catalog/connections."""

from __future__ import annotations

import builtins
from typing import Any

from boathouse.context import Context, compact
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs import sight
from boathouse.services.catalogs.paging import asked, scanned
from boathouse.services.connections import change, find, options, store
from boathouse.services.connections.store import ConnectionRow
from boathouse.services.metastores import store as metastores
from boathouse.wire.catalog import ConnectionType

_PATH = "/api/2.1/unity-catalog/connections"
_ONE = f"{_PATH}/{{name}}"

_REFUSED: dict[str, tuple[Any, ...]] = {"environment_settings": (), "secrets": ()}


@route(
    "POST",
    _PATH,
    access=Access.USER,
    fields=Fields(
        inert={
            "properties": "Kept and shown.",
            "read_only": "Kept and shown: nothing is written through a connection.",
        },
        refused={**_REFUSED, "parent": ()},
    ),
)
def create(
    ctx: Context,
    name: str,
    connection_type: ConnectionType,
    options: dict[str, str],
    comment: str | None = None,
    properties: dict[str, str] | None = None,
    read_only: bool | None = None,
) -> dict[str, Any]:
    """Keep a connection; its options are sealed."""
    document = compact({"properties": properties, "read_only": read_only})
    made = change.create(ctx, name, connection_type, options, comment=comment, document=document)
    return _shown(ctx, made)


@route("GET", _ONE, access=Access.USER)
def get(ctx: Context, name: str) -> dict[str, Any]:
    """One connection, without what may be secret in it."""
    row = find.existing(ctx, name)
    sight.require(ctx, "USE_CONNECTION", row.entry)
    return _shown(ctx, row)


@route("GET", _PATH, access=Access.USER, fields=Fields(refused={"parent": ()}))
def list(
    ctx: Context, max_results: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The connections that the caller may see, by name."""
    page = asked(ctx, "connections", max_results, page_token)

    def read(after: str, most: int) -> builtins.list[ConnectionRow]:
        return store.after(ctx.tx, after, most)

    keep = sight.keeper(ctx, lambda row: row.entry)
    rows, more = scanned(page, read, keep, lambda row: row.name)
    shown = [_shown(ctx, row) for row, _ in rows]
    return {**({"connections": shown} if shown else {}), **more}


@route("PATCH", _ONE, access=Access.USER, fields=Fields(refused=_REFUSED))
def update(
    ctx: Context,
    name: str,
    options: dict[str, str] | None = None,
    new_name: str | None = None,
    owner: str | None = None,
) -> dict[str, Any]:
    """Change what is given; `options` replaces all of them."""
    asked_for = compact({"new_name": new_name, "owner": owner, "options": options})
    return _shown(ctx, change.alter(ctx, name, **asked_for))


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, name: str) -> None:
    """Forget a connection."""
    change.drop(ctx, name)


def _shown(ctx: Context, row: ConnectionRow) -> dict[str, Any]:
    """The ConnectionInfo."""
    given = options.opened(ctx, row.connection_id, row.options)
    return compact(
        {
            "read_only": True,
            **row.document,
            "name": row.name,
            "full_name": row.name,
            "connection_id": row.connection_id,
            "connection_type": row.connection_type,
            "credential_type": options.credential_type(given),
            "options": options.shown(given),
            "owner": row.owner,
            "comment": row.comment,
            "securable_type": "CONNECTION",
            "metastore_id": metastores.id_of(ctx.tx),
            "provisioning_info": {"state": "ACTIVE"},
            "created_at": row.created_at,
            "created_by": row.created_by,
            "updated_at": row.updated_at,
            "updated_by": row.updated_by,
        }
    )
