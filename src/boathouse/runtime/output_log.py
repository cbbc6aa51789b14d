"""The task's output.log, kept bounded on disk while the task writes to it.

Holes are punched (fallocate) into what lies more than KEPT bytes behind the end: the size keeps
growing, the blocks do not, and the tail stays readable at its offset. Where the file system
cannot punch holes (anything but ext4, xfs, btrfs, tmpfs, NFS 4.2, ...) the log is not bounded.
"""

import ctypes
import os
import select
import struct
import time
from pathlib import Path

KEPT = 16 * 1024 * 1024
STEP = 4 * 1024 * 1024
PAUSE = 0.1
_IN_MODIFY = 2
_PUNCH_AND_KEEP_SIZE = 0x02 | 0x01


class OutputLog:
    """One O_APPEND descriptor for stdout and stderr of the task, and the trimming behind it."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._trimmer = os.open(path, os.O_RDWR)
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._punched = 0
        self._able = hasattr(self._libc, "fallocate") and hasattr(self._libc, "inotify_init1")
        self._watch = self._open_watch(path) if self._able else -1
        self._quiet_until = 0.0

    def _open_watch(self, path: Path) -> int:
        watch = int(self._libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK))
        if watch >= 0:
            self._libc.inotify_add_watch(watch, os.fsencode(path), _IN_MODIFY)
        return watch

    def wait(self, wakeup: int, timeout: float | None) -> None:
        """Sleep until `wakeup` is readable or `timeout` seconds passed; trim what is written.

        A writing task wakes us at most every PAUSE seconds, a silent one never.
        """
        now = time.monotonic()
        watching = self._watch >= 0 and now >= self._quiet_until
        if self._watch >= 0 and not watching:
            pause = self._quiet_until - now
            timeout = pause if timeout is None else min(timeout, pause)
        sources = [wakeup, self._watch] if watching else [wakeup]
        ready, _, _ = select.select(sources, [], [], timeout)
        if self._watch in ready:
            os.read(self._watch, 64 * struct.calcsize("iIII"))
            self._quiet_until = time.monotonic() + PAUSE
            self.trim()

    def trim(self) -> None:
        """Free the blocks that lie more than KEPT bytes behind the end."""
        until = (os.fstat(self._trimmer).st_size - KEPT) // STEP * STEP
        if not self._able or until <= self._punched:
            return
        start, length = ctypes.c_int64(self._punched), ctypes.c_int64(until - self._punched)
        if self._libc.fallocate(self._trimmer, _PUNCH_AND_KEEP_SIZE, start, length) == 0:
            self._punched = until
        else:
            self._able = False
            print(f"output.log is not bounded: {os.strerror(ctypes.get_errno())}", flush=True)
