"""Removes the folders of dropped volumes, and those that a kill left without a row."""

from __future__ import annotations

import asyncio
import logging

from boathouse.context import Parts
from boathouse.services.volumes import folders, store

INTERVAL_SECONDS = 600.0

log = logging.getLogger("boathouse.volumes")


class VolumeSweep:
    """A dropped volume's folder goes at once. One without a row goes when two rounds found it so:
    a request makes the folder first and the row after, in far less than an interval."""

    kind = "volume sweep"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        # Read before anything is served: whatever has no row now never gets one.
        self._seen = folders.ids(parts.config)
        self._looked_at = 0

    async def step(self) -> float:
        """One round; the seconds until the next."""
        await asyncio.to_thread(self.round)
        return INTERVAL_SECONDS

    def round(self) -> None:
        """Remove what was dropped, and what was orphaned an interval ago already."""
        with self._parts.database.read() as tx:
            dropped = store.dropped_ids(tx)
        for volume_id in dropped:
            self._remove_dropped(volume_id)
        now = self._parts.clock()
        if self._looked_at and now - self._looked_at < INTERVAL_SECONDS * 1000:
            return  # woken for a drop: the interval is what keeps new folders safe
        self._looked_at = now
        found = folders.ids(self._parts.config)
        with self._parts.database.read() as tx:
            orphans = found - store.all_ids(tx)
        for volume_id in orphans & self._seen:
            folders.remove(self._parts.config, volume_id)
        self._seen = orphans

    def _remove_dropped(self, volume_id: str) -> None:
        try:
            folders.remove(self._parts.config, volume_id)
        except OSError:
            # Files that still come in, or a disk that fails: the row brings us back.
            log.exception("the folder of the dropped volume %s stays for now", volume_id)
            return
        with self._parts.database.write() as tx:
            store.forget_dropped(tx, volume_id)
