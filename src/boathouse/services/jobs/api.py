"""/api/2.x/jobs: create, get, list, reset, update and delete jobs."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any, Unpack

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import QuotaExceeded
from boathouse.route import Access, route
from boathouse.services.clusters import use as clusters
from boathouse.services.jobs import (
    access,
    compute,
    fields,
    forms,
    present,
    run_store,
    store,
    trigger_shapes,
    triggers,
)
from boathouse.services.jobs.paging import Page, check_limit, page_after, page_token_of
from boathouse.services.jobs.settings import normalize
from boathouse.services.jobs.version import Version, versioned
from boathouse.services.notifications import settings as notified
from boathouse.services.permissions import change as permissions
from boathouse.services.permissions import decide
from boathouse.services.permissions.levels import JOBS
from boathouse.services.principals import entitlements

MAX_SAVED_JOBS = 12_000
"""Saved jobs of a workspace [B5.3]."""

SETTINGS_LIMIT = 10 * 1024 * 1024


@route("POST", "/api/2.0|2.1|2.2/jobs/create", access=Access.USER, fields=fields.SETTINGS)
@versioned
def create(ctx: Context, version: Version, **settings: Unpack[forms.NewJob]) -> dict[str, Any]:
    """Save a job. One that comes through 2.2 queues its runs unless it says otherwise [B5.1]."""
    document: dict[str, Any] = {**settings}
    acl = document.pop("access_control_list", [])
    checked = _checked(ctx, document, ctx.principal.user_name)
    if version == "2.2":
        checked.setdefault("queue", {"enabled": True})
    with ctx.write() as tx:
        if store.count_jobs(tx) >= MAX_SAVED_JOBS:
            raise QuotaExceeded(f"The limit of {MAX_SAVED_JOBS} saved jobs is reached.")
        job_id = store.next_id(tx, ctx.now)
        creator = ctx.principal.user_name
        store.insert_job(tx, store.Job(job_id, checked["name"], creator, ctx.now, checked))
        permissions.create(tx, ctx.principal, access.target(job_id), acl)
        triggers.saved(tx, job_id, checked, ctx.now)
        triggers.wake(ctx)
    return {"job_id": job_id}


@route("GET", "/api/2.0|2.1|2.2/jobs/get", access=Access.USER)
@versioned
def get(
    ctx: Context,
    version: Version,
    job_id: int,
    page_token: str | None = None,
    include_trigger_state: bool = False,
) -> dict[str, Any]:
    """A job; at 2.2 its arrays come 100 at a time."""
    job = access.job(ctx, job_id)
    runs_as = access.runs_as(ctx.tx, job_id, job.settings)
    shown = present.job(job, runs_as, version=version)
    if include_trigger_state:
        shown |= trigger_shapes.shown(ctx.tx, job_id)
    if version != "2.2":
        return shown
    page = page_after(page_token, shown["settings"], present.JOB_ARRAYS)
    return {**shown, "settings": page.document, **page.marks}


@route("GET", "/api/2.0|2.1|2.2/jobs/list", access=Access.USER)
@versioned
def list(
    ctx: Context,
    version: Version,
    limit: int = 20,
    offset: int = 0,
    name: str | None = None,
    page_token: str | None = None,
    expand_tasks: bool = False,
) -> dict[str, Any]:
    """Saved jobs, newest first. `jobs` is always there: the handbook's script reads it."""
    check_limit("limit", limit, 1, 100)
    check_limit("offset", offset, 0, 2**31)
    page = Page.parse(page_token)
    seen = decide.visible(ctx.principal, JOBS)
    found = store.page_of_jobs(
        ctx.tx, visible=seen, name=name, before=page.before, offset=offset, limit=limit + 1
    )
    more = len(found) > limit
    shown = [_listed(job, version, expand_tasks) for job in found[:limit]]
    answer: dict[str, Any] = {"jobs": shown}
    if version != "2.2":
        answer["has_more"] = more  # the legacy CLI pages by this and offset [B5.1]
    if more:
        answer["next_page_token"] = page_token_of(found[limit - 1].job_id)
    return answer


