"""Registered OAuth applications: where they may return to, and their secret if they keep one."""

from __future__ import annotations

import dataclasses
import secrets
from datetime import UTC, datetime
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, ResourceDoesNotExist
from boathouse.route import Access, Fields, route
from boathouse.services.oauth import clients, sessions
from boathouse.services.oauth.account import require_account
from boathouse.services.oauth.clients import Client
from boathouse.services.oauth.scopes import GRANTABLE, OFFLINE
from boathouse.services.principals import store as principals

MAX_REDIRECTS = 100
PAGE_SIZE = 100

_ALL = "/api/2.0/accounts/{account_id}/oauth2/custom-app-integrations"
_ONE = f"{_ALL}/{{integration_id}}"
_Strings = list[str]  # named here, because `list` is an operation below
_FIELDS = Fields(refused={"token_access_policy": (), "user_authorized_scopes": ()})


@route("POST", _ALL, access=Access.ADMIN, fields=_FIELDS)
def create(
    ctx: Context,
    account_id: str,
    name: str = "",
    redirect_urls: _Strings | None = None,
    confidential: bool = False,
    scopes: _Strings | None = None,
) -> dict[str, Any]:
    """Register an application; a confidential one's secret is shown here and never again."""
    require_account(ctx, account_id)
    if not name.strip() or len(name) > 256:
        raise InvalidParameterValue("name must have 1 to 256 characters.")
    secret = f"dose{secrets.token_hex(32)}" if confidential else None
    document = {"created_by": ctx.principal.user_id, "scopes": _scopes(scopes)}
    made = Client(
        secrets.token_hex(16),
        name,
        clients.digest(secret) if secret else None,
        _addresses(redirect_urls),
        document,
        ctx.now,
    )
    with ctx.write() as tx:
        clients.insert_client(tx, made)
    answer = {"integration_id": made.client_id, "client_id": made.client_id}
    return {**answer, "client_secret": secret} if secret else answer


@route("GET", _ONE, access=Access.ADMIN)
def get(ctx: Context, account_id: str, integration_id: str) -> dict[str, Any]:
    """An application, without its secret."""
    require_account(ctx, account_id)
    return _info(_find(ctx, integration_id))


@route("GET", _ALL, access=Access.ADMIN)
def list(
    ctx: Context,
    account_id: str,
    page_size: int | None = None,
    page_token: str | None = None,
    include_creator_username: bool = False,
) -> dict[str, Any]:
    """The applications, a page at a time."""
    require_account(ctx, account_id)
    if page_size is not None and page_size < 0:
        raise InvalidParameterValue("page_size must not be negative.")
    size = min(page_size or PAGE_SIZE, PAGE_SIZE)
    found = clients.registered(ctx.tx, page_token or "", size + 1)
    shown = [_info(client) for client in found[:size]]
    if include_creator_username:
        rows = principals.by_ids(ctx.tx, {app["created_by"] for app in shown})
        for app in shown:
            if app["created_by"] in rows:
                app["creator_username"] = rows[app["created_by"]].name
    answer: dict[str, Any] = {"apps": shown} if shown else {}
    if len(found) > size:
        answer["next_page_token"] = found[size - 1].client_id
    return answer


@route("PATCH", _ONE, access=Access.ADMIN, fields=_FIELDS)
def update(
    ctx: Context,
    account_id: str,
    integration_id: str,
    redirect_urls: _Strings | None = None,
    scopes: _Strings | None = None,
) -> None:
    """Replace an application's addresses or scopes."""
    require_account(ctx, account_id)
    with ctx.write() as tx:
        client = _find(ctx, integration_id)
        if redirect_urls is not None:
            client = dataclasses.replace(client, redirect_urls=_addresses(redirect_urls))
        if scopes is not None:
            document = {**client.document, "scopes": _scopes(scopes)}
            client = dataclasses.replace(client, document=document)
        clients.update_client(tx, client)


@route("DELETE", _ONE, access=Access.ADMIN)
def delete(ctx: Context, account_id: str, integration_id: str) -> None:
    """Forget an application; the sign-ins through it end at once."""
    require_account(ctx, account_id)
    with ctx.write() as tx:
        client = _find(ctx, integration_id)
        clients.delete_client(tx, client.client_id)
        sessions.end_of_client(tx, client.client_id)


def _find(ctx: Context, integration_id: str) -> Client:
    client = clients.find(ctx.tx, integration_id)
    if client is None or integration_id in clients.INSTALLED:
        raise ResourceDoesNotExist(f"OAuth application {integration_id} does not exist.")
    return client


def _addresses(sent: _Strings | None) -> _Strings:
    urls = sent or []
    if not urls or len(urls) > MAX_REDIRECTS:
        raise InvalidParameterValue(f"redirect_urls holds 1 to {MAX_REDIRECTS} addresses.")
    for url in urls:
        # Over plain http a code would be readable on its way, other than on one's own machine.
        if not clients.well_formed(url) or not (
            url.startswith("https://") or clients.is_loopback(url)
        ):
            raise InvalidParameterValue("redirect_urls must be https, or http on loopback.")
    return urls


def _scopes(sent: _Strings | None) -> _Strings:
    wanted = sorted(set(sent or ()))
    if not {*GRANTABLE, OFFLINE}.issuperset(wanted):
        raise InvalidParameterValue("scopes may hold all-apis, sql and offline_access.")
    return wanted


def _info(client: Client) -> dict[str, Any]:
    created = datetime.fromtimestamp(client.created_at / 1000, UTC)
    document = {
        "integration_id": client.client_id,
        "client_id": client.client_id,
        "name": client.name,
        "confidential": client.sha256 is not None,
        "redirect_urls": client.redirect_urls,
        "created_by": client.document["created_by"],
        "create_time": created.isoformat(timespec="milliseconds")[:-6] + "Z",
    }
    scopes = client.document.get("scopes")
    return {**document, "scopes": scopes} if scopes else document
