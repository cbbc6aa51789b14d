"""The task folder as the child sees it: task.json and source in, out/result.json out."""

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from boathouse.runtime import atomic
from boathouse.runtime.failure import Failure


@dataclass(frozen=True)
class Task:
    """One task: its folder and the content of task.json."""

    folder: Path
    document: dict[str, Any]
    # A fork of the task's process must never answer for it.
    owner: int = field(default_factory=os.getpid)

    @classmethod
    def load(cls, folder: Path) -> "Task":
        """Read task.json. Errors: OSError, ValueError."""
        return cls(folder, json.loads((folder / "task.json").read_bytes()))

    @property
    def out(self) -> Path:
        """Where the task leaves its answers: all of its folder that it may write, work aside."""
        return self.folder / "out"

    @property
    def source(self) -> str:
        """The text of the notebook or script; a byte-order mark is dropped."""
        return (self.folder / "source").read_bytes().decode("utf-8-sig")

    @property
    def path(self) -> str:
        """Where the source lives in the workspace, e.g. /Users/a/x."""
        return str(self.document[self.document["kind"]]["path"])

    @property
    def parameters(self) -> Any:
        """dict[str, str] of a notebook, list[str] of a script."""
        return self.document[self.document["kind"]].get("parameters")

    def identity(self, name: str) -> str:
        """One of task.json's ids ("job_id", "user_name", ...) as text; '' when absent."""
        value = (self.document.get("ids") or {}).get(name)
        return "" if value is None else str(value)

    @property
    def roots(self) -> list[str]:
        """The root of the git repository that the task comes from, if it does."""
        root = self.document.get("root")
        return [str(root)] if root and root != os.getcwd() else []

    @staticmethod
    def find_libraries() -> None:
        """Let imports find what %pip installs, then the cluster's libraries, before what our
        environment holds."""
        for name in ("BOATHOUSE_LIBRARIES", "BOATHOUSE_SITE"):
            site = os.environ.get(name)
            if site and site not in sys.path:
                places = [i for i, path in enumerate(sys.path) if path.endswith("site-packages")]
                sys.path.insert(places[0] if places else len(sys.path), site)

    @property
    def mine(self) -> bool:
        """Whether this is the process that runs the task, not a fork of it."""
        return os.getpid() == self.owner

    def finish(self, *, exit_value: str | None = None, failure: Failure | None = None) -> None:
        """Write result.json."""
        document = {
            "status": "error" if failure else "ok",
            "exit_value": exit_value,
            "error": failure.summary if failure else None,
            "error_trace": failure.trace if failure else None,
        }
        atomic.write_json(self.out / "result.json", document)
