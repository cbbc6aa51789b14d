"""Runs one task of a task folder to its true end: `python -m boathouse.runtime.launcher DIR`.

The contract (files of the folder, signals) is in README.md beside this file. The launcher
outlives the server, enforces the timeout, and leaves exit.json only when no process of the
task lives.
"""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from boathouse.runtime import atomic, confine, processes
from boathouse.runtime.output_log import OutputLog

GRACE_SECONDS = 5.0
RUNNERS = {
    "notebook": "boathouse.runtime.notebook",
    "spark_python": "boathouse.runtime.script",
    "python_wheel": "boathouse.runtime.wheel",
    "sql": "boathouse.runtime.sql",
    "dbt": "boathouse.runtime.dbt",
}
# As a shell reports a command that could not be started.
NOT_STARTED = 127


class Stop:
    """SIGTERM and SIGCHLD as readable bytes on a pipe, so that one select waits for all."""

    def __init__(self, folder: Path) -> None:
        self._mark = folder / "cancel"
        self._terminated = False
        self.wakeup, writer = os.pipe()
        os.set_blocking(self.wakeup, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, self._on_terminate)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def _on_terminate(self, _number: int, _frame: FrameType | None) -> None:
        self._terminated = True

    def drain(self) -> None:
        """Forget the wake-ups so far."""
        with contextlib.suppress(BlockingIOError):
            os.read(self.wakeup, 4096)

    def asked(self) -> bool:
        """Whether this task is to be canceled."""
        return self._terminated or self._mark.exists()


class Launch:
    """The life of one task process."""

    def __init__(self, folder: Path, task: dict[str, Any], stop: Stop) -> None:
        self._folder = folder
        self._stop = stop
        self._log = OutputLog(folder / "output.log")
        self._policy = _policy(folder, task)
        self._status: int | None = None
        self._any_left = True
        self._reason = "exited"
        self._started_at = _now_ms()
        seconds = int(task.get("timeout_seconds") or 0)
        self._deadline = time.monotonic() + seconds if seconds > 0 else None
        self._child = self._spawn(task)

    def _spawn(self, task: dict[str, Any]) -> subprocess.Popen[bytes]:
        # -P: the task's working folder must not shadow the runner's own modules.
        command = [sys.executable, "-P", "-m", RUNNERS[task["kind"]], str(self._folder)]
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._log.descriptor,
            stderr=self._log.descriptor,
            env=task["env"] | confine.environment(self._policy),
            cwd=task["cwd"],
            start_new_session=True,
            preexec_fn=self._between_fork_and_exec,
        )

    def _between_fork_and_exec(self) -> None:
        try:
            if self._policy is not None:
                confine.apply(self._policy)
            # After the change of user, which would undo it.
            processes.prctl(processes.PR_SET_PDEATHSIG, signal.SIGKILL)
        except OSError as error:
            # The parent is told only that something failed.
            os.write(2, f"The task could not be confined: {error}\n".encode())
            raise

    def run(self) -> dict[str, Any]:
        """Wait for the end, end what is left, and return the content of exit.json."""
        self._wait_while(lambda: self._status is None, self._deadline)
        if self._status is None:
            self._reason = "canceled" if self._stop.asked() else "timeout"
            self._end_gently()
        self._end_hard()
        self._log.trim()
        return _exit_document(self._status, self._reason, self._started_at)

    def _wait_while(self, condition: Callable[[], bool], deadline: float | None) -> None:
        """Sleep while `condition()` holds; return at `deadline` or, unless ending, on cancel."""
        self._reap()
        while condition() and not (self._reason == "exited" and self._stop.asked()):
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return
            # select refuses what does not fit into a time_t; any bound will do.
            self._log.wait(self._stop.wakeup, None if left is None else min(left, 86_400.0))
            self._stop.drain()
            self._reap()

    def _end_gently(self) -> None:
        # A stopped process would sleep through SIGTERM.
        processes.send_all(self._child.pid, signal.SIGTERM)
        processes.send_all(self._child.pid, signal.SIGCONT)
        self._wait_while(lambda: self._any_left, time.monotonic() + GRACE_SECONDS)

    def _end_hard(self) -> None:
        self._reason, reason = "ending", self._reason
        self._reap()
        while self._any_left:
            if not processes.kill_all(self._child.pid):
                print("what is left of the task belongs to another user", flush=True)
                break
            self._wait_while(lambda: self._any_left, time.monotonic() + 0.2)
        self._reason = reason

    def _reap(self) -> None:
        status, self._any_left = processes.reap(self._child.pid)
        if status is not None:
            self._status = status
            # Popen must not wait for a process that is already reaped.
            self._child.returncode = os.waitstatus_to_exitcode(status)


