"""The tables of clusters, of what happened to them and of who holds them, with their queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from boathouse.services.clusters import states
from boathouse.services.permissions import store as grants
from boathouse.services.permissions.levels import CLUSTERS
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Id, Millis, metadata

clusters = Table(
    "clusters",
    metadata,
    Column("cluster_id", String(64), primary_key=True),
    Column("owner", String(256), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("source", String(16), nullable=False),  # API, JOB, or SERVERLESS: never shown
    Column("run_id", Id, nullable=True),
    Column("document", Document, nullable=False),  # what the client asked for, whole
    Column("state", String(16), nullable=False, index=True),
    Column("state_message", Text, nullable=False),
    Column("reason", Document, nullable=True),
    Column("life", Integer, nullable=False),  # counts the starts: a lease names the one it is on
    Column("address", String(64), nullable=True),
    Column("pinned", Boolean, nullable=False),
    Column("deleted", Boolean, nullable=False),  # permanently: the row goes with the engine
    Column("created_at", Millis, nullable=False),
    Column("restarted_at", Millis, nullable=True),
    Column("terminated_at", Millis, nullable=True),
    Column("active_at", Millis, nullable=False),
)

events = Table(
    "cluster_events",
    metadata,
    Column("event_id", Id, primary_key=True, autoincrement=True),
    Column(
        "cluster_id",
        String(64),
        ForeignKey("clusters.cluster_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("timestamp", Millis, nullable=False),
    Column("type", String(64), nullable=False),
    Column("details", Document, nullable=False),
)

leases = Table(
    "cluster_leases",
    metadata,
    Column("task_run_id", Id, primary_key=True, autoincrement=False),
    Column(
        "cluster_id",
        String(64),
        ForeignKey("clusters.cluster_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("life", Integer, nullable=False),
    Column("since", Millis, nullable=False),
)

SERVERLESS = "SERVERLESS"


@dataclass(frozen=True)
class Cluster:
    """A row of clusters."""

    cluster_id: str
    owner: str
    name: str
    source: str
    run_id: int | None
    document: dict[str, Any]
    state: str
    state_message: str
    reason: dict[str, Any] | None
    life: int
    address: str | None
    pinned: bool
    deleted: bool
    created_at: int
    restarted_at: int | None
    terminated_at: int | None
    active_at: int


@dataclass(frozen=True)
class Lease:
    """A task run's hold on one life of a cluster."""

    task_run_id: int
    cluster_id: str
    life: int


@dataclass(frozen=True)
class Span:
    """Which events are asked for; times in epoch milliseconds, both ends included."""

    start: int | None = None
    end: int | None = None
    types: Sequence[str] = ()


# Built once: every call of Spark Connect asks.
_BY_ID = Prepared(select(clusters).where(clusters.c.cluster_id == bindparam("cluster_id")))


def insert_cluster(tx: Connection, cluster: Cluster) -> None:
    """Add a row."""
    tx.execute(insert(clusters).values(**cluster.__dict__))


def find(tx: Connection, cluster_id: str) -> Cluster | None:
    """The row of an id, those of serverless and of permanently deleted clusters too."""
    row = _BY_ID.first(tx, cluster_id=cluster_id)
    return Cluster(**row._asdict()) if row is not None else None


def serverless_of(tx: Connection, owner: str) -> Cluster | None:
    """The one serverless cluster of a user."""
    query = select(clusters).where(
        clusters.c.source == SERVERLESS,
        clusters.c.owner == owner,
        clusters.c.run_id.is_(None),
    )
    return _cluster(tx.execute(query).first())


def listed(
    tx: Connection, visible: Select[tuple[str]] | None, terminated_after: int
) -> list[Cluster]:
    """What a list shows, newest first: those whose id is in a query, or (None) all.

    Pinned and active clusters, and those that ended after a time; ended job clusters never.
    """
    lately = (clusters.c.terminated_at >= terminated_after) & (clusters.c.source != "JOB")
    query = select(clusters).where(
        clusters.c.source != SERVERLESS,
        clusters.c.deleted.is_(False),
        or_(clusters.c.pinned, clusters.c.state != "TERMINATED", lately),
    )
    if visible is not None:
        query = query.where(clusters.c.cluster_id.in_(visible))
    order = (clusters.c.created_at.desc(), clusters.c.cluster_id)
    return _all(tx, query.order_by(*order))


