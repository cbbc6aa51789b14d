"""Keeps what running engines may open in step with what their principals may do: at once after a
change of rights, and before the next plan of Spark in any case.
"""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context, Parts
from boathouse.services.clusters import folders, lifecycle, states, store
from boathouse.services.clusters.store import SERVERLESS, Cluster
from boathouse.services.isolation import reach, settle
from boathouse.services.principals import store as principals


class Reaches:
    """The reconciler of kind "reaches"."""

    kind = "reaches"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._changes, self._settled = 0, -1
        parts.database.watch(settle.GOVERNED, self._changed)

    async def step(self) -> float | None:
        """Settle what has changed."""
        await asyncio.to_thread(self.settled)
        return None

    def settled(self) -> None:
        """Return once engines reach no more than the rights committed so far allow; those that
        cannot give something up are on their way to end."""
        if self._settled == self._changes:
            return
        with self._lock:
            seen = self._changes
            if self._settled != seen:
                settle.settle(self._parts)
                self._end_wider()
                self._settled = seen

    def _changed(self) -> None:
        self._changes += 1
        self._parts.signals.wake(self.kind)

    def _end_wider(self) -> None:
        with self._parts.database.read() as tx:
            running = store.in_states(tx, states.USABLE)
        wide = [one for one in running if self._is_wide(one)]
        if not wide:
            return
        with self._parts.database.write() as tx:
            for one in wide:
                _end(tx, one, self._parts.clock())
        self._parts.signals.wake("clusters")
        self._parts.signals.wake("runs")

    def _is_wide(self, cluster: Cluster) -> bool:
        folder = folders.of_engine(self._parts.config.data_dir, cluster.cluster_id)
        try:
            policy: dict[str, Any] = json.loads((folder / "confinement.json").read_bytes())
        except FileNotFoundError:
            return False  # it is not confined, or has just ended
        with self._parts.database.read() as tx:
            principal = principals.acting_as(tx, cluster.owner)
        if principal is None:
            return True
        ctx = Context(self._parts, principal, self._parts.clock())
        try:
            return reach.exceeds(ctx, policy)
        finally:
            ctx.close()


def _end(tx: Connection, seen: Cluster, now: int) -> None:
    """A new engine where somebody may want one, with what its principal may open now."""
    cluster = store.find(tx, seen.cluster_id)
    if cluster is None or cluster.life != seen.life or cluster.state not in states.USABLE:
        return
    if cluster.source in ("JOB", SERVERLESS):
        why = "Its principal lost a right on a folder that the engine had been let into"
        reason = states.reason("DATA_ACCESS_CONFIG_CHANGED", "CLIENT_ERROR")
        reason["parameters"] = {"databricks_error_message": why}
        lifecycle.terminate(tx, cluster, reason, now)
        return
    lifecycle.restart(tx, cluster, cluster.owner, now)
