"""Supervised child processes that outlive the server.

A process is known by its pid and start time, never by the pid alone: numbers are used again.
Everything here works for children and for processes adopted after a restart alike.
"""

import asyncio
import contextlib
import os
import signal as signals
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from boathouse.context import refuse_inside_write
from boathouse.engine import proctable

MARK = "BOATHOUSE_MARK"
_POLL_SECONDS = 0.05
_KILL_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class ProcessId:
    """`started`: field 22 of /proc/<pid>/stat on Linux, elsewhere psutil's create_time."""

    pid: int
    started: str


def spawn(argv: Sequence[str], env: Mapping[str, str], cwd: Path, log: Path) -> ProcessId:
    """Start `argv` in a session of its own with exactly `env`; output is appended to `log` (0600).

    Raises OSError where the program cannot be executed.
    """
    refuse_inside_write("the start of a process")
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        child = subprocess.Popen(
            list(argv),
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    finally:
        os.close(output)
    row = proctable.read(child.pid)
    # The object would warn when it is collected before its process ends, which is the plan here.
    child.returncode = 0
    return ProcessId(child.pid, row.started if row else "")


def alive(process: ProcessId) -> bool:
    """False for a zombie (reaped here if it is our child) and for a pid that was used again."""
    row = proctable.read(process.pid)
    if row is None or row.started != process.started:
        return False
    if row.zombie:
        _reap(process)
        return False
    return True


def signal(process: ProcessId, number: int) -> bool:
    """Send a signal to exactly this process; False where it is gone. Raises PermissionError."""
    if proctable.LINUX:
        with _pidfd(process) as handle:
            if handle is None:
                return False
            with contextlib.suppress(ProcessLookupError):
                signals.pidfd_send_signal(handle, number)
                return True
            return False
    if not alive(process):
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, number)
        return True
    return False


async def wait(process: ProcessId) -> None:
    """Return once the process is gone; a child is reaped."""
    if proctable.LINUX:
        with _pidfd(process) as handle:
            if handle is not None:
                await _readable(handle)
    while alive(process):
        await asyncio.sleep(_POLL_SECONDS)


async def end(process: ProcessId, grace_seconds: float) -> None:
    """SIGTERM, then SIGKILL after the grace, to the process and all that descend from it.

    Descendants that left the tree (double fork, setsid) are found by the mark they inherit.
    Raises TimeoutError where something survives SIGKILL for 10 s (a process stuck in the kernel).
    """
    family = _family(process)
    await _strike(family, signals.SIGTERM, grace_seconds)
    strays = await _strike(family, signals.SIGKILL, _KILL_SECONDS)
    if strays:
        raise TimeoutError(f"still alive after SIGKILL: {sorted(p.pid for p in strays)}")


def marked(mark: str) -> list[ProcessId]:
    """Living processes, this one excepted, whose environment holds BOATHOUSE_MARK=<mark>."""
    rows = (row for row in proctable.all_rows() if not row.zombie and row.pid != os.getpid())
    return [
        ProcessId(row.pid, row.started)
        for row in rows
        if proctable.environment(row.pid).get(MARK) == mark
    ]


async def end_marked(mark: str, grace_seconds: float) -> None:
    """End every process that carries the mark, whoever started it. Raises as `end` does."""
    strays = await _strike(lambda: marked(mark), signals.SIGTERM, grace_seconds)
    if strays:
        strays = await _strike(lambda: marked(mark), signals.SIGKILL, _KILL_SECONDS)
    if strays:
        raise TimeoutError(f"still alive after SIGKILL: {sorted(p.pid for p in strays)}")


async def _strike(
    targets: Callable[[], list[ProcessId]], number: int, patience_seconds: float
) -> list[ProcessId]:
    """Signal each target once, newly appearing ones too; what lives at the end of the patience."""
    struck: set[ProcessId] = set()
    until = time.monotonic() + patience_seconds
    while living := targets():
        for process in living:
            if process not in struck:
                signal(process, number)
                struck.add(process)
        if time.monotonic() >= until:
            break
        await asyncio.sleep(_POLL_SECONDS)
    return living


def _family(root: ProcessId) -> Callable[[], list[ProcessId]]:
    """A function that lists who still lives of a process and its descendants, found so far."""
    mark = proctable.environment(root.pid).get(MARK) if alive(root) else None
    known: set[ProcessId] = {root}

    def living() -> list[ProcessId]:
        rows = list(proctable.all_rows())
        known.update(ProcessId(r.pid, r.started) for r in _descendants(rows, known))
        if mark:
            known.update(marked(mark))
        return [process for process in known if alive(process)]

    return living


def _descendants(rows: Sequence[proctable.Row], roots: set[ProcessId]) -> Iterator[proctable.Row]:
    pids = {row.pid for row in rows if ProcessId(row.pid, row.started) in roots}
    frontier = pids
    while frontier:
        children = [row for row in rows if row.parent in frontier and row.pid not in pids]
        yield from children
        frontier = {row.pid for row in children}
        pids |= frontier


async def _readable(handle: int) -> None:
    loop = asyncio.get_running_loop()
    gone = asyncio.Event()
    loop.add_reader(handle, gone.set)
    try:
        await gone.wait()
    finally:
        loop.remove_reader(handle)


@contextlib.contextmanager
def _pidfd(process: ProcessId) -> Iterator[int | None]:
    """A handle on exactly this process: opened first, compared after, so no reuse fits between."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        yield None
        return
    try:
        row = proctable.read(process.pid)
        yield handle if row is not None and row.started == process.started else None
    finally:
        os.close(handle)


def _reap(process: ProcessId) -> None:
    # Not our child, or reaped by a concurrent caller: both mean that nothing is left to do.
    with contextlib.suppress(ChildProcessError):
        if proctable.LINUX:
            with _pidfd(process) as handle:
                if handle is not None:
                    os.waitid(os.P_PIDFD, handle, os.WEXITED | os.WNOHANG)
        else:
            os.waitpid(process.pid, os.WNOHANG)
