"""/api/2.x/jobs/runs and run-now: start, watch, cancel and delete runs."""

from __future__ import annotations

from typing import Any, Unpack

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, InvalidState
from boathouse.route import Access, Fields, route
from boathouse.services.jobs import (
    access,
    export,
    fields,
    forms,
    iterations,
    output,
    parameters,
    present,
    repair_store,
    run_store,
    start,
)
from boathouse.services.jobs.api import check_compute
from boathouse.services.jobs.folder import TaskFolder
from boathouse.services.jobs.paging import (
    ARRAY_PAGE,
    Page,
    check_limit,
    first_page,
    page_after,
    page_token_of,
)
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.jobs.settings import MAX_TOKEN, normalize
from boathouse.services.jobs.version import Version, versioned
from boathouse.services.notifications import settings as notified
from boathouse.services.permissions import change as permissions
from boathouse.services.permissions import decide
from boathouse.services.permissions.levels import JOBS
from boathouse.wire import jobs as wire

MAX_RUNS_PAGE = 25
ALL = 100_000
"""More iterations, with their retries, than 2.1 is likely to be asked for: it has no pages."""


@route("POST", "/api/2.0|2.1|2.2/jobs/run-now", access=Access.USER, fields=fields.RUN_NOW)
def run_now(  # type: ignore[misc]  # job_id is taken out of the document, being required
    ctx: Context, job_id: int, **options: Unpack[wire.JobsRunNow]
) -> dict[str, Any]:
    """Start a run of a saved job. The same idempotency_token gives the same run."""
    job = access.job(ctx, job_id, access.MANAGE_RUN)
    if not job.settings["tasks"]:
        raise InvalidParameterValue(f"Job {job_id} has no tasks to run.")
    token = _token(options.get("idempotency_token"))
    settings = {**job.settings, **({"queue": options["queue"]} if "queue" in options else {})}
    chosen = parameters.overriding(settings, options)
    runner = access.runner(ctx.tx, access.runs_as(ctx.tx, job_id, settings))
    with ctx.write() as tx:
        run_id = start.same(tx, ctx, token)
        if run_id is None:
            made: dict[str, Any] = {"name": job.name, "chosen": chosen, "token": token}
            made |= {"job_id": job_id, "run_as": runner.user_name}
            made |= {"only": options.get("only") or None}
            run_id = start.start(tx, ctx, settings, "JOB_RUN", **made).run_id
            ctx.wake("runs")
    return {"run_id": run_id, "number_in_job": run_id}


@route("POST", "/api/2.0|2.1|2.2/jobs/runs/submit", access=Access.USER, fields=fields.SETTINGS)
def submit(  # type: ignore[misc]  # the token is taken out of the document
    ctx: Context, idempotency_token: str | None = None, **settings: Unpack[forms.NewRun]
) -> dict[str, Any]:
    """Start a run that has no saved job."""
    token = _token(idempotency_token)
    document: dict[str, Any] = {**settings, "name": settings.get("run_name") or "Untitled"}
    acl = document.pop("access_control_list", [])
    checked = normalize(document)
    if not checked["tasks"]:
        raise InvalidParameterValue("Missing required field: tasks")
    run_as = checked.get("run_as") or {}
    access.check_run_as(ctx, run_as)
    runs_as = access.named(run_as) if run_as else ctx.principal.user_name
    check_compute(ctx, checked, runs_as)
    notified.check_destinations(ctx.tx, checked)
    with ctx.write() as tx:
        run_id = start.same(tx, ctx, token)
        if run_id is None:
            made: dict[str, Any] = {"name": checked["name"], "chosen": {}, "token": token}
            run = start.start(tx, ctx, checked, "SUBMIT_RUN", run_as=runs_as, **made)
            run_id = run.run_id
            permissions.create(tx, ctx.principal, access.target(run.job_id), acl)
            ctx.wake("runs")
    return {"run_id": run_id}


