"""Launching a task: its source, its environment, its token, its launcher's process."""

from __future__ import annotations

import logging
import os
import re
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Parts
from boathouse.engine import process
from boathouse.engine.sail import spark_environment
from boathouse.errors import (
    ApiError,
    InvalidParameterValue,
    NotImplementedHere,
    PermissionDenied,
    ResourceDoesNotExist,
)
from boathouse.services.clusters import use as clusters
from boathouse.services.isolation import tenants
from boathouse.services.jobs import (
    access,
    checkouts,
    kinds,
    parameters,
    references,
    run_store,
    sources,
    states,
)
from boathouse.services.jobs.folder import TaskFolder
from boathouse.services.jobs.kinds.wheel import wheels
from boathouse.services.jobs.references import BadReference
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.tokens import store as tokens

log = logging.getLogger("boathouse.jobs")

DEFAULT_RUNTIME = "15.4"
TOKEN_LIFETIME_MS = 7 * 86_400_000
"""A task's token ends with its run; this bounds it should that end never be written."""


def launch(
    parts: Parts, run: Run, task: TaskRun, ready: clusters.Ready | None
) -> process.ProcessId:
    """Lay out the task's folder and start its launcher.

    `ready` is the engine of a kind that needs one. Safe to repeat: one launcher at most takes the
    folder. Raises ApiError when the source cannot be read with the rights of the run's `run_as`,
    BadReference when a parameter refers to what does not exist.
    """
    folder = TaskFolder(parts, task.run_id)
    kind = kinds.of(task.task)
    with parts.database.read() as tx:
        principal = access.runner(tx, run.run_as)
        if "existing_cluster_id" in task.task:
            clusters.require(tx, principal, task.task["existing_cluster_id"])
        body = parameters.given(run, task, references.scope_of(tx, parts, run, task))
        checkout = _checkout(tx, parts, run, task)
        laying = kinds.Laying(tx, parts, principal, run, task, body, checkout)
        laid = _laid(kind, laying)
        upstream = _upstream_values(tx, parts, run, task)
    document = _task_document(parts, run, task, ready)
    document |= {**laid.document, "upstream_values": upstream}
    site = ready.site if ready is not None and ready.owner == run.run_as else None
    confinement = tenants.task_confinement(parts, run.run_as, folder.path, site)
    document["confinement"] = confinement
    if checkout is not None:
        folder.copy(checkout, (confinement or {}).get("uid"))
        document["root"] = str(folder.path / "work" / "repository")
        document["cwd"] = str(
            sources.within(Path(document["root"]), laid.folder) or document["cwd"]
        )
    token = _token(parts, run, task, parameters.shown(kind.name, body))
    document["env"] = _environment(parts, task, ready, folder, token)
    folder.prepare(document, laid.source)
    return spawn(folder)


def _laid(kind: kinds.Kind, laying: kinds.Laying) -> kinds.Laid:
    """What a kind puts into a task's folder."""
    if kind.lay is None:
        raise NotImplementedHere(f"A {kind.name} has no process.")
    return kind.lay(laying)


def _checkout(tx: Connection, parts: Parts, run: Run, task: TaskRun) -> Path | None:
    if not checkouts.needed(run, task.task):
        return None
    state = checkouts.state(tx, parts, run)
    if not isinstance(state, checkouts.Ready):
        raise ResourceDoesNotExist("The git repository of the run is gone.")
    return state.path


def failure(error: Exception, task: TaskRun) -> states.Outcome:
    """The end of a task that could not be launched."""
    if isinstance(error, BadReference | InvalidParameterValue):
        return states.internal_error("INVALID_RUN_CONFIGURATION", error.message)
    if isinstance(error, PermissionDenied):
        return states.internal_error("UNAUTHORIZED_ERROR", error.message)
    if isinstance(error, NotImplementedHere):
        return states.internal_error("FEATURE_DISABLED", error.message)
    if isinstance(error, ApiError):
        return states.internal_error("RESOURCE_NOT_FOUND", error.message)
    log.error("task run %s could not be launched", task.run_id, exc_info=error)
    told = f": {error.strerror}" if isinstance(error, OSError) else ""
    return states.internal_error("INTERNAL_ERROR", f"The task could not be started{told}.")


