"""A job's settings: the two forms that they come in, their checks, and the defaults shown back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from boathouse.errors import InvalidParameterValue, NotImplementedHere

# Limits: jobs_notebooks_clusters.md B5.3.
MAX_TASKS = 1000
MAX_CONCURRENT_RUNS = 1000
MAX_NAME_BYTES = 4096
MAX_DESCRIPTION = 27_700
MAX_TAGS = 25
MAX_PARAMETERS_BYTES = 10_000
MAX_BASE_PARAMETERS_BYTES = 1_000_000
MAX_TOKEN = 64

TASK_BODIES = ("notebook_task", "spark_python_task")

SINGLE_TASK_FIELDS = (
    *TASK_BODIES,
    "existing_cluster_id",
    "new_cluster",
    "libraries",
    "max_retries",
    "min_retry_interval_millis",
    "retry_on_timeout",
)
"""The task fields that stand at the top of a 2.0 job [B5.1]."""

_KEY = re.compile(r"^[\w-]{1,100}$")
_PARAMETER_NAME = re.compile(r"^[\w.-]+$")
_REFERENCE = re.compile(
    r"\{\{\s*(?:(?:job|task|tasks|workspace|input|backfill)\.|input\s*\}\}"
    r"|(?:job_id|run_id|start_date|start_time|task_key|parent_run_id|task_retry_count)\s*\}\})"
)


def normalize(document: Mapping[str, Any]) -> dict[str, Any]:
    """Settings that always hold `tasks`, checked and with the defaults that clients read back.

    Raises InvalidParameterValue naming what is wrong.
    """
    settings = dict(document)
    if "tasks" in settings:
        settings["format"] = "MULTI_TASK"
    elif any(body in settings for body in TASK_BODIES):
        settings = _from_single_task(settings)
    settings.setdefault("name", "Untitled")
    settings.setdefault("max_concurrent_runs", 1)
    settings.setdefault("timeout_seconds", 0)
    settings.setdefault("email_notifications", {})
    settings.setdefault("webhook_notifications", {})
    settings.setdefault("format", "MULTI_TASK")
    settings["tasks"] = [_with_defaults(task) for task in settings.get("tasks", [])]
    _check(settings)
    return settings


def _from_single_task(settings: dict[str, Any]) -> dict[str, Any]:
    if "job_clusters" in settings:
        raise InvalidParameterValue(
            "Shared job cluster feature is only supported in multi-task jobs."
        )
    task = {name: settings.pop(name) for name in SINGLE_TASK_FIELDS if name in settings}
    key = re.sub(r"[^\w-]+", "_", settings.get("name", ""))[:100].strip("_") or "main"
    return {**settings, "format": "SINGLE_TASK", "tasks": [{"task_key": key, **task}]}


def single_task_form(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The 2.0 form of settings whose format is SINGLE_TASK; others stay as they are."""
    if settings.get("format") != "SINGLE_TASK" or not settings.get("tasks"):
        return dict(settings)
    task = settings["tasks"][0]
    top = {name: task[name] for name in SINGLE_TASK_FIELDS if name in task}
    return {**{key: value for key, value in settings.items() if key != "tasks"}, **top}


def _with_defaults(task: Mapping[str, Any]) -> dict[str, Any]:
    full = {"run_if": "ALL_SUCCESS", "timeout_seconds": 0, "email_notifications": {}, **task}
    for body in TASK_BODIES:
        if body in full:
            full[body] = {"source": "WORKSPACE", **full[body]}
    return full


def _check(settings: Mapping[str, Any]) -> None:
    _check_limits(settings)
    tasks = settings["tasks"]
    keys = [task.get("task_key", "") for task in tasks]
    for index, key in enumerate(keys):
        if not _KEY.match(key):
            raise InvalidParameterValue(
                f"$.tasks[{index}].task_key: 1 to 100 letters, digits, '_' or '-' are needed."
            )
    if len(set(keys)) != len(keys):
        raise InvalidParameterValue("The task keys of a job must be unique.")
    clusters = _cluster_keys(settings)
    for index, task in enumerate(tasks):
        _check_task(task, f"$.tasks[{index}]", clusters)
    _check_dependencies(tasks)


