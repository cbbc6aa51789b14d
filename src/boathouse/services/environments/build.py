"""Makes environments and keeps them: one making for all who wait for the same one."""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from boathouse.context import Parts
from boathouse.engine import confined
from boathouse.errors import PermissionDenied
from boathouse.services.environments import folders, install
from boathouse.services.environments.dependencies import Step
from boathouse.services.environments.errors import InstallFailed
from boathouse.services.isolation import tenants

FAILURE_KEPT_SECONDS = 60.0
KEPT_SECONDS = 14 * 86_400.0
"""After the last use. A task's token, and so the task, lives for 7 days at most."""


@dataclass(frozen=True)
class Environment:
    """A complete environment."""

    env_id: str
    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter, beside the programs that its packages bring."""
        return folders.python_of(self.folder)

    @property
    def packages(self) -> Path:
        """Where its own packages are."""
        return folders.packages_of(self.folder)


class Builder:
    """Blocks its caller's thread; several threads may use one."""

    def __init__(self, parts: Parts, seconds: float = install.TIME_LIMIT_SECONDS) -> None:
        self._parts, self._seconds = parts, seconds
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._failures: dict[str, tuple[float, str]] = {}

    def make(self, owner: str, steps: Sequence[Step]) -> Environment:
        """The environment of a principal that holds the steps. Raises InstallFailed."""
        try:
            root = tenants.environments_of(self._parts, owner)
        except PermissionDenied as error:
            raise InstallFailed(error.message) from None
        key = _key(steps)
        folder = root / key
        with self._guard:
            lock = self._locks.setdefault(str(folder), threading.Lock())
        with lock, _held(root / f"{key}.lock"):
            if not folders.complete(folder):
                self._remembered(str(folder))
                self._build(owner, folder, steps)
            folders.touch(folder)
        return Environment(key, folder)

    def sweep(self, clock: Callable[[], float] = time.time) -> int:
        """Remove the environments that nobody used for long; how many."""
        removed, before = 0, clock() - KEPT_SECONDS
        root = self._parts.config.data_dir.resolve() / "environments"
        for mark in root.glob("*/*.json"):
            folder = mark.with_suffix("")
            if folders.last_used(mark) >= before:
                continue
            with _held(folder.with_name(f"{folder.name}.lock")):
                if mark.exists() and folders.last_used(mark) < before:
                    folders.remove(folder)
                    removed += 1
        return removed

    def _build(self, owner: str, folder: Path, steps: Sequence[Step]) -> None:
        policy = tenants.installer_confinement(self._parts, owner, folder)
        # A server that died may have left an installer at work in the folder.
        confined.end_marked(install.mark_of(folder))
        try:
            folders.lay_out(folder, policy["uid"] if policy is not None else None)
            install.install(folder, steps, policy, self._seconds)
            folders.finish(folder, {"lines": sum(len(step.lines) for step in steps)})
        except InstallFailed as error:
            self._failures[str(folder)] = (time.monotonic() + FAILURE_KEPT_SECONDS, str(error))
            folders.remove(folder)
            raise
        except OSError as error:
            folders.remove(folder)
            raise InstallFailed(f"The environment cannot be made: {error.strerror}") from error

    def _remembered(self, folder: str) -> None:
        until, message = self._failures.get(folder, (0.0, ""))
        if time.monotonic() < until:
            raise InstallFailed(message)
        self._failures.pop(folder, None)


def _key(steps: Sequence[Step]) -> str:
    told = hashlib.sha256(folders.base()[0].encode())
    for step in steps:
        told.update(step.digest().encode())
    return told.hexdigest()[:32]


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Against other servers that share the data folder."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
