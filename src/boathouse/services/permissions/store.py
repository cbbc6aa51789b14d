"""The table of grants: which principal holds which level on which object."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Select,
    String,
    Table,
    bindparam,
    delete,
    exists,
    insert,
    select,
)

from boathouse.store.prepared import Prepared
from boathouse.store.tables import Id, metadata

grants = Table(
    "object_grants",
    metadata,
    Column("kind", String(48), primary_key=True),
    Column("object_id", String(128), primary_key=True),
    Column("principal_id", Id, primary_key=True, autoincrement=False),
    Column("level", String(48), nullable=False),
    # What a principal may see is listed from here, without a look at the objects.
    Index(None, "principal_id", "kind", "object_id", "level"),
)

# Built once: they run with every request.
_OF_OBJECT = Prepared(
    select(grants.c.principal_id, grants.c.level).where(
        grants.c.kind == bindparam("kind"), grants.c.object_id == bindparam("object_id")
    )
)
_OF_OBJECTS = select(grants.c.object_id, grants.c.principal_id, grants.c.level).where(
    grants.c.kind == bindparam("kind"), grants.c.object_id.in_(bindparam("ids", expanding=True))
)


def of(tx: Connection, kind: str, object_id: str) -> dict[int, str]:
    """The level of each principal that was given one on the object itself."""
    return dict(_OF_OBJECT.all(tx, kind=kind, object_id=object_id))


def of_many(tx: Connection, kind: str, ids: Collection[str]) -> dict[str, dict[int, str]]:
    """The same for several objects of a kind, by object id."""
    found: dict[str, dict[int, str]] = {object_id: {} for object_id in ids}
    if found:
        for row in tx.execute(_OF_OBJECTS, {"kind": kind, "ids": list(found)}):
            found[row.object_id][row.principal_id] = row.level
    return found


def put(tx: Connection, kind: str, object_id: str, levels: Mapping[int, str]) -> None:
    """Replace every grant on an object."""
    forget_object(tx, kind, object_id)
    rows = [
        {"kind": kind, "object_id": object_id, "principal_id": principal_id, "level": level}
        for principal_id, level in levels.items()
    ]
    if rows:
        tx.execute(insert(grants), rows)


def ids_held(kind: str, identities: Iterable[int], levels: Collection[str]) -> Select[tuple[str]]:
    """A query for the ids of the objects on which one of the identities holds one of the levels."""
    return select(grants.c.object_id).where(
        grants.c.principal_id.in_(sorted(identities)),
        grants.c.kind == kind,
        grants.c.level.in_(levels),
    )


def granted(kind: str, object_id: str, principal_id: int) -> ColumnElement[bool]:
    """A condition for queries: whether the principal itself was given any level on the object."""
    own = (grants.c.kind == kind) & (grants.c.object_id == object_id)
    return exists().where(own, grants.c.principal_id == principal_id)


def forget_object(tx: Connection, kind: str, object_id: str) -> None:
    """Remove every grant on an object; for its deletion."""
    tx.execute(delete(grants).where(grants.c.kind == kind, grants.c.object_id == object_id))


def forget_objects(tx: Connection, kinds: Iterable[str], ids: Select[Any]) -> None:
    """The same for all objects of some kinds that a query names."""
    tx.execute(delete(grants).where(grants.c.kind.in_(list(kinds)), grants.c.object_id.in_(ids)))


def forget_principal(tx: Connection, principal_id: int) -> None:
    """Remove every grant of a principal; for its deletion."""
    tx.execute(delete(grants).where(grants.c.principal_id == principal_id))
