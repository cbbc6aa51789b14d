"""Federation policies of a service principal: which tokens of an issuer may act as it."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import ResourceDoesNotExist
from boathouse.route import Access, Fields, route
from boathouse.services.federation_policy import operations
from boathouse.services.oauth.account import require_account
from boathouse.services.principals import store as principals
from boathouse.wire.oauth2 import FederationPolicy, OidcFederationPolicy

_ALL = "/api/2.0/accounts/{account_id}/servicePrincipals/{service_principal_id}/federationPolicies"
_ONE = f"{_ALL}/{{policy_id}}"
_BODY = Fields(inert={"policy": "the body is the policy itself: description and oidc_policy"})


@route("POST", _ALL, access=Access.ADMIN, fields=_BODY)
def create(
    ctx: Context,
    account_id: str,
    service_principal_id: int,
    policy_id: str | None = None,
    description: str | None = None,
    oidc_policy: OidcFederationPolicy | None = None,
) -> dict[str, Any]:
    """A new policy."""
    require_account(ctx, account_id)
    return operations.add(
        ctx, _owner(ctx, service_principal_id), _sent(description, oidc_policy), policy_id
    )


@route("GET", _ONE, access=Access.ADMIN)
def get(ctx: Context, account_id: str, service_principal_id: int, policy_id: str) -> dict[str, Any]:
    """A policy."""
    require_account(ctx, account_id)
    return operations.one(ctx, _owner(ctx, service_principal_id), policy_id)


@route("GET", _ALL, access=Access.ADMIN)
def list(
    ctx: Context,
    account_id: str,
    service_principal_id: int,
    page_size: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The policies, a page at a time."""
    require_account(ctx, account_id)
    return operations.page(ctx, _owner(ctx, service_principal_id), page_size, page_token)


@route("PATCH", _ONE, access=Access.ADMIN, fields=_BODY)
def update(
    ctx: Context,
    account_id: str,
    service_principal_id: int,
    policy_id: str,
    update_mask: str | None = None,
    description: str | None = None,
    oidc_policy: OidcFederationPolicy | None = None,
) -> dict[str, Any]:
    """A policy with the fields of the mask replaced."""
    require_account(ctx, account_id)
    sent = _sent(description, oidc_policy)
    return operations.change(ctx, _owner(ctx, service_principal_id), policy_id, sent, update_mask)


@route("DELETE", _ONE, access=Access.ADMIN)
def delete(ctx: Context, account_id: str, service_principal_id: int, policy_id: str) -> None:
    """Remove a policy."""
    require_account(ctx, account_id)
    operations.remove(ctx, _owner(ctx, service_principal_id), policy_id)


def _sent(description: str | None, oidc_policy: OidcFederationPolicy | None) -> FederationPolicy:
    sent: FederationPolicy = {}
    if description is not None:
        sent["description"] = description
    if oidc_policy is not None:
        sent["oidc_policy"] = oidc_policy
    return sent


def _owner(ctx: Context, service_principal_id: int) -> int:
    found = principals.by_id(ctx.tx, service_principal_id)
    if found is None or found.kind != principals.SERVICE_PRINCIPAL:
        raise ResourceDoesNotExist(f"Service principal {service_principal_id} does not exist.")
    return found.principal_id
