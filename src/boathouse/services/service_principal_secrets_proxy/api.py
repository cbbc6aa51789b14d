"""Secrets of service principals: made (shown once), listed, deleted. Workspace and account form."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, ResourceDoesNotExist, ResourceLimitExceeded
from boathouse.route import Access, Fields, route
from boathouse.services.oauth.account import require_account
from boathouse.services.oauth.scopes import GRANTABLE
from boathouse.services.principals import store as principals
from boathouse.services.service_principal_secrets_proxy import store

_Strings = list[str]  # named here, because `list` is an operation below

MAX_SECRETS = 5
"""Secrets of one service principal, as on the real platform."""

MAX_LIFETIME_SECONDS = 730 * 86400

_SECRETS = "servicePrincipals/{service_principal_id}/credentials/secrets"
_PATHS = (f"/api/2.0/accounts/{_SECRETS}", "/api/2.0/accounts/{account_id}/" + _SECRETS)
_PAGING = Fields(inert={"page_size": "five secrets at most: they always fit one page"})


@route("POST", *_PATHS, access=Access.ADMIN)
def create(
    ctx: Context,
    service_principal_id: str,
    account_id: str = "",
    lifetime: str | None = None,
    scopes: _Strings | None = None,
) -> dict[str, Any]:
    """A new secret; its value is shown here and never again."""
    require_account(ctx, account_id)
    principal_id = _principal(ctx, service_principal_id)
    expires_at = ctx.now + _seconds(lifetime) * 1000
    wanted = sorted(set(scopes or ()))
    if not GRANTABLE.issuperset(wanted):
        raise InvalidParameterValue(f"scopes may hold {', '.join(sorted(GRANTABLE))}.")
    value = store.new_value()
    secret = store.Secret(
        secrets.token_hex(16), principal_id, store.digest(value), wanted, ctx.now, expires_at
    )
    with ctx.write() as tx:
        if len(store.of_principal(tx, principal_id)) >= MAX_SECRETS:
            raise ResourceLimitExceeded(
                f"The limit of {MAX_SECRETS} secrets per service principal is reached."
            )
        store.insert_secret(tx, secret)
    return {**_info(secret, ctx.now), "secret": value}


@route("GET", *_PATHS, access=Access.ADMIN, fields=_PAGING)
def list(
    ctx: Context, service_principal_id: str, account_id: str = "", page_token: str | None = None
) -> dict[str, Any]:
    """The secrets without their values, on one page."""
    require_account(ctx, account_id)
    principal_id = _principal(ctx, service_principal_id)
    if page_token:
        raise InvalidParameterValue("page_token is not valid.")
    found = [_info(secret, ctx.now) for secret in store.of_principal(ctx.tx, principal_id)]
    return {"secrets": found} if found else {}


@route("DELETE", *(f"{path}/{{secret_id}}" for path in _PATHS), access=Access.ADMIN)
def delete(ctx: Context, service_principal_id: str, secret_id: str, account_id: str = "") -> None:
    """Remove a secret; the tokens that were made with it end at once."""
    require_account(ctx, account_id)
    principal_id = _principal(ctx, service_principal_id)
    with ctx.write() as tx:
        if not store.delete_secret(tx, principal_id, secret_id):
            raise ResourceDoesNotExist(f"Secret {secret_id} does not exist.")


def _principal(ctx: Context, service_principal_id: str) -> int:
    found = None
    if service_principal_id.isdecimal() and len(service_principal_id) < 19:
        found = principals.by_id(ctx.tx, int(service_principal_id))
    if found is None or found.kind != principals.SERVICE_PRINCIPAL:
        raise ResourceDoesNotExist(f"Service principal {service_principal_id} does not exist.")
    return found.principal_id


def _seconds(lifetime: str | None) -> int:
    """`3600s` -> 3600."""
    if lifetime is None:
        return MAX_LIFETIME_SECONDS
    digits = lifetime.removesuffix("s")
    if not (lifetime.endswith("s") and digits.isascii() and digits.isdecimal()):
        raise InvalidParameterValue("lifetime must be a number of seconds such as 3600s.")
    if len(digits) > 12 or not 0 < int(digits) <= MAX_LIFETIME_SECONDS:
        raise InvalidParameterValue(f"lifetime must be between 1s and {MAX_LIFETIME_SECONDS}s.")
    return int(digits)


def _info(secret: store.Secret, now: int) -> dict[str, Any]:
    document = {
        "id": secret.secret_id,
        "secret_hash": secret.sha256,
        "create_time": _time(secret.created_at),
        "update_time": _time(secret.created_at),
        "expire_time": _time(secret.expires_at),
        "status": "ACTIVE" if secret.expires_at > now else "EXPIRED",
    }
    return {**document, "scopes": secret.scopes} if secret.scopes else document


def _time(millis: int) -> str:
    return datetime.fromtimestamp(millis / 1000, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