@route("GET", "/api/2.0|2.1|2.2/jobs/runs/get", access=Access.USER)
@versioned
def get_run(
    ctx: Context,
    version: Version,
    run_id: int,
    page_token: str | None = None,
    include_history: bool = False,
    include_resolved_values: bool = False,
) -> dict[str, Any]:
    """A run, or a task run shown as one."""
    run, task = access.run(ctx, run_id)
    if task is not None:
        return _task_run(ctx, run, task, version, page_token, include_resolved_values)
    tasks = run_store.tasks_of(ctx.tx, [run_id])[run_id]
    shown = present.run(ctx, run, tasks, version=version, resolved=include_resolved_values)
    if include_history:
        shown["repair_history"] = present.history(run, repair_store.of_run(ctx.tx, run_id), tasks)
    if version != "2.2":
        return shown
    page = page_after(page_token, shown, present.RUN_ARRAYS)
    return {**page.document, **page.marks}


def _task_run(
    ctx: Context, run: Run, task: TaskRun, version: Version, token: str | None, resolved: bool
) -> dict[str, Any]:
    """A task run as a run; a for_each task's with its iterations, which 2.2 pages."""
    shown = present.as_run(ctx, run, task, resolved=resolved)
    if "for_each_task" not in task.task:
        return shown
    offset, limit = Page.parse(token).before or 0, ARRAY_PAGE if version == "2.2" else ALL
    found = iterations.page(ctx.tx, task, offset, limit + 1)
    if found:
        page = found[:limit]
        shown["iterations"] = [present.task_run(ctx, run, one, resolved=resolved) for one in page]
    if len(found) > limit:
        shown |= {"has_more": True, "next_page_token": str(offset + limit)}
    return shown


@route("GET", "/api/2.0|2.1|2.2/jobs/runs/list", access=Access.USER)
@versioned
def list_runs(
    ctx: Context,
    version: Version,
    job_id: int | None = None,
    active_only: bool = False,
    completed_only: bool = False,
    run_type: wire.RunType | None = None,
    start_time_from: int | None = None,
    start_time_to: int | None = None,
    expand_tasks: bool = False,
    limit: int = 20,
    offset: int = 0,
    page_token: str | None = None,
) -> dict[str, Any]:
    """Runs, newest first."""
    if active_only and completed_only:
        raise InvalidParameterValue("active_only and completed_only exclude one another.")
    check_limit("limit", limit, 0, MAX_RUNS_PAGE if version != "2.0" else 1000)
    check_limit("offset", offset, 0, 2**31)
    limit = limit or MAX_RUNS_PAGE
    found = run_store.page_of_runs(
        ctx.tx,
        visible=decide.visible(ctx.principal, JOBS),
        job_id=job_id,
        active=True if active_only else False if completed_only else None,
        run_type=run_type,
        since=start_time_from,
        until=start_time_to,
        before=Page.parse(page_token).before,
        offset=offset,
        limit=limit + 1,
    )
    shown = _expanded(ctx, found[:limit], version, expand_tasks or version == "2.0")
    answer: dict[str, Any] = {"runs": shown} if shown else {}
    if version != "2.2":
        answer["has_more"] = len(found) > limit
    if len(found) > limit:
        answer["next_page_token"] = page_token_of(found[limit - 1].run_id)
    return answer


def _expanded(
    ctx: Context, found: list[Run], version: Version, expand: bool
) -> list[dict[str, Any]]:
    tasks = run_store.tasks_of(ctx.tx, [run.run_id for run in found])
    shown = [
        present.run(ctx, run, tasks[run.run_id], version=version, expand=expand) for run in found
    ]
    return shown if version != "2.2" else [first_page(run, present.RUN_ARRAYS) for run in shown]


