"""Runs reconcilers: each reads rows, decides, acts, writes rows, and may be killed anywhere."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Protocol

log = logging.getLogger("boathouse.work")

RETRY_SECONDS = 1.0


class Reconciler(Protocol):
    """One kind of work. A step must be safe to repeat, and to start again after a kill."""

    kind: str

    async def step(self) -> float | None:
        """Do what is due; the seconds until the next step, None to sleep until woken."""
        ...


class Loop:
    """Wakes each reconciler on its signal or when its own time is up."""

    def __init__(self) -> None:
        self._events: dict[str, asyncio.Event] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self, *reconcilers: Reconciler) -> None:
        """Begin to run them; a first step comes at once, to pick up what a restart left."""
        self._loop = asyncio.get_running_loop()
        for reconciler in reconcilers:
            event = self._events[reconciler.kind] = asyncio.Event()
            event.set()
            task = self._loop.create_task(self._run(reconciler, event), name=reconciler.kind)
            self._tasks.append(task)

    def wake(self, kind: str) -> None:
        """Let a kind's reconciler look again; from any thread."""
        event = self._events.get(kind)
        if event is not None and self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(event.set)

    async def stop(self) -> None:
        """End between two steps' awaits; the rows say what is left to do."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, reconciler: Reconciler, event: asyncio.Event) -> None:
        pause: float | None = None
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), pause)
            event.clear()
            try:
                pause = await reconciler.step()
            except Exception:
                log.exception("a step of %s failed; it will be tried again", reconciler.kind)
                pause = RETRY_SECONDS
