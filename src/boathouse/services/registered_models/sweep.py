"""Removes the folders of dropped models and versions, and those that a kill left without a row."""

from __future__ import annotations

import asyncio
import logging

from boathouse.context import Parts
from boathouse.services.model_versions import store as versions
from boathouse.services.registered_models import folders, store

INTERVAL_SECONDS = 600.0

log = logging.getLogger("boathouse.models")


class ModelSweep:
    """A dropped folder goes at once. One without a row goes when two rounds found it so: a request
    makes the folder first and the row after, in far less than an interval."""

    kind = "model sweep"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        # Read before anything is served: whatever has no row now never gets one.
        self._seen = folders.keys(parts.config)
        self._looked_at = 0

    async def step(self) -> float:
        """One round; the seconds until the next."""
        await asyncio.to_thread(self.round)
        return INTERVAL_SECONDS

    def round(self) -> None:
        """Remove what was dropped, and what was orphaned an interval ago already."""
        with self._parts.database.read() as tx:
            left = store.left(tx)
        for key in left:
            self._remove_dropped(key)
        now = self._parts.clock()
        if self._looked_at and now - self._looked_at < INTERVAL_SECONDS * 1000:
            return  # woken for a drop: the interval is what keeps new folders safe
        self._looked_at = now
        found = folders.keys(self._parts.config)
        with self._parts.database.read() as tx:
            orphans = found - store.all_ids(tx) - versions.all_keys(tx)
        for key in orphans & self._seen:
            folders.remove(self._parts.config, key)
        self._seen = orphans

    def _remove_dropped(self, key: str) -> None:
        try:
            folders.remove(self._parts.config, key)
        except OSError:
            # Files that still come in, or a disk that fails: the row brings us back.
            log.exception("the folder of the dropped model %s stays for now", key)
            return
        with self._parts.database.write() as tx:
            store.forget_left(tx, key)
