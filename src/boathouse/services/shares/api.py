"""/api/2.1/unity-catalog/shares."""

from __future__ import annotations

import builtins
from typing import Any

from boathouse.context import Context, compact
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs.paging import asked, scanned
from boathouse.services.recipients import store as recipients
from boathouse.services.shares import change, find, store
from boathouse.services.shares.store import ShareRow
from boathouse.wire.sharing import PermissionsChange, SharedDataObjectUpdate

_PATH = "/api/2.1/unity-catalog/shares"
_ONE = f"{_PATH}/{{name}}"
_REFUSED: dict[str, tuple[Any, ...]] = {"storage_root": ()}


@route("POST", _PATH, access=Access.USER, fields=Fields(refused=_REFUSED))
def create(ctx: Context, name: str, comment: str | None = None) -> dict[str, Any]:
    """A new share, which holds nothing."""
    return _shown(change.create(ctx, name, comment=comment))


@route("GET", _ONE, access=Access.USER)
def get(ctx: Context, name: str, include_shared_data: bool = False) -> dict[str, Any]:
    """One share, with what it holds where that is asked for."""
    return _shown(find.visible(ctx, name), objects=include_shared_data)


@route("GET", _PATH, access=Access.USER)
def list_shares(
    ctx: Context, max_results: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The shares that the caller may see, by name."""
    page = asked(ctx, "shares", max_results, page_token)

    def read(after: str, most: int) -> builtins.list[ShareRow]:
        return store.after(ctx.tx, after, most)

    def keep(rows: Any) -> builtins.list[ShareRow | None]:
        return [row if find.seen(ctx, row) else None for row in rows]

    rows, more = scanned(page, read, keep, lambda row: row.name)
    shown = [_shown(row) for row in rows]
    return {**({"shares": shown} if shown else {}), **more}


@route("PATCH", _ONE, access=Access.USER, fields=Fields(refused=_REFUSED))
def update(
    ctx: Context,
    name: str,
    comment: str | None = None,
    new_name: str | None = None,
    owner: str | None = None,
    updates: builtins.list[SharedDataObjectUpdate] | None = None,
) -> dict[str, Any]:
    """Change what is given, and what the share holds."""
    asked_for = compact({"comment": comment, "new_name": new_name, "owner": owner})
    return _shown(change.alter(ctx, name, updates or (), **asked_for), objects=True)


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, name: str) -> None:
    """Drop a share; what it holds stays."""
    change.drop(ctx, name)


@route("GET", f"{_ONE}/permissions", access=Access.USER)
def share_permissions(
    ctx: Context, name: str, max_results: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The recipients that may read a share, by name."""
    row = find.visible(ctx, name)
    page = asked(ctx, f"share {row.share_id}", max_results, page_token)
    named = _recipients(ctx, row)

    def read(after: str, most: int) -> builtins.list[str]:
        return [one for one in named if one > after][:most]

    names, more = scanned(page, read, lambda found: found, str)
    return {**_assigned(names), **more}


@route("PATCH", f"{_ONE}/permissions", access=Access.USER)
def update_permissions(
    ctx: Context,
    name: str,
    changes: builtins.list[PermissionsChange] | None = None,
    omit_permissions_list: bool = False,
) -> dict[str, Any]:
    """Let recipients read a share, or not."""
    row = change.permit(ctx, name, changes or ())
    return {} if omit_permissions_list else _assigned(_recipients(ctx, row))


def _recipients(ctx: Context, row: ShareRow) -> builtins.list[str]:
    ids = store.recipients_of(ctx.tx, row.share_id)
    return [one.name for one in recipients.all_rows(ctx.tx) if one.recipient_id in ids]


def _assigned(names: builtins.list[str]) -> dict[str, Any]:
    found = [{"principal": name, "privileges": ["SELECT"]} for name in names]
    return {"privilege_assignments": found} if found else {}


def _shown(row: ShareRow, *, objects: bool = False) -> dict[str, Any]:
    """The ShareInfo."""
    return compact(
        {
            "name": row.name,
            "owner": row.owner,
            "comment": row.comment,
            "objects": row.objects if objects and row.objects else None,
            "created_at": row.created_at,
            "created_by": row.created_by,
            "updated_at": row.updated_at,
            "updated_by": row.updated_by,
        }
    )
