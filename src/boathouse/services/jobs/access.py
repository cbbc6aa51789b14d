"""Who may do what with jobs and runs. A run follows its job, also one that was submitted without a
saved job: the grants then stand at the id that was made for it, and stay until the run goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context, Principal
from boathouse.errors import InvalidParameterValue, NotImplementedHere, PermissionDenied
from boathouse.services.jobs import run_store, store
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.permissions import decide
from boathouse.services.permissions import store as grants
from boathouse.services.permissions import target as targets
from boathouse.services.permissions.levels import JOBS
from boathouse.services.permissions.target import Target
from boathouse.services.principals import store as principals

VIEW, MANAGE_RUN, MANAGE = "CAN_VIEW", "CAN_MANAGE_RUN", "CAN_MANAGE"

_WORDS = {
    VIEW: "View or Admin or Manage Run or Owner",
    MANAGE_RUN: "Admin or Manage Run or Owner",
    MANAGE: "Admin or Owner",
}


def target(job_id: int) -> Target:
    """What permissions on a job and its runs are given on."""
    return targets.of(JOBS, job_id)


def exists(tx: Connection, job_id: int) -> bool:
    """Whether there is such a job, or a run under the id of one."""
    return store.get_job(tx, job_id) is not None or run_store.has_runs(tx, job_id)


def job(ctx: Context, job_id: int, level: str = VIEW) -> store.Job:
    """The job, on which the caller holds a level.

    Clients know a missing job by the text of a 400 [SDK errors/overrides.py, B5.5]; it comes first,
    so that who deletes a job can see that it is gone.
    """
    found = store.get_job(ctx.tx, job_id)
    if found is None:
        raise InvalidParameterValue(f"Job {job_id} does not exist.")
    _require(ctx, job_id, level, f"job {job_id}")
    return found


def run(ctx: Context, run_id: int, level: str = VIEW) -> tuple[Run, TaskRun | None]:
    """The run of an id, or the run and the task run of a task run's id. Errors: as `job`."""
    found, task = run_store.get_run(ctx.tx, run_id), None
    if found is None:
        task = run_store.get_task_run(ctx.tx, run_id)
        found = run_store.get_run(ctx.tx, task.job_run_id) if task else None
    if found is None:
        raise InvalidParameterValue(f"Run {run_id} does not exist.")
    _require(ctx, found.job_id, level, f"run {run_id}")
    return found, task


def may_view(ctx: Context, job_id: int) -> bool:
    """Whether the caller may see a job and its runs; one that is gone is admins' alone."""
    return decide.holds(ctx.tx, ctx.principal, target(job_id), VIEW)


def may_cancel(ctx: Context, found: Run) -> bool:
    """Whether the caller may end a run."""
    return decide.holds(ctx.tx, ctx.principal, target(found.job_id), MANAGE_RUN)


def _require(ctx: Context, job_id: int, level: str, called: str) -> None:
    message = (
        f"User {ctx.principal.user_name} does not have {_WORDS[level]} permissions on {called}"
    )
    decide.require(ctx.tx, ctx.principal, target(job_id), level, message)


def forget_unused(tx: Connection, job_id: int) -> None:
    """Remove the grants of a job once neither it nor a run of it is left."""
    if not exists(tx, job_id):
        grants.forget_object(tx, JOBS.name, str(job_id))


def check_run_as(ctx: Context, run_as: Mapping[str, Any]) -> None:
    """Refuse a run_as that the caller may not ask for.

    Errors: NotImplementedHere (groups), InvalidParameterValue, PermissionDenied: anybody but an
    admin may only name itself.
    """
    if not run_as:
        return
    if run_as.get("group_name"):
        raise NotImplementedHere("The request field $.run_as.group_name is not implemented.")
    kind, name = _named(run_as)
    found = principals.by_name(ctx.tx, name, kind)
    if found is None or not found.active:
        raise InvalidParameterValue(f"$.run_as: {name} is not an active principal.")
    if not (ctx.principal.admin or found.principal_id == ctx.principal.user_id):
        raise PermissionDenied(
            f"User {ctx.principal.user_name} may not let a job run as {found.name}."
        )


def runs_as(tx: Connection, job_id: int, settings: Mapping[str, Any]) -> str:
    """The name of the principal whose rights a job's runs have: its run_as, or its owner.

    Empty when the owner was deleted.
    """
    run_as = settings.get("run_as") or {}
    if run_as:
        return named(run_as)
    owner = decide.owner_id(tx, target(job_id))
    found = principals.by_id(tx, owner) if owner is not None else None
    return found.name if found else ""


def runner(tx: Connection, name: str) -> Principal:
    """Who acts under the name of a run's run_as; PermissionDenied when nobody may."""
    found = principals.acting_as(tx, name) if name else None
    if found is None:
        raise PermissionDenied(
            f"{name or 'Nobody'}, as whom this runs, is not an active principal."
        )
    return found


def named(run_as: Mapping[str, Any]) -> str:
    """The name of the principal that a run_as names; InvalidParameterValue unless it is one."""
    return _named(run_as)[1]


def _named(run_as: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and name of the one principal that a run_as names."""
    user, service = principals.USER, principals.SERVICE_PRINCIPAL
    kinds = {"user_name": user, "service_principal_name": service}
    found = [(kind, run_as[field]) for field, kind in kinds.items() if run_as.get(field)]
    if len(found) != 1:
        raise InvalidParameterValue(
            "$.run_as: exactly one of user_name and service_principal_name is needed."
        )
    return found[0]
