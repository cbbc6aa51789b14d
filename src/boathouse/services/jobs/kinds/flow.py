"""Kinds without a process: conditions, runs of other jobs, loops. The reconciler carries them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs.kinds.kind import Kind, required

OPERATORS = (
    "EQUAL_TO",
    "NOT_EQUAL",
    "GREATER_THAN",
    "GREATER_THAN_OR_EQUAL",
    "LESS_THAN",
    "LESS_THAN_OR_EQUAL",
)
MAX_CONCURRENCY = 100
MAX_INPUTS = 10_000
MAX_TYPED_INPUTS = 48 * 1024
"""Bytes. Databricks' own limit for what is typed in is lower; ours is that for references."""


def _check_condition(body: Mapping[str, Any], path: str) -> None:
    required(body, path, "op")
    for name in ("left", "right"):
        if body.get(name) is None:
            raise InvalidParameterValue(f"Missing required field: {path.removeprefix('$.')}.{name}")
    if body["op"] not in OPERATORS:
        raise InvalidParameterValue(f"{path}.op: must be one of {', '.join(OPERATORS)}.")


def _check_for_each(body: Mapping[str, Any], path: str) -> None:
    required(body, path, "inputs", "task")
    concurrency = body.get("concurrency", 1)
    if not 1 <= concurrency <= MAX_CONCURRENCY:
        raise InvalidParameterValue(f"{path}.concurrency: must be between 1 and {MAX_CONCURRENCY}.")
    if "{{" not in body["inputs"]:
        inputs(body["inputs"], path)
    for name in ("depends_on", "for_each_task"):
        if body["task"].get(name):
            raise InvalidParameterValue(f"{path}.task.{name}: cannot be set inside for_each_task.")


def inputs(text: str, path: str = "$.for_each_task") -> list[Any]:
    """The inputs of a for_each task. Errors: InvalidParameterValue."""
    try:
        found = msgspec.json.decode(text)
    except msgspec.DecodeError:
        found = None
    if not isinstance(found, list):
        raise InvalidParameterValue(f"{path}.inputs: must be a JSON array.")
    if len(found) > MAX_INPUTS:
        raise InvalidParameterValue(f"{path}.inputs: there are more than {MAX_INPUTS} inputs.")
    return found


def _check_run_job(body: Mapping[str, Any], path: str) -> None:
    required(body, path, "job_id")


CONDITION = Kind("condition_task", _check_condition, process=False, cluster=False)
RUN_JOB = Kind("run_job_task", _check_run_job, process=False, cluster=False)
FOR_EACH = Kind("for_each_task", _check_for_each, process=False, cluster=False)
