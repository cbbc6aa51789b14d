"""Where a task runs: the cluster it names, one made for the run, or serverless."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from boathouse.services.clusters import use as clusters
from boathouse.services.jobs import run_store
from boathouse.services.jobs.run_store import Run, TaskRun


def makes_clusters(settings: Mapping[str, Any]) -> bool:
    """Whether a run of such a job makes clusters of its own."""
    return bool(settings.get("job_clusters")) or any(
        "new_cluster" in task for task in settings["tasks"]
    )


def assign(tx: Connection, run: Run, task: TaskRun, now: int) -> str:
    """The cluster of a task, held for it from now on.

    Raises ApiError when one must be made and the run's principal may not, or its policy or pool
    does not allow it.
    """
    cluster_id = _cluster(tx, run, task, now)
    if task.task.get("libraries"):
        clusters.add_libraries(tx, cluster_id, task.task["libraries"])
    clusters.hold(tx, cluster_id, task.run_id, now)
    return cluster_id


def release(tx: Connection, task: TaskRun, now: int) -> None:
    """Let go of a task's cluster; one that was made for this task alone ends."""
    clusters.release(tx, task.run_id, now)
    own = _clusters(tx, task.job_run_id).get(_own_key(task))
    if own is not None:
        clusters.end_for_run(tx, own, now)


def end_all(tx: Connection, run: Run, now: int) -> None:
    """End every cluster that was made for the run."""
    for cluster_id in _clusters(tx, run.run_id).values():
        clusters.end_for_run(tx, cluster_id, now)


def _cluster(tx: Connection, run: Run, task: TaskRun, now: int) -> str:
    settings = task.task
    if "existing_cluster_id" in settings:
        existing: str = settings["existing_cluster_id"]
        return existing
    if "new_cluster" in settings:
        return _made(tx, run, _own_key(task), settings["new_cluster"], now)
    if "job_cluster_key" in settings:
        key = settings["job_cluster_key"]
        shared = {item["job_cluster_key"]: item for item in run.settings["job_clusters"]}
        return _made(tx, run, key, shared[key]["new_cluster"], now)
    lines = dependencies(run.settings, settings)
    if lines:
        return _with_environment(tx, run, settings["environment_key"], lines, now)
    return clusters.serverless(tx, run.run_as, now)


def dependencies(settings: Mapping[str, Any], task: Mapping[str, Any]) -> list[str]:
    """The lines of the environment that a task names."""
    key = task.get("environment_key")
    for item in settings.get("environments", []) if key is not None else ():
        if item["environment_key"] == key:
            return list((item.get("spec") or {}).get("dependencies") or [])
    return []


def _with_environment(tx: Connection, run: Run, key: str, lines: list[str], now: int) -> str:
    made, name = _clusters(tx, run.run_id), f"environment {key}"
    if name not in made:
        made[name] = clusters.serverless_with(tx, run.run_as, lines, run_id=run.run_id, now=now)
        run_store.set_run(tx, run.run_id, clusters=made)
    return made[name]


def _made(tx: Connection, run: Run, key: str, wanted: dict[str, object], now: int) -> str:
    made = _clusters(tx, run.run_id)
    if key not in made:
        made[key] = clusters.create_for_run(
            tx,
            wanted,
            owner=run.run_as,
            name=f"job-{run.job_id}-run-{run.run_id}-{key.removeprefix('task ').replace(' ', '-')}",
            run_id=run.run_id,
            now=now,
        )
        run_store.set_run(tx, run.run_id, clusters=made)
    return made[key]


def _clusters(tx: Connection, run_id: int) -> dict[str, str]:
    current = run_store.get_run(tx, run_id)
    return dict(current.clusters) if current else {}


def _own_key(task: TaskRun) -> str:
    # A job cluster's key holds no space, so the two kinds cannot meet.
    # Each attempt and each iteration has one of its own: it ends with them.
    iteration = f" {task.iteration}" if task.iteration is not None else ""
    attempt = f" attempt {task.attempt_number}" if task.attempt_number else ""
    return f"task {task.task_key}{iteration}{attempt}"
