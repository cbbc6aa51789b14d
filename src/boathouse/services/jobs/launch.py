"""Launching a task: its source, its environment, its token, its launcher's process."""

from __future__ import annotations

import logging
import os
import re
import sys
from typing import Any

from boathouse.context import Parts
from boathouse.engine import process
from boathouse.engine.sail import spark_environment
from boathouse.errors import ApiError, NotImplementedHere, PermissionDenied
from boathouse.services.clusters import use as clusters
from boathouse.services.isolation import tenants
from boathouse.services.jobs import access, parameters, run_store, sources, states
from boathouse.services.jobs.folder import TaskFolder
from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.tokens import store as tokens

log = logging.getLogger("boathouse.jobs")

DEFAULT_RUNTIME = "15.4"
TOKEN_LIFETIME_MS = 7 * 86_400_000
"""A task's token ends with its run; this bounds it should that end never be written."""


def launch(parts: Parts, run: Run, task: TaskRun, ready: clusters.Ready) -> process.ProcessId:
    """Lay out the task's folder and start its launcher.

    Safe to repeat: one launcher at most takes the folder. Raises ApiError when the source cannot
    be read with the rights of the run's `run_as`.
    """
    folder = TaskFolder(parts, task.run_id)
    with parts.database.read() as tx:
        principal = access.runner(tx, run.run_as)
        if "existing_cluster_id" in task.task:
            clusters.require(tx, principal, task.task["existing_cluster_id"])
        source = sources.read(tx, parts, principal, task)
        upstream = _upstream_values(tx, parts, run, task)
    document = _task_document(parts, run, task, ready, source)
    document["upstream_values"] = upstream
    document["confinement"] = tenants.task_confinement(
        parts,
        run.run_as,
        folder.path,
        ready.site if ready.owner == run.run_as else None,
    )
    document["env"] = _environment(parts, task, ready, folder, _token(parts, run, task))
    folder.prepare(document, source.content)
    return spawn(folder)


def failure(error: Exception, task: TaskRun) -> states.Outcome:
    """The end of a task that could not be launched."""
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


def _token(parts: Parts, run: Run, task: TaskRun) -> str:
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
    return value


def _task_document(
    parts: Parts, run: Run, task: TaskRun, ready: clusters.Ready, source: sources.Source
) -> dict[str, Any]:
    return {
        "task_run_id": task.run_id,
        "task_key": task.task_key,
        "timeout_seconds": task.task.get("timeout_seconds", 0),
        "cwd": str(TaskFolder(parts, task.run_id).path / "work"),
        "spark_conf": ready.spark_conf,
        "ids": {
            "job_id": run.job_id,
            "run_id": run.run_id,
            "task_run_id": task.run_id,
            "workspace_id": parts.workspace_id,
            "cluster_id": task.cluster_id,
            "workspace_url": parts.address,
            "user_name": run.run_as,
        },
        **_body(run, task, source),
    }


def _body(run: Run, task: TaskRun, source: sources.Source) -> dict[str, Any]:
    if "notebook_task" in task.task:
        widgets = parameters.widgets(task.task, run.settings, run.parameters)
        notebook = {"path": source.path, "language": source.language, "parameters": widgets}
        return {"kind": "notebook", "notebook": notebook}
    arguments = parameters.arguments(task.task, run.parameters)
    script = {"path": source.path, "parameters": arguments}
    return {"kind": "spark_python", "spark_python": script}


def _environment(
    parts: Parts, task: TaskRun, ready: clusters.Ready, folder: TaskFolder, token: str
) -> dict[str, str]:
    # The cluster's own variables come first, so that they cannot displace what makes a task safe.
    return {
        **_base_environment(),
        **ready.spark_env_vars,
        "HOME": str(folder.path / "work"),
        "TMPDIR": str(folder.path / "tmp"),
        "DATABRICKS_HOST": parts.address,
        "DATABRICKS_TOKEN": token,
        "DATABRICKS_RUNTIME_VERSION": _runtime_version(ready.spark_version),
        "BOATHOUSE_TASK_FOLDER": str(folder.path),
        "BOATHOUSE_SITE": str(ready.site),
        "PYTHONUNBUFFERED": "1",
        process.MARK: folder.mark,
        # The rest of spark_conf goes by task.json: PySpark takes only spark.sql.* this way.
        **spark_environment(f"127.0.0.1:{parts.connect_port}", {}, token, task.cluster_id or ""),
    }


def _runtime_version(spark_version: str) -> str:
    """`14.3.x-scala2.12` -> `14.3`."""
    numbers = re.match(r"\d+\.\d+", spark_version)
    return numbers.group() if numbers else DEFAULT_RUNTIME


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
