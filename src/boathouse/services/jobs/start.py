"""The birth of a run: its row and its tasks' rows, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs import flow, run_store, states, store
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.notifications import outbox


def start(
    tx: Connection,
    ctx: Context,
    settings: dict[str, Any],
    run_type: str,
    *,
    name: str,
    chosen: dict[str, Any],
    run_as: str,
    job_id: int | None = None,
    token: str | None = None,
    run_id: int | None = None,
    only: list[str] | None = None,
    trigger: str = "ONE_TIME",
    trigger_info: dict[str, Any] | None = None,
    scheduled_at: int | None = None,
    parent: TaskRun | None = None,
    depth: int = 0,
    born: states.Outcome | None = None,
) -> Run:
    """A new run: PENDING, or QUEUED or SKIPPED when its job has as many as it may have.

    Of `ctx` only the principal's name and `now` count. `only`: the keys of the tasks to run.
    `trigger` is a word of the API's TriggerType, `trigger_info` what is known of it, `scheduled_at`
    when the run was due (ms). `parent` is the run_job task that wants it. `born` ends it at once.
    Raises InvalidParameterValue where `only` names an unknown task.
    """
    selected = flow.selection(settings["tasks"], only) if only else None
    state, outcome, message = _first_state(tx, settings, job_id, born)
    run = Run(
        run_id=run_id if run_id is not None else run_store.next_id(tx, ctx.now),
        job_id=job_id if job_id is not None else store.next_id(tx, ctx.now),
        run_type=run_type,
        name=name,
        creator=ctx.principal.user_name,
        run_as=run_as,
        settings=settings,
        parameters=chosen,
        max_concurrent_runs=settings["max_concurrent_runs"],
        timeout_seconds=settings["timeout_seconds"],
        life_cycle_state=state,
        result_state=outcome.result_state if outcome else None,
        code=outcome.code if outcome else None,
        message=message,
        ending=None,
        trigger=trigger,
        trigger_info=trigger_info or {},
        scheduled_at=scheduled_at,
        only=selected,
        parent_task_run_id=parent.run_id if parent else None,
        depth=depth,
        repair_count=0,
        clusters={},
        created_at=ctx.now,
        pending_at=ctx.now if state == "PENDING" else None,
        started_at=None,
        ended_at=ctx.now if outcome else None,
    )
    first_id = max(run.run_id + 1, run_store.next_id(tx, ctx.now))
    tasks = [] if outcome else _tasks(run, first_id, ctx.now)
    run_store.insert_run(tx, run, tasks)
    if outcome:
        outbox.ended(tx, ctx.now, run, None)
    if token is not None:
        run_store.keep_token(tx, run.creator, token, run.run_id)
    return run


def same(tx: Connection, ctx: Context, token: str | None) -> int | None:
    """The id of the run that this idempotency token has started already.

    Raises InvalidParameterValue when that run was deleted since [B5.3].
    """
    creator = ctx.principal.user_name
    run_id = run_store.run_of_token(tx, creator, token) if token else None
    if run_id is not None and run_store.get_run(tx, run_id) is None:
        raise InvalidParameterValue("The run of this idempotency_token was deleted.")
    return run_id


def _first_state(
    tx: Connection, settings: dict[str, Any], job_id: int | None, born: states.Outcome | None
) -> tuple[str, states.Outcome | None, str]:
    if born is not None:
        return born.life_cycle_state, born, born.message
    allowed = settings["max_concurrent_runs"]
    # 0 skips every run [B5.3]: nothing would ever end the wait in a queue.
    queue = allowed > 0 and bool((settings.get("queue") or {}).get("enabled"))
    if job_id is None or run_store.count_active(tx, job_id, queued=queue) < allowed:
        return "PENDING", None, ""
    if queue:
        return "QUEUED", None, "Queued: the job has reached its maximum of concurrent runs."
    return states.NO_SLOT.life_cycle_state, states.NO_SLOT, states.NO_SLOT.message


def _tasks(run: Run, first_id: int, now: int) -> list[TaskRun]:
    tasks = run.settings["tasks"]
    left_out = flow.disabled(tasks, run.only)
    return [
        new_task(
            run.run_id,
            first_id + position,
            position,
            task,
            **(run_store.ended_as(states.DISABLED, now) if task["task_key"] in left_out else {}),
        )
        for position, task in enumerate(tasks)
    ]


def new_task(
    job_run_id: int, run_id: int, position: int, task: Mapping[str, Any], **changes: Any
) -> TaskRun:
    """A task run that has not begun: BLOCKED, its first attempt, unless `changes` say more."""
    fields: dict[str, Any] = {
        "run_id": run_id,
        "job_run_id": job_run_id,
        "position": position,
        "task_key": task["task_key"],
        "attempt_number": 0,
        "first_attempt": 0,
        "original_attempt_run_id": run_id,
        "superseded": False,
        "task": dict(task),
        "life_cycle_state": "BLOCKED",
        "message": "",
        **dict.fromkeys(_EMPTY),
    }
    return TaskRun(**{**fields, **changes})


def next_attempt(task: TaskRun, run_id: int, **changes: Any) -> TaskRun:
    """The attempt after one that has ended."""
    following = {
        "attempt_number": task.attempt_number + 1,
        "first_attempt": task.first_attempt,
        "original_attempt_run_id": task.original_attempt_run_id,
        "parent_id": task.parent_id,
        "iteration": task.iteration,
        "input": task.input,
    }
    return new_task(task.job_run_id, run_id, task.position, task.task, **{**following, **changes})


_EMPTY: Iterable[str] = (
    "parent_id",
    "iteration",
    "input",
    "resolved",
    "outcome",
    "child_run_id",
    "cluster_id",
    "result_state",
    "code",
    "ending",
    "pid",
    "pid_started",
    "retry_at",
    "pending_at",
    "started_at",
    "ended_at",
)
