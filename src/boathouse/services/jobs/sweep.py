"""Removes runs that ended long ago, and task folders that no row names: a kill left them."""

from __future__ import annotations

import asyncio

from boathouse.context import Parts
from boathouse.services.jobs import output, run_store
from boathouse.services.jobs.folder import TaskFolder
from boathouse.services.notifications import outbox

INTERVAL_SECONDS = 600.0
KEPT_MS = 60 * 86_400_000
"""Runs are kept for 60 days [B5.3]."""

AT_ONCE = 200
"""Runs in one change: others wait for it."""


class RunSweep:
    """The reconciler of kind "run sweep"."""

    kind = "run sweep"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def step(self) -> float:
        """One round; the seconds until the next."""
        while await asyncio.to_thread(self._forget_some):
            pass
        await asyncio.to_thread(self._forget_notifications)
        await asyncio.to_thread(self._clear)
        return INTERVAL_SECONDS

    def _forget_some(self) -> bool:
        """Remove the rows of some runs that ended too long ago; whether there may be more."""
        with self._parts.database.write() as tx:
            old = run_store.ended_before(tx, self._parts.clock() - KEPT_MS, AT_ONCE)
            for run in old:
                output.forget(tx, run)
        return len(old) == AT_ONCE

    def _forget_notifications(self) -> None:
        """Remove those that outlived their runs, which were deleted before they were delivered."""
        with self._parts.database.write() as tx:
            outbox.sweep(tx, self._parts.clock() - KEPT_MS)

    def _clear(self) -> None:
        """Remove the folders without a row: a row comes before its folder and goes before it."""
        folders = self._parts.config.data_dir / "runs"
        named = [entry.name for entry in folders.iterdir()] if folders.is_dir() else []
        for name in named:
            with self._parts.database.read() as tx:
                known = not name.isdecimal() or run_store.get_task_run(tx, int(name)) is not None
            if not known:
                TaskFolder(self._parts, int(name)).discard()
