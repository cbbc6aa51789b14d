"""The tables of notifications that are to be delivered, and of runs that may take too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from boathouse.store.ids import new_id
from boathouse.store.tables import Document, Id, Millis, metadata

EMAIL, DESTINATION = "email", "destination"

notifications = Table(
    "notifications",
    metadata,
    Column("notification_id", Id, primary_key=True),
    Column("job_run_id", Id, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("target", String(512), nullable=False),  # an address, or a destination's id
    Column("event", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    # Null once it is delivered or given up.
    Column("due_at", Millis, nullable=True),
    Column("delivered_at", Millis, nullable=True),
    Column("error", Text, nullable=True),
    Index("ix_notifications_due", "due_at"),
    Index("ix_notifications_created", "created_at"),
)
"""The outbox: a row for each recipient of an event, written with the change that it tells of."""

duration_watches = Table(
    "duration_watches",
    metadata,
    # The run's or the task run's.
    Column("run_id", Id, primary_key=True),
    Column("job_run_id", Id, nullable=False, index=True),
    Column("due_at", Millis, nullable=False, index=True),
    Column("event", Document, nullable=False),
    Column("recipients", Document, nullable=False),
)
"""Runs whose duration somebody wants to be warned of, from their start to the warning or their end:
when it is due, what it says, and [kind, target] of each who gets it."""


@dataclass(frozen=True)
class Notification:
    """A row of notifications. `event` is the document that events.py makes."""

    notification_id: int
    job_run_id: int
    kind: str
    target: str
    event: dict[str, Any]
    created_at: int
    tries: int
    due_at: int | None
    delivered_at: int | None
    error: str | None


@dataclass(frozen=True)
class Watch:
    """A row of duration_watches."""

    run_id: int
    job_run_id: int
    due_at: int
    event: dict[str, Any]
    recipients: list[list[str]]


# Asked for at each start and end of a run.
_UNWATCH = delete(duration_watches).where(duration_watches.c.run_id == bindparam("id"))
_NEXT = select(func.min(notifications.c.due_at))
_NEXT_WATCH = select(func.min(duration_watches.c.due_at))


def insert_notifications(
    tx: Connection,
    job_run_id: int,
    event: dict[str, Any],
    recipients: Sequence[Sequence[str]],
    now: int,
) -> None:
    """Have an event told to each recipient, [kind, target], from now on."""
    first = next_id(tx, now)
    rows = [
        {
            "notification_id": first + number,
            "job_run_id": job_run_id,
            "kind": kind,
            "target": target,
            "event": event,
            "created_at": now,
            "tries": 0,
            "due_at": now,
        }
        for number, (kind, target) in enumerate(recipients)
    ]
    tx.execute(insert(notifications), rows)


def next_id(tx: Connection, now: int) -> int:
    """An id greater than all that there are; those after it are free as long as the change is."""
    last = tx.execute(select(func.max(notifications.c.notification_id))).scalar()
    return max(new_id(now), int(last) + 1 if last is not None else 0)


def claim_due(tx: Connection, now: int, until: int, limit: int) -> list[Notification]:
    """Some that are due, oldest first, which nobody else tries before `until`."""
    query = select(notifications).where(notifications.c.due_at <= now)
    found = tx.execute(query.order_by(notifications.c.due_at).limit(limit)).all()
    ids = [row.notification_id for row in found]
    if ids:
        taken = update(notifications).where(notifications.c.notification_id.in_(ids))
        claim = {"due_at": until, "tries": notifications.c.tries + 1, "error": None}
        tx.execute(taken.values(**claim))
    return [Notification(**{**row._mapping, "tries": row.tries + 1}) for row in found]


def set_notification(tx: Connection, notification_id: int, **changes: Any) -> None:
    """Change columns of a notification."""
    one = notifications.c.notification_id == notification_id
    tx.execute(update(notifications).where(one).values(**changes))


def next_due(tx: Connection) -> int | None:
    """When there is something to do next: a delivery or a warning."""
    found = [tx.execute(query).scalar() for query in (_NEXT, _NEXT_WATCH)]
    return min((int(due) for due in found if due is not None), default=None)


def of_run(tx: Connection, job_run_id: int) -> list[Notification]:
    """The notifications of a run and its tasks, oldest first."""
    query = select(notifications).where(notifications.c.job_run_id == job_run_id)
    rows = tx.execute(query.order_by(notifications.c.notification_id))
    return [Notification(**row._mapping) for row in rows]


def watch(tx: Connection, row: Watch) -> None:
    """Watch the duration of a run or a task run, from this moment."""
    unwatch(tx, row.run_id)
    tx.execute(insert(duration_watches).values(**vars(row)))


def unwatch(tx: Connection, run_id: int) -> None:
    """Watch it no longer."""
    tx.execute(_UNWATCH, {"id": run_id})


def exceeded(tx: Connection, now: int, limit: int) -> list[Watch]:
    """Some of the watched whose time is over."""
    query = select(duration_watches).where(duration_watches.c.due_at <= now)
    found = tx.execute(query.order_by(duration_watches.c.due_at).limit(limit))
    return [Watch(**row._mapping) for row in found]


def forget_run(tx: Connection, job_run_id: int) -> None:
    """Remove what there is about a run, but for what is still to be delivered."""
    tx.execute(delete(duration_watches).where(duration_watches.c.job_run_id == job_run_id))
    of_run = notifications.c.job_run_id == job_run_id
    tx.execute(delete(notifications).where(of_run, notifications.c.due_at.is_(None)))


def forget_before(tx: Connection, moment: int) -> None:
    """Remove what was queued before a time and is settled."""
    settled = notifications.c.due_at.is_(None)
    tx.execute(delete(notifications).where(settled, notifications.c.created_at < moment))
