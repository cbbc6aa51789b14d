"""What references are resolved against: a run, one of its tasks, and what its siblings left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Parts
from boathouse.services.jobs import run_store
from boathouse.services.jobs.folder import TaskFolder
from boathouse.services.jobs.run_store import Run, TaskRun


class BadReference(Exception):
    """A reference to something that does not exist; `message` names it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Scope:
    """What references are resolved against: a run, one of its tasks, and its siblings.

    `task` is None where a job's own values are resolved. `item` holds the input of a for_each
    iteration under "value"; `depth` counts job parameters that refer to job parameters.
    """

    tx: Connection
    parts: Parts
    run: Run
    task: TaskRun | None
    given: Sequence[TaskRun] | None = None
    item: Mapping[str, Any] | None = None
    depth: int = 0

    @cached_property
    def attempts(self) -> Mapping[str, list[TaskRun]]:
        """The task runs of each task key, the newest last."""
        rows = self.given
        if rows is None:
            rows = run_store.tasks_of(self.tx, [self.run.run_id])[self.run.run_id]
        found: dict[str, list[TaskRun]] = {}
        for row in sorted(rows, key=lambda one: one.run_id):
            found.setdefault(row.task_key, []).append(row)
        return found


def scope_of(
    tx: Connection,
    parts: Parts,
    run: Run,
    task: TaskRun | None,
    tasks: Sequence[TaskRun] | None = None,
) -> Scope:
    """The scope of a task of a run. `tasks`: the run's task runs, if they are at hand."""
    return Scope(tx, parts, run, task, tasks, task.input if task is not None else None)


def own(scope: Scope) -> TaskRun:
    """The task that the reference stands in."""
    if scope.task is None:
        raise BadReference("A reference to the task has no meaning in a job's own settings.")
    return scope.task


def began(scope: Scope) -> int:
    """When the task was ready to begin (ms)."""
    return own(scope).pending_at or scope.run.created_at


def ended(scope: Scope, key: str) -> TaskRun:
    """The last attempt of another task, which must have ended."""
    attempts = scope.attempts.get(key)
    if not attempts:
        raise BadReference(f"There is no task '{key}' in this run.")
    if not attempts[-1].ended:
        raise BadReference(f"Task '{key}' has not ended: the task must depend on it.")
    return attempts[-1]


def executions(task: TaskRun) -> int:
    """How many attempts at a task have begun, repairs and retries counted."""
    return task.attempt_number + (task.pending_at is not None or task.started_at is not None)


def notebook_path(task: TaskRun) -> str:
    """The path of a notebook task's notebook."""
    if "notebook_task" not in task.task:
        raise BadReference(f"Task '{task.task_key}' is not a notebook task.")
    return str(task.task["notebook_task"]["notebook_path"])


def task_value(scope: Scope, key: str, name: str) -> Any:
    """A task value that the last attempt of another task has set."""
    values = TaskFolder(scope.parts, ended(scope, key).run_id).values()
    if name not in values:
        raise BadReference(f"Task '{key}' has set no task value '{name}'.")
    return values[name]


def parameter(scope: Scope, name: str) -> str:
    """The value of a job parameter, as the run was given it: it may hold references itself."""
    chosen = scope.run.parameters.get("job_parameters", {})
    if name in chosen:
        return str(chosen[name])
    for declared in scope.run.settings.get("parameters", []):
        if declared["name"] == name:
            return str(declared["default"])
    raise BadReference(f"The job has no parameter '{name}'.")


def rows(scope: Scope, key: str) -> list[Any]:
    """The rows of another SQL task, as objects: as many as 48 KiB of JSON hold, at most 1,000."""
    task = ended(scope, key)
    if "sql_task" not in task.task:
        raise BadReference(f"Task '{key}' is not a SQL task.")
    found = TaskFolder(scope.parts, task.run_id).rows()
    if found is None:
        raise BadReference(f"Task '{key}' has returned no rows.")
    return found


def first_row(scope: Scope, key: str) -> dict[str, Any]:
    """The first of them."""
    found = rows(scope, key)
    if not found:
        raise BadReference(f"Task '{key}' has returned no rows.")
    return dict(found[0])


def column(scope: Scope, key: str, name: str) -> Any:
    """One value of it."""
    row = first_row(scope, key)
    if name not in row:
        raise BadReference(f"The rows of task '{key}' have no column '{name}'.")
    return row[name]


def no_alert(key: str) -> Any:
    """There are no alerts yet."""
    raise BadReference(f"Task '{key}' has no alert state: alerts are not implemented.")


def of_trigger(scope: Scope, kind: str, name: str) -> Any:
    """What the trigger that started the run left for the tasks."""
    info = (scope.run.trigger_info or {}).get(kind) or {}
    if name not in info:
        raise BadReference(f"The run was not started by a {kind} trigger: there is no {name}.")
    return info[name]


def of_table(scope: Scope, table: str, name: str) -> Any:
    """What it knows of one table."""
    tables = of_trigger(scope, "table_update", "tables")
    if table not in tables or name not in tables[table]:
        raise BadReference(f"The trigger knows no update of the table {table}.")
    return tables[table][name]


def of_item(scope: Scope, names: Sequence[str]) -> Any:
    """The input of a for_each iteration, or what lies below some keys of it."""
    if scope.item is None:
        raise BadReference("{{input}} has a meaning only inside a for_each_task.")
    value = scope.item["value"]
    for name in names:
        if not isinstance(value, Mapping) or name not in value:
            raise BadReference(f"The input of this iteration has no key '{name}'.")
        value = value[name]
    return value
