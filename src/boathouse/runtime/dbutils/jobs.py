"""dbutils.jobs.taskValues: small values passed from a task to those after it."""

import json
from typing import Any

from boathouse.runtime import atomic
from boathouse.runtime.dbutils.refused import overview
from boathouse.runtime.task import Task

VALUE_LIMIT = 48 * 1024


class TaskValues:
    """The noun `jobs.taskValues`."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._values: dict[str, Any] = {}

    def set(self, key: str, value: Any) -> None:
        """Keep a value for later tasks. Errors: ValueError if not JSON, or over 48 KiB."""
        try:
            text = json.dumps(value, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise ValueError(f"The task value {key!r} cannot be JSON: {error}") from None
        if len(text.encode()) > VALUE_LIMIT:
            raise ValueError(f"The task value {key!r} is larger than 48 KiB as JSON")
        self._values[str(key)] = json.loads(text)
        atomic.write_json(self._task.out / "task_values.json", self._values)

    def get(
        self,
        taskKey: str,
        key: str,
        default: Any = None,
        debugValue: Any = None,
    ) -> Any:
        """A value that an earlier task has set, or `default`. Errors: ValueError.

        `debugValue` is for runs outside a job; a task is always in one.
        """
        values = (self._task.document.get("upstream_values") or {}).get(taskKey, {})
        if key in values:
            return values[key]
        if default is None:
            raise ValueError(f"The task {taskKey!r} has set no task value {key!r}")
        return default

    def help(self) -> None:
        """Print what there is."""
        print(overview("dbutils.jobs.taskValues", self))


class Jobs:
    """The noun `jobs`."""

    def __init__(self, task: Task) -> None:
        self.taskValues = TaskValues(task)

    def help(self) -> None:
        """Print what there is."""
        self.taskValues.help()
