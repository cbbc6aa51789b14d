"""A job and a run under ids of the caller's choosing, for workspaces that start with examples."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.services.jobs import access, run_store, start, store
from boathouse.services.jobs.settings import normalize
from boathouse.services.permissions import change as permissions


def job(tx: Connection, ctx: Context, job_id: int, settings: dict[str, Any]) -> None:
    """Save a job of the principal's, unless there is one of that id."""
    if store.get_job(tx, job_id) is None:
        checked = normalize(settings)
        creator = ctx.principal.user_name
        store.insert_job(tx, store.Job(job_id, checked["name"], creator, ctx.now, checked))
        permissions.create(tx, ctx.principal, access.target(job_id))


def run(tx: Connection, ctx: Context, run_id: int, job_id: int) -> None:
    """Start a run of a saved job, unless there is one of that id.

    It is carried out like any other: its state and its output are what really happens.
    """
    saved = store.get_job(tx, job_id)
    if saved is None or run_store.get_run(tx, run_id) is not None:
        return
    start.start(
        tx,
        ctx,
        saved.settings,
        "JOB_RUN",
        name=saved.name,
        chosen={},
        run_as=access.runs_as(tx, job_id, saved.settings),
        job_id=job_id,
        run_id=run_id,
    )
