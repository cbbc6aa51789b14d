"""The checks of one task of a job: its body, its references, its retries, its dependencies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs import kinds, references

MAX_BASE_PARAMETERS_BYTES = 1_000_000
MAX_TIMEOUT_SECONDS = 2**31 - 1
RUN_IF = (
    "ALL_SUCCESS",
    "ALL_DONE",
    "NONE_FAILED",
    "AT_LEAST_ONE_SUCCESS",
    "ALL_FAILED",
    "AT_LEAST_ONE_FAILED",
)
_LOOP = "for_each_task"
_WITH_SOURCE = ("notebook_task", "spark_python_task", "dbt_task")


def with_defaults(task: Mapping[str, Any], source: str) -> dict[str, Any]:
    """A task with the defaults that clients read back; `source`: where its files come from."""
    full = {"run_if": "ALL_SUCCESS", "timeout_seconds": 0, "email_notifications": {}, **task}
    for body in _WITH_SOURCE:
        if body in full:
            full[body] = {"source": source, **full[body]}
    if "file" in full.get("sql_task", {}):
        file = {"source": source, **full["sql_task"]["file"]}
        full["sql_task"] = {**full["sql_task"], "file": file}
    if isinstance(full.get(_LOOP, {}).get("task"), Mapping):
        full[_LOOP] = {**full[_LOOP], "task": with_defaults(full[_LOOP]["task"], source)}
    return full


def check(task: Mapping[str, Any], path: str, *, git: bool, looped: bool = False) -> None:
    """Raise InvalidParameterValue for what no task may be. `git`: the job has a git_source."""
    bodies = [body for body in kinds.BODIES if body in task]
    if len(bodies) != 1:
        raise InvalidParameterValue(
            f"{path}: exactly one of {', '.join(kinds.BODIES)} is needed, found {len(bodies)}."
        )
    body = task[bodies[0]]
    kinds.of(task).check(task, path)
    _check_numbers(task, path)
    if len(msgspec.json.encode(body)) > MAX_BASE_PARAMETERS_BYTES:
        raise InvalidParameterValue(f"{path}.{bodies[0]}: exceeds 1 MB.")
    if from_git(task) and not git:
        raise InvalidParameterValue(f"{path}.{bodies[0]}.source: GIT needs a git_source.")
    inner = {key: value for key, value in body.items() if (bodies[0], key) != (_LOOP, "task")}
    references.check(inner, f"{path}.{bodies[0]}", looped=looped)
    if bodies[0] == _LOOP:
        check(body["task"], f"{path}.{_LOOP}.task", git=git, looped=True)


def _check_numbers(task: Mapping[str, Any], path: str) -> None:
    if not 0 <= task["timeout_seconds"] <= MAX_TIMEOUT_SECONDS:
        raise InvalidParameterValue(f"{path}.timeout_seconds: out of range.")
    if not -1 <= task.get("max_retries", 0) <= 2**31 - 1:
        raise InvalidParameterValue(f"{path}.max_retries: must be -1 (for ever) or more.")
    if not 0 <= task.get("min_retry_interval_millis", 0) <= 2**31 - 1:
        raise InvalidParameterValue(f"{path}.min_retry_interval_millis: out of range.")
    if task["run_if"] not in RUN_IF:
        raise InvalidParameterValue(f"{path}.run_if: must be one of {', '.join(RUN_IF)}.")


def from_git(task: Mapping[str, Any]) -> bool:
    """Whether a task's files come from the job's repository; those of a loop's task too."""
    if _LOOP in task:
        return from_git(task[_LOOP].get("task", {}))
    bodies = [task[name] for name in _WITH_SOURCE if name in task]
    bodies += [task["sql_task"].get("file", {})] if "sql_task" in task else []
    return any(body.get("source") == "GIT" for body in bodies)


def check_dependencies(tasks: list[dict[str, Any]]) -> None:
    """Raise InvalidParameterValue for unknown tasks, circles, and outcomes that cannot be."""
    known = {task["task_key"]: task for task in tasks}
    waiting = {task["task_key"]: set(dependencies(task)) for task in tasks}
    for key, needed in waiting.items():
        for missing in sorted(needed - known.keys()):
            raise InvalidParameterValue(f"Task '{key}' depends on unknown task '{missing}'.")
    for task in tasks:
        _check_outcomes(task, known)
        for missing in sorted(references.named_tasks(_body(task)) - known.keys()):
            raise InvalidParameterValue(
                f"Task '{task['task_key']}' refers to unknown task '{missing}'."
            )
    while waiting:
        free = {key for key, needed in waiting.items() if not needed & waiting.keys()}
        if not free:
            cycle = ", ".join(sorted(waiting))
            raise InvalidParameterValue(f"The tasks depend on one another in a circle: {cycle}.")
        waiting = {key: needed for key, needed in waiting.items() if key not in free}


def _check_outcomes(task: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> None:
    for dependency in task.get("depends_on", []):
        outcome = dependency.get("outcome")
        if outcome is None:
            continue
        place = f"Task '{task['task_key']}' depends on '{dependency['task_key']}'"
        if outcome not in ("true", "false"):
            raise InvalidParameterValue(f"{place}: its outcome must be 'true' or 'false'.")
        if "condition_task" not in known[dependency["task_key"]]:
            raise InvalidParameterValue(f"{place} by outcome, which only condition tasks have.")


def _body(task: Mapping[str, Any]) -> Any:
    return task[kinds.of(task).name]


def dependencies(task: Mapping[str, Any]) -> Iterator[str]:
    """The keys of the tasks that must end before this one."""
    for dependency in task.get("depends_on", []):
        yield dependency.get("task_key", "")
