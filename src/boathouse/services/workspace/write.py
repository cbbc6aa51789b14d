"""Changing the tree: the content first, durably and under a fresh name, then the row."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import (
    DirectoryNotEmpty,
    DirectoryProtected,
    InvalidParameterValue,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from boathouse.services.workspace import access, paths, places, store
from boathouse.services.workspace.formats import Content
from boathouse.services.workspace.store import DIRECTORY, Node
from boathouse.store.ids import new_hex, new_id

BLOBS = "workspace"


def put(ctx: Context, content: Content, *, overwrite: bool, object_id: int | None = None) -> int:
    """Set what stands under a path; returns its object id. A new object takes `object_id`.

    Errors: PermissionDenied, ResourceDoesNotExist for the parent, ResourceAlreadyExists,
    InvalidParameterValue for another type.
    """
    access.require_change(ctx.tx, ctx.principal, content.path)
    check_target(ctx.tx, content, overwrite)
    key = f"{BLOBS}/{new_hex(32)}"
    ctx.parts.blobs.write(key, content.data)
    with ctx.write() as tx:
        found = check_target(tx, content, overwrite)
        node = _node(ctx, content, key, found, object_id)
        if found is None:
            store.insert_node(tx, node)
        else:
            store.replace_content(tx, node)
    return node.object_id


def check_target(tx: Connection, content: Content, overwrite: bool) -> Node | None:
    """The object that the content replaces, None when it is new. Errors: as `put`."""
    path = content.path
    found = places.find(tx, path)
    if found is None:
        folder = paths.parent(path)
        above = places.find(tx, folder)
        if above is None or above.object_type != DIRECTORY:
            raise ResourceDoesNotExist(f"The parent folder ({folder}) does not exist.")
        if folder == places.USERS:
            raise _not_a_home(path)
    elif not overwrite:
        raise ResourceAlreadyExists(f"Path ({path}) already exists.")
    elif found.object_type != content.object_type:
        raise InvalidParameterValue(
            f"Cannot overwrite the asset at {path} due to type mismatch "
            f"(asked: {content.object_type}, actual: {found.object_type})"
        )
    return found


def make_folders(ctx: Context, path: str) -> None:
    """mkdir -p. Errors: PermissionDenied, ResourceAlreadyExists over a notebook or a file."""
    access.require(ctx.tx, ctx.principal, path, access.READ)
    if not _missing(ctx.tx, path):
        return
    access.require_change(ctx.tx, ctx.principal, path)
    with ctx.write() as tx:
        for folder in reversed(_missing(tx, path)):
            above = paths.parent(folder)
            if above == places.USERS:
                raise _not_a_home(folder)
            node = Node(new_id(ctx.now), folder, above, DIRECTORY, created_at=ctx.now)
            store.insert_node(tx, replace(node, modified_at=ctx.now))


def remove(ctx: Context, path: str, *, recursive: bool) -> None:
    """Delete an object. Errors: PermissionDenied, ResourceDoesNotExist, DirectoryNotEmpty,
    DirectoryProtected for the folders that always exist."""
    node = access.get(ctx.tx, ctx.principal, path)
    if places.is_standing(path):
        raise DirectoryProtected(f"Folder ({path}) is protected: it cannot be deleted.")
    access.require(ctx.tx, ctx.principal, path, access.MANAGE)
    with ctx.write() as tx:
        if node.object_type == DIRECTORY and not recursive and store.has_children(tx, path):
            raise DirectoryNotEmpty(f"Folder ({path}) is not empty")
        store.delete_tree(tx, path)


def _missing(tx: Connection, path: str) -> list[str]:
    """The folders of a path that do not exist yet, the deepest first."""
    missing: list[str] = []
    while (found := places.find(tx, path)) is None:
        missing.append(path)
        path = paths.parent(path)
    if found.object_type != DIRECTORY:
        raise ResourceAlreadyExists(f"Path ({path}) already exists and is not a folder.")
    return missing


def _node(
    ctx: Context, content: Content, key: str, found: Node | None, object_id: int | None
) -> Node:
    path = content.path
    node = found or Node(
        object_id or new_id(ctx.now),
        path,
        paths.parent(path),
        content.object_type,
        created_at=ctx.now,
    )
    return replace(
        node,
        language=content.language,
        blob=key,
        size=len(content.data),
        modified_at=ctx.now,
    )


def _not_a_home(path: str) -> ResourceDoesNotExist:
    return ResourceDoesNotExist(f"The user {paths.name(path)} does not exist: {path} is no home.")
