"""/oidc: the discovery documents, the public keys, the token endpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from boathouse.context import Context
from boathouse.route import Access, Raw, route
from boathouse.services.oauth import grants, keys
from boathouse.services.oauth.account import require_account
from boathouse.services.oauth.errors import OAuthError
from boathouse.services.oauth.exchange import token_exchange
from boathouse.services.oauth.form import Form, read_form, required

FORM_LIMIT = 64 * 1024

GRANTS: dict[str, Callable[[Context, Form], Raw]] = {
    "client_credentials": grants.client_credentials,
    "authorization_code": grants.authorization_code,
    "refresh_token": grants.refresh_token,
    "urn:ietf:params:oauth:grant-type:token-exchange": token_exchange,
}


@route(
    "GET",
    "/oidc/.well-known/oauth-authorization-server",
    "/oidc/.well-known/openid-configuration",
    "/oidc/accounts/{account_id}/.well-known/oauth-authorization-server",
    "/oidc/accounts/{account_id}/.well-known/openid-configuration",
    access=Access.PUBLIC,
)
def metadata(ctx: Context, account_id: str = "") -> dict[str, Any]:
    """Where everything is, under the name by which the client reached us [RFC 8414]."""
    require_account(ctx, account_id)
    root = f"{ctx.host}/oidc"
    base = f"{root}/accounts/{quote(account_id, safe='')}" if account_id else root
    return {
        "issuer": base,
        "authorization_endpoint": f"{base}/v1/authorize",
        "token_endpoint": f"{base}/v1/token",
        "jwks_uri": f"{root}/.well-known/jwks.json",
        "scopes_supported": ["all-apis", "sql", "offline_access"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": [*GRANTS],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "none",
        ],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [keys.ALGORITHM],
    }


@route("GET", "/oidc/.well-known/jwks.json", "/oidc/jwks.json", access=Access.PUBLIC)
def jwks(ctx: Context) -> dict[str, Any]:
    """The public keys under which unexpired access tokens are signed."""
    return keys.jwks(ctx.tx, ctx.now)


@route(
    "POST",
    "/oidc/v1/token",
    "/oidc/accounts/{account_id}/v1/token",
    access=Access.PUBLIC,
    raw_body=True,
    body_limit=FORM_LIMIT,
)
def token(ctx: Context, account_id: str = "", body: bytes = b"") -> Raw:
    """An access token for whatever the grant type exchanges."""
    require_account(ctx, account_id)
    try:
        form = read_form(ctx, body)
        grant = GRANTS.get(required(form, "grant_type"))
        if grant is None:
            raise OAuthError("unsupported_grant_type", "The grant type is not supported.")
        return grant(ctx, form)
    except OAuthError as error:
        return error.answer()
