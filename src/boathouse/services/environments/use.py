"""What other services may do with environments. `parts.environments` is the one of the server."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boathouse.context import Parts
from boathouse.services.environments import dependencies
from boathouse.services.environments.build import Builder, Environment
from boathouse.services.environments.errors import InstallFailed

__all__ = ["Environments", "Failed", "InstallFailed", "Preparing", "Ready", "forget", "state"]

log = logging.getLogger("boathouse.environments")

AT_ONCE = 2
SWEEP_SECONDS = 3600.0


@dataclass(frozen=True)
class Preparing:
    """The environment is being made."""

    message: str


@dataclass(frozen=True)
class Ready:
    """An environment to use: its interpreter, beside it programs, and its own packages."""

    python: Path
    env_id: str
    libraries: Path


@dataclass(frozen=True)
class Failed:
    """The dependencies do not install."""

    message: str


class Environments:
    """Makes environments in a few threads of its own, and removes old ones (a reconciler)."""

    kind = "environments"

    def __init__(self, parts: Parts) -> None:
        self._parts, self.builder = parts, Builder(parts)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="environments")
        self._guard = threading.Lock()
        self._asked: dict[str, Future[Environment]] = {}

    async def step(self) -> float | None:
        """Remove what nobody used for long."""
        import asyncio

        await asyncio.to_thread(self.builder.sweep)
        return SWEEP_SECONDS

    def of_libraries(self, owner: str, libraries: Sequence[Mapping[str, Any]]) -> Environment:
        """The environment of a cluster's libraries; blocks. Raises InstallFailed."""
        steps = dependencies.of_libraries(self._parts, owner, libraries)
        return self.builder.make(owner, steps)

    def ask(self, holder: str, owner: str, lines: Sequence[str]) -> Future[Environment]:
        """The making that `holder` waits for, begun at its first call."""
        with self._guard:
            if holder not in self._asked:
                self._asked[holder] = self._threads.submit(self._of_lines, owner, tuple(lines))
            return self._asked[holder]

    def forget(self, holder: str) -> None:
        """The holder asks no more; what is being made is made."""
        with self._guard:
            self._asked.pop(holder, None)

    def close(self) -> None:
        """Begin nothing more. What is being installed goes on until the process ends."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _of_lines(self, owner: str, lines: Sequence[str]) -> Environment:
        try:
            steps = dependencies.of_lines(self._parts, owner, lines)
            return self.builder.make(owner, steps)
        except InstallFailed:
            raise
        except Exception:
            log.exception("an environment could not be made")
            raise
        finally:
            self._parts.signals.wake("runs")


def state(
    parts: Parts, holder: str, owner: str, lines: Sequence[str]
) -> Preparing | Ready | Failed:
    """Whether the environment of these `dependencies` can be used now, soon, or not at all.

    The first call for a holder ("task 7") reads the files that they name and begins; "runs" is
    woken at the end. Waits for nothing, so it may be asked inside a change.
    """
    making = parts.environments.ask(holder, owner, lines)
    if not making.done():
        return Preparing("Installing the dependencies")
    error = making.exception()
    if error is not None:
        told = str(error) if isinstance(error, InstallFailed) else "The environment failed."
        return Failed(told)
    made: Environment = making.result()
    return Ready(made.python, made.env_id, made.packages)


def forget(parts: Parts, holder: str) -> None:
    """The holder asks no more. Repeating it is safe."""
    parts.environments.forget(holder)
