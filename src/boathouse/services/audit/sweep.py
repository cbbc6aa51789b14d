"""Removes audit rows after a year, as Databricks keeps them."""

from __future__ import annotations

import asyncio

from boathouse.context import Parts
from boathouse.services.audit import store

KEPT_MS = 365 * 86_400_000
INTERVAL_SECONDS = 3600.0


class AuditSweep:
    """The reconciler of kind "audit sweep"."""

    kind = "audit sweep"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def step(self) -> float:
        """One round; the seconds until the next."""
        await asyncio.to_thread(self.sweep)
        return INTERVAL_SECONDS

    def sweep(self) -> None:
        """Remove what is older than a year."""
        with self._parts.database.write() as tx:
            store.forget(tx, self._parts.clock() - KEPT_MS)
