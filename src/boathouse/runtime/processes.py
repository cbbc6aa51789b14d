"""The processes below the launcher: adopting, finding, reaping and ending them.

On Linux the launcher is a child subreaper, so every descendant stays below it, whatever it
does with setsid and double forks. Elsewhere only the task's process group can be reached.
"""

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
LINUX = sys.platform == "linux"


def prctl(option: int, value: int) -> None:
    """Call prctl(2); a no-op where there is none. Errors: OSError."""
    if not LINUX:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def start_time(pid: int) -> str:
    """When a process started: field 22 of /proc/<pid>/stat (clock ticks since boot)."""
    if LINUX:
        return _stat_fields(Path(f"/proc/{pid}/stat").read_text())[19]
    import psutil

    return str(int(psutil.Process(pid).create_time() * 100))


def reap(main: int) -> tuple[int | None, bool]:
    """Collect every ended child. Returns (wait status of `main` if it ended now, any left)."""
    status: int | None = None
    while True:
        try:
            pid, raw = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return status, False
        if pid == 0:
            return status, True
        if pid == main:
            status = raw


def send_all(main: int, number: signal.Signals) -> None:
    """Send a signal to every living descendant of this process."""
    if not LINUX:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(main, number)
        return
    for pid in descendants():
        _send(pid, number)


def kill_all(main: int) -> bool:
    """SIGKILL every descendant. False if none that is left may be signalled (another uid).

    They are frozen first, in rounds until no new one turns up, or a process that forks without
    end would run ahead of the killing.
    """
    if not LINUX:
        send_all(main, signal.SIGKILL)
        return True
    frozen: set[int] = set()
    while new := descendants() - frozen:
        for pid in new:
            _send(pid, signal.SIGSTOP)
        frozen |= new
    sent = [_send(pid, signal.SIGKILL) for pid in frozen]
    return any(sent) or not frozen


def marked(mark: str) -> set[int]:
    """Processes whose environment holds BOATHOUSE_MARK=<mark>, this one aside (Linux)."""
    needle = f"BOATHOUSE_MARK={mark}".encode()
    found: set[int] = set()
    for folder in _process_folders():
        with contextlib.suppress(OSError):
            if needle in (folder / "environ").read_bytes().split(b"\0"):
                found.add(int(folder.name))
    return found - {os.getpid()}


def kill_marked(mark: str) -> None:
    """SIGKILL what an earlier launcher of the same task left behind."""
    killed: set[int] = set()
    while new := marked(mark) - killed:
        for pid in new:
            _send(pid, signal.SIGKILL)
        killed |= new


def descendants() -> set[int]:
    """All living processes below this one; those that only wait to be reaped are left out."""
    children: dict[int, list[int]] = {}
    zombies: set[int] = set()
    for folder in _process_folders():
        with contextlib.suppress(OSError):
            fields = _stat_fields((folder / "stat").read_text())
            children.setdefault(int(fields[1]), []).append(int(folder.name))
            if fields[0] in "ZX":
                zombies.add(int(folder.name))
    found: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), [])
        found.update(below)
        waiting.extend(below)
    return found - zombies


def _process_folders() -> list[Path]:
    if not LINUX:
        return []
    return [Path(entry.path) for entry in os.scandir("/proc") if entry.name.isdecimal()]


def _stat_fields(text: str) -> list[str]:
    # The command name (field 2) may hold spaces and parentheses: start after the last one.
    return text[text.rindex(")") + 2 :].split()


def _send(pid: int, number: signal.Signals) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return True