def _listed(job: store.Job, version: str, expand: bool) -> dict[str, Any]:
    shown = present.listed_job(job, version=version, expand=expand)
    if version != "2.2":
        return shown
    page = page_after(None, shown["settings"], present.JOB_ARRAYS)
    more = {"has_more": True} if page.marks else {}
    return {**shown, "settings": page.document, **more}


@route("POST", "/api/2.0|2.1|2.2/jobs/reset", access=Access.USER, fields=fields.NEW_SETTINGS)
def reset(ctx: Context, job_id: int, new_settings: forms.JobSettings) -> None:
    """Replace all settings; an absent run_as stays as it was [B5.5]."""
    with ctx.write() as tx:
        job = access.job(ctx, job_id, access.MANAGE)
        kept = {"run_as": job.settings["run_as"]} if "run_as" in job.settings else {}
        _change(tx, ctx, job, {**kept, **new_settings})


@route("POST", "/api/2.0|2.1|2.2/jobs/update", access=Access.USER, fields=fields.NEW_SETTINGS)
def update(
    ctx: Context,
    job_id: int,
    new_settings: forms.JobSettings | None = None,
    fields_to_remove: builtins.list[str] | None = None,
) -> None:
    """Change some settings: top-level fields replace, arrays merge by their keys [B5.5]."""
    with ctx.write() as tx:
        job = access.job(ctx, job_id, access.MANAGE)
        changed = forms.updated(job.settings, new_settings or {}, fields_to_remove or ())
        _change(tx, ctx, job, changed)


@route("POST", "/api/2.0|2.1|2.2/jobs/delete", access=Access.USER)
def delete(ctx: Context, job_id: int) -> None:
    """Remove a job. A run of it that is active goes on [B5.1]."""
    with ctx.write() as tx:
        access.job(ctx, job_id, access.MANAGE)
        store.delete_job(tx, job_id)
        triggers.deleted(tx, job_id)
        access.forget_unused(tx, job_id)


def _change(tx: Connection, ctx: Context, job: store.Job, settings: Mapping[str, Any]) -> None:
    owner = access.runs_as(tx, job.job_id, {})
    checked = _checked(ctx, settings, owner, job.settings)
    store.update_settings(tx, job.job_id, checked)
    triggers.saved(tx, job.job_id, checked, ctx.now)
    triggers.wake(ctx)
    if checked["timeout_seconds"] != job.settings["timeout_seconds"]:
        # It counts for the active runs too [B5.5].
        run_store.set_timeout(tx, job.job_id, checked["timeout_seconds"])
        ctx.wake("runs")


def _checked(
    ctx: Context, document: Mapping[str, Any], owner: str, old: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Settings that may be saved for a job of an owner, in the place of `old` ones."""
    settings = normalize(document)
    run_as = settings.get("run_as") or {}
    if old is None or run_as != old.get("run_as"):
        access.check_run_as(ctx, run_as)
    check_compute(ctx, settings, access.named(run_as) if run_as else owner)
    notified.check_destinations(ctx.tx, settings, old or {})
    return settings


def check_compute(ctx: Context, settings: Mapping[str, Any], runs_as: str) -> None:
    """Every cluster that the tasks name takes tasks of `runs_as`; every new one is possible."""
    if compute.makes_clusters(settings):
        entitlements.require_cluster_creation(ctx.tx, access.runner(ctx.tx, runs_as))
    for cluster in settings.get("job_clusters", []):
        clusters.check_new_cluster(cluster["new_cluster"], runs_as)
    for task in settings["tasks"]:
        if "new_cluster" in task:
            clusters.check_new_cluster(task["new_cluster"], runs_as)
        if "existing_cluster_id" in task:
            clusters.require(ctx.tx, access.runner(ctx.tx, runs_as), task["existing_cluster_id"])