def in_states(tx: Connection, wanted: Iterable[str]) -> list[Cluster]:
    """All rows in one of the states."""
    return _all(tx, select(clusters).where(clusters.c.state.in_(list(wanted))))


def forgettable(tx: Connection, terminated_before: int) -> list[Cluster]:
    """Rows that ended long ago and that nobody pinned."""
    return _all(
        tx,
        select(clusters).where(
            clusters.c.state == "TERMINATED",
            clusters.c.terminated_at < terminated_before,
            clusters.c.pinned.is_(False),
        ),
    )


def count_pinned(tx: Connection) -> int:
    """How many clusters are pinned."""
    counted = select(func.count()).select_from(clusters).where(clusters.c.pinned)
    return int(tx.execute(counted).scalar_one())


def move(tx: Connection, cluster: Cluster, after: str, **values: Any) -> None:
    """Change the state along an allowed move, with other columns."""
    states.check(cluster.state, after)
    change(tx, cluster.cluster_id, state=after, **values)


def change(tx: Connection, cluster_id: str, **values: Any) -> None:
    """Set columns of a row; the state only by `move`."""
    tx.execute(update(clusters).where(clusters.c.cluster_id == cluster_id).values(**values))


def delete_cluster(tx: Connection, cluster_id: str) -> None:
    """Remove a row with its events, leases and permissions."""
    grants.forget_object(tx, CLUSTERS.name, cluster_id)
    tx.execute(delete(clusters).where(clusters.c.cluster_id == cluster_id))


def record(tx: Connection, cluster_id: str, now: int, kind: str, details: dict[str, Any]) -> None:
    """Add an event; `kind` is an EventType of the API."""
    row = {"cluster_id": cluster_id, "timestamp": now, "type": kind, "details": details}
    tx.execute(insert(events).values(**row))


def events_of(
    tx: Connection, cluster_id: str, span: Span, *, descending: bool, offset: int, limit: int
) -> tuple[list[Any], int]:
    """A page of a cluster's events (rows with timestamp, type, details) and how many there are."""
    matching = [events.c.cluster_id == cluster_id]
    if span.start is not None:
        matching.append(events.c.timestamp >= span.start)
    if span.end is not None:
        matching.append(events.c.timestamp <= span.end)
    if span.types:
        matching.append(events.c.type.in_(list(span.types)))
    order = events.c.event_id.desc() if descending else events.c.event_id
    query = select(events).where(*matching).order_by(order).offset(offset).limit(limit)
    total = tx.execute(select(func.count()).select_from(events).where(*matching)).scalar_one()
    return list(tx.execute(query)), total


def put_lease(tx: Connection, lease: Lease, now: int) -> None:
    """Add or replace the lease of a task run."""
    delete_lease(tx, lease.task_run_id)
    tx.execute(insert(leases).values(**lease.__dict__, since=now))


def lease_of(tx: Connection, task_run_id: int) -> Lease | None:
    """The lease of a task run."""
    row = tx.execute(select(leases).where(leases.c.task_run_id == task_run_id)).first()
    return Lease(row.task_run_id, row.cluster_id, row.life) if row else None


def delete_lease(tx: Connection, task_run_id: int) -> None:
    """End the lease of a task run, if it has one."""
    tx.execute(delete(leases).where(leases.c.task_run_id == task_run_id))


def held(tx: Connection) -> set[str]:
    """The ids of all clusters that some task run holds."""
    return set(tx.execute(select(leases.c.cluster_id).distinct()).scalars())


def _all(tx: Connection, query: Select[Any]) -> list[Cluster]:
    return [Cluster(**row._mapping) for row in tx.execute(query)]


def _cluster(row: Row[Any] | None) -> Cluster | None:
    return Cluster(**row._mapping) if row else None
