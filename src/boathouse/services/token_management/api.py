"""/api/2.0/token-management: admins see and revoke everybody's tokens, and make them for others."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, QuotaExceeded, ResourceDoesNotExist
from boathouse.route import Access, Fields, route
from boathouse.services.principals import store as principals
from boathouse.services.tokens import store as tokens
from boathouse.services.tokens.lifetime import MAX_TOKENS, expiry, refuse_task_token

_TOKENS = "/api/2.0/token-management/tokens"
_OBO_FIELDS = Fields(refused={"scopes": (), "autoscope_enabled": ()})


@route(
    "POST", "/api/2.0/token-management/on-behalf-of/tokens", access=Access.ADMIN, fields=_OBO_FIELDS
)
def create_obo_token(
    ctx: Context, application_id: str, comment: str = "", lifetime_seconds: int | None = None
) -> dict[str, Any]:
    """A token with which a service principal acts; its value is shown here and never again."""
    refuse_task_token(ctx)
    expires_at = expiry(ctx.tx, ctx.now, lifetime_seconds)
    if len(comment) > 1024:
        raise InvalidParameterValue("comment must not be longer than 1024 characters.")
    value = tokens.new_value()
    with ctx.write() as tx:
        owner = principals.by_name(tx, application_id, principals.SERVICE_PRINCIPAL)
        if owner is None or not owner.active:
            raise ResourceDoesNotExist(f"Service principal {application_id} does not exist.")
        if len(tokens.of_user(tx, owner.principal_id)) >= MAX_TOKENS:
            raise QuotaExceeded(f"The limit of {MAX_TOKENS} tokens per principal is reached.")
        token = tokens.insert_token(
            tx,
            value,
            owner.principal_id,
            comment=comment,
            now=ctx.now,
            expires_at=expires_at,
            created_by=ctx.principal.user_id,
        )
    return {"token_value": value, "token_info": _info(ctx, token, ctx.principal.user_name)}


@route("GET", _TOKENS, access=Access.ADMIN)
def list(
    ctx: Context, created_by_id: int | None = None, created_by_username: str | None = None
) -> dict[str, Any]:
    """Everybody's tokens, or those that one principal made; tokens of tasks are not among them."""
    if created_by_username is not None:
        maker = principals.by_name(ctx.tx, created_by_username)
        if maker is None or created_by_id not in (None, maker.principal_id):
            return {}
        created_by_id = maker.principal_id
    found = tokens.made_by(ctx.tx, created_by_id)
    names = _names(ctx, found)
    infos = [_info(ctx, token, names.get(token.created_by)) for token in found]
    return {"token_infos": infos} if infos else {}


@route("GET", f"{_TOKENS}/{{token_id}}", access=Access.ADMIN)
def get(ctx: Context, token_id: str) -> dict[str, Any]:
    """One token, without its value."""
    token = _require(ctx, token_id)
    return {"token_info": _info(ctx, token, _names(ctx, [token]).get(token.created_by))}


@route("DELETE", f"{_TOKENS}/{{token_id}}", access=Access.ADMIN)
def delete(ctx: Context, token_id: str) -> None:
    """Revoke anybody's token at once."""
    refuse_task_token(ctx)
    with ctx.write() as tx:
        token = _require(ctx, token_id)
        tokens.delete_token(tx, token.user_id, token_id)


def _require(ctx: Context, token_id: str) -> tokens.Token:
    token = tokens.by_id(ctx.tx, token_id)
    if token is None:
        raise ResourceDoesNotExist(f"Token with ID {token_id} does not exist!")
    return token


def _names(ctx: Context, found: Any) -> dict[int, str]:
    rows = principals.by_ids(ctx.tx, {token.created_by for token in found})
    return {principal_id: row.name for principal_id, row in rows.items()}


def _info(ctx: Context, token: tokens.Token, maker: str | None) -> dict[str, Any]:
    document = {
        "token_id": token.token_id,
        "creation_time": token.created_at,
        "expiry_time": token.expires_at,
        "comment": token.comment,
        "created_by_id": token.created_by,
        "owner_id": token.user_id,
        "workspace_id": ctx.parts.workspace_id,
    }
    # Who made it may have been deleted since.
    return {**document, "created_by_username": maker} if maker else document
