"""Finding objects: the stored ones, and the folders that exist without a row.

Those are `/`, `/Shared`, `/Repos`, `/Users` and the homes of active users and service principals.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from boathouse.services.principals import store as principals
from boathouse.services.workspace import paths, store
from boathouse.services.workspace.store import DIRECTORY, Node

ROOT, USERS, SHARED, REPOS = "/", "/Users", "/Shared", "/Repos"

# Ids are made from the time, so that small ones are free for what always exists.
STANDING = {
    path: Node(number, path, paths.parent(path), DIRECTORY)
    for number, path in enumerate((ROOT, USERS, SHARED, REPOS), start=1)
}


def find(tx: Connection, path: str) -> Node | None:
    """The object of a normalised path."""
    if path in STANDING:
        return STANDING[path]
    if paths.parent(path) == USERS:
        owner = principals.by_name(tx, paths.name(path))
        if owner is not None and _has_home(owner) and owner.name == paths.name(path):
            return _home(owner)
    return store.by_path(tx, path)


def by_id(tx: Connection, object_id: int) -> Node | None:
    """The object of an id."""
    for node in STANDING.values():
        if node.object_id == object_id:
            return node
    owner = principals.by_id(tx, object_id)
    if owner is not None and _has_home(owner):
        return _home(owner)
    return store.by_id(tx, object_id)


def found(tx: Connection, wanted: Sequence[str]) -> list[Node]:
    """The objects of several normalised paths, in their order; those that there are."""
    stored = {node.path: node for node in store.by_paths(tx, wanted)}
    nodes = ((find(tx, path) if is_standing(path) else stored.get(path)) for path in wanted)
    return [node for node in nodes if node is not None]


def children(tx: Connection, path: str, homes: Collection[int] | None = None) -> list[Node]:
    """What a folder holds; of the homes in /Users only those of some principals, if given."""
    held = store.children(tx, path)
    if path == ROOT:
        return [*held, *(node for node in STANDING.values() if node.path != ROOT)]
    if path != USERS:
        return held
    found = principals.all_active(tx) if homes is None else principals.by_ids(tx, homes).values()
    # A home that was kept as a row counts once, as the user's again.
    return [*held, *(_home(owner) for owner in found if _has_home(owner))]


def keep_home(tx: Connection, principal_id: int) -> None:
    """Let what a principal that ends has in its home be found by admins afterwards."""
    owner = principals.by_id(tx, principal_id)
    if owner is None or owner.kind == principals.GROUP:
        return
    home = _home(owner)
    if store.has_children(tx, home.path) and store.by_path(tx, home.path) is None:
        store.insert_node(tx, home)


def is_standing(path: str) -> bool:
    """Whether the folder belongs to the workspace itself, so that nobody may remove it."""
    return path in STANDING or paths.parent(path) == USERS


def _has_home(owner: principals.PrincipalRow) -> bool:
    return owner.active and owner.kind != principals.GROUP


def _home(owner: principals.PrincipalRow) -> Node:
    path = f"{USERS}/{owner.name}"
    at = owner.created_at
    return Node(owner.principal_id, path, USERS, DIRECTORY, created_at=at, modified_at=at)
