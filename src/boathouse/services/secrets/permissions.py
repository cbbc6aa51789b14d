"""Who may do what with a scope: MANAGE includes WRITE, which includes READ."""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.context import Principal
from boathouse.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from boathouse.services.principals import store as principals
from boathouse.services.secrets import store

RANK = {"READ": 1, "WRITE": 2, "MANAGE": 3}
EVERYBODY = "users"


def require(tx: Connection, principal: Principal, scope: str, permission: str) -> store.Scope:
    """The scope, on which the principal has at least `permission`.

    Errors: ResourceDoesNotExist (names of scopes are no secret), PermissionDenied.
    """
    found = store.scope_of(tx, scope)
    if found is None:
        raise ResourceDoesNotExist(f"Scope {scope} does not exist!")
    if held_rank(tx, principal, found.scope_key) < RANK[permission]:
        raise PermissionDenied(
            f"User {principal.user_name} does not have {permission} permission on scope {scope}."
        )
    return found


def held_rank(tx: Connection, principal: Principal, scope_key: str) -> int:
    """The strongest permission that the principal has on a scope; 0 is none."""
    if principal.admin:
        return RANK["MANAGE"]
    held = store.acls_of(tx, scope_key)
    return max((RANK[held[who]] for who in principal.identities & held.keys()), default=0)


def visible(tx: Connection, principal: Principal) -> list[store.Scope]:
    """The scopes on which the principal has any permission, by name."""
    found = store.all_scopes(tx)
    if principal.admin:
        return found
    held = store.scopes_held(tx, principal.identities)
    return [scope for scope in found if scope.scope_key in held]


def principal_of(tx: Connection, name: str) -> int:
    """The id of the user, group or service principal that a permission names.

    Errors: InvalidParameterValue.
    """
    found = principals.by_name(tx, name)
    if found is None:
        raise InvalidParameterValue(
            f"The principal {name} is not a user, group or service principal."
        )
    return found.principal_id


def named(tx: Connection, scope_key: str) -> dict[str, str]:
    """The permission of each principal on a scope, by the principal's name."""
    held = store.acls_of(tx, scope_key)
    rows = principals.by_ids(tx, held)
    names = {rows[who].name: permission for who, permission in held.items() if who in rows}
    return dict(sorted(names.items()))
