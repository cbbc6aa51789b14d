"""run_job tasks: another job's run as a task; it starts, is watched, and is ended with its task."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import ApiError, PermissionDenied
from boathouse.services.jobs import access, parameters, references, run_store, start, states, store
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.jobs.step import Step
from boathouse.services.permissions import decide

MAX_DEPTH = 3
"""Run job tasks below one another [docs, "Run Job task": no circles, three levels]."""


class NotStarted(Exception):
    """A child that cannot be; `outcome` is its task's end."""

    def __init__(self, outcome: states.Outcome) -> None:
        super().__init__(outcome.message)
        self.outcome = outcome


def begin(step: Step, task: TaskRun) -> None:
    """Start the child's run, in the change that notes it."""
    times = {"pending_at": step.now, "started_at": step.now}
    try:
        body = references.resolve(task.task["run_job_task"], step.scope(task))
        child = _start(step, task, body)
    except references.BadReference as error:
        step.end(task, states.misconfigured(error.message), **times)
    except NotStarted as error:
        step.end(task, error.outcome, **times)
    except PermissionDenied as error:
        step.end(task, states.unauthorized(error.message), **times)
    except ApiError as error:
        step.end(task, states.misconfigured(error.message), **times)
    else:
        step.again = True
        facts = {"child_run_id": child.run_id, "resolved": body, "message": ""}
        watch(step, step.move(task, "RUNNING", **facts, **times))


def watch(step: Step, task: TaskRun) -> None:
    """End the task with its child; hand on what is to end it."""
    child = run_store.get_run(step.tx, task.child_run_id or 0)
    why = step.ending(task)
    if child is None:
        gone = f"The run {task.child_run_id} that the task had started was deleted."
        step.end(task, states.internal_error("RESOURCE_NOT_FOUND", gone))
        return
    if child.ended:
        step.end(task, _outcome(child, why))
        return
    if why is not None and child.ending is None:
        run_store.set_run(step.tx, child.run_id, ending="cancel")
        step.again = True
    if why is not None and task.life_cycle_state == "RUNNING":
        step.move(task, "TERMINATING", ending=why)


def _start(step: Step, task: TaskRun, body: dict[str, Any]) -> Run:
    job_id = int(body["job_id"])
    principal = access.runner(step.tx, step.run.run_as)
    job = store.get_job(step.tx, job_id)
    if job is None:
        message = f"Job {job_id} does not exist."
        raise NotStarted(states.internal_error("RESOURCE_NOT_FOUND", message))
    target = access.target(job_id)
    if not decide.holds(step.tx, principal, target, access.MANAGE_RUN):
        raise PermissionDenied(f"User {step.run.run_as} may not run job {job_id}.")
    _check_ancestors(step, job_id)
    if not job.settings["tasks"]:
        raise NotStarted(states.misconfigured(f"Job {job_id} has no tasks to run."))
    return start.start(
        step.tx,
        Context(step.parts, principal, step.now),
        job.settings,
        "JOB_RUN",
        name=job.name,
        chosen=_chosen(step, task, job.settings, body),
        run_as=access.runner(step.tx, access.runs_as(step.tx, job_id, job.settings)).user_name,
        job_id=job_id,
        trigger="RUN_JOB_TASK",
        trigger_info={"run_id": task.run_id},
        parent=task,
        depth=step.run.depth + 1,
    )


def _chosen(
    step: Step, task: TaskRun, settings: dict[str, Any], body: dict[str, Any]
) -> dict[str, Any]:
    """The child's parameters: the task's own; the parent's job parameters win where the child
    knows them [B5.7]."""
    families = (*parameters.FAMILIES, "job_parameters")
    options = {name: body[name] for name in families if body.get(name)}
    if options and "job_parameters" not in options:
        return parameters.overriding(settings, options)
    known = {parameter["name"] for parameter in settings.get("parameters") or ()}
    shown = parameters.job_parameters(step.run.settings, step.run.parameters)
    pushed = {item["name"]: item["value"] for item in shown if item["name"] in known}
    pushed = references.resolve(pushed, step.scope(task))
    values = {**options.get("job_parameters", {}), **pushed}
    return parameters.overriding(settings, {**options, "job_parameters": values})


def _check_ancestors(step: Step, job_id: int) -> None:
    if step.run.depth >= MAX_DEPTH:
        message = f"Run job tasks may stand at most {MAX_DEPTH} deep."
        raise NotStarted(states.misconfigured(message))
    run: Run | None = step.run
    while run is not None:
        if run.job_id == job_id:
            message = f"Job {job_id} would run itself: run job tasks may not form a circle."
            raise NotStarted(states.misconfigured(message))
        parent = run_store.get_task_run(step.tx, run.parent_task_run_id or 0)
        run = run_store.get_run(step.tx, parent.job_run_id) if parent else None


def _outcome(child: Run, why: str | None) -> states.Outcome:
    """The task's end from its child's; SUCCESS when only a part of the child failed stays so."""
    result = child.result_state or "FAILED"
    if why == "timeout" and result == "CANCELED":
        return states.TIMED_OUT
    if result == "SUCCESS":
        return states.SUCCESS
    message = f"Run {child.run_id} of job {child.job_id}: {child.message or result}"
    if result == "MAXIMUM_CONCURRENT_RUNS_REACHED":
        return states.Outcome("TERMINATED", "FAILED", "MAX_CONCURRENT_RUNS_EXCEEDED", message)
    life = "TERMINATED" if child.life_cycle_state == "SKIPPED" else child.life_cycle_state
    return states.Outcome(life, result, child.code or "RUN_EXECUTION_ERROR", message)
