"""/api/2.x/jobs/runs/repair: some tasks of an ended run run again, as part of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Unpack

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, InvalidState
from boathouse.route import Access, route
from boathouse.services.jobs import (
    access,
    fields,
    flow,
    parameters,
    repair_store,
    run_store,
    start,
    store,
)
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.jobs.task_checks import dependencies
from boathouse.wire import jobs as wire


@route("POST", "/api/2.1|2.2/jobs/runs/repair", access=Access.USER, fields=fields.REPAIR)
def repair_run(  # type: ignore[misc]  # run_id is taken out of the document, being required
    ctx: Context, run_id: int, **options: Unpack[wire.JobsRepairRun]
) -> dict[str, Any]:
    """Run tasks of an ended run again, with the settings that its job has now."""
    _, task = access.run(ctx, run_id, access.MANAGE_RUN)
    if task is not None:
        raise InvalidParameterValue(f"Run {run_id} is the run of a task; repair its job's run.")
    with ctx.write() as tx:
        current = run_store.get_run(tx, run_id)
        if current is None:
            raise InvalidParameterValue(f"Run {run_id} does not exist.")
        repair_id = _repair(tx, ctx, current, dict(options))
        ctx.wake("runs")
    return {"repair_id": repair_id}


def _repair(tx: Connection, ctx: Context, run: Run, options: dict[str, Any]) -> int:
    _check_ended(tx, run, options.get("latest_repair_id"))
    settings = _settings(tx, run)
    tasks = run_store.current_of(tx, run.run_id)
    chosen = _chosen(tasks, options)
    given = parameters.overriding(settings, options)
    repair_id = run_store.next_id(tx, ctx.now)
    again = _attempts(tx, settings, tasks, chosen, repair_id + 1)
    _note(tx, ctx.now, run, repair_id, again)
    for task in tasks:
        if task.task_key in chosen:
            run_store.set_task(tx, task.run_id, superseded=True)
    run_store.insert_tasks(tx, again)
    run_store.reopen(
        tx,
        run,
        pending_at=ctx.now,
        settings=settings,
        timeout_seconds=settings["timeout_seconds"],
        parameters=_merged(run.parameters, given),
        repair_count=run.repair_count + 1,
        only=_selected(run, chosen),
        clusters={},
    )
    return repair_id


def _check_ended(tx: Connection, run: Run, latest: int | None) -> None:
    if not run.ended:
        raise InvalidState(f"Run {run.run_id} is active; a run can be repaired once it has ended.")
    if not run_store.current_of(tx, run.run_id):
        raise InvalidState(f"Run {run.run_id} has no tasks: it was skipped.")
    last = [one for one in repair_store.of_run(tx, run.run_id) if one.type == repair_store.REPAIR]
    if last and latest is None:
        raise InvalidParameterValue(
            f"Run {run.run_id} was repaired before: latest_repair_id is needed."
        )
    if latest is not None and latest != (last[-1].repair_id if last else None):
        raise InvalidParameterValue(
            f"latest_repair_id {latest} is not the latest repair of run {run.run_id}."
        )


def _settings(tx: Connection, run: Run) -> dict[str, Any]:
    """The settings that the job has now; those of the run where there is no job."""
    job = store.get_job(tx, run.job_id) if run.run_type == "JOB_RUN" else None
    return job.settings if job else run.settings


def _chosen(tasks: Sequence[TaskRun], options: Mapping[str, Any]) -> set[str]:
    """The keys of the tasks that run again. Raises InvalidParameterValue."""
    asked, all_failed = options.get("rerun_tasks") or [], options.get("rerun_all_failed_tasks")
    if bool(asked) == bool(all_failed):
        raise InvalidParameterValue(
            "Exactly one of rerun_tasks and rerun_all_failed_tasks is needed."
        )
    before = {task.task_key: [*dependencies(task.task)] for task in tasks}
    unknown = sorted(set(asked) - before.keys())
    if unknown:
        raise InvalidParameterValue(f"The run has no task {', '.join(unknown)}.")
    chosen = set(asked) or {task.task_key for task in tasks if _failed(task)}
    if not chosen:
        raise InvalidParameterValue("No task of the run has failed: there is nothing to repair.")
    if options.get("rerun_dependent_tasks"):
        chosen |= flow.downstream(before, chosen)
    return chosen


def _failed(task: TaskRun) -> bool:
    return task.result_state not in flow.WELL and task.result_state != "DISABLED"


def _attempts(
    tx: Connection,
    settings: Mapping[str, Any],
    tasks: Sequence[TaskRun],
    chosen: set[str],
    first_id: int,
) -> list[TaskRun]:
    """The next attempt at each chosen task; its retries count from there."""
    now = {task["task_key"]: task for task in settings["tasks"]}
    picked = [task for task in tasks if task.task_key in chosen]
    return [
        start.next_attempt(
            replace(task, task=now.get(task.task_key, task.task)),
            first_id + offset,
            first_attempt=task.attempt_number + 1,
        )
        for offset, task in enumerate(picked)
    ]


def _note(tx: Connection, now: int, run: Run, repair_id: int, again: Sequence[TaskRun]) -> None:
    history = repair_store.of_run(tx, run.run_id)
    if history:
        repair_store.close(tx, history[-1], run)
    else:
        tasks = run_store.tasks_of(tx, [run.run_id])[run.run_id]
        repair_store.insert_repair(tx, repair_store.original(run, tasks))
    ids = [task.run_id for task in again]
    repair_store.insert_repair(
        tx,
        repair_store.Repair(
            repair_id, run.run_id, repair_store.REPAIR, ids, None, None, None, "", now, None
        ),
    )


def _merged(old: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of the run with those of the repair, a job's parameters one by one."""
    both = {**old.get("job_parameters", {}), **given.get("job_parameters", {})}
    return {**old, **given, **({"job_parameters": both} if both else {})}


def _selected(run: Run, chosen: set[str]) -> list[str] | None:
    return None if run.only is None else sorted({*run.only, *chosen})
