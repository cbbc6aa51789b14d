"""/api/2.1/unity-catalog: permissions, privilege assignments, and the effective ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from boathouse.context import Context, compact
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, route
from boathouse.services.grants import asked, assignments, open_clients, paging
from boathouse.services.grants.asked import Asked
from boathouse.services.grants.assignments import Assignment
from boathouse.services.grants.securables import Named, named, parts_in

_ROOT = "/api/2.1/unity-catalog"
_ONE = "{securable_type}/{full_name}"
_PERMISSIONS = f"{_ROOT}/permissions/{_ONE}"


class PermissionsChange(TypedDict, total=False):
    """As wire.catalog's, with privileges in any spelling: "USE CATALOG" too."""

    principal: str | None
    add: Sequence[str] | None
    remove: Sequence[str] | None


class PrivilegeAssignment(TypedDict, total=False):
    """As wire.catalog's, with privileges in any spelling."""

    principal: str | None
    privileges: Sequence[str] | None


@route("GET", _PERMISSIONS, access=Access.USER)
def get(
    ctx: Context,
    securable_type: str,
    full_name: str,
    principal: str | None = None,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The grants on a securable itself."""
    found = assignments.direct(ctx, _named(ctx, securable_type, full_name), principal)
    page, more = paging.page(found, max_results, page_token)
    return {**_shown(ctx, page), **more}


@route("GET", f"{_ROOT}/privilege-assignments/{_ONE}", access=Access.USER)
def list(
    ctx: Context,
    securable_type: str,
    full_name: str,
    principal: str | None = None,
    page_size: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The same, always in pages."""
    return get(ctx, securable_type, full_name, principal, page_size or 0, page_token)


@route("GET", f"{_ROOT}/effective-permissions/{_ONE}", access=Access.USER)
def get_effective(
    ctx: Context,
    securable_type: str,
    full_name: str,
    principal: str | None = None,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The grants on a securable and on what it lies in."""
    page, more = _effective(ctx, securable_type, full_name, principal, max_results, page_token)
    return {**({"privilege_assignments": page} if page else {}), **more}


@route("GET", f"{_ROOT}/effective-privilege-assignments/{_ONE}", access=Access.USER)
def list_effective(
    ctx: Context,
    securable_type: str,
    full_name: str,
    principal: str | None = None,
    page_size: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The same, always in pages."""
    page, more = _effective(ctx, securable_type, full_name, principal, page_size or 0, page_token)
    return {**({"effective_privilege_assignments": page} if page else {}), **more}


@route("PATCH", _PERMISSIONS, access=Access.USER)
def update(
    ctx: Context,
    securable_type: str,
    full_name: str,
    changes: Sequence[PermissionsChange] | None = None,
    omit_permissions_in_response: bool = False,
) -> dict[str, Any]:
    """Give and take privileges, all or none; then the grants on the securable."""
    kind, parts = parts_in(ctx, securable_type, full_name)
    wanted = [
        Asked(_principal(one, f"$.changes[{place}]"), one.get("add") or (), one.get("remove") or ())
        for place, one in enumerate(changes or ())
    ]
    changed = asked.change(ctx, kind, parts, wanted)
    return {} if omit_permissions_in_response else _all(ctx, changed)


@route("PUT", _PERMISSIONS, access=Access.USER)
def replace(
    ctx: Context,
    securable_type: str,
    full_name: str,
    privilege_assignments: Sequence[PrivilegeAssignment] | None = None,
) -> dict[str, Any]:
    """Let the grants on a securable be these and no others, as the legacy CLI asks for it."""
    kind, parts = parts_in(ctx, securable_type, full_name)
    wanted = [
        Asked(_principal(one, f"$.privilege_assignments[{place}]"), one.get("privileges") or ())
        for place, one in enumerate(privilege_assignments or ())
    ]
    return _all(ctx, asked.put(ctx, kind, parts, wanted))


@route("POST", f"{_ROOT}/permissions", access=Access.USER)
def grant(
    ctx: Context, securable_type: str, full_name: str, principal: str, privilege: str
) -> dict[str, Any]:
    """Give one privilege to one principal: a short form of `update`, an addition of ours."""
    kind, parts = parts_in(ctx, securable_type, full_name)
    return _all(ctx, asked.change(ctx, kind, parts, [Asked(principal, (privilege,))]))


def _named(ctx: Context, securable_type: str, full_name: str) -> Named:
    return named(ctx, *parts_in(ctx, securable_type, full_name))


def _principal(one: PermissionsChange | PrivilegeAssignment, place: str) -> str:
    name = one.get("principal")
    if not name:
        raise InvalidParameterValue(f"{place}.principal: a principal must be named.")
    return name


def _all(ctx: Context, changed: Named) -> dict[str, Any]:
    return _shown(ctx, paging.by_principal(assignments.direct(ctx, changed)))


def _shown(ctx: Context, page: Sequence[tuple[str, Sequence[Assignment]]]) -> dict[str, Any]:
    shown = [
        {"principal": principal, "privileges": open_clients.spelled(ctx, found)}
        for principal, found in page
    ]
    return {"privilege_assignments": shown} if shown else {}


def _effective(
    ctx: Context,
    securable_type: str,
    full_name: str,
    principal: str | None,
    size: int | None,
    token: str | None,
) -> tuple[Sequence[Mapping[str, Any]], dict[str, Any]]:
    found = assignments.effective(ctx, _named(ctx, securable_type, full_name), principal)
    page, more = paging.page(found, size, token)
    return [
        {"principal": name, "privileges": [_effective_privilege(one) for one in held]}
        for name, held in page
    ], more


def _effective_privilege(one: Assignment) -> dict[str, Any]:
    above = one.on if one.inherited else None
    return compact(
        {
            "privilege": one.privilege,
            "inherited_from_type": above.kind.upper() if above else None,
            "inherited_from_name": above.name if above else None,
        }
    )
