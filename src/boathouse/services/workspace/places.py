"""Finding objects: the stored ones, and the folders that exist without a row.

Those are `/`, `/Shared`, `/Repos`, `/Users` and the home of every active user.
"""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.context import Principal
from boathouse.errors import PermissionDenied, ResourceDoesNotExist
from boathouse.services.users import store as users
from boathouse.services.workspace import paths, store
from boathouse.services.workspace.store import DIRECTORY, Node

ROOT, USERS, SHARED, REPOS = "/", "/Users", "/Shared", "/Repos"

# Ids are made from the time, so that small ones are free for what always exists.
_STANDING = {
    path: Node(number, path, paths.parent(path), DIRECTORY)
    for number, path in enumerate((ROOT, USERS, SHARED, REPOS), start=1)
}


def find(tx: Connection, path: str) -> Node | None:
    """The object of a normalised path."""
    if path in _STANDING:
        return _STANDING[path]
    if paths.parent(path) == USERS:
        user = users.by_name(tx, paths.name(path))
        if user is not None and user.active:
            return _home(user)
    return store.by_path(tx, path)


def get(tx: Connection, principal: Principal, path: str) -> Node:
    """The object of a normalised path that the principal may read.

    Errors: PermissionDenied, ResourceDoesNotExist.
    """
    require_access(principal, path)
    node = find(tx, path)
    if node is None:
        raise ResourceDoesNotExist(f"Path ({path}) doesn't exist.")
    return node


def children(tx: Connection, principal: Principal, path: str) -> list[Node]:
    """What a folder holds and the principal may see, by path."""
    found = store.children(tx, path)
    if path == ROOT:
        found += [node for node in _STANDING.values() if node.path != ROOT]
    elif path == USERS:
        people = users.all_active(tx) if principal.admin else []
        own = users.by_id(tx, principal.user_id)
        found += [_home(user) for user in people or filter(None, [own])]
    visible = [node for node in found if may_access(principal, node.path)]
    return sorted(visible, key=lambda node: node.path)


def is_standing(path: str) -> bool:
    """Whether the folder belongs to the workspace itself, so that nobody may remove it."""
    return path in _STANDING or paths.parent(path) == USERS


def may_access(principal: Principal, path: str) -> bool:
    """Whether the principal may see what stands under a path."""
    return principal.admin or path in _STANDING or _is_open_to(principal, path)


def require_access(principal: Principal, path: str) -> None:
    """PermissionDenied unless the principal may read the path; the same whether it exists."""
    if not may_access(principal, path):
        raise PermissionDenied(f"{principal.user_name} does not have View permissions on {path}.")


def require_change(principal: Principal, path: str) -> None:
    """PermissionDenied unless the principal may create, change and remove under a path."""
    if not (principal.admin or (path not in _STANDING and _is_open_to(principal, path))):
        raise PermissionDenied(f"{principal.user_name} does not have Edit permissions on {path}.")


def _is_open_to(principal: Principal, path: str) -> bool:
    own = (f"{USERS}/{principal.user_name}", f"{REPOS}/{principal.user_name}", SHARED)
    return any(path == home or path.startswith(f"{home}/") for home in own)


def _home(user: users.User) -> Node:
    path = f"{USERS}/{user.user_name}"
    at = user.created_at
    return Node(user.user_id, path, USERS, DIRECTORY, created_at=at, modified_at=at)