@route("GET", "/api/2.0|2.1|2.2/jobs/runs/get-output", access=Access.USER)
@versioned
def get_run_output(ctx: Context, version: Version, run_id: int) -> dict[str, Any]:
    """What a task printed and returned. The id of a run with one task stands for that task."""
    run, task = _one_task(ctx, run_id, "output")
    tasks = run_store.tasks_of(ctx.tx, [run.run_id])[run.run_id]
    if run_id == run.run_id:
        metadata = present.run(ctx, run, tasks, version=version)
    else:
        metadata = present.as_run(ctx, run, task)
    return {"metadata": metadata, **output.of(ctx, task)}


@route(
    "GET",
    "/api/2.0|2.1|2.2/jobs/runs/export",
    access=Access.USER,
    fields=Fields(refused={"views_to_export": ("CODE", "ALL")}),
)
def export_run(
    ctx: Context, run_id: int, views_to_export: wire.ViewsToExport = "CODE"
) -> dict[str, Any]:
    """The executed notebook of a task as a page of HTML."""
    _, task = _one_task(ctx, run_id, "export")
    if "notebook_task" not in task.task:
        raise InvalidParameterValue("Only the run of a notebook task can be exported.")
    return {"views": [export.view(ctx, task)]}


@route("POST", "/api/2.0|2.1|2.2/jobs/runs/cancel", access=Access.USER)
def cancel_run(ctx: Context, run_id: int) -> None:
    """Ask a run to end; the answer comes before the end does. An ended run stays as it is."""
    run, _ = access.run(ctx, run_id, access.MANAGE_RUN)
    with ctx.write() as tx:
        _cancel(tx, run.run_id)
        ctx.wake("runs")


@route("POST", "/api/2.0|2.1|2.2/jobs/runs/cancel-all", access=Access.USER)
def cancel_all_runs(ctx: Context, job_id: int | None = None, all_queued_runs: bool = False) -> None:
    """Cancel the active runs of a job, or the queued ones of a job or of all."""
    if job_id is None and not all_queued_runs:
        raise InvalidParameterValue("Missing required field: job_id")
    if job_id is not None:
        access.job(ctx, job_id, access.MANAGE_RUN)
    with ctx.write() as tx:
        for run in run_store.active_runs(tx, job_id):
            wanted = not all_queued_runs or run.life_cycle_state == "QUEUED"
            if wanted and access.may_cancel(ctx, run):
                _cancel(tx, run.run_id)
        ctx.wake("runs")


@route("POST", "/api/2.0|2.1|2.2/jobs/runs/delete", access=Access.USER)
def delete_run(ctx: Context, run_id: int) -> None:
    """Remove a run that has ended, with its output."""
    run, _ = access.run(ctx, run_id, access.MANAGE)
    with ctx.write() as tx:
        current = run_store.get_run(tx, run.run_id)
        if current is not None and not current.ended:
            raise InvalidState(f"Run {run_id} is active; cancel it before deleting it.")
        tasks = run_store.ids_of(tx, run.run_id)
        output.forget(tx, run)
    # A kill before this leaves folders to the sweep.
    for task_run_id in tasks:
        TaskFolder(ctx.parts, task_run_id).discard()


def _one_task(ctx: Context, run_id: int, what: str) -> tuple[Run, TaskRun]:
    run, task = access.run(ctx, run_id)
    if task is None:
        tasks = run_store.current_of(ctx.tx, run.run_id)
        if len(tasks) != 1:
            raise InvalidParameterValue(
                f"Retrieving the {what} of runs with multiple tasks is not supported. "
                f"Please retrieve the {what} of each individual task run instead."
            )
        task = tasks[0]
    return run, task


def _token(token: str | None) -> str | None:
    if token and len(token) > MAX_TOKEN:
        raise InvalidParameterValue(f"idempotency_token exceeds {MAX_TOKEN} characters.")
    return token or None


def _cancel(tx: Connection, run_id: int) -> None:
    run = run_store.get_run(tx, run_id)
    if run is not None and not run.ended and run.ending is None:
        run_store.set_run(tx, run_id, ending="cancel")
