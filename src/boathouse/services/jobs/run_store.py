"""The tables of runs and task runs, and their queries. States change only through states.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from boathouse.services.jobs import states
from boathouse.store.tables import Document, Id, Millis, metadata

runs = Table(
    "runs",
    metadata,
    Column("run_id", Id, primary_key=True),
    Column("job_id", Id, nullable=False),
    Column("run_type", String(32), nullable=False),
    Column("name", String(4096), nullable=False),
    Column("creator", String(256), nullable=False),
    Column("settings", Document, nullable=False),
    Column("parameters", Document, nullable=False),
    Column("idempotency_token", String(64), nullable=True),
    Column("life_cycle_state", String(32), nullable=False),
    Column("result_state", String(48), nullable=True),
    Column("code", String(64), nullable=True),
    Column("message", Text, nullable=False, default=""),
    Column("ending", String(16), nullable=True),
    Column("clusters", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("started_at", Millis, nullable=True),
    Column("ended_at", Millis, nullable=True),
    Index("uq_runs_idempotency", "creator", "idempotency_token", unique=True),
    Index("ix_runs_job", "job_id", "run_id"),
    Index("ix_runs_state", "life_cycle_state", "job_id"),
)

task_runs = Table(
    "task_runs",
    metadata,
    Column("run_id", Id, primary_key=True),
    Column("job_run_id", Id, ForeignKey("runs.run_id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("task_key", String(256), nullable=False),
    Column("attempt_number", Integer, nullable=False),
    Column("task", Document, nullable=False),
    Column("cluster_id", String(64), nullable=True),
    Column("life_cycle_state", String(32), nullable=False),
    Column("result_state", String(48), nullable=True),
    Column("code", String(64), nullable=True),
    Column("message", Text, nullable=False, default=""),
    Column("ending", String(16), nullable=True),
    Column("pid", Integer, nullable=True),
    Column("pid_started", String(64), nullable=True),
    Column("pending_at", Millis, nullable=True),
    Column("started_at", Millis, nullable=True),
    Column("ended_at", Millis, nullable=True),
)


@dataclass(frozen=True)
class Run:
    """A row of runs: what was asked (settings, parameters) and how far it is.

    `ending` says why it is being ended: "cancel", "timeout". `clusters` maps the keys of job
    clusters to the clusters made for this run.
    """

    run_id: int
    job_id: int
    run_type: str
    name: str
    creator: str
    settings: dict[str, Any]
    parameters: dict[str, Any]
    idempotency_token: str | None
    life_cycle_state: str
    result_state: str | None
    code: str | None
    message: str
    ending: str | None
    clusters: dict[str, str]
    created_at: int
    started_at: int | None
    ended_at: int | None

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.life_cycle_state in states.ENDED


@dataclass(frozen=True)
class TaskRun:
    """A row of task_runs: one attempt at one task of a run. `pid` is its launcher's."""

    run_id: int
    job_run_id: int
    position: int
    task_key: str
    attempt_number: int
    task: dict[str, Any]
    cluster_id: str | None
    life_cycle_state: str
    result_state: str | None
    code: str | None
    message: str
    ending: str | None
    pid: int | None
    pid_started: str | None
    pending_at: int | None
    started_at: int | None
    ended_at: int | None

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.life_cycle_state in states.ENDED


def insert_run(tx: Connection, run: Run, tasks: Sequence[TaskRun]) -> None:
    """Add a run and its task runs."""
    tx.execute(insert(runs).values(**run.__dict__))
    if tasks:
        tx.execute(insert(task_runs), [task.__dict__ for task in tasks])


def get_run(tx: Connection, run_id: int) -> Run | None:
    """The run of an id (not of a task run)."""
    row = tx.execute(select(runs).where(runs.c.run_id == run_id)).first()
    return Run(**row._mapping) if row else None


def get_task_run(tx: Connection, run_id: int) -> TaskRun | None:
    """The task run of an id."""
    row = tx.execute(select(task_runs).where(task_runs.c.run_id == run_id)).first()
    return TaskRun(**row._mapping) if row else None


def tasks_of(tx: Connection, run_ids: Sequence[int]) -> dict[int, list[TaskRun]]:
    """The task runs of several runs, in the order of their tasks."""
    found: dict[int, list[TaskRun]] = {run_id: [] for run_id in run_ids}
    query = select(task_runs).where(task_runs.c.job_run_id.in_(run_ids))
    for row in tx.execute(query.order_by(task_runs.c.position, task_runs.c.attempt_number)):
        task = TaskRun(**row._mapping)
        found[task.job_run_id].append(task)
    return found


