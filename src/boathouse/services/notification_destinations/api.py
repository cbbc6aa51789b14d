"""/api/2.0/notification-destinations: make, change, remove by admins; names for everybody.

Who writes a job names a destination by its id, so all may list ids and names; nobody is ever
shown its URL, key or password again.
"""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import msgspec

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, ResourceDoesNotExist
from boathouse.route import Access, Fields, route
from boathouse.services.notification_destinations import configs, store
from boathouse.services.notification_destinations.store import Row
from boathouse.wire import settings as wire

MAX_NAME = 256
PAGE = 100

_ALL = "/api/2.0/notification-destinations"
_ONE = f"{_ALL}/{{id}}"

_REFUSED: dict[str, tuple[Any, ...]] = {
    "config.databricks_app_slack": (),
    "config.databricks_app_teams": (),
    "config.slack.oauth_token": (),
    "config.slack.channel_id": (),
    "config.microsoft_teams.app_id": (),
    "config.microsoft_teams.auth_secret": (),
    "config.microsoft_teams.channel_url": (),
    "config.microsoft_teams.tenant_id": (),
}
_FIELDS = Fields(refused=_REFUSED)


@route("POST", _ALL, access=Access.ADMIN, fields=_FIELDS)
def create(
    ctx: Context, config: wire.Config | None = None, display_name: str | None = None
) -> dict[str, Any]:
    """A new destination."""
    name, fields = configs.named(config or {})
    kept = configs.checked(name, fields)
    made = Row(
        destination_id=str(uuid.uuid4()),
        display_name=_display_name(display_name),
        destination_type=configs.KINDS[name].destination_type,
        shown=configs.shown(name, kept),
        sealed=b"",
        created_at=ctx.now,
    )
    made = dataclasses.replace(made, sealed=_seal(ctx, made, kept))
    with ctx.write() as tx:
        store.insert_row(tx, made)
    return _document(made)


@route("GET", _ONE, access=Access.ADMIN)
def get(ctx: Context, id: str) -> dict[str, Any]:
    """One destination; its secrets only as `..._set`."""
    return _document(_find(ctx, id))


@route("GET", _ALL, access=Access.USER)
def list(
    ctx: Context, page_size: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """Ids, types and names, a page at a time."""
    if page_size is not None and page_size < 0:
        raise InvalidParameterValue("page_size must not be negative.")
    size = min(page_size or PAGE, PAGE)
    found = store.page_of_rows(ctx.tx, page_token or "", size + 1)
    answer: dict[str, Any] = {"results": [_listed(row) for row in found[:size]]}
    if len(found) > size:
        answer["next_page_token"] = found[size - 1].destination_id
    return answer


@route("PATCH", _ONE, access=Access.ADMIN, fields=_FIELDS)
def update(
    ctx: Context, id: str, config: wire.Config | None = None, display_name: str | None = None
) -> dict[str, Any]:
    """Another name, or other settings of the same type: fields that are absent stay."""
    if config is None and display_name is None:
        raise InvalidParameterValue("One of config and display_name is needed.")
    with ctx.write() as tx:
        row = _find(ctx, id)
        if display_name is not None:
            row = dataclasses.replace(row, display_name=_display_name(display_name))
        if config is not None:
            row = _with_config(ctx, row, config)
        store.update_row(tx, row)
    return _document(row)


@route("DELETE", _ONE, access=Access.ADMIN)
def delete(ctx: Context, id: str) -> None:
    """Remove a destination; what is still to be delivered there is given up."""
    with ctx.write() as tx:
        if not store.delete_row(tx, id):
            raise _missing(id)


def _with_config(ctx: Context, row: Row, config: wire.Config) -> Row:
    name, fields = configs.named(config)
    if configs.KINDS[name].destination_type != row.destination_type:
        raise InvalidParameterValue("The type of a notification destination cannot change.")
    old = msgspec.json.decode(ctx.parts.vault.open(row.sealed, row.bound))
    kept = configs.checked(name, {**old, **fields})
    return dataclasses.replace(row, shown=configs.shown(name, kept), sealed=_seal(ctx, row, kept))


def _seal(ctx: Context, row: Row, kept: dict[str, Any]) -> bytes:
    return ctx.parts.vault.seal(msgspec.json.encode(kept), row.bound)


def _find(ctx: Context, destination_id: str) -> Row:
    found = store.get_row(ctx.tx, destination_id)
    if found is None:
        raise _missing(destination_id)
    return found


def _missing(destination_id: str) -> ResourceDoesNotExist:
    return ResourceDoesNotExist(f"Notification destination {destination_id} does not exist.")


def _display_name(name: str | None) -> str:
    if not name or not name.strip() or len(name) > MAX_NAME:
        raise InvalidParameterValue(f"display_name: 1 to {MAX_NAME} characters are needed.")
    return name


def _document(row: Row) -> dict[str, Any]:
    return {**_listed(row), "config": row.shown}


def _listed(row: Row) -> dict[str, Any]:
    return {
        "id": row.destination_id,
        "destination_type": row.destination_type,
        "display_name": row.display_name,
    }
