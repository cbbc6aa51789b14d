"""The table of processes: /proc on Linux, psutil elsewhere."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
LINUX: bool = sys.platform.startswith("linux")


@dataclass(frozen=True, slots=True)
class Row:
    pid: int
    parent: int
    started: str
    zombie: bool


def read(pid: int) -> Row | None:
    """One process, or None where no such pid exists."""
    return _read_proc(pid) if LINUX else _read_psutil(pid)


def all_rows() -> Iterator[Row]:
    for pid in _pids():
        row = read(pid)
        if row is not None:
            yield row


def environment(pid: int) -> dict[str, str]:
    """The environment a process was started with; empty where it is gone or not ours to read."""
    if not LINUX:
        return _environment_psutil(pid)
    try:
        raw = (_PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return {}
    pairs = (os.fsdecode(entry).partition("=") for entry in raw.split(b"\0") if entry)
    return {name: value for name, _, value in pairs}


def _pids() -> list[int]:
    if LINUX:
        return [int(name) for name in os.listdir(_PROC) if name.isdecimal()]
    import psutil

    return psutil.pids()


def _read_proc(pid: int) -> Row | None:
    try:
        stat = (_PROC / str(pid) / "stat").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    # Field 2 is the program's name in parentheses, which may itself hold spaces and parentheses.
    fields = stat[stat.rindex(")") + 2 :].split()
    return Row(pid=pid, parent=int(fields[1]), started=fields[19], zombie=fields[0] in "ZX")


def _read_psutil(pid: int) -> Row | None:
    import psutil

    try:
        process = psutil.Process(pid)
        with process.oneshot():
            zombie = process.status() == psutil.STATUS_ZOMBIE
            return Row(pid, process.ppid(), str(process.create_time()), zombie)
    except psutil.NoSuchProcess:
        return None


def _environment_psutil(pid: int) -> dict[str, str]:
    import psutil

    try:
        return psutil.Process(pid).environ()
    except psutil.Error:
        return {}
