"""Removes contents that no row names: replaced, deleted, or written just before a kill."""

from __future__ import annotations

import asyncio

from boathouse.context import Parts
from boathouse.services.workspace import store
from boathouse.services.workspace.write import BLOBS

INTERVAL_SECONDS = 600.0


class WorkspaceSweep:
    """A content goes when two rounds found it without a row: a request between writing its
    content and its row, or between reading both, takes far less than an interval."""

    kind = "workspace sweep"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        # Read before anything is served: whatever has no row now never gets one.
        self._seen = set(parts.blobs.keys(BLOBS))

    async def step(self) -> float:
        """One round; the seconds until the next."""
        await asyncio.to_thread(self.round)
        return INTERVAL_SECONDS

    def round(self) -> int:
        """Remove what was orphaned a round ago already; how many contents that were."""
        found = set(self._parts.blobs.keys(BLOBS))
        with self._parts.database.read() as tx:
            orphans = found.difference(store.all_blobs(tx))
        doomed = orphans & self._seen
        for key in doomed:
            self._parts.blobs.delete(key)
        self._seen = orphans
        return len(doomed)
