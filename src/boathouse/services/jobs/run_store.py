"""The queries of runs and task runs. States change only through states.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from boathouse.services.jobs import states
from boathouse.services.jobs.run_tables import Run as Run
from boathouse.services.jobs.run_tables import TaskRun as TaskRun
from boathouse.services.jobs.run_tables import run_tokens as run_tokens
from boathouse.services.jobs.run_tables import runs as runs
from boathouse.services.jobs.run_tables import task_runs as task_runs
from boathouse.store.ids import new_id

HOLDING = ("PENDING", "RUNNING", "TERMINATING")
"""The states of a run that hold one of its job's max_concurrent_runs places."""

# Clients poll these: put together once, they take half of the time.
_RUN = select(runs).where(runs.c.run_id == bindparam("id"))
_TASK_RUN = select(task_runs).where(task_runs.c.run_id == bindparam("id"))
_OUTER = task_runs.c.parent_id.is_(None)
_TASKS_OF = (
    select(task_runs)
    .where(task_runs.c.job_run_id.in_(bindparam("ids", expanding=True)), _OUTER)
    .order_by(task_runs.c.position, task_runs.c.attempt_number)
)
_CURRENT_OF = _TASKS_OF.where(task_runs.c.superseded.is_(False))
_GOING = ("BLOCKED", "WAITING_FOR_RETRY", "PENDING", "RUNNING", "TERMINATING")
_ACTIVE_ITERATIONS = (
    select(task_runs)
    .where(
        task_runs.c.parent_id.in_(bindparam("ids", expanding=True)),
        task_runs.c.life_cycle_state.in_(_GOING),
    )
    .order_by(task_runs.c.iteration)
)
_WITH_PROCESSES = select(task_runs).where(
    task_runs.c.job_run_id.in_(bindparam("ids", expanding=True)),
    task_runs.c.life_cycle_state.in_(("PENDING", "RUNNING", "TERMINATING")),
)


def insert_tasks(tx: Connection, tasks: Sequence[TaskRun]) -> None:
    """Add task runs to a run: further attempts, iterations."""
    if tasks:
        tx.execute(insert(task_runs), [task.__dict__ for task in tasks])


def insert_run(tx: Connection, run: Run, tasks: Sequence[TaskRun]) -> None:
    """Add a run and its task runs."""
    tx.execute(insert(runs).values(**run.__dict__))
    insert_tasks(tx, tasks)


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
    """The task runs of several runs, every attempt, in the order of their tasks; no iterations."""
    found: dict[int, list[TaskRun]] = {run_id: [] for run_id in run_ids}
    for row in tx.execute(_TASKS_OF, {"ids": run_ids}):
        task = TaskRun(**row._mapping)
        found[task.job_run_id].append(task)
    return found


def current_of(tx: Connection, run_id: int) -> list[TaskRun]:
    """The last attempt at each task of a run; no iterations."""
    return [TaskRun(**row._mapping) for row in tx.execute(_CURRENT_OF, {"ids": [run_id]})]


def active_iterations(tx: Connection, parent_ids: Sequence[int]) -> list[TaskRun]:
    """The iterations of for_each task runs that have not ended."""
    if not parent_ids:
        return []
    rows = tx.execute(_ACTIVE_ITERATIONS, {"ids": parent_ids})
    return [TaskRun(**row._mapping) for row in rows]


def ids_of(tx: Connection, run_id: int, *, begun: bool = False) -> list[int]:
    """The ids of all task runs of a run, iterations too; of those that have begun, if `begun`."""
    query = select(task_runs.c.run_id).where(task_runs.c.job_run_id == run_id)
    if begun:
        query = query.where(task_runs.c.started_at.is_not(None))
    return [*tx.execute(query).scalars()]


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


def due_runs(tx: Connection) -> list[Any]:
    """The run_id and job_id of the runs that something can be done for, oldest first.

    Those that have started or are to end, and of each job's queue as many as may leave it: one
    query, however many wait.
    """
    query = select(runs.c.run_id, runs.c.job_id).where(
        runs.c.life_cycle_state.in_(HOLDING)
        | ((runs.c.life_cycle_state == "QUEUED") & runs.c.ending.is_not(None))
        | runs.c.run_id.in_(_leaving_queue())
    )
    return [*tx.execute(query.order_by(runs.c.run_id))]


def next_queued(tx: Connection, job_id: int) -> int | None:
    """The first run in the queue of a job, if one of its places is free."""
    waiting = (runs.c.job_id == job_id, runs.c.life_cycle_state == "QUEUED")
    query = select(runs.c.run_id, runs.c.max_concurrent_runs).where(*waiting)
    first = tx.execute(query.order_by(runs.c.run_id).limit(1)).first()
    if first is None or count_active(tx, job_id, queued=False) >= first.max_concurrent_runs:
        return None
    return int(first.run_id)


def with_processes(tx: Connection, run_ids: Sequence[int]) -> list[TaskRun]:
    """The task runs of some runs that may have processes, iterations too."""
    rows = tx.execute(_WITH_PROCESSES, {"ids": [*run_ids]})
    return [TaskRun(**row._mapping) for row in rows]


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


def reopen(tx: Connection, run: Run, **changes: Any) -> None:
    """Let an ended run begin again, for a repair."""
    states.check(states.REPAIRS, run.life_cycle_state, "PENDING")
    blank = {"result_state": None, "code": None, "message": "", "ending": None}
    blank |= {"started_at": None, "ended_at": None}
    set_run(tx, run.run_id, life_cycle_state="PENDING", **{**blank, **changes})


def move_task(tx: Connection, task: TaskRun, after: str, **changes: Any) -> None:
    """Change a task run's state along the state machine, with other columns."""
    states.check(states.TASK_MOVES, task.life_cycle_state, after)
    set_task(tx, task.run_id, life_cycle_state=after, **changes)


def end_run(tx: Connection, run: Run, outcome: states.Outcome, now: int) -> None:
    """Bring a run to its end."""
    states.check(states.RUN_MOVES, run.life_cycle_state, outcome.life_cycle_state)
    set_run(tx, run.run_id, **ended_as(outcome, now))


def end_task(
    tx: Connection, task: TaskRun, how: states.Outcome, now: int, /, **changes: Any
) -> None:
    """Bring a task run to its end, with other columns."""
    states.check(states.TASK_MOVES, task.life_cycle_state, how.life_cycle_state)
    set_task(tx, task.run_id, **{**ended_as(how, now), **changes})


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
