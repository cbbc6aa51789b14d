"""/api/2.x/jobs: create, get, list, reset, update and delete jobs."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any, Unpack

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, NotImplementedHere, QuotaExceeded
from boathouse.route import Access, route
from boathouse.services.clusters import use as clusters
from boathouse.services.jobs import fields, present, store
from boathouse.services.jobs.paging import Page, check_limit, page_after, page_token_of
from boathouse.services.jobs.settings import normalize
from boathouse.services.jobs.version import Version, versioned
from boathouse.store.ids import new_id
from boathouse.wire import jobs as wire

MAX_SAVED_JOBS = 12_000
"""Saved jobs of a workspace [B5.3]."""

SETTINGS_LIMIT = 10 * 1024 * 1024


@route("POST", "/api/2.0|2.1|2.2/jobs/create", access=Access.USER, fields=fields.SETTINGS)
@versioned
def create(ctx: Context, version: Version, **settings: Unpack[wire.JobsCreate]) -> dict[str, Any]:
    """Save a job. One that comes through 2.2 queues its runs unless it says otherwise [B5.1]."""
    checked = _checked(ctx, settings)
    if version == "2.2":
        checked.setdefault("queue", {"enabled": True})
    job = store.Job(new_id(ctx.now), checked["name"], ctx.principal.user_name, ctx.now, checked)
    with ctx.write() as tx:
        if store.count_jobs(tx) >= MAX_SAVED_JOBS:
            raise QuotaExceeded(f"The limit of {MAX_SAVED_JOBS} saved jobs is reached.")
        store.insert_job(tx, job)
    return {"job_id": job.job_id}


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
    shown = present.job(visible_job(ctx, job_id), version=version)
    if version != "2.2":
        return shown
    page = page_after(page_token, shown["settings"], ("tasks", "job_clusters", "parameters"))
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
    creator = None if ctx.principal.admin else ctx.principal.user_name
    found = store.page_of_jobs(
        ctx.tx, creator=creator, name=name, before=page.before, offset=offset, limit=limit + 1
    )
    more = len(found) > limit
    shown = [present.job(job, version=version, expand=expand_tasks) for job in found[:limit]]
    answer: dict[str, Any] = {"jobs": shown}
    if version != "2.2":
        answer["has_more"] = more  # the legacy CLI pages by this and offset [B5.1]
    if more:
        answer["next_page_token"] = page_token_of(found[limit - 1].job_id)
    return answer


@route("POST", "/api/2.0|2.1|2.2/jobs/reset", access=Access.USER, fields=fields.NEW_SETTINGS)
def reset(ctx: Context, job_id: int, new_settings: wire.JobSettings) -> None:
    """Replace all settings."""
    job = visible_job(ctx, job_id)
    checked = _checked(ctx, new_settings)
    with ctx.write() as tx:
        store.update_settings(tx, job.job_id, checked)


@route("POST", "/api/2.0|2.1|2.2/jobs/update", access=Access.USER, fields=fields.NEW_SETTINGS)
def update(
    ctx: Context,
    job_id: int,
    new_settings: wire.JobSettings | None = None,
    fields_to_remove: builtins.list[str] | None = None,
) -> None:
    """Change some settings: top-level fields replace, arrays merge by their keys [B5.5]."""
    job = visible_job(ctx, job_id)
    merged = _merged(job.settings, new_settings or {})
    for name in fields_to_remove or ():
        _remove(merged, name)
    checked = _checked(ctx, merged)
    with ctx.write() as tx:
        store.update_settings(tx, job.job_id, checked)


@route("POST", "/api/2.0|2.1|2.2/jobs/delete", access=Access.USER)
def delete(ctx: Context, job_id: int) -> None:
    """Remove a job. A run of it that is active goes on [B5.1]."""
    job = visible_job(ctx, job_id)
    with ctx.write() as tx:
        store.delete_job(tx, job.job_id)


def visible_job(ctx: Context, job_id: int) -> store.Job:
    """The job, for its creator and admins.

    Clients know a missing job by the text of a 400 [SDK errors/overrides.py, B5.5].
    """
    job = store.get_job(ctx.tx, job_id)
    if job is None:
        raise InvalidParameterValue(f"Job {job_id} does not exist.")
    ctx.require_owner(
        job.creator,
        f"User {ctx.principal.user_name} does not have View or Admin or Manage Run or Owner "
        f"permissions on job {job_id}",
    )
    return job


def _checked(ctx: Context, document: Mapping[str, Any]) -> dict[str, Any]:
    settings = normalize(document)
    check_compute(ctx, settings)
    _check_run_as(ctx, settings.get("run_as", {}))
    return settings


def check_compute(ctx: Context, settings: Mapping[str, Any]) -> None:
    """Every cluster that the tasks name exists and is the caller's; every new one is possible."""
    for cluster in settings.get("job_clusters", []):
        clusters.check_new_cluster(cluster["new_cluster"])
    for task in settings["tasks"]:
        if "new_cluster" in task:
            clusters.check_new_cluster(task["new_cluster"])
        if "existing_cluster_id" in task:
            clusters.require(ctx.tx, ctx.principal, task["existing_cluster_id"])


def _check_run_as(ctx: Context, run_as: Mapping[str, Any]) -> None:
    if run_as and run_as != {"user_name": ctx.principal.user_name}:
        raise NotImplementedHere("The request field $.run_as is implemented for oneself only.")


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    keyed = {"tasks": "task_key", "job_clusters": "job_cluster_key"}
    merged = {**old, **new}
    for name, key in keyed.items():
        if name in old and name in new:
            replaced = {item.get(key): item for item in new[name]}
            kept = [replaced.pop(item.get(key), item) for item in old[name]]
            merged[name] = [*kept, *replaced.values()]
    return merged


def _remove(settings: dict[str, Any], name: str) -> None:
    field, _, key = name.partition("/")
    if not key:
        settings.pop(field, None)
        return
    keys = {"tasks": "task_key", "job_clusters": "job_cluster_key"}
    if field not in keys:
        raise InvalidParameterValue(f"fields_to_remove: '{name}' cannot be removed.")
    settings[field] = [item for item in settings.get(field, []) if item.get(keys[field]) != key]
