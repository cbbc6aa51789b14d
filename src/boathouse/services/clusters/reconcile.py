"""Makes engines follow the rows: starts, adopts, watches and ends them, and records the outcome.

Each cluster is attended by at most one task at a time, which reads the row anew before each move
and after each wait. It may be killed anywhere: the next server does the same from the same rows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Connection

from boathouse.context import Parts
from boathouse.engine import process, sail
from boathouse.engine.protocol import (
    CatalogAddress,
    Engine,
    EngineSpec,
    EngineStartFailed,
    RunningEngine,
)
from boathouse.errors import PermissionDenied
from boathouse.services.clusters import folders, init_scripts, outcome, settings, states, store
from boathouse.services.clusters.store import Cluster
from boathouse.services.global_init_scripts import use as global_init_scripts
from boathouse.services.isolation import tenants

log = logging.getLogger("boathouse.clusters")

STARTS_AT_ONCE = 4
LONGEST_PAUSE_SECONDS = 60.0
RETRY_SECONDS = 5.0
KEPT_MS = 60 * 86_400_000
"""`get` knows an ended cluster for 60 days [api.md 8.5]."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class _View:
    """What one step looks at."""

    active: list[Cluster]
    stuck: set[str]
    held: set[str]
    forgettable: bool

    def due(self) -> Iterator[int]:
        """The times at which running clusters will have been idle for too long."""
        for cluster in self.active:
            due = outcome.idle_at(cluster, self.held) if cluster.state == "RUNNING" else None
            if due is not None:
                yield due


