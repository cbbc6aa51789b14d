"""The tables of what starts runs by itself, and their queries.

A row changes only while it holds the `version` that was read: of two servers that want to fire it
one finds no such row, and does nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    false,
    func,
    insert,
    select,
    update,
)

from boathouse.store.tables import Document, Id, Millis, metadata

CLOCKED = ("schedule", "periodic")
WATCHING = ("file_arrival", "table_update")

job_triggers = Table(
    "job_triggers",
    metadata,
    Column("job_id", Id, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("config", Document, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("since", Millis, nullable=False),
    Column("next_fire_at", Millis, nullable=True),
    Column("fired_at", Millis, nullable=True),
    Column("run_id", Id, nullable=True),
    Column("state", Document, nullable=False),
    Column("version", String(32), nullable=False),
    Index("ix_job_triggers_due", "kind", "next_fire_at"),
)

job_trigger_files = Table(
    "job_trigger_files",
    metadata,
    Column("job_id", Id, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("path", Text, primary_key=True),
)
"""The files that a file_arrival trigger has seen, by their path below its place."""


@dataclass(frozen=True)
class Trigger:
    """A row: the starter at a `position` of a job's settings.

    `since` is when it began to be as it is (made, changed, resumed); `next_fire_at` when it is due,
    or is to be looked at; `fired_at` and `run_id` tell of its last run; `state` is what its kind
    must remember. Times in ms.
    """

    job_id: int
    position: int
    kind: str
    config: dict[str, Any]
    paused: bool
    since: int
    next_fire_at: int | None
    fired_at: int | None
    run_id: int | None
    state: dict[str, Any]
    version: str


def of_job(tx: Connection, job_id: int) -> list[Trigger]:
    """What starts runs of a job, by position."""
    query = select(job_triggers).where(job_triggers.c.job_id == job_id)
    return [Trigger(**row._mapping) for row in tx.execute(query.order_by(job_triggers.c.position))]


def due(tx: Connection, kinds: Sequence[str], now: int, limit: int) -> list[Trigger]:
    """Some triggers of some kinds whose time has come, the longest due first."""
    query = (
        select(job_triggers)
        .where(
            job_triggers.c.kind.in_(kinds),
            job_triggers.c.next_fire_at <= now,
            job_triggers.c.paused == false(),
        )
        .order_by(job_triggers.c.next_fire_at)
        .limit(limit)
    )
    return [Trigger(**row._mapping) for row in tx.execute(query)]


def at_rest(tx: Connection, kind: str) -> list[Trigger]:
    """The triggers of a kind that wait for no time: for the end of their run."""
    query = select(job_triggers).where(
        job_triggers.c.kind == kind,
        job_triggers.c.next_fire_at.is_(None),
        job_triggers.c.paused == false(),
    )
    return [Trigger(**row._mapping) for row in tx.execute(query)]


def next_due(tx: Connection, kinds: Sequence[str]) -> int | None:
    """When the next trigger of some kinds is due."""
    query = select(func.min(job_triggers.c.next_fire_at)).where(
        job_triggers.c.kind.in_(kinds), job_triggers.c.paused == false()
    )
    found: int | None = tx.execute(query).scalar()
    return found


def put(tx: Connection, trigger: Trigger) -> None:
    """Add a trigger, in the place of the one that stands there."""
    drop(tx, trigger.job_id, [trigger.position])
    tx.execute(insert(job_triggers).values(**trigger.__dict__))


def claim(tx: Connection, trigger: Trigger, **changes: Any) -> Trigger | None:
    """Change a trigger, if it still is as it was read; None when it is not."""
    changes["version"] = new_version()
    held = (
        job_triggers.c.job_id == trigger.job_id,
        job_triggers.c.position == trigger.position,
        job_triggers.c.version == trigger.version,
    )
    changed = tx.execute(update(job_triggers).where(*held).values(**changes)).rowcount
    return replace(trigger, **changes) if changed else None


def new_version() -> str:
    """A version that no row has had."""
    return uuid4().hex


def drop(tx: Connection, job_id: int, positions: Collection[int] | None = None) -> None:
    """Remove triggers of a job, and what they have seen; all of them for None."""
    for table in (job_triggers, job_trigger_files):
        query = delete(table).where(table.c.job_id == job_id)
        if positions is not None:
            query = query.where(table.c.position.in_(positions))
        tx.execute(query)


def seen_files(tx: Connection, trigger: Trigger) -> set[str]:
    """The files that a trigger has seen."""
    table = job_trigger_files
    query = select(table.c.path).where(
        table.c.job_id == trigger.job_id, table.c.position == trigger.position
    )
    return {path for (path,) in tx.execute(query)}


def add_files(tx: Connection, trigger: Trigger, paths: Iterable[str]) -> None:
    """Remember files."""
    place = {"job_id": trigger.job_id, "position": trigger.position}
    rows = [{**place, "path": path} for path in paths]
    if rows:
        tx.execute(insert(job_trigger_files), rows)


def forget_files(tx: Connection, trigger: Trigger, paths: Iterable[str]) -> None:
    """Forget files that are gone."""
    table = job_trigger_files
    for path in paths:
        tx.execute(
            delete(table).where(
                table.c.job_id == trigger.job_id,
                table.c.position == trigger.position,
                table.c.path == path,
            )
        )
