"""A task's folder: what the server puts in, and what the launcher and the task left there.

The contract stands in runtime/README.md. The task's own code may have put anything here: no link
is followed, nothing is waited for, and what cannot be understood counts as absent.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from boathouse.context import Parts
from boathouse.engine.process import ProcessId, alive
from boathouse.store.crypto import write_private

Shape = TypeVar("Shape")

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
"""Larger than anything that the launcher or the runtime writes as JSON."""


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
        (self.path / "out").mkdir(exist_ok=True, mode=0o700)
        (self.path / "source").write_bytes(source)
        write_private(self.path / "task.json", msgspec.json.encode(task).decode())

    def copy(self, tree: Path, uid: int | None) -> None:
        """Give the task a repository of its own, work/repository; links stay links."""
        target = self.path / "work" / "repository"
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(tree, target, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        if uid is None:
            return
        os.chown(target, uid, uid)
        for folder, folders, files in os.walk(target):
            for name in (*folders, *files):
                os.chown(os.path.join(folder, name), uid, uid, follow_symlinks=False)

    def request_cancel(self) -> None:
        """Leave word for the launcher that the task is to end."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.path / "cancel").touch()

    def forbid_launch(self) -> None:
        """The same for a task that never began, if anything was laid out for it."""
        if self.path.exists():
            self.request_cancel()

    def launcher(self) -> ProcessId | None:
        """The launcher that holds the folder, as it wrote itself down."""
        return _decoded(self._bytes("launcher.json"), ProcessId)

    def exit(self) -> Exit | None:
        """The end of the task's processes, once every one is gone."""
        return _decoded(self._bytes("exit.json"), Exit)

    def result(self) -> dict[str, Any]:
        """What the task itself reported; empty when it came to no report."""
        # The launcher's own, of a task that it could not start or watch, goes first.
        return self._json("result.json") or self._json("out/result.json") or {}

    def values(self) -> dict[str, Any]:
        """The task values that it set."""
        return self._json("out/task_values.json") or {}

    def rows(self) -> list[dict[str, Any]] | None:
        """The rows that a SQL task returned last, as objects; None when there are none."""
        found = (self._json("out/sql.json") or {}).get("rows")
        return found if isinstance(found, list) else None

    def statements(self) -> dict[str, Any]:
        """The statements that a SQL task has run: their ids, text, warehouse."""
        return self._json("out/sql.json") or {}

    def artifacts(self) -> bytes | None:
        """The archive that a dbt task left."""
        return self._bytes("out/artifacts.tar.gz") or None

    def notebook(self) -> dict[str, Any] | None:
        """The executed notebook, as far as it came."""
        return self._json("out/notebook.ipynb")

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
        return _decoded(self._bytes(name), dict[str, Any])

    def _bytes(self, name: str) -> bytes:
        with _opened(self.path / name) as descriptor:
            if descriptor is None or os.fstat(descriptor).st_size > MAX_DOCUMENT_BYTES:
                return b""
            with os.fdopen(os.dup(descriptor), "rb") as file:
                return file.read(MAX_DOCUMENT_BYTES)

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
    with _opened(path) as descriptor:
        if descriptor is None:
            return b"", False
        size = os.fstat(descriptor).st_size
        with os.fdopen(os.dup(descriptor), "rb") as file:
            file.seek(max(0, size - limit))
            return file.read(limit), size > limit


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int | None]:
    """A descriptor of a plain file; None for a link, a pipe, a folder, or nothing at all."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        yield None
        return
    try:
        yield descriptor if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
    finally:
        os.close(descriptor)


def _decoded(text: bytes, kind: type[Shape]) -> Shape | None:
    with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return msgspec.json.decode(text, type=kind)
    return None