def by_token(tx: Connection, creator: str, token: str) -> Run | None:
    """The run that was started with an idempotency token."""
    row = tx.execute(
        select(runs).where(runs.c.creator == creator, runs.c.idempotency_token == token)
    ).first()
    return Run(**row._mapping) if row else None


def active_runs(tx: Connection, job_id: int | None = None) -> list[Run]:
    """The runs that have not ended, oldest first."""
    query = select(runs).where(runs.c.life_cycle_state.in_(states.RUN_MOVES))
    if job_id is not None:
        query = query.where(runs.c.job_id == job_id)
    return [Run(**row._mapping) for row in tx.execute(query.order_by(runs.c.run_id))]


def count_started(tx: Connection, job_id: int) -> int:
    """The runs of a job that hold one of its max_concurrent_runs places."""
    holding = ("PENDING", "RUNNING", "TERMINATING")
    query = select(func.count()).select_from(runs)
    query = query.where(runs.c.job_id == job_id, runs.c.life_cycle_state.in_(holding))
    return int(tx.execute(query).scalar_one())


def page_of_runs(
    tx: Connection,
    *,
    creator: str | None,
    job_id: int | None,
    active: bool | None,
    run_type: str | None,
    since: int | None,
    until: int | None,
    before: int | None,
    offset: int,
    limit: int,
) -> list[Run]:
    """Runs, newest first, with the filters of runs/list."""
    query = select(runs).order_by(runs.c.run_id.desc()).limit(limit).offset(offset)
    wanted: list[tuple[Any, Callable[[Any], ColumnElement[bool]]]] = [
        (creator, lambda value: runs.c.creator == value),
        (job_id, lambda value: runs.c.job_id == value),
        (run_type, lambda value: runs.c.run_type == value),
        (since, lambda value: runs.c.created_at >= value),
        (until, lambda value: runs.c.created_at <= value),
        (before, lambda value: runs.c.run_id < value),
    ]
    for value, condition in wanted:
        if value is not None:
            query = query.where(condition(value))
    if active is not None:
        within = runs.c.life_cycle_state.in_(states.RUN_MOVES)
        query = query.where(within if active else ~within)
    return [Run(**row._mapping) for row in tx.execute(query)]


def move_run(tx: Connection, run: Run, after: str, **changes: Any) -> None:
    """Change a run's state along the state machine, with other columns."""
    states.check(states.RUN_MOVES, run.life_cycle_state, after)
    set_run(tx, run.run_id, life_cycle_state=after, **changes)


def move_task(tx: Connection, task: TaskRun, after: str, **changes: Any) -> None:
    """Change a task run's state along the state machine, with other columns."""
    states.check(states.TASK_MOVES, task.life_cycle_state, after)
    set_task(tx, task.run_id, life_cycle_state=after, **changes)


def end_run(tx: Connection, run: Run, outcome: states.Outcome, now: int) -> None:
    """Bring a run to its end."""
    move_run(tx, run, outcome.life_cycle_state, **_ending(outcome), ended_at=now)


def end_task(tx: Connection, task: TaskRun, outcome: states.Outcome, now: int) -> None:
    """Bring a task run to its end."""
    move_task(tx, task, outcome.life_cycle_state, **_ending(outcome), ended_at=now)


def set_run(tx: Connection, run_id: int, **changes: Any) -> None:
    """Change columns of a run."""
    tx.execute(update(runs).where(runs.c.run_id == run_id).values(**changes))


def set_task(tx: Connection, run_id: int, **changes: Any) -> None:
    """Change columns of a task run."""
    tx.execute(update(task_runs).where(task_runs.c.run_id == run_id).values(**changes))


def delete_run(tx: Connection, run_id: int) -> None:
    """Remove a run and its task runs."""
    tx.execute(delete(task_runs).where(task_runs.c.job_run_id == run_id))
    tx.execute(delete(runs).where(runs.c.run_id == run_id))


def _ending(outcome: states.Outcome) -> dict[str, Any]:
    return {
        "result_state": outcome.result_state,
        "code": outcome.code,
        "message": outcome.message,
    }
