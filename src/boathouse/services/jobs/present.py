"""Jobs and runs as the API shows them, for each of its versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from boathouse.context import Context, compact
from boathouse.services.jobs import checkouts, forms, iterations, parameters, repair_store, states
from boathouse.services.jobs.hidden import hidden
from boathouse.services.jobs.repair_store import Repair
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.jobs.store import Job

STATUS_STATES = {
    "SKIPPED": "TERMINATED",
    "INTERNAL_ERROR": "TERMINATED",
    "WAITING_FOR_RETRY": "WAITING",
}
"""`status.state` knows fewer words than `state.life_cycle_state` [B5.4]."""

JOB_ARRAYS = ("tasks", "job_clusters", "environments", "parameters")
RUN_ARRAYS = ("tasks", "job_clusters", "job_parameters", "repair_history")
"""The arrays that 2.2 shows 100 at a time [B5.1]; the SDK appends each page's to the last's."""

NOT_OF_RUNS = ("health",)
"""Fields of a task that a task run does not have [SDK RunTask]."""


def job(found: Job, runs_as: str, *, version: str, expand: bool = True) -> dict[str, Any]:
    """A job of jobs/get."""
    return {
        "job_id": found.job_id,
        "creator_user_name": found.creator,
        "run_as_user_name": runs_as,
        "created_time": found.created_at,
        "settings": _settings(found, version, expand),
    }


def listed_job(found: Job, *, version: str, expand: bool) -> dict[str, Any]:
    """A job of jobs/list, whose documented shape lacks `run_as_user_name`."""
    shown = job(found, "", version=version, expand=expand)
    del shown["run_as_user_name"]
    return shown


def _settings(found: Job, version: str, expand: bool) -> dict[str, Any]:
    if version == "2.0":
        return forms.single_task_form(found.settings)
    shown = {**found.settings, "format": "MULTI_TASK"}
    if not expand:
        shown.pop("tasks", None)
        shown.pop("job_clusters", None)
    return shown


def run(
    ctx: Context,
    found: Run,
    tasks: Sequence[TaskRun],
    *,
    version: str,
    expand: bool = True,
    resolved: bool = False,
) -> dict[str, Any]:
    """A run of runs/get and runs/list. `resolved` adds the values that its tasks are given."""
    current = [task for task in tasks if not task.superseded]
    shown = {
        "run_id": found.run_id,
        **_origin(ctx, found, found.run_id),
        "trigger": found.trigger,
        "trigger_info": _trigger_info(found),
        "schedule": found.settings.get("schedule") if found.trigger == "PERIODIC" else None,
        "original_attempt_run_id": found.run_id,
        "run_name": found.name,
        "description": found.settings.get("description"),
        "state": _state(found),
        "status": _status(found),
        **_times(found.created_at, found.ended_at),
        **_queued(found),
        # Those of a run with several tasks stand at its tasks; the SDK wants numbers [B5.2].
        **_durations(current[0] if len(current) == 1 else None),
        "overriding_parameters": _overriding(found),
        "job_parameters": parameters.job_parameters(found.settings, found.parameters),
        "git_source": checkouts.snapshot(ctx.tx, found),
    }
    if len(current) == 1:
        shown |= _compute(current[0])
    if version == "2.0":
        shown["format"] = found.settings["format"]
    if version == "2.0" and found.settings["format"] == "SINGLE_TASK" and current:
        shown["task"] = _body(current[0])
        shown["cluster_spec"] = _cluster_spec(current[0])
    elif expand:
        shown["tasks"] = [task_run(ctx, found, task, resolved=resolved) for task in tasks]
        shown["job_clusters"] = found.settings.get("job_clusters", [])
    return {key: value for key, value in compact(shown).items() if value not in ([], {})}


def task_run(
    ctx: Context, parent: Run, found: TaskRun, *, resolved: bool = False
) -> dict[str, Any]:
    """A task run inside its run: the task's settings and how far it is."""
    values = hidden(ctx, found, parameters.resolved(found)) if resolved else None
    return {
        **{name: value for name, value in found.task.items() if name not in NOT_OF_RUNS},
        **_outcome(ctx, found),
        **_progress(ctx, parent, found),
        **({"resolved_values": values} if values else {}),
    }


