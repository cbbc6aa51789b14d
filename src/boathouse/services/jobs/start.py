"""The birth of a run: its row and its tasks' rows, in the caller's transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs import run_store, states, store
from boathouse.services.jobs.run_store import Run, TaskRun


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
) -> Run:
    """A new run: PENDING, or QUEUED or SKIPPED when its job has as many as it may have."""
    state, outcome, message = _first_state(tx, settings, job_id)
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
        clusters={},
        created_at=ctx.now,
        pending_at=ctx.now if state == "PENDING" else None,
        started_at=None,
        ended_at=ctx.now if outcome else None,
    )
    first_id = max(run.run_id + 1, run_store.next_id(tx, ctx.now))
    tasks = [] if outcome else _tasks(run, first_id)
    run_store.insert_run(tx, run, tasks)
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
    tx: Connection, settings: dict[str, Any], job_id: int | None
) -> tuple[str, states.Outcome | None, str]:
    allowed = settings["max_concurrent_runs"]
    # 0 skips every run [B5.3]: nothing would ever end the wait in a queue.
    queue = allowed > 0 and bool(settings.get("queue", {}).get("enabled"))
    if job_id is None or run_store.count_active(tx, job_id, queued=queue) < allowed:
        return "PENDING", None, ""
    if queue:
        return "QUEUED", None, "Queued: the job has reached its maximum of concurrent runs."
    return states.NO_SLOT.life_cycle_state, states.NO_SLOT, states.NO_SLOT.message


def _tasks(run: Run, first_id: int) -> list[TaskRun]:
    return [
        TaskRun(
            run_id=first_id + position,
            job_run_id=run.run_id,
            position=position,
            task_key=task["task_key"],
            attempt_number=0,
            task=task,
            cluster_id=None,
            life_cycle_state="BLOCKED",
            result_state=None,
            code=None,
            message="",
            ending=None,
            pid=None,
            pid_started=None,
            pending_at=None,
            started_at=None,
            ended_at=None,
        )
        for position, task in enumerate(run.settings["tasks"])
    ]
