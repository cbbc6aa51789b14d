"""The tables of runs and task runs, and their queries. States change only through states.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from boathouse.services.jobs import states
from boathouse.store.ids import new_id
from boathouse.store.tables import Document, Id, Millis, metadata

HOLDING = ("PENDING", "RUNNING", "TERMINATING")
"""The states of a run that hold one of its job's max_concurrent_runs places."""

runs = Table(
    "runs",
    metadata,
    Column("run_id", Id, primary_key=True),
    Column("job_id", Id, nullable=False),
    Column("run_type", String(32), nullable=False),
    Column("name", String(4096), nullable=False),
    Column("creator", String(256), nullable=False),
    Column("run_as", String(256), nullable=False),
    Column("settings", Document, nullable=False),
    Column("parameters", Document, nullable=False),
    Column("max_concurrent_runs", Integer, nullable=False),
    Column("timeout_seconds", Integer, nullable=False),
    Column("life_cycle_state", String(32), nullable=False),
    Column("result_state", String(48), nullable=True),
    Column("code", String(64), nullable=True),
    Column("message", Text, nullable=False, default=""),
    Column("ending", String(16), nullable=True),
    Column("clusters", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("pending_at", Millis, nullable=True),
    Column("started_at", Millis, nullable=True),
    Column("ended_at", Millis, nullable=True),
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

run_tokens = Table(
    "run_tokens",
    metadata,
    Column("creator", String(256), primary_key=True),
    Column("token", String(64), primary_key=True),
    Column("run_id", Id, nullable=False),
)
"""Which run an idempotency token stands for; it outlives the run."""

# Clients poll these: put together once, they take half of the time.
_RUN = select(runs).where(runs.c.run_id == bindparam("id"))
_TASK_RUN = select(task_runs).where(task_runs.c.run_id == bindparam("id"))
_TASKS_OF = (
    select(task_runs)
    .where(task_runs.c.job_run_id.in_(bindparam("ids", expanding=True)))
    .order_by(task_runs.c.position, task_runs.c.attempt_number)
)


@dataclass(frozen=True)
class Run:
    """A row of runs: what was asked (settings, parameters) and how far it is.

    `creator` is who asked for it, `run_as` the name of the principal whose rights it has.
    `ending` says why it is being ended: "cancel", "timeout". `clusters` maps the keys of job
    clusters to the clusters made for this run. `pending_at` is when it left the queue.
    """

    run_id: int
    job_id: int
    run_type: str
    name: str
    creator: str
    run_as: str
    settings: dict[str, Any]
    parameters: dict[str, Any]
    max_concurrent_runs: int
    timeout_seconds: int
    life_cycle_state: str
    result_state: str | None
    code: str | None
    message: str
    ending: str | None
    clusters: dict[str, str]
    created_at: int
    pending_at: int | None
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


def next_id(tx: Connection, now: int) -> int:
    """An id for a run or a task run, greater than all that there are.

    The ids that follow it are free too, as long as the change is open: a run may have more tasks
    than a millisecond has random ids.
    """
    last = (tx.execute(select(func.max(table.c.run_id))).scalar() for table in (runs, task_runs))
    return max([new_id(now), *(int(found) + 1 for found in last if found is not None)])


def get_run(tx: Connection, run_id: int) -> Run | None:
    """The run of an id (not of a task run)."""
    row = tx.execute(_RUN, {"id": run_id}).first()
    return Run(**row._mapping) if row else None


def get_task_run(tx: Connection, run_id: int) -> TaskRun | None:
    """The task run of an id."""
    row = tx.execute(_TASK_RUN, {"id": run_id}).first()
    return TaskRun(**row._mapping) if row else None


def tasks_of(tx: Connection, run_ids: Sequence[int]) -> dict[int, list[TaskRun]]:
    """The task runs of several runs, in the order of their tasks."""
    found: dict[int, list[TaskRun]] = {run_id: [] for run_id in run_ids}
    for row in tx.execute(_TASKS_OF, {"ids": run_ids}):
        task = TaskRun(**row._mapping)
        found[task.job_run_id].append(task)
    return found


def run_of_token(tx: Connection, creator: str, token: str) -> int | None:
    """The id of the run that was started with an idempotency token, if it still exists or not."""
    wanted = (run_tokens.c.creator == creator, run_tokens.c.token == token)
    found: int | None = tx.execute(select(run_tokens.c.run_id).where(*wanted)).scalar()
    return found


def keep_token(tx: Connection, creator: str, token: str, run_id: int) -> None:
    """Let an idempotency token stand for a run from now on."""
    tx.execute(insert(run_tokens).values(creator=creator, token=token, run_id=run_id))


def active_runs(tx: Connection, job_id: int | None = None) -> list[Run]:
    """The runs that have not ended, oldest first."""
    query = select(runs).where(runs.c.life_cycle_state.in_(states.RUN_MOVES))
    if job_id is not None:
        query = query.where(runs.c.job_id == job_id)
    return [Run(**row._mapping) for row in tx.execute(query.order_by(runs.c.run_id))]


def due_runs(tx: Connection) -> list[Run]:
    """The runs that something can be done for, oldest first.

    Those that have started or are to end, and of each job's queue as many as may leave it: one
    query, however many wait.
    """
    query = select(runs).where(
        runs.c.life_cycle_state.in_(HOLDING)
        | ((runs.c.life_cycle_state == "QUEUED") & runs.c.ending.is_not(None))
        | runs.c.run_id.in_(_leaving_queue())
    )
    return [Run(**row._mapping) for row in tx.execute(query.order_by(runs.c.run_id))]


def _leaving_queue() -> Select[tuple[int]]:
    waiting = (
        select(
            runs.c.run_id,
            runs.c.job_id,
            runs.c.max_concurrent_runs,
            func.row_number().over(partition_by=runs.c.job_id, order_by=runs.c.run_id).label("n"),
        )
        .where(runs.c.life_cycle_state == "QUEUED", runs.c.ending.is_(None))
        .subquery()
    )
    held = (
        select(runs.c.job_id, func.count().label("n"))
        .where(runs.c.life_cycle_state.in_(HOLDING))
        .group_by(runs.c.job_id)
        .subquery()
    )
    return (
        select(waiting.c.run_id)
        .outerjoin(held, held.c.job_id == waiting.c.job_id)
        .where(waiting.c.n + func.coalesce(held.c.n, 0) <= waiting.c.max_concurrent_runs)
    )


def count_active(tx: Connection, job_id: int, *, queued: bool) -> int:
    """The runs of a job that hold one of its places, with those that wait for one if `queued`."""
    counted = (*HOLDING, "QUEUED") if queued else HOLDING
    query = select(func.count()).select_from(runs)
    query = query.where(runs.c.job_id == job_id, runs.c.life_cycle_state.in_(counted))
    return int(tx.execute(query).scalar_one())


def set_timeout(tx: Connection, job_id: int, seconds: int) -> None:
    """Give the active runs of a job another timeout."""
    active = runs.c.life_cycle_state.in_(states.RUN_MOVES)
    change = update(runs).where(runs.c.job_id == job_id, active)
    tx.execute(change.values(timeout_seconds=seconds))


def page_of_runs(
    tx: Connection,
    *,
    visible: Select[tuple[str]] | None,
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
    # Sorting ids alone is quick; the rows carry whole settings.
    query = select(runs.c.run_id).order_by(runs.c.run_id.desc()).limit(limit).offset(offset)
    wanted: list[tuple[Any, Callable[[Any], ColumnElement[bool]]]] = [
        (visible, lambda value: runs.c.job_id.in_(as_ids(value))),
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
    found = select(runs).where(runs.c.run_id.in_(query)).order_by(runs.c.run_id.desc())
    return [Run(**row._mapping) for row in tx.execute(found)]


def as_ids(visible: Select[tuple[str]]) -> Select[tuple[int]]:
    """A query for ids that are kept as texts, as numbers."""
    return select(cast(visible.subquery().c.object_id, BigInteger))


def has_runs(tx: Connection, job_id: int) -> bool:
    """Whether there is a run under the id of a job."""
    query = select(runs.c.run_id).where(runs.c.job_id == job_id).limit(1)
    return tx.execute(query).first() is not None


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
    states.check(states.RUN_MOVES, run.life_cycle_state, outcome.life_cycle_state)
    set_run(tx, run.run_id, **ended_as(outcome, now))


def end_task(tx: Connection, task: TaskRun, outcome: states.Outcome, now: int) -> None:
    """Bring a task run to its end."""
    states.check(states.TASK_MOVES, task.life_cycle_state, outcome.life_cycle_state)
    set_task(tx, task.run_id, **ended_as(outcome, now))


def ended_as(outcome: states.Outcome, now: int) -> dict[str, Any]:
    """The columns of a run or task run that has ended."""
    return {
        "life_cycle_state": outcome.life_cycle_state,
        "result_state": outcome.result_state,
        "code": outcome.code,
        "message": outcome.message,
        "ended_at": now,
    }


def set_run(tx: Connection, run_id: int, **changes: Any) -> None:
    """Change columns of a run."""
    tx.execute(update(runs).where(runs.c.run_id == run_id).values(**changes))


def set_task(tx: Connection, run_id: int, **changes: Any) -> None:
    """Change columns of a task run."""
    tx.execute(update(task_runs).where(task_runs.c.run_id == run_id).values(**changes))


def ended_before(tx: Connection, moment: int, limit: int) -> list[Run]:
    """Some runs that ended before a time."""
    query = select(runs).where(runs.c.ended_at < moment).limit(limit)
    return [Run(**row._mapping) for row in tx.execute(query)]


def delete_run(tx: Connection, run_id: int) -> None:
    """Remove a run and its task runs."""
    tx.execute(delete(task_runs).where(task_runs.c.job_run_id == run_id))
    tx.execute(delete(runs).where(runs.c.run_id == run_id))
