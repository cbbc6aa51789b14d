"""Jobs and runs as the API shows them, for each of its versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from boathouse.context import Context, compact
from boathouse.services.jobs import parameters, settings, states
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.jobs.store import Job

STATUS_STATES = {
    "SKIPPED": "TERMINATED",
    "INTERNAL_ERROR": "TERMINATED",
    "WAITING_FOR_RETRY": "WAITING",
}
"""`status.state` knows fewer words than `state.life_cycle_state` [B5.4]."""


def job(found: Job, *, version: str, expand: bool = True) -> dict[str, Any]:
    """A job of jobs/get and jobs/list."""
    shown = dict(found.settings)
    if version == "2.0":
        shown = settings.single_task_form(shown)
    elif not expand:
        shown.pop("tasks", None)
        shown.pop("job_clusters", None)
    return {
        "job_id": found.job_id,
        "creator_user_name": found.creator,
        "run_as_user_name": found.creator,
        "created_time": found.created_at,
        "settings": shown,
    }


def run(
    ctx: Context, found: Run, tasks: Sequence[TaskRun], *, version: str, expand: bool = True
) -> dict[str, Any]:
    """A run of runs/get and runs/list."""
    shown = {
        "job_id": found.job_id,
        "run_id": found.run_id,
        "number_in_job": found.run_id,
        "original_attempt_run_id": found.run_id,
        "creator_user_name": found.creator,
        "run_name": found.name,
        "run_type": found.run_type,
        "run_page_url": page_url(ctx, found.job_id, found.run_id),
        "format": found.settings.get("format", "MULTI_TASK"),
        "trigger": "ONE_TIME",
        "state": _state(found),
        "status": _status(found),
        **_times(found.created_at, found.ended_at),
        "overriding_parameters": _overriding(found),
        "job_parameters": parameters.job_parameters(found.settings, found.parameters),
    }
    if len(tasks) == 1:
        shown |= _durations(tasks[0])
        shown |= _compute(tasks[0])
    if version == "2.0" and found.settings.get("format") == "SINGLE_TASK" and tasks:
        shown["task"] = _body(tasks[0])
        shown["cluster_spec"] = _cluster_spec(tasks[0])
    elif expand:
        shown["tasks"] = [task_run(ctx, found, task) for task in tasks]
        shown["job_clusters"] = found.settings.get("job_clusters", [])
    return {key: value for key, value in compact(shown).items() if value not in ([], {})}


def task_run(ctx: Context, parent: Run, found: TaskRun) -> dict[str, Any]:
    """A task run inside its run: the task's settings and how far it is."""
    return {
        **found.task,
        "run_id": found.run_id,
        "run_page_url": page_url(ctx, parent.job_id, found.run_id),
        "attempt_number": found.attempt_number,
        "state": _state(found),
        "status": _status(found),
        **_times(found.pending_at or parent.created_at, found.ended_at),
        **_durations(found),
        **_compute(found),
    }


def as_run(ctx: Context, parent: Run, found: TaskRun) -> dict[str, Any]:
    """A task run shown as a run of its own: runs/get with the id of a task run."""
    return {
        **task_run(ctx, parent, found),
        "job_id": parent.job_id,
        "job_run_id": parent.run_id,
        "number_in_job": found.run_id,
        "creator_user_name": parent.creator,
        "run_name": found.task_key,
        "run_type": parent.run_type,
        "trigger": "ONE_TIME",
        "format": "MULTI_TASK",
        "tasks": [task_run(ctx, parent, found)],
    }


def page_url(ctx: Context, job_id: int, run_id: int) -> str:
    """The web page of a run."""
    return f"{ctx.host}/?o={ctx.parts.workspace_id}#job/{job_id}/run/{run_id}"


def _state(found: Run | TaskRun) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "life_cycle_state": found.life_cycle_state,
        "state_message": found.message,
        "user_cancelled_or_timedout": found.result_state in ("CANCELED", "TIMEDOUT"),
    }
    if found.result_state is not None:
        shown["result_state"] = found.result_state
    if found.life_cycle_state == "QUEUED":
        shown["queue_reason"] = found.message
    return shown


def _status(found: Run | TaskRun) -> dict[str, Any]:
    state = found.life_cycle_state
    shown: dict[str, Any] = {"state": STATUS_STATES.get(state, state)}
    if found.code is not None:
        shown["termination_details"] = {
            "code": found.code,
            "type": states.termination_type(found.code),
            "message": found.message,
        }
    if state == "QUEUED":
        shown["queue_details"] = {"code": "MAX_CONCURRENT_RUNS_REACHED", "message": found.message}
    return shown


def _times(start: int, end: int | None) -> dict[str, int]:
    # 0 stands for "not yet"; the SDK's own tests add these numbers up [B5.8].
    duration = max(0, end - start) if end is not None else 0
    return {"start_time": start, "end_time": end or 0, "run_duration": duration}


def _durations(found: TaskRun) -> dict[str, int]:
    pending, started, ended = found.pending_at, found.started_at, found.ended_at
    setup = (started or ended or 0) - pending if pending and (started or ended) else 0
    execution = ended - started if started and ended else 0
    return {
        "setup_duration": max(0, setup),
        "execution_duration": max(0, execution),
        "cleanup_duration": 0,
    }


def _compute(found: TaskRun) -> dict[str, Any]:
    if found.cluster_id is None or found.started_at is None:
        return {}
    context = str(found.run_id)
    return {"cluster_instance": {"cluster_id": found.cluster_id, "spark_context_id": context}}


def _overriding(found: Run) -> dict[str, Any]:
    return {
        name: found.parameters[name] for name in parameters.FAMILIES if name in found.parameters
    }


def _body(found: TaskRun) -> dict[str, Any]:
    return {name: found.task[name] for name in settings.TASK_BODIES if name in found.task}


def _cluster_spec(found: TaskRun) -> dict[str, Any]:
    names = ("existing_cluster_id", "new_cluster", "job_cluster_key", "libraries")
    return {name: found.task[name] for name in names if name in found.task}


def original(found: Run, tasks: Sequence[TaskRun]) -> dict[str, Any]:
    """The first item of repair_history: the run itself [Airflow reads it, B5.8]."""
    return {
        "type": "ORIGINAL",
        "start_time": found.created_at,
        "end_time": found.ended_at or 0,
        "state": _state(found),
        "status": _status(found),
        "task_run_ids": [task.run_id for task in tasks],
    }