def spawn(folder: TaskFolder) -> process.ProcessId:
    """Start a launcher for a folder that is laid out.

    For one whose launcher died it ends what is left of the task and reports; it never runs a task
    twice.
    """
    argv = [sys.executable, "-m", "boathouse.runtime.launcher", str(folder.path)]
    environment = {**_base_environment(), process.MARK: folder.mark}
    return process.spawn(argv, environment, folder.path, folder.path / "launcher.log")


def _token(parts: Parts, run: Run, task: TaskRun, given: dict[str, Any]) -> str:
    """The task's own token; what the task is given is noted with it."""
    value, now = tokens.new_value(), parts.clock()
    with parts.database.write() as tx:
        tokens.insert_token(
            tx,
            value,
            access.runner(tx, run.run_as).user_id,
            comment=f"task run {task.run_id}",
            now=now,
            expires_at=now + TOKEN_LIFETIME_MS,
            task_run_id=task.run_id,
        )
        run_store.set_task(tx, task.run_id, resolved=given)
    return value


def _task_document(
    parts: Parts, run: Run, task: TaskRun, ready: clusters.Ready | None
) -> dict[str, Any]:
    return {
        "task_run_id": task.run_id,
        "task_key": task.task_key,
        "timeout_seconds": task.task.get("timeout_seconds", 0),
        "cwd": str(TaskFolder(parts, task.run_id).path / "work"),
        "spark_conf": ready.spark_conf if ready else {},
        "wheels": wheels(task.task),
        "ids": {
            "job_id": run.job_id,
            "run_id": run.run_id,
            "task_run_id": task.run_id,
            "workspace_id": parts.workspace_id,
            "cluster_id": task.cluster_id,
            "workspace_url": parts.address,
            "user_name": run.run_as,
        },
    }


def _environment(
    parts: Parts, task: TaskRun, ready: clusters.Ready | None, folder: TaskFolder, token: str
) -> dict[str, str]:
    # The cluster's own variables come first, so that they cannot displace what makes a task safe.
    return {
        **_base_environment(),
        **(ready.spark_env_vars if ready else {}),
        "HOME": str(folder.path / "work"),
        "TMPDIR": str(folder.path / "tmp"),
        "DATABRICKS_HOST": parts.address,
        "DATABRICKS_TOKEN": token,
        "DATABRICKS_RUNTIME_VERSION": _runtime_version(ready.spark_version if ready else ""),
        "BOATHOUSE_TASK_FOLDER": str(folder.path),
        "PYTHONUNBUFFERED": "1",
        process.MARK: folder.mark,
        **(_engine_environment(parts, task, ready, token) if ready else {}),
    }


def _engine_environment(
    parts: Parts, task: TaskRun, ready: clusters.Ready, token: str
) -> dict[str, str]:
    # The rest of spark_conf goes by task.json: PySpark takes only spark.sql.* this way.
    address = f"127.0.0.1:{parts.connect_port}"
    return {
        "BOATHOUSE_SITE": str(ready.site),
        **_libraries(ready),
        **spark_environment(address, {}, token, task.cluster_id or ""),
    }


def _runtime_version(spark_version: str) -> str:
    """`14.3.x-scala2.12` -> `14.3`."""
    numbers = re.match(r"\d+\.\d+", spark_version)
    return numbers.group() if numbers else DEFAULT_RUNTIME


def _libraries(ready: clusters.Ready) -> dict[str, str]:
    """What leads a task to the libraries of its cluster, and to their programs."""
    if ready.libraries is None:
        return {}
    path = f"{ready.python.parent}{os.pathsep}{_base_environment()['PATH']}"
    return {"BOATHOUSE_LIBRARIES": str(ready.libraries), "PATH": path}


def _base_environment() -> dict[str, str]:
    """What a child needs of ours: its interpreter's folder first on PATH, a locale, no more."""
    interpreter = os.path.dirname(sys.executable)
    path = f"{interpreter}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {"PATH": path, "LANG": os.environ.get("LANG", "C.UTF-8")}


def _upstream_values(tx: Any, parts: Parts, run: Run, task: TaskRun) -> dict[str, Any]:
    """The task values of the tasks that ended before this one, by task key."""
    siblings = run_store.tasks_of(tx, [run.run_id])[run.run_id]
    return {
        other.task_key: TaskFolder(parts, other.run_id).values()
        for other in siblings
        if other.ended and other.run_id != task.run_id
    }
