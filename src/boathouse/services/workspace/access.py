"""Who may do what in the tree: what was given on an object or a folder above it, one's own home,
and /Shared, which all users manage. Everybody may look into the folders of the workspace itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from boathouse.context import Principal
from boathouse.errors import PermissionDenied, ResourceDoesNotExist
from boathouse.services.permissions import decide
from boathouse.services.permissions.levels import DIRECTORIES, FILES, NOTEBOOKS, Kind
from boathouse.services.permissions.target import Standing, Target
from boathouse.services.principals import store as principals
from boathouse.services.principals.store import GROUP, USERS_ID
from boathouse.services.workspace import paths, places
from boathouse.services.workspace.places import REPOS, ROOT, SHARED, USERS
from boathouse.services.workspace.store import DIRECTORY, FILE, NOTEBOOK, Node

READ, RUN, EDIT, MANAGE = "CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"
_WORDS = {READ: "View", RUN: "Run", EDIT: "Edit", MANAGE: "Manage"}
KINDS: dict[str, Kind] = {DIRECTORY: DIRECTORIES, NOTEBOOK: NOTEBOOKS, FILE: FILES}


def get(tx: Connection, principal: Principal, path: str, level: str = READ) -> Node:
    """The object of a normalised path, on which the principal holds a level.

    Errors: PermissionDenied, the same whether it exists; ResourceDoesNotExist.
    """
    require(tx, principal, path, level)
    node = places.find(tx, path)
    if node is None:
        raise ResourceDoesNotExist(f"Path ({path}) doesn't exist.")
    return node


def require(tx: Connection, principal: Principal, path: str, level: str) -> None:
    """PermissionDenied unless the principal holds a level on what is or would be at a path."""
    open_to_all = level == READ and path in places.STANDING
    if not (open_to_all or _holds(tx, principal, path, level)):
        raise _denied(principal, path, level)


def require_change(tx: Connection, principal: Principal, path: str) -> None:
    """PermissionDenied unless the principal may change what is at a path, or make it there."""
    level = EDIT if places.find(tx, path) is not None else MANAGE
    if not _holds(tx, principal, path, level):
        # The same text in both cases: it must not tell whether there is something.
        raise _denied(principal, path, EDIT)


def children(tx: Connection, principal: Principal, path: str) -> list[Node]:
    """What a folder holds and the principal may see, by path."""
    if _holds(tx, principal, path, READ):
        shown = places.children(tx, path)
    else:
        given = _given(tx, principal)
        homes = {principal.user_id, *map(int, given)}
        shown = [
            node
            for node in places.children(tx, path, homes)
            if node.path in places.STANDING
            or _is_open_to(principal, node.path)
            or str(node.object_id) in given
        ]
    found = {node.path: node for node in shown}
    return [found[path] for path in sorted(found)]


def target(tx: Connection, node: Node) -> Target:
    """What permissions on an object are given on, with the folders that it inherits from."""
    above = places.found(tx, _folders(node.path))
    parents = tuple(str(one.object_id) for one in above if one.object_type == DIRECTORY)
    standing = tuple(_standing(tx, node.path))
    return Target(KINDS[node.object_type], str(node.object_id), parents, standing)


def _holds(tx: Connection, principal: Principal, path: str, level: str) -> bool:
    if principal.admin or _is_open_to(principal, path):
        return True
    node = places.find(tx, path)
    while node is None:
        # What is not there yet would inherit from the folder that is.
        path = paths.parent(path)
        node = places.find(tx, path)
    return decide.holds(tx, principal, target(tx, node), level)


def _is_open_to(principal: Principal, path: str) -> bool:
    own = (f"{USERS}/{principal.user_name}", f"{REPOS}/{principal.user_name}", SHARED)
    return any(path == home or path.startswith(f"{home}/") for home in own)


def _standing(tx: Connection, path: str) -> Iterator[Standing]:
    """What the workspace's own folders give: /Shared to all, homes to their users."""
    if path == SHARED or path.startswith(f"{SHARED}/"):
        yield Standing(USERS_ID, MANAGE, _url(places.STANDING[SHARED]))
    for folder in (USERS, REPOS):
        if path.startswith(f"{folder}/"):
            owner = principals.by_name(tx, path.split("/")[2])
            if owner is not None and owner.kind != GROUP and owner.name == path.split("/")[2]:
                yield Standing(owner.principal_id, MANAGE, _url(places.STANDING[folder]))


def _folders(path: str) -> list[str]:
    """The paths above a path, the nearest first."""
    above = []
    while path != ROOT:
        path = paths.parent(path)
        above.append(path)
    return above


def _given(tx: Connection, principal: Principal) -> set[str]:
    """The ids of all objects on which the principal was given anything."""
    queries = [decide.visible(principal, kind) for kind in KINDS.values()]
    return {row.object_id for query in queries if query is not None for row in tx.execute(query)}


def _url(folder: Node) -> str:
    return f"/{DIRECTORIES.name}/{folder.object_id}"


def _denied(principal: Principal, path: str, level: str) -> PermissionDenied:
    return PermissionDenied(
        f"{principal.user_name} does not have {_WORDS[level]} permissions on {path}."
    )
