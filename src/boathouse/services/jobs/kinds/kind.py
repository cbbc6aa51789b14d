"""What a kind of task is: its check at create, what it needs, and what its process is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Parts, Principal
from boathouse.errors import InvalidParameterValue
from boathouse.services.jobs.run_store import Run, TaskRun

Check = Callable[[Mapping[str, Any], str], None]
"""(the body, its path in the request): raises InvalidParameterValue."""


@dataclass(frozen=True)
class Laying:
    """What a kind has at hand when it lays out a task.

    `body` is what the task is given, without any reference; `checkout` the run's git repository.
    """

    tx: Connection
    parts: Parts
    principal: Principal
    run: Run
    task: TaskRun
    body: dict[str, Any]
    checkout: Path | None = None


@dataclass(frozen=True)
class Laid:
    """A task's part of task.json, and its `source`. `folder`: where it works, below work/."""

    document: dict[str, Any]
    source: bytes = b""
    folder: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of task, e.g. "notebook_task".

    `process`: it runs under a launcher, laid out by `lay`. `cluster`: its process needs a cluster's
    engine. `unsupported`: why such a task ends at once, with the termination code `code`.
    """

    name: str
    check_body: Check
    process: bool = True
    cluster: bool = True
    unsupported: str | None = None
    code: str = "FEATURE_DISABLED"
    lay: Callable[[Laying], Laid] | None = None

    def check(self, task: Mapping[str, Any], path: str) -> None:
        """Raise InvalidParameterValue where such a task cannot be. `path`: `$.tasks[0]`."""
        self.check_body(task[self.name], f"{path}.{self.name}")


def required(body: Mapping[str, Any], path: str, *names: str) -> None:
    """Raise InvalidParameterValue for the first of the fields that is missing or empty."""
    for name in names:
        if not body.get(name) and body.get(name) != 0:
            raise InvalidParameterValue(f"Missing required field: {path.removeprefix('$.')}.{name}")


def needs(*names: str) -> Check:
    """A check for required fields alone."""
    return lambda body, path: required(body, path, *names)
