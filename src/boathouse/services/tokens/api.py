"""/api/2.0/token: make, list and revoke one's own personal access tokens."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    InvalidParameterValue,
    PermissionDenied,
    QuotaExceeded,
    ResourceDoesNotExist,
)
from boathouse.route import Access, Fields, route
from boathouse.services.tokens import store

MAX_TOKENS = 600
"""Tokens per user, as on the real platform."""

MAX_LIFETIME_SECONDS = 730 * 86400

_FIELDS = Fields(refused={"scopes": (), "autoscope_enabled": ()})


@route("POST", "/api/2.0/token/create", access=Access.USER, fields=_FIELDS)
def create(ctx: Context, comment: str = "", lifetime_seconds: int | None = None) -> dict[str, Any]:
    """A new token; its value is shown here and never again."""
    _refuse_task_token(ctx)
    expires_at = _expiry(ctx.now, lifetime_seconds)
    if len(comment) > 1024:
        raise InvalidParameterValue("comment must not be longer than 1024 characters.")
    value = store.new_value()
    with ctx.write() as tx:
        if len(store.of_user(tx, ctx.principal.user_id)) >= MAX_TOKENS:
            raise QuotaExceeded(f"The limit of {MAX_TOKENS} tokens per user is reached.")
        user_id = ctx.principal.user_id
        token = store.insert_token(
            tx, value, user_id, comment=comment, now=ctx.now, expires_at=expires_at
        )
    return {"token_value": value, "token_info": _info(token)}


@route("GET", "/api/2.0/token/list", access=Access.USER)
def list(ctx: Context) -> dict[str, Any]:
    """The caller's tokens, without their values."""
    found = [_info(token) for token in store.of_user(ctx.tx, ctx.principal.user_id)]
    return {"token_infos": found} if found else {}


@route("POST", "/api/2.0/token/delete", access=Access.USER)
def delete(ctx: Context, token_id: str) -> None:
    """Revoke a token at once."""
    _refuse_task_token(ctx)
    with ctx.write() as tx:
        if not store.delete_token(tx, ctx.principal.user_id, token_id):
            raise ResourceDoesNotExist(f"Token with ID {token_id} does not exist!")


def _refuse_task_token(ctx: Context) -> None:
    # A task's token lives as long as its run; it must not make itself one that lives longer.
    if ctx.principal.task_run_id is not None:
        raise PermissionDenied("The token of a task cannot manage tokens.")


def _expiry(now: int, lifetime_seconds: int | None) -> int:
    if lifetime_seconds is None or lifetime_seconds == -1:
        return store.NEVER
    if not 0 < lifetime_seconds <= MAX_LIFETIME_SECONDS:
        raise InvalidParameterValue(
            f"lifetime_seconds must be between 1 and {MAX_LIFETIME_SECONDS}."
        )
    return now + lifetime_seconds * 1000


def _info(token: store.Token) -> dict[str, Any]:
    return {
        "token_id": token.token_id,
        "creation_time": token.created_at,
        "expiry_time": token.expires_at,
        "comment": token.comment,
    }