class ClusterReconciler:
    """The reconciler of kind "clusters"; `catalog` gives the address for an engine's id."""

    kind = "clusters"

    def __init__(
        self, parts: Parts, engine: Engine, catalog: Callable[[str], CatalogAddress]
    ) -> None:
        self._parts, self._engine, self._catalog = parts, engine, catalog
        self._attending: dict[str, asyncio.Task[None]] = {}
        self._watching: dict[str, asyncio.Task[None]] = {}
        self._starts = asyncio.Semaphore(STARTS_AT_ONCE)

    async def step(self) -> float | None:
        """Look at every active cluster and every engine's folder; attend to what is not as the
        rows want it."""
        view = await self._read(self._view)
        if view.forgettable or any(due <= self._parts.clock() for due in view.due()):
            await self._tidy()
            view = await self._read(self._view)
        for cluster in view.active:
            if cluster.state != "RUNNING" or cluster.cluster_id not in self._watching:
                self._attend(cluster.cluster_id)
        claimed = {cluster.cluster_id for cluster in view.active} | view.stuck
        for name in await asyncio.to_thread(folders.present, self._parts.config.data_dir):
            if name not in claimed:
                self._attend(name)
        waits = ((due - self._parts.clock()) / 1000 for due in view.due())
        return max(0.05, min([*waits, LONGEST_PAUSE_SECONDS]))

    async def close(self) -> None:
        """Stop attending and watching; engines go on."""
        tasks = [*self._attending.values(), *self._watching.values()]
        self._attending, self._watching = {}, {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _attend(self, cluster_id: str) -> None:
        if cluster_id not in self._attending:
            task = asyncio.create_task(self._bring_about(cluster_id), name=f"attend {cluster_id}")
            self._attending[cluster_id] = task
            task.add_done_callback(lambda done: self._attended(cluster_id, done))

    def _attended(self, cluster_id: str, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            return
        self._attending.pop(cluster_id, None)
        error = task.exception()
        if error is None:
            # The row may have changed after its last reading, while this task still stood.
            self._wake(self.kind)
        else:
            log.error("attending cluster %s failed; again soon", cluster_id, exc_info=error)
            asyncio.get_running_loop().call_later(RETRY_SECONDS, self._wake, self.kind)

    async def _bring_about(self, cluster_id: str) -> None:
        """Advance the cluster until there is nothing to do for now."""
        while await self._advance(cluster_id):
            self._wake("runs")

    async def _advance(self, cluster_id: str) -> bool:
        """One move; whether the row should be looked at again."""
        cluster = await self._read(lambda tx: store.find(tx, cluster_id))
        if cluster is None or cluster.state == "TERMINATED":
            await self._clear_remains(cluster_id, cluster)
            return False
        match cluster.state:
            case "PENDING" | "RESTARTING":
                await self._start(cluster)
            case "RESIZING":
                await self._write(lambda tx, now: outcome.resized(tx, cluster_id, now))
            case "TERMINATING":
                await self._end(cluster)
            case "RUNNING":
                return await self._look_after(cluster)
            case _:
                return False
        return True

    async def _start(self, cluster: Cluster) -> None:
        try:
            spec = await asyncio.to_thread(self._spec, cluster)
            async with self._starts:
                if cluster.state == "RESTARTING":
                    self._unwatch(cluster.cluster_id)
                    await self._engine.clear(spec.folder)
                    await asyncio.to_thread(sail.lead_nowhere, spec.folder / "site")
                if not await self._initialized(cluster, spec):
                    return
                running = await self._engine.start(spec)
            if not await self._engine.healthy(running):
                raise EngineStartFailed("the engine does not answer")
        # TimeoutError is an OSError
        except (EngineStartFailed, PermissionDenied, OSError) as error:
            message = f"The engine did not start: {error}"
            await self._write(lambda tx, now: outcome.start_failed(tx, cluster, message, now))
            return
        name = self._engine.name
        await self._write(lambda tx, now: outcome.running(tx, cluster, running.address, name, now))
        self._wake("libraries")

    async def _initialized(self, cluster: Cluster, spec: EngineSpec) -> bool:
        """Run the init scripts, unless the engine lives already; whether they ended well."""
        everywhere = await self._read(global_init_scripts.enabled)
        if cluster.source == store.SERVERLESS or self._engine.find(spec.folder) is not None:
            return True
        if not everywhere and not cluster.document.get("init_scripts"):
            return True
        await self._write(lambda tx, now: outcome.scripts_began(tx, cluster, now))
        scripts = [init_scripts.Script({}, one.name, text=one.content) for one in everywhere]
        report = await asyncio.to_thread(init_scripts.run, self._parts, cluster, spec, scripts)
        await self._write(
            lambda tx, now: outcome.scripts_ended(tx, cluster, report.details, report.failed, now)
        )
        return report.failed is None

    async def _look_after(self, cluster: Cluster) -> bool:
        """Watch a RUNNING cluster's engine; find that it is gone."""
        if cluster.cluster_id in self._watching:
            return False
        running = self._engine.find(self._folder(cluster.cluster_id))
        if running is None or running.address != cluster.address:
            await self._write(lambda tx, now: outcome.crashed(tx, cluster, now))
            return True
        watcher = self._watch(cluster.cluster_id, running)
        self._watching[cluster.cluster_id] = asyncio.create_task(
            watcher, name=f"watch {cluster.cluster_id}"
        )
        return False

    async def _watch(self, cluster_id: str, running: RunningEngine) -> None:
        await process.wait(running.process)
        self._watching.pop(cluster_id, None)
        self._wake(self.kind)

    def _unwatch(self, cluster_id: str) -> None:
        watcher = self._watching.pop(cluster_id, None)
        if watcher is not None:
            watcher.cancel()

    async def _end(self, cluster: Cluster) -> None:
        self._unwatch(cluster.cluster_id)
        try:
            await self._clear_remains(cluster.cluster_id, cluster)
        except TimeoutError as error:
            message = f"The engine could not be ended: {error}"
            await self._write(lambda tx, now: outcome.stuck(tx, cluster.cluster_id, message))
            return
        await self._write(lambda tx, now: outcome.ended(tx, cluster.cluster_id, now))

    async def _clear_remains(self, cluster_id: str, cluster: Cluster | None) -> None:
        """End what lives of an engine that no row claims (any more), and remove its folder."""
        await self._engine.clear(self._folder(cluster_id))
        data_dir = self._parts.config.data_dir
        await asyncio.to_thread(folders.clear, data_dir, cluster_id, keep_log=cluster is not None)

    async def _tidy(self) -> None:
        """End what is idle for too long; forget what ended long ago."""
        await self._write(outcome.end_idle)
        for cluster_id in await self._write(lambda tx, now: outcome.forget(tx, now - KEPT_MS)):
            await asyncio.to_thread(folders.forget, self._parts.config.data_dir, cluster_id)
        self._wake("runs")

    def _view(self, tx: Connection) -> _View:
        stuck = {cluster.cluster_id for cluster in store.in_states(tx, ["ERROR"])}
        old = bool(store.forgettable(tx, self._parts.clock() - KEPT_MS))
        return _View(store.in_states(tx, states.ACTIVE), stuck, store.held(tx), old)

    def _spec(self, cluster: Cluster) -> EngineSpec:
        shown = settings.with_defaults(cluster.document, cluster.owner)
        catalog = self._catalog(cluster.cluster_id)
        ports = [urlsplit(catalog.uri).port or 80]
        return EngineSpec(
            engine_id=cluster.cluster_id,
            folder=self._folder(cluster.cluster_id),
            environment=shown.get("spark_env_vars", {}),
            spark_conf=shown.get("spark_conf", {}),
            catalog=catalog,
            confinement=tenants.engine_confinement(self._parts, cluster.owner, ports),
        )

    def _folder(self, cluster_id: str) -> Path:
        return folders.of_engine(self._parts.config.data_dir, cluster_id)

    def _wake(self, kind: str) -> None:
        self._parts.signals.wake(kind)

    async def _read(self, look: Callable[[Connection], Result]) -> Result:
        def work() -> Result:
            with self._parts.database.read() as tx:
                return look(tx)

        return await asyncio.to_thread(work)

    async def _write(self, change: Callable[[Connection, int], Result]) -> Result:
        def work() -> Result:
            with self._parts.database.write() as tx:
                return change(tx, self._parts.clock())

        return await asyncio.to_thread(work)
