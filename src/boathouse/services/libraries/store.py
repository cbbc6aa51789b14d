"""The table of clusters' libraries, with its queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from boathouse.store.tables import Document, Id, metadata

PENDING, INSTALLING, INSTALLED = "PENDING", "INSTALLING", "INSTALLED"
FAILED, UNINSTALL_ON_RESTART = "FAILED", "UNINSTALL_ON_RESTART"
UNSETTLED = (PENDING, INSTALLING)

libraries = Table(
    "cluster_libraries",
    metadata,
    Column("library_id", Id, primary_key=True, autoincrement=True),
    Column(
        "cluster_id",
        String(64),
        ForeignKey("clusters.cluster_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("library", Document, nullable=False),
    Column("status", String(32), nullable=False, index=True),
    Column("messages", Document, nullable=False),
)


@dataclass(frozen=True)
class LibraryRow:
    """A library of a cluster; `library` is the API's Library."""

    library_id: int
    cluster_id: str
    library: dict[str, Any]
    status: str
    messages: list[str]


def of_cluster(tx: Connection, cluster_id: str) -> list[LibraryRow]:
    """The libraries of a cluster in the order in which they were asked for."""
    query = select(libraries).where(libraries.c.cluster_id == cluster_id)
    return [LibraryRow(**r._mapping) for r in tx.execute(query.order_by(libraries.c.library_id))]


def of_all(tx: Connection) -> list[LibraryRow]:
    """All libraries."""
    query = select(libraries).order_by(libraries.c.cluster_id, libraries.c.library_id)
    return [LibraryRow(**row._mapping) for row in tx.execute(query)]


def unsettled(tx: Connection) -> list[str]:
    """The ids of the clusters that have libraries to be installed."""
    wanted = libraries.c.status.in_(UNSETTLED)
    return list(tx.execute(select(libraries.c.cluster_id).where(wanted).distinct()).scalars())


def add(tx: Connection, cluster_id: str, library: dict[str, Any]) -> None:
    """A library that is to be installed."""
    row = {"cluster_id": cluster_id, "library": library, "status": PENDING, "messages": []}
    tx.execute(insert(libraries).values(**row))


def settle(tx: Connection, ids: Iterable[int], status: str, messages: list[str]) -> None:
    """What became of some libraries."""
    chosen = libraries.c.library_id.in_(list(ids))
    tx.execute(update(libraries).where(chosen).values(status=status, messages=messages))


def remove(tx: Connection, ids: Iterable[int]) -> None:
    """Remove rows."""
    tx.execute(delete(libraries).where(libraries.c.library_id.in_(list(ids))))
