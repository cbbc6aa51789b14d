"""/api/2.0/sql/queries: saved queries, for their owners and for admins."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from boathouse.context import Context, compact
from boathouse.errors import InvalidParameterValue, ResourceAlreadyExists, ResourceDoesNotExist
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs.paging import page
from boathouse.services.principals import store as principals
from boathouse.services.queries import store
from boathouse.services.queries.store import ACTIVE, TRASHED, Saved
from boathouse.wire.sql import CreateQueryRequestQuery, UpdateQueryRequestQuery

_PATH = "/api/2.0/sql/queries"
_ONE = f"{_PATH}/{{id}}"
TRASH_MS = 30 * 86_400_000
PAGE, MOST = 20, 100
MOST_TEXT = 16 * 1024**2
_FIELDS = frozenset(UpdateQueryRequestQuery.__annotations__)
_SHOWN = "it is kept and shown: nothing here runs saved queries by themselves"


@route("POST", _PATH, access=Access.USER, fields=Fields(inert={"query.run_as_mode": _SHOWN}))
def create(
    ctx: Context,
    query: CreateQueryRequestQuery | None = None,
    auto_resolve_display_name: bool = False,
) -> dict[str, Any]:
    """Save a query under a name that none of the caller's others has."""
    document = _checked(cast("dict[str, Any]", query or {}))
    user = ctx.principal.user_name
    document.setdefault("parent_path", f"/Workspace/Users/{user}")
    name = _name(ctx, user, str(document.get("display_name") or ""), auto_resolve_display_name)
    document = {**document, "display_name": name}
    row = Saved(str(uuid.uuid4()), user, ACTIVE, name, document, user, ctx.now, ctx.now)
    with ctx.write() as tx:
        store.empty_trash(tx, ctx.now - TRASH_MS)
        store.add(tx, row)
    return _shown(row)


@route("GET", _ONE, access=Access.USER)
def get(ctx: Context, id: str) -> dict[str, Any]:
    """One query, also from the trash."""
    return _shown(_owned(ctx, id))


@route("GET", _PATH, access=Access.USER)
def list(
    ctx: Context, page_size: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The caller's queries, or for an admin all of them, the oldest first."""
    if page_size is not None and page_size < 0:
        raise InvalidParameterValue("page_size must not be negative.")
    rows = store.active(ctx.tx, None if ctx.principal.admin else ctx.principal.user_name)
    few, more = page(rows, _order, min(page_size or PAGE, MOST), page_token)
    results = [{k: v for k, v in _shown(row).items() if k != "parent_path"} for row in few]
    return {**({"results": results} if results else {}), **more}


@route("PATCH", _ONE, access=Access.USER, fields=Fields(inert={"query.run_as_mode": _SHOWN}))
def update(
    ctx: Context,
    id: str,
    update_mask: str,
    query: UpdateQueryRequestQuery | None = None,
    auto_resolve_display_name: bool = False,
) -> dict[str, Any]:
    """Change the fields that the mask names; one that the query does not have is cleared."""
    row = _owned(ctx, id)
    if row.state == TRASHED:
        raise ResourceDoesNotExist(f"Query {id[:100]} is in the trash.")
    sent = _checked(cast("dict[str, Any]", query or {}))
    wanted = _mask(update_mask, sent)
    document = {key: value for key, value in row.document.items() if key not in wanted}
    document |= {key: value for key, value in sent.items() if key in wanted}
    owner = str(document.pop("owner_user_name", row.owner))
    if owner != row.owner and principals.by_name(ctx.tx, owner) is None:
        raise InvalidParameterValue(f"The user {owner[:256]} does not exist.")
    name = str(document.get("display_name") or "")
    if (name, owner) != (row.name, row.owner):
        name = _name(ctx, owner, name, auto_resolve_display_name)
    changed = replace(
        row,
        owner=owner,
        name=name,
        document={**document, "display_name": name},
        modifier=ctx.principal.user_name,
        updated_at=ctx.now,
    )
    with ctx.write() as tx:
        if not store.put(tx, changed):
            raise _missing(id)
    return _shown(changed)


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, id: str) -> None:
    """Move it to the trash, where it stays for 30 days."""
    row = _owned(ctx, id)
    with ctx.write() as tx:
        store.empty_trash(tx, ctx.now - TRASH_MS)
        if row.state == ACTIVE:
            store.put(tx, replace(row, state=TRASHED, updated_at=ctx.now))


@route("GET", f"{_ONE}/visualizations", access=Access.USER)
def list_visualizations(
    ctx: Context, id: str, page_size: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """None: visualizations cannot be made."""
    _owned(ctx, id)
    page([], str, page_size, page_token)
    return {}


def _owned(ctx: Context, query_id: str) -> Saved:
    row = store.by_id(ctx.tx, query_id)
    if row is None:
        raise _missing(query_id)
    ctx.require_owner(row.owner, f"User does not have permission to use query {query_id}.")
    return row


def _missing(query_id: str) -> ResourceDoesNotExist:
    return ResourceDoesNotExist(f"Query {query_id[:100]} does not exist.")


def _checked(sent: dict[str, Any]) -> dict[str, Any]:
    path = sent.get("parent_path")
    if path is not None and not str(path).startswith("/"):
        raise InvalidParameterValue("$.query.parent_path must be an absolute path.")
    if len(str(sent.get("query_text") or "")) > MOST_TEXT:
        raise InvalidParameterValue("$.query.query_text is larger than 16 MiB.")
    if len(str(sent.get("display_name") or "")) > 1000:
        raise InvalidParameterValue("$.query.display_name is longer than 1000 characters.")
    return {key: value for key, value in sent.items() if value is not None}


def _mask(update_mask: str, sent: dict[str, Any]) -> set[str]:
    if update_mask.strip() == "*":
        return {key for key in sent if key in _FIELDS}
    names = {name.strip() for name in update_mask.split(",") if name.strip()}
    unknown = sorted(names - _FIELDS)
    if unknown or not names:
        raise InvalidParameterValue(f"update_mask names no field of a query: {unknown}.")
    return names


def _name(ctx: Context, owner: str, wanted: str, resolve: bool) -> str:
    """A name that none of the owner's queries has."""
    taken, base = store.names_of(ctx.tx, owner), wanted or "New query"
    if base not in taken:
        return base
    if not (resolve or not wanted):
        raise ResourceAlreadyExists(f"A query named '{base}' already exists.")
    return next(
        name for count in range(1, len(taken) + 2) if (name := f"{base} ({count})") not in taken
    )


def _order(row: Saved) -> str:
    return f"{row.created_at:020} {row.query_id}"


def _shown(row: Saved) -> dict[str, Any]:
    """The Query."""
    return compact(
        {
            **row.document,
            "id": row.query_id,
            "owner_user_name": row.owner,
            "last_modifier_user_name": row.modifier,
            "lifecycle_state": row.state,
            "create_time": _time(row.created_at),
            "update_time": _time(row.updated_at),
        }
    )


def _time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
