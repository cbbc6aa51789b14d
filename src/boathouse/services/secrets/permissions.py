"""Who may do what with a scope: MANAGE includes WRITE, which includes READ."""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.context import Principal
from boathouse.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from boathouse.services.secrets import store
from boathouse.services.users import store as users

RANK = {"READ": 1, "WRITE": 2, "MANAGE": 3}
EVERYBODY, ADMINS = "users", "admins"


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
    return max(RANK.get(held.get(name, ""), 0) for name in (principal.user_name, EVERYBODY))


def require_principal(tx: Connection, name: str) -> None:
    """InvalidParameterValue unless a permission can be given to this user or group."""
    if name not in (EVERYBODY, ADMINS) and users.by_name(tx, name) is None:
        raise InvalidParameterValue(f"The principal {name} is not a user or group.")
