"""Federation policies of the account: the subject of an issuer's token names a user here."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.route import Access, Fields, route
from boathouse.services.federation_policy import operations
from boathouse.services.federation_policy.store import ACCOUNT
from boathouse.services.oauth.account import require_account
from boathouse.wire.oauth2 import FederationPolicy, OidcFederationPolicy

_ALL = "/api/2.0/accounts/{account_id}/federationPolicies"
_ONE = f"{_ALL}/{{policy_id}}"
_BODY = Fields(inert={"policy": "the body is the policy itself: description and oidc_policy"})


@route("POST", _ALL, access=Access.ADMIN, fields=_BODY)
def create(
    ctx: Context,
    account_id: str,
    policy_id: str | None = None,
    description: str | None = None,
    oidc_policy: OidcFederationPolicy | None = None,
) -> dict[str, Any]:
    """A new policy."""
    require_account(ctx, account_id)
    return operations.add(ctx, ACCOUNT, _sent(description, oidc_policy), policy_id)


@route("GET", _ONE, access=Access.ADMIN)
def get(ctx: Context, account_id: str, policy_id: str) -> dict[str, Any]:
    """A policy."""
    require_account(ctx, account_id)
    return operations.one(ctx, ACCOUNT, policy_id)


@route("GET", _ALL, access=Access.ADMIN)
def list(
    ctx: Context,
    account_id: str,
    page_size: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The policies, a page at a time."""
    require_account(ctx, account_id)
    return operations.page(ctx, ACCOUNT, page_size, page_token)


@route("PATCH", _ONE, access=Access.ADMIN, fields=_BODY)
def update(
    ctx: Context,
    account_id: str,
    policy_id: str,
    update_mask: str | None = None,
    description: str | None = None,
    oidc_policy: OidcFederationPolicy | None = None,
) -> dict[str, Any]:
    """A policy with the fields of the mask replaced."""
    require_account(ctx, account_id)
    sent = _sent(description, oidc_policy)
    return operations.change(ctx, ACCOUNT, policy_id, sent, update_mask)


@route("DELETE", _ONE, access=Access.ADMIN)
def delete(ctx: Context, account_id: str, policy_id: str) -> None:
    """Remove a policy."""
    require_account(ctx, account_id)
    operations.remove(ctx, ACCOUNT, policy_id)


def _sent(description: str | None, oidc_policy: OidcFederationPolicy | None) -> FederationPolicy:
    sent: FederationPolicy = {}
    if description is not None:
        sent["description"] = description
    if oidc_policy is not None:
        sent["oidc_policy"] = oidc_policy
    return sent
