"""The table of workspace objects. Folders that always exist are not in it: see places.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    Row,
    String,
    Table,
    Text,
    cast,
    delete,
    exists,
    insert,
    select,
    update,
)

from boathouse.services.permissions import store as grants
from boathouse.services.permissions.levels import DIRECTORIES, FILES, NOTEBOOKS
from boathouse.store.tables import Id, Millis, metadata

DIRECTORY, NOTEBOOK, FILE = "DIRECTORY", "NOTEBOOK", "FILE"

objects = Table(
    "workspace_objects",
    metadata,
    Column("object_id", Id, primary_key=True),
    Column("path", Text, nullable=False, unique=True),
    Column("parent", Text, nullable=False, index=True),
    Column("object_type", String(16), nullable=False),
    Column("language", String(16), nullable=True),  # of notebooks
    Column("blob", String(128), nullable=True),  # the content's key; folders have none
    Column("size", Integer, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("modified_at", Millis, nullable=False),
)


@dataclass(frozen=True)
class Node:
    """A row of workspace_objects, or a folder that always exists. Size in bytes."""

    object_id: int
    path: str
    parent: str
    object_type: str
    language: str | None = None
    blob: str | None = None
    size: int = 0
    created_at: int = 0
    modified_at: int = 0


def by_path(tx: Connection, path: str) -> Node | None:
    """The object of a path."""
    return _node(tx.execute(select(objects).where(objects.c.path == path)).first())


def by_id(tx: Connection, object_id: int) -> Node | None:
    """The object of an id."""
    return _node(tx.execute(select(objects).where(objects.c.object_id == object_id)).first())


def by_paths(tx: Connection, paths: Sequence[str]) -> list[Node]:
    """The objects of several paths."""
    rows = tx.execute(select(objects).where(objects.c.path.in_(paths)))
    return [Node(**row._mapping) for row in rows]


def children(tx: Connection, parent: str) -> list[Node]:
    """What a folder holds, by path."""
    rows = tx.execute(select(objects).where(objects.c.parent == parent).order_by(objects.c.path))
    return [Node(**row._mapping) for row in rows]


def has_children(tx: Connection, parent: str) -> bool:
    """Whether a folder holds anything."""
    return bool(tx.execute(select(exists().where(objects.c.parent == parent))).scalar())


def insert_node(tx: Connection, node: Node) -> None:
    """Add an object."""
    tx.execute(insert(objects).values(**asdict(node)))


def replace_content(tx: Connection, node: Node) -> None:
    """Give an existing object another content."""
    tx.execute(
        update(objects)
        .where(objects.c.object_id == node.object_id)
        .values(
            language=node.language, blob=node.blob, size=node.size, modified_at=node.modified_at
        )
    )


def delete_tree(tx: Connection, path: str) -> None:
    """Remove an object and all below it, with what was given on them."""
    tree = select(objects.c.path).where(objects.c.path == path).cte("tree", recursive=True)
    below = select(objects.c.path).join(tree, objects.c.parent == tree.c.path)
    tree = tree.union_all(below)
    doomed = objects.c.path.in_(select(tree.c.path))
    kinds = [kind.name for kind in (DIRECTORIES, NOTEBOOKS, FILES)]
    grants.forget_objects(tx, kinds, select(cast(objects.c.object_id, String)).where(doomed))
    tx.execute(delete(objects).where(doomed))


def all_blobs(tx: Connection) -> Iterator[str]:
    """The keys of every content in use."""
    yield from tx.execute(select(objects.c.blob).where(objects.c.blob.is_not(None))).scalars()


def _node(row: Row[tuple[object, ...]] | None) -> Node | None:
    return Node(**row._mapping) if row else None
