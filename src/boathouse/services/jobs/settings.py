"""A job's settings: their checks, and the defaults that clients read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs import git_source, references, schedules, task_checks
from boathouse.services.jobs.forms import with_tasks
from boathouse.services.jobs.task_checks import MAX_TIMEOUT_SECONDS
from boathouse.services.libraries import use as libraries
from boathouse.services.notifications import settings as notified

# Limits: jobs_notebooks_clusters.md B5.3.
MAX_TASKS = 1000
MAX_CONCURRENT_RUNS = 1000
MAX_NAME_BYTES = 4096
MAX_DESCRIPTION = 27_700
MAX_TAGS = 25
MAX_PARAMETERS_BYTES = 10_000
MAX_TOKEN = 64

_KEY = re.compile(r"[\w-]{1,100}")
_PARAMETER_NAME = re.compile(r"[\w.-]+")


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
    source = "GIT" if settings.get("git_source") else "WORKSPACE"
    settings["tasks"] = [task_checks.with_defaults(task, source) for task in settings["tasks"]]
    schedules.with_defaults(settings)
    _check(settings)
    return settings


def _check(settings: Mapping[str, Any]) -> None:
    _check_limits(settings)
    notified.check(settings)
    schedules.check(settings)
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
        task_checks.check(task, path, git=bool(settings.get("git_source")))
        notified.check(task, path)
        _check_compute(task, path, clusters, environments)
        for number, library in enumerate(task.get("libraries") or ()):
            libraries.checked(library, f"{path}.libraries[{number}]")
    task_checks.check_dependencies(tasks)
    if settings.get("git_source"):
        git_source.check(settings["git_source"])


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
        references.check(parameter["default"], f"$.parameters[{index}].default", looped=False)
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
