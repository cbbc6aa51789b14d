"""The birth of a run: its row and its tasks' rows, in the caller's transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.services.jobs import run_store, states
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.store.ids import new_id


def start(
    tx: Connection,
    ctx: Context,
    settings: dict[str, Any],
    run_type: str,
    *,
    name: str,
    chosen: dict[str, Any],
    job_id: int | None = None,
    token: str | None = None,
) -> Run:
    """A new run: PENDING, or QUEUED or SKIPPED when its job has as many as it may have."""
    state, outcome, message = _first_state(tx, settings, job_id)
    run_id = new_id(ctx.now)
    run = Run(
        run_id=run_id,
        job_id=job_id if job_id is not None else new_id(ctx.now),
        run_type=run_type,
        name=name,
        creator=ctx.principal.user_name,
        settings=settings,
        parameters=chosen,
        idempotency_token=token,
        life_cycle_state=state,
        result_state=outcome.result_state if outcome else None,
        code=outcome.code if outcome else None,
        message=message,
        ending=None,
        clusters={},
        created_at=ctx.now,
        started_at=None,
        ended_at=ctx.now if outcome else None,
    )
    tasks = [] if outcome else _tasks(run, ctx.now)
    run_store.insert_run(tx, run, tasks)
    return run


def _first_state(
    tx: Connection, settings: dict[str, Any], job_id: int | None
) -> tuple[str, states.Outcome | None, str]:
    allowed = settings["max_concurrent_runs"]
    if job_id is None or run_store.count_started(tx, job_id) < allowed:
        return "PENDING", None, ""
    # 0 skips every run [B5.3]: nothing would ever end the wait in a queue.
    if allowed > 0 and settings.get("queue", {}).get("enabled"):
        return "QUEUED", None, "Queued: the job has reached its maximum of concurrent runs."
    return states.NO_SLOT.life_cycle_state, states.NO_SLOT, states.NO_SLOT.message


def _tasks(run: Run, now: int) -> list[TaskRun]:
    return [
        TaskRun(
            run_id=new_id(now),
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
