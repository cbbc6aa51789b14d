"""SCIM Me: the principal behind the credential."""

from __future__ import annotations

import dataclasses
from typing import Any

from boathouse.context import Context
from boathouse.errors import Unauthenticated
from boathouse.route import Access, route
from boathouse.services.principals import store as principals
from boathouse.services.scim import listing
from boathouse.services.scim.listing import Query
from boathouse.services.users.resource import USER_RESOURCE


@route("GET", "/api/2.0/preview/scim/v2/Me", access=Access.USER)
def me(
    ctx: Context, attributes: str | None = None, excludedAttributes: str | None = None
) -> dict[str, Any]:
    """The caller as a SCIM user; a service principal has its application id as userName."""
    row = principals.by_id(ctx.tx, ctx.principal.user_id)
    if row is None:
        raise Unauthenticated("Invalid access token.")
    shown = dataclasses.replace(row, kind=principals.USER)
    return listing.present(ctx, USER_RESOURCE, [shown], Query(attributes, excludedAttributes))[0]
