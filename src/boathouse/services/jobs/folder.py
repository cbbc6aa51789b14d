"""A task's folder: what the server puts in, and what the launcher and the task left there.

The contract stands in docs/task_folder.md. Everything here is small files and no waiting.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from boathouse.context import Parts
from boathouse.engine.process import ProcessId, alive
from boathouse.store.crypto import write_private


@dataclass(frozen=True)
class Exit:
    """The launcher's last word. `reason`: "exited", "timeout" or "canceled"; times in ms."""

    exit_code: int | None
    signal: int | None
    reason: str
    started_at: int
    ended_at: int


@dataclass(frozen=True)
class Facts:
    """How far a task's processes are, read from its folder and the process table."""

    launched: bool
    alive: bool
    exit: Exit | None
    succeeded: bool = False
    """Whether the task itself reported success and its process ended well."""


class TaskFolder:
    """`<data>/runs/<task run id>`."""

    def __init__(self, parts: Parts, task_run_id: int) -> None:
        self.path = parts.config.data_dir / "runs" / str(task_run_id)
        self.mark = f"task-{parts.workspace_id}-{task_run_id}"

    def facts(self, spawned: ProcessId | None) -> Facts:
        """What is true now. `spawned` is the process that we started, if the row has it."""
        known = [one for one in (self.launcher(), spawned) if one is not None]
        living = any(alive(one) for one in known)
        # exit.json is read after the look at the process: it is written before the process ends.
        ended = self.exit()
        succeeded = ended is not None and ended.exit_code == 0 and self._reported_success()
        return Facts(bool(known) or self._locked(), living, ended, succeeded)

    def _reported_success(self) -> bool:
        return self.result().get("status") == "ok"

    def prepare(self, task: dict[str, Any], source: bytes) -> None:
        """Lay out the folder of a task that nobody has launched."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.path / "work").mkdir(exist_ok=True, mode=0o700)
        (self.path / "tmp").mkdir(exist_ok=True, mode=0o700)
        (self.path / "source").write_bytes(source)
        write_private(self.path / "task.json", msgspec.json.encode(task).decode())

    def request_cancel(self) -> None:
        """Leave word for the launcher that the task is to end."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.path / "cancel").touch()

    def launcher(self) -> ProcessId | None:
        """The launcher that holds the folder, as it wrote itself down."""
        facts = self._json("launcher.json")
        return ProcessId(facts["pid"], facts["started"]) if facts else None

    def exit(self) -> Exit | None:
        """The end of the task's processes, once every one is gone."""
        facts = self._json("exit.json")
        return Exit(**facts) if facts else None

    def result(self) -> dict[str, Any]:
        """What the task itself reported; empty when it came to no report."""
        return self._json("result.json") or {}

    def values(self) -> dict[str, Any]:
        """The task values that it set."""
        return self._json("task_values.json") or {}

    def notebook(self) -> dict[str, Any] | None:
        """The executed notebook, as far as it came."""
        return self._json("notebook.ipynb")

    def log_tail(self, limit: int) -> tuple[bytes, bool]:
        """The last bytes of the output, and whether there were more."""
        return _tail(self.path / "output.log", limit)

    def launcher_log(self) -> str:
        """The end of what the launcher itself said, for errors."""
        return _tail(self.path / "launcher.log", 2000)[0].decode(errors="replace")

    def discard(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _json(self, name: str) -> dict[str, Any] | None:
        try:
            document: dict[str, Any] = msgspec.json.decode((self.path / name).read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None
        return document

    def _locked(self) -> bool:
        """Whether a launcher holds the folder that has not written itself down yet."""
        try:
            descriptor = os.open(self.path / "launcher.lock", os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False


def _tail(path: Path, limit: int) -> tuple[bytes, bool]:
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - limit))
            return file.read(limit), size > limit
    except FileNotFoundError:
        return b"", False
