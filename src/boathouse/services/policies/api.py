"""/api/2.1/unity-catalog/policies: ABAC policies."""

from __future__ import annotations

from typing import Any, Unpack

import msgspec

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs.paging import page
from boathouse.services.policies import change, present, store
from boathouse.wire.catalog import PolicyInfo

_ALL = "/api/2.1/unity-catalog/policies"
_OF = f"{_ALL}/{{on_securable_type}}/{{on_securable_fullname}}"
_ONE = f"{_OF}/{{name}}"
_OURS = "what the server alone sets; ignored"
_INERT = {
    "policy_info": "the body is the policy itself",
    **dict.fromkeys(("id", "created_at", "created_by", "updated_at", "updated_by"), _OURS),
    "governed_tags": _OURS,
}
_REFUSED: dict[str, tuple[Any, ...]] = {"deny": (), "grant": ()}


@route("POST", _ALL, access=Access.USER, fields=Fields(inert=_INERT, refused=_REFUSED))
def create_policy(ctx: Context, **policy_info: Unpack[PolicyInfo]) -> dict[str, Any]:
    """A policy on a catalog, schema or table, for who manages it."""
    return present.shown(ctx, *change.create(ctx, policy_info))


@route("GET", _ONE, access=Access.USER)
def get_policy(
    ctx: Context, on_securable_type: str, on_securable_fullname: str, name: str
) -> dict[str, Any]:
    """One policy, for who manages what it is on."""
    on = change.managed(ctx, on_securable_type, on_securable_fullname)
    return present.shown(ctx, on, change.existing(ctx, on, name))


@route("GET", _OF, access=Access.USER)
def list_policies(
    ctx: Context,
    on_securable_type: str,
    on_securable_fullname: str,
    include_inherited: bool = False,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The policies on a securable, with `include_inherited` those on what it lies in too, for who
    manages it."""
    on = change.managed(ctx, on_securable_type, on_securable_fullname)
    found = change.listed(ctx, on, inherited=include_inherited)
    # Pages go by name: those of a parent come before those of what is in it.
    named = [(f"{len(one.above)} {store.key_of(row.name)}", one, row) for one, row in found]
    rows, more = page(named, lambda one: one[0], max_results or 0, page_token)
    shown = present.all_shown(ctx, [(one, row) for _, one, row in rows])
    return {**({"policies": shown} if shown else {}), **more}


@route(
    "PATCH", _ONE, access=Access.USER, fields=Fields(inert=_INERT, refused=_REFUSED), raw_body=True
)
def update_policy(
    ctx: Context,
    on_securable_type: str,
    on_securable_fullname: str,
    name: str,
    update_mask: str | None = None,
    body: bytes = b"",
) -> dict[str, Any]:
    """Change a policy, its name too. The body is read here: its `name` is the new one, the path's
    the present one."""
    sent = _info(body)
    on = change.managed(ctx, on_securable_type, on_securable_fullname)
    for field, value in (("type", on.kind), ("fullname", on.full_name)):
        place = sent.get(f"on_securable_{field}") or value
        if str(place).casefold() != value.casefold():
            raise InvalidParameterValue(f"on_securable_{field} cannot be changed.")
    return present.shown(ctx, on, change.alter(ctx, on, name, sent, update_mask))


@route("DELETE", _ONE, access=Access.USER)
def delete_policy(
    ctx: Context, on_securable_type: str, on_securable_fullname: str, name: str
) -> dict[str, Any]:
    """Delete a policy, for who manages what it is on."""
    on = change.managed(ctx, on_securable_type, on_securable_fullname)
    change.remove(ctx, on, name)
    return {}


def _info(body: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(body or b"{}", type=PolicyInfo, strict=False)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as e:
        raise InvalidParameterValue(f"The policy is not valid: {e}") from None
    return {key: value for key, value in found.items() if value is not None}
