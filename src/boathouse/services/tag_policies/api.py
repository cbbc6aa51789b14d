"""/api/2.1/tag-policies: governed tags."""

from __future__ import annotations

import builtins
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs.paging import page
from boathouse.services.tag_policies import change, store
from boathouse.services.tag_policies.present import shown
from boathouse.wire.tags import Value

_ALL = "/api/2.1/tag-policies"
_ONE = f"{_ALL}/{{tag_key}}"
_OURS = "what the server alone sets; ignored"
_BODY = Fields(
    inert={
        "tag_policy": "the body is the policy itself: tag_key, description, values",
        "id": _OURS,
        "create_time": _OURS,
        "update_time": _OURS,
    }
)


@route("POST", _ALL, access=Access.USER, fields=_BODY)
def create_tag_policy(
    ctx: Context,
    tag_key: str,
    description: str | None = None,
    values: builtins.list[Value] | None = None,
) -> dict[str, Any]:
    """Govern a key: from now on it takes these values only, or none at all."""
    return shown(change.create(ctx, tag_key, description, _names(values)))


@route("GET", _ONE, access=Access.USER)
def get_tag_policy(ctx: Context, tag_key: str) -> dict[str, Any]:
    """One governed tag; every user may know them."""
    return shown(change.existing(ctx, tag_key))


@route("GET", _ALL, access=Access.USER)
def list_tag_policies(
    ctx: Context, page_size: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The governed tags, by key."""
    found = store.all_rows(ctx.tx)
    rows, more = page(found, lambda row: row.tag_key, page_size or 0, page_token)
    return {**({"tag_policies": [shown(row) for row in rows]} if rows else {}), **more}


@route("PATCH", _ONE, access=Access.USER, fields=_BODY)
def update_tag_policy(
    ctx: Context,
    tag_key: str,
    update_mask: str,
    description: str | None = None,
    values: builtins.list[Value] | None = None,
) -> dict[str, Any]:
    """Change the fields of the mask; tags that objects have stay as they are."""
    sent = {"description": description, "values": _names(values)}
    return shown(change.alter(ctx, tag_key, update_mask, sent))


@route("DELETE", _ONE, access=Access.USER)
def delete_tag_policy(ctx: Context, tag_key: str) -> None:
    """Leave a key ungoverned."""
    change.remove(ctx, tag_key)


def _names(values: builtins.list[Value] | None) -> builtins.list[str]:
    found = [value.get("name") for value in values or ()]
    if not all(isinstance(name, str) for name in found):
        raise InvalidParameterValue("Each of values must have a name.")
    return [name for name in found if name is not None]
