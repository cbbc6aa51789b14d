"""/api/2.0/groups: groups and their members by name [api.md 2.6]. For admins only."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, ResourceAlreadyExists, ResourceDoesNotExist
from boathouse.route import Access, route
from boathouse.services.principals import changes, members
from boathouse.services.principals import store as principals
from boathouse.services.principals.store import GROUP, PrincipalRow
from boathouse.store.ids import new_id


@route("POST", "/api/2.0/groups/create", access=Access.ADMIN)
def create(ctx: Context, group_name: str) -> dict[str, Any]:
    """A new, empty group."""
    row = PrincipalRow(new_id(ctx.now), GROUP, group_name, group_name, True, ctx.now, ctx.now)
    with ctx.write() as tx:
        changes.create(tx, row)
    return {"group_name": group_name}


@route("POST", "/api/2.0/groups/delete", access=Access.ADMIN)
def delete(ctx: Context, group_name: str) -> None:
    """Remove a group; its members stay what they are."""
    with ctx.write() as tx:
        changes.remove(tx, _group(tx, group_name))


@route("GET", "/api/2.0/groups/list", access=Access.ADMIN)
def list(ctx: Context) -> dict[str, Any]:
    """The names of all groups."""
    names = [row.name for row in principals.search(ctx.tx, GROUP)]
    return {"group_names": sorted(names)}


@route("GET", "/api/2.0/groups/list-members", access=Access.ADMIN)
def list_members(ctx: Context, group_name: str) -> dict[str, Any]:
    """The direct members of a group."""
    group = _group(ctx.tx, group_name)
    found = members.members_of(ctx.tx, [group.principal_id]).get(group.principal_id, [])
    return {"members": [_named(row) for row in found]} if found else {}


@route("GET", "/api/2.0/groups/list-parents", access=Access.ADMIN)
def list_parents(
    ctx: Context, user_name: str | None = None, group_name: str | None = None
) -> dict[str, Any]:
    """The groups that hold a user or group directly."""
    row = _member(ctx.tx, user_name, group_name)
    found = members.direct_groups_of(ctx.tx, [row.principal_id]).get(row.principal_id, {})
    own = [] if row.kind == GROUP else [principals.USERS]
    return {"group_names": sorted([*found.values(), *own])}


@route("POST", "/api/2.0/groups/add-member", access=Access.ADMIN)
def add_member(
    ctx: Context, parent_name: str, user_name: str | None = None, group_name: str | None = None
) -> None:
    """Put a user or group into a group."""
    with ctx.write() as tx:
        row, parent = _member(tx, user_name, group_name), _group(tx, parent_name)
        held = members.direct_groups_of(tx, [row.principal_id]).get(row.principal_id, {})
        if parent.principal_id in held:
            raise ResourceAlreadyExists(f"{row.name} is already a member of {parent.name}.")
        members.add_member(tx, parent, row.principal_id)


@route("POST", "/api/2.0/groups/remove-member", access=Access.ADMIN)
def remove_member(
    ctx: Context, parent_name: str, user_name: str | None = None, group_name: str | None = None
) -> None:
    """Take a user or group out of a group."""
    with ctx.write() as tx:
        row, parent = _member(tx, user_name, group_name), _group(tx, parent_name)
        if not members.remove_member(tx, parent, row.principal_id):
            raise ResourceDoesNotExist(f"{row.name} is not a member of {parent.name}.")


def _group(tx: Connection, name: str) -> PrincipalRow:
    row = principals.by_name(tx, name, GROUP)
    if row is None:
        raise ResourceDoesNotExist(f"Group {name[:100]} does not exist.")
    return row


def _member(tx: Connection, user_name: str | None, group_name: str | None) -> PrincipalRow:
    """The one of the two that is given; service principals go by user_name too."""
    if bool(user_name) == bool(group_name):
        raise InvalidParameterValue("Exactly one of user_name and group_name is needed.")
    if group_name:
        return _group(tx, group_name)
    row = principals.by_name(tx, str(user_name))
    if row is None or row.kind == GROUP:
        raise ResourceDoesNotExist(f"User {str(user_name)[:100]} does not exist.")
    return row


def _named(row: members.Member) -> dict[str, Any]:
    return {"group_name" if row.kind == GROUP else "user_name": row.name}