def _check_limits(settings: Mapping[str, Any]) -> None:
    limits = (
        (len(settings["name"].encode()) > MAX_NAME_BYTES, f"name exceeds {MAX_NAME_BYTES} bytes"),
        (
            len(settings.get("description", "")) > MAX_DESCRIPTION,
            f"description exceeds {MAX_DESCRIPTION} characters",
        ),
        (len(settings.get("tags", {})) > MAX_TAGS, f"there are more than {MAX_TAGS} tags"),
        (len(settings["tasks"]) > MAX_TASKS, f"there are more than {MAX_TASKS} tasks"),
        (
            not 0 <= settings["max_concurrent_runs"] <= MAX_CONCURRENT_RUNS,
            f"max_concurrent_runs must be between 0 and {MAX_CONCURRENT_RUNS}",
        ),
        (settings["timeout_seconds"] < 0, "timeout_seconds must not be negative"),
    )
    for exceeded, message in limits:
        if exceeded:
            raise InvalidParameterValue(f"The job is not valid: {message}.")
    for parameter in settings.get("parameters", []):
        if not _PARAMETER_NAME.match(parameter.get("name", "")):
            raise InvalidParameterValue(
                "A job parameter's name must consist of letters, digits, '_', '-' and '.'."
            )


def _cluster_keys(settings: Mapping[str, Any]) -> set[str]:
    keys = [cluster.get("job_cluster_key", "") for cluster in settings.get("job_clusters", [])]
    if len(set(keys)) != len(keys) or not all(_KEY.match(key) for key in keys):
        raise InvalidParameterValue("Each job cluster needs a job_cluster_key of its own.")
    for index, cluster in enumerate(settings.get("job_clusters", [])):
        if "new_cluster" not in cluster:
            raise InvalidParameterValue(
                f"Missing required field: job_clusters[{index}].new_cluster"
            )
    return set(keys)


def _check_task(task: Mapping[str, Any], path: str, clusters: set[str]) -> None:
    bodies = [body for body in TASK_BODIES if body in task]
    if len(bodies) != 1:
        raise InvalidParameterValue(
            f"{path}: exactly one of {', '.join(TASK_BODIES)} is needed, found {len(bodies)}."
        )
    needed = {"notebook_task": "notebook_path", "spark_python_task": "python_file"}[bodies[0]]
    if not task[bodies[0]].get(needed):
        raise InvalidParameterValue(f"Missing required field: {path[2:]}.{bodies[0]}.{needed}")
    computes = ("existing_cluster_id", "new_cluster", "job_cluster_key", "environment_key")
    if sum(name in task for name in computes) > 1:
        raise InvalidParameterValue(f"{path}: at most one of {', '.join(computes)} may be set.")
    key = task.get("job_cluster_key")
    if key is not None and key not in clusters:
        raise InvalidParameterValue(f"{path}.job_cluster_key: no job cluster is named '{key}'.")
    if task["timeout_seconds"] < 0:
        raise InvalidParameterValue(f"{path}.timeout_seconds: must not be negative.")
    if len(msgspec.json.encode(task[bodies[0]])) > MAX_BASE_PARAMETERS_BYTES:
        raise InvalidParameterValue(f"{path}.{bodies[0]}: exceeds 1 MB.")
    refuse_references(task[bodies[0]], f"{path}.{bodies[0]}")


def refuse_references(value: Any, path: str) -> None:
    """Refuse `{{job.id}}` and its kind: passed on as they stand they would be wrong values."""
    if isinstance(value, str) and _REFERENCE.search(value):
        raise NotImplementedHere(f"{path}: dynamic value references are not implemented.")
    if isinstance(value, Mapping):
        for key, item in value.items():
            refuse_references(item, f"{path}.{key}")
    if isinstance(value, list):
        for index, item in enumerate(value):
            refuse_references(item, f"{path}[{index}]")


def _check_dependencies(tasks: list[dict[str, Any]]) -> None:
    known = {task["task_key"] for task in tasks}
    waiting = {task["task_key"]: set(dependencies(task)) for task in tasks}
    for key, needs in waiting.items():
        for missing in sorted(needs - known):
            raise InvalidParameterValue(f"Task '{key}' depends on unknown task '{missing}'.")
    while waiting:
        free = {key for key, needs in waiting.items() if not needs & waiting.keys()}
        if not free:
            cycle = ", ".join(sorted(waiting))
            raise InvalidParameterValue(f"The tasks depend on one another in a circle: {cycle}.")
        waiting = {key: needs for key, needs in waiting.items() if key not in free}


def dependencies(task: Mapping[str, Any]) -> Iterator[str]:
    """The keys of the tasks that must end before this one."""
    for dependency in task.get("depends_on", []):
        yield dependency.get("task_key", "")
