"""SCIM ServicePrincipals: service principals in the workspace's and the account's form."""

from __future__ import annotations

from typing import Any, Unpack

from boathouse.context import Context
from boathouse.route import Access, Fields, Raw, route
from boathouse.services.scim import operations
from boathouse.services.scim.listing import Query
from boathouse.services.service_principals.resource import (
    SERVICE_PRINCIPAL_RESOURCE,
    PrincipalDocument,
)

_ALL, _EACH = operations.paths("ServicePrincipals"), operations.paths("ServicePrincipals", "{id}")

_FIELDS = Fields(
    inert={
        "entitlements": "allow-cluster-create is acted on; what the others open stands open",
        "roles": "kept and shown: there is no cloud account whose roles they could be",
        "groups": "read-only (RFC 7643 4.1.2): groups are changed by their members",
        "id": "read-only: the workspace gives it",
        "schemas": "the path says which resource it is",
    }
)
_PATCH = Fields(inert={"schemas": "there is one kind of PATCH message"})


@route("POST", *_ALL, access=Access.ADMIN, fields=_FIELDS)
def create(
    ctx: Context, account_id: str | None = None, **document: Unpack[PrincipalDocument]
) -> Raw:
    """A new service principal; 409 when the name is taken."""
    return operations.create(ctx, SERVICE_PRINCIPAL_RESOURCE, account_id, document)


@route("GET", *_EACH, access=Access.USER)
def get(
    ctx: Context,
    id: str,
    account_id: str | None = None,
) -> dict[str, Any]:
    """One service principal."""
    return operations.get(ctx, SERVICE_PRINCIPAL_RESOURCE, account_id, id, Query())


@route("GET", *_ALL, access=Access.USER)
def list(
    ctx: Context,
    attributes: str | None = None,
    count: int | None = None,
    excludedAttributes: str | None = None,
    filter: str | None = None,
    sortBy: str | None = None,
    sortOrder: str | None = None,
    startIndex: int | None = None,
    account_id: str | None = None,
) -> dict[str, Any]:
    """A page of service principals."""
    query = Query(attributes, excludedAttributes, filter, sortBy, sortOrder, startIndex, count)
    return operations.list(ctx, SERVICE_PRINCIPAL_RESOURCE, account_id, query)


@route("PUT", *_EACH, access=Access.USER, fields=_FIELDS)
def update(
    ctx: Context,
    id: str,
    account_id: str | None = None,
    **document: Unpack[PrincipalDocument],
) -> dict[str, Any]:
    """Replace one."""
    return operations.update(ctx, SERVICE_PRINCIPAL_RESOURCE, account_id, id, document)


@route("PATCH", *_EACH, access=Access.USER, fields=_PATCH)
def patch(
    ctx: Context,
    id: str,
    Operations: operations.Operations = None,
    account_id: str | None = None,
) -> dict[str, Any]:
    """Change parts of one."""
    return operations.patch(ctx, SERVICE_PRINCIPAL_RESOURCE, account_id, id, Operations)


@route("DELETE", *_EACH, access=Access.ADMIN)
def delete(ctx: Context, id: str, account_id: str | None = None) -> Raw:
    """Remove one; its tokens end at once, what it owns stays."""
    return operations.delete(ctx, SERVICE_PRINCIPAL_RESOURCE, account_id, id)