def as_run(ctx: Context, parent: Run, found: TaskRun, *, resolved: bool = False) -> dict[str, Any]:
    """A task run shown as a run of its own: runs/get with the id of a task run."""
    return {
        **_origin(ctx, parent, found.run_id),
        **_progress(ctx, parent, found),
        "job_run_id": parent.run_id,
        "original_attempt_run_id": found.original_attempt_run_id,
        "trigger": "RETRY" if found.attempt_number > found.first_attempt else parent.trigger,
        "run_name": found.task_key,
        "cluster_spec": _cluster_spec(found),
        "tasks": [task_run(ctx, parent, found, resolved=resolved)],
    }


def _origin(ctx: Context, parent: Run, run_id: int) -> dict[str, Any]:
    return {
        "job_id": parent.job_id,
        "number_in_job": run_id,
        "creator_user_name": parent.creator,
        "run_type": parent.run_type,
        "run_page_url": page_url(ctx, parent.job_id, run_id),
    }


def _trigger_info(found: Run) -> dict[str, Any] | None:
    """What TriggerInfo has a place for: the run_job task that started the run."""
    run_id = found.trigger_info.get("run_id")
    return {"run_id": run_id} if run_id is not None else None


def _outcome(ctx: Context, found: TaskRun) -> dict[str, Any]:
    """What a task without a process has come to, inside its body."""
    if found.outcome is not None:
        given = hidden(ctx, found, found.resolved) or {}
        return {
            "condition_task": {**found.task["condition_task"], **given, "outcome": found.outcome}
        }
    if "for_each_task" in found.task:
        body = found.task["for_each_task"]
        return {"for_each_task": {**body, "stats": iterations.stats(ctx.tx, found)}}
    return {}


def _progress(ctx: Context, parent: Run, found: TaskRun) -> dict[str, Any]:
    return {
        "run_id": found.run_id,
        "run_page_url": page_url(ctx, parent.job_id, found.run_id),
        "attempt_number": found.attempt_number,
        "state": _state(found),
        "status": _status(found),
        **_times(found.pending_at or parent.created_at, found.ended_at),
        **_durations(found),
        **_compute(found),
    }


def page_url(ctx: Context, job_id: int, run_id: int) -> str:
    """The web page of a run."""
    return f"{ctx.host}/?o={ctx.parts.workspace_id}#job/{job_id}/run/{run_id}"


def _state(found: Run | TaskRun | Repair) -> dict[str, Any]:
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


def _status(found: Run | TaskRun | Repair) -> dict[str, Any]:
    state = found.life_cycle_state or ""
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


def _queued(found: Run) -> dict[str, int]:
    left = found.pending_at or found.ended_at
    return {"queue_duration": max(0, left - found.created_at)} if left else {}


def _durations(found: TaskRun | None) -> dict[str, int]:
    setup = execution = 0
    if found is not None:
        began = found.started_at or found.ended_at
        setup = began - found.pending_at if began and found.pending_at else 0
        ended = found.ended_at
        execution = ended - found.started_at if ended and found.started_at else 0
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
    return {name: found.task[name] for name in forms.TASK_BODIES if name in found.task}


def _cluster_spec(found: TaskRun) -> dict[str, Any]:
    names = ("existing_cluster_id", "new_cluster", "job_cluster_key", "libraries")
    return {name: found.task[name] for name in names if name in found.task}


def history(
    found: Run, repairs: Sequence[Repair], tasks: Sequence[TaskRun]
) -> list[dict[str, Any]]:
    """repair_history: the run itself, then its repairs [Airflow reads it, B5.8]."""
    if not repairs:
        return [_item(repair_store.original(found, [*tasks]), found)]
    return [*(_item(one, one) for one in repairs[:-1]), _item(repairs[-1], found)]


def _item(repair: Repair, state: Run | Repair) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "type": repair.type,
        "start_time": repair.started_at,
        "end_time": state.ended_at or 0,
        "state": _state(state),
        "status": _status(state),
        "task_run_ids": repair.task_run_ids,
    }
    return shown if repair.type == repair_store.ORIGINAL else {"id": repair.repair_id, **shown}