def main(folder: Path) -> None:
    """Run the task of `folder`, unless another launcher does, did or began to."""
    stop = Stop(folder)
    lock = os.open(folder / "launcher.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if (folder / "exit.json").exists():
        return
    lost = (folder / "launcher.json").exists()
    atomic.write_json(folder / "launcher.json", _identity())
    document = _lost(folder) if lost else _execute(folder, stop)
    atomic.write_json(folder / "exit.json", document, durable=True)


def _policy(folder: Path, task: dict[str, Any]) -> confine.Policy | None:
    """The task's confinement, and the folders in which it may write, made its user's."""
    document = task.get("confinement")
    policy = None if document is None else confine.Policy.of(document)
    owned = [folder / name for name in ("out", "work", "tmp")]
    for path in owned:
        path.mkdir(mode=0o700, exist_ok=True)
    if policy is not None and policy.uid is not None:
        for path in owned:
            os.chown(path, policy.uid, policy.uid, follow_symlinks=False)
        # Where it has no root of its own the task must pass through here, and no more.
        folder.chmod(0o711)
        # By group: what the task reads and appends to stays ours.
        for name, mode in {"task.json": 0o640, "source": 0o640, "output.log": 0o620}.items():
            os.chown(folder / name, -1, policy.uid, follow_symlinks=False)
            os.chmod(folder / name, mode)
    return policy


def _execute(folder: Path, stop: Stop) -> dict[str, Any]:
    processes.prctl(processes.PR_SET_CHILD_SUBREAPER, 1)
    began = _now_ms()
    if stop.asked():
        return _exit_document(None, "canceled", began)
    try:
        launch = Launch(folder, json.loads((folder / "task.json").read_bytes()), stop)
    except Exception as error:  # whatever task.json holds, the end must be told
        _write_failure(folder, f"The task could not be started: {error!r}")
        return _exit_document(None, "exited", began) | {"exit_code": NOT_STARTED}
    return launch.run()


def _lost(folder: Path) -> dict[str, Any]:
    """An earlier launcher began this task and died: never run it twice, end its leftovers."""
    began = int((folder / "launcher.lock").stat().st_mtime * 1000)
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        task = json.loads((folder / "task.json").read_bytes())
        processes.kill_marked(task["env"]["BOATHOUSE_MARK"])
    _write_failure(folder, "The process that watched over the task was killed.")
    reason = "canceled" if (folder / "cancel").exists() else "exited"
    return _exit_document(None, reason, began)


def _write_failure(folder: Path, error: str) -> None:
    if not (folder / "result.json").exists():
        document = {"status": "error", "exit_value": None, "error": error, "error_trace": error}
        atomic.write_json(folder / "result.json", document)


def _exit_document(status: int | None, reason: str, started_at: int) -> dict[str, Any]:
    exited = status is not None and os.WIFEXITED(status)
    signaled = status is not None and os.WIFSIGNALED(status)
    return {
        "exit_code": os.WEXITSTATUS(status) if status is not None and exited else None,
        "signal": os.WTERMSIG(status) if status is not None and signaled else None,
        "reason": reason,
        "started_at": started_at,
        "ended_at": _now_ms(),
    }


def _identity() -> dict[str, Any]:
    return {"pid": os.getpid(), "started": processes.start_time(os.getpid())}


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
