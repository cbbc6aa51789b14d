"""/api/2.0/token: make, list and revoke one's own personal access tokens."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    InvalidParameterValue,
    QuotaExceeded,
    ResourceDoesNotExist,
    Unauthenticated,
)
from boathouse.route import Access, Fields, route
from boathouse.services.permissions import decide
from boathouse.services.principals import store as principals
from boathouse.services.tokens import store
from boathouse.services.tokens.lifetime import MAX_TOKENS, expiry, refuse_task_token

_FIELDS = Fields(refused={"scopes": (), "autoscope_enabled": ()})


@route("POST", "/api/2.0/token/create", access=Access.USER, fields=_FIELDS)
def create(ctx: Context, comment: str = "", lifetime_seconds: int | None = None) -> dict[str, Any]:
    """A new token; its value is shown here and never again."""
    refuse_task_token(ctx)
    decide.require(
        ctx.tx,
        ctx.principal,
        decide.TOKEN_USE,
        "CAN_USE",
        f"User {ctx.principal.user_name} does not have permission to use tokens.",
    )
    expires_at = expiry(ctx.tx, ctx.now, lifetime_seconds)
    if len(comment) > 1024:
        raise InvalidParameterValue("comment must not be longer than 1024 characters.")
    value = store.new_value()
    user_id = ctx.principal.user_id
    with ctx.write() as tx:
        # All tokens may have ended since it was found out who asks; no new one may outlive them.
        if principals.principal_of(tx, user_id) is None:
            raise Unauthenticated("The user of this token is not active any more.")
        if len(store.of_user(tx, user_id)) >= MAX_TOKENS:
            raise QuotaExceeded(f"The limit of {MAX_TOKENS} tokens per user is reached.")
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
    refuse_task_token(ctx)
    with ctx.write() as tx:
        if not store.delete_token(tx, ctx.principal.user_id, token_id):
            raise ResourceDoesNotExist(f"Token with ID {token_id} does not exist!")


def _info(token: store.Token) -> dict[str, Any]:
    return {
        "token_id": token.token_id,
        "creation_time": token.created_at,
        "expiry_time": token.expires_at,
        "comment": token.comment,
    }
