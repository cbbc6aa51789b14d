"""A job's settings: their checks, and the defaults that clients read back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from boathouse.errors import InvalidParameterValue, NotImplementedHere
from boathouse.services.jobs.forms import TASK_BODIES, with_tasks

# Limits: jobs_notebooks_clusters.md B5.3.
MAX_TASKS = 1000
MAX_CONCURRENT_RUNS = 1000
MAX_NAME_BYTES = 4096
MAX_DESCRIPTION = 27_700
MAX_TAGS = 25
MAX_PARAMETERS_BYTES = 10_000
MAX_BASE_PARAMETERS_BYTES = 1_000_000
MAX_TOKEN = 64
MAX_TIMEOUT_SECONDS = 2**31 - 1

_KEY = re.compile(r"[\w-]{1,100}")
_PARAMETER_NAME = re.compile(r"[\w.-]+")
_REFERENCE = re.compile(
    r"\{\{\s*(?:(?:job|task|tasks|workspace|input|backfill)\.|input\s*\}\}"
    r"|(?:job_id|run_id|start_date|start_time|task_key|parent_run_id|task_retry_count)\s*\}\})"
)


def normalize(document: Mapping[str, Any]) -> dict[str, Any]:
    """Settings that always hold `tasks`, checked and with the defaults that clients read back.

    Raises InvalidParameterValue naming what is wrong.
    """
    settings = with_tasks(document)
    settings.setdefault("name", "Untitled")
    settings.setdefault("max_concurrent_runs", 1)
    settings.setdefault("timeout_seconds", 0)
    settings.setdefault("email_notifications", {})
    settings.setdefault("webhook_notifications", {})
    settings["tasks"] = [_with_defaults(task) for task in settings["tasks"]]
    _check(settings)
    return settings


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
        if not _KEY.fullmatch(key):
            raise InvalidParameterValue(
                f"$.tasks[{index}].task_key: 1 to 100 letters, digits, '_' or '-' are needed."
            )
    if len(set(keys)) != len(keys):
        raise InvalidParameterValue("The task keys of a job must be unique.")
    clusters, environments = _cluster_keys(settings), _environment_keys(settings)
    for index, task in enumerate(tasks):
        path = f"$.tasks[{index}]"
        _check_body(task, path)
        _check_compute(task, path, clusters, environments)
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
        (
            not 0 <= settings["timeout_seconds"] <= MAX_TIMEOUT_SECONDS,
            "timeout_seconds is out of range",
        ),
    )
    for exceeded, message in limits:
        if exceeded:
            raise InvalidParameterValue(f"The job is not valid: {message}.")
    _check_parameters(settings.get("parameters", []))


def _check_parameters(parameters: list[dict[str, Any]]) -> None:
    for index, parameter in enumerate(parameters):
        if not _PARAMETER_NAME.fullmatch(parameter.get("name", "")):
            raise InvalidParameterValue(
                "A job parameter's name must consist of letters, digits, '_', '-' and '.'."
            )
        if "default" not in parameter:
            raise InvalidParameterValue(f"Missing required field: parameters[{index}].default")
        refuse_references(parameter["default"], f"$.parameters[{index}].default")
    if len({parameter["name"] for parameter in parameters}) != len(parameters):
        raise InvalidParameterValue("The names of a job's parameters must be unique.")


def _cluster_keys(settings: Mapping[str, Any]) -> set[str]:
    keys = [cluster.get("job_cluster_key", "") for cluster in settings.get("job_clusters", [])]
    if len(set(keys)) != len(keys) or not all(_KEY.fullmatch(key) for key in keys):
        raise InvalidParameterValue("Each job cluster needs a job_cluster_key of its own.")
    for index, cluster in enumerate(settings.get("job_clusters", [])):
        if "new_cluster" not in cluster:
            raise InvalidParameterValue(
                f"Missing required field: job_clusters[{index}].new_cluster"
            )
    return set(keys)


def _environment_keys(settings: Mapping[str, Any]) -> set[str]:
    return {item.get("environment_key", "") for item in settings.get("environments", [])}


def _check_body(task: Mapping[str, Any], path: str) -> None:
    bodies = [body for body in TASK_BODIES if body in task]
    if len(bodies) != 1:
        raise InvalidParameterValue(
            f"{path}: exactly one of {', '.join(TASK_BODIES)} is needed, found {len(bodies)}."
        )
    needed = {"notebook_task": "notebook_path", "spark_python_task": "python_file"}[bodies[0]]
    if not task[bodies[0]].get(needed):
        raise InvalidParameterValue(f"Missing required field: {path[2:]}.{bodies[0]}.{needed}")
    if not 0 <= task["timeout_seconds"] <= MAX_TIMEOUT_SECONDS:
        raise InvalidParameterValue(f"{path}.timeout_seconds: out of range.")
    if len(msgspec.json.encode(task[bodies[0]])) > MAX_BASE_PARAMETERS_BYTES:
        raise InvalidParameterValue(f"{path}.{bodies[0]}: exceeds 1 MB.")
    refuse_references(task[bodies[0]], f"{path}.{bodies[0]}")


def _check_compute(
    task: Mapping[str, Any], path: str, clusters: set[str], environments: set[str]
) -> None:
    computes = ("existing_cluster_id", "new_cluster", "job_cluster_key", "environment_key")
    if sum(name in task for name in computes) > 1:
        raise InvalidParameterValue(f"{path}: at most one of {', '.join(computes)} may be set.")
    key = task.get("job_cluster_key")
    if key is not None and key not in clusters:
        raise InvalidParameterValue(f"{path}.job_cluster_key: no job cluster is named '{key}'.")
    key = task.get("environment_key")
    if key is not None and key not in environments:
        raise InvalidParameterValue(f"{path}.environment_key: no environment is named '{key}'.")


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
