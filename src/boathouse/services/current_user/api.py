"""SCIM Me: the principal behind the credential."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import Unauthenticated
from boathouse.route import Access, Fields, route
from boathouse.services.users import store as users

SCHEMAS = [
    "urn:ietf:params:scim:schemas:core:2.0:User",
    "urn:ietf:params:scim:schemas:extension:workspace:2.0:User",
]


@route(
    "GET",
    "/api/2.0/preview/scim/v2/Me",
    access=Access.USER,
    fields=Fields(refused={"attributes": (), "excludedAttributes": ()}),
)
def me(ctx: Context) -> dict[str, Any]:
    """The caller as a SCIM user; admins are members of the group `admins`."""
    user = users.by_id(ctx.tx, ctx.principal.user_id)
    if user is None:
        raise Unauthenticated("Invalid access token.")
    groups = ["admins", "users"] if user.admin else ["users"]
    return {
        "schemas": SCHEMAS,
        "id": str(user.user_id),
        "userName": user.user_name,
        "displayName": user.display_name,
        "active": user.active,
        "emails": [{"type": "work", "value": user.user_name, "primary": True}],
        "groups": [{"display": name, "type": "direct"} for name in groups],
    }
