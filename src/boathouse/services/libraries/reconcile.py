"""Installs the libraries of running clusters: one environment for all of a cluster's, to which its
engine and its tasks are led. Killed anywhere, the next server installs what is not settled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from boathouse.context import Parts
from boathouse.services.clusters import use as clusters
from boathouse.services.environments import dependencies
from boathouse.services.environments.build import Environment
from boathouse.services.environments.errors import InstallFailed
from boathouse.services.libraries import store
from boathouse.services.libraries.store import LibraryRow

log = logging.getLogger("boathouse.libraries")

RETRY_SECONDS = 5.0


class LibraryReconciler:
    """The reconciler of kind "libraries"."""

    kind = "libraries"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def step(self) -> float | None:
        """Begin with every running cluster that has libraries to be installed."""
        for cluster_id in await asyncio.to_thread(self._due):
            if cluster_id not in self._busy:
                task = asyncio.create_task(self._attend(cluster_id), name=f"libraries {cluster_id}")
                self._busy[cluster_id] = task
        return None

    async def close(self) -> None:
        """Attend to nothing more."""
        tasks, self._busy = [*self._busy.values()], {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _attend(self, cluster_id: str) -> None:
        try:
            await asyncio.to_thread(self._install, cluster_id)
        except Exception:
            log.exception("the libraries of %s could not be installed", cluster_id)
            await asyncio.sleep(RETRY_SECONDS)
        finally:
            self._busy.pop(cluster_id, None)
        self._parts.signals.wake("runs")
        self._parts.signals.wake(self.kind)

    def _due(self) -> list[str]:
        with self._parts.database.read() as tx:
            found = store.unsettled(tx)
            return [one for one in found if clusters.living(tx, self._parts, one) is not None]

    def _install(self, cluster_id: str) -> None:
        with self._parts.database.write() as tx:
            living = clusters.living(tx, self._parts, cluster_id)
            rows = store.of_cluster(tx, cluster_id)
            new = [row for row in rows if row.status in store.UNSETTLED]
            store.settle(tx, [row.library_id for row in new], store.INSTALLING, [])
        if living is None or not new:
            return
        there = [row for row in rows if row.status in ("INSTALLED", "UNINSTALL_ON_RESTART")]
        made, failures = self._made(living.owner, there, new)
        if made is not None:
            clusters.lead_to(living, made.packages)
        with self._parts.database.write() as tx:
            again = clusters.living(tx, self._parts, cluster_id)
            if again is None or again.life != living.life:
                return
            for row in new:
                told = failures.get(row.library_id)
                status = store.INSTALLED if told is None else store.FAILED
                store.settle(tx, [row.library_id], status, [] if told is None else [told])

    def _made(
        self, owner: str, there: Sequence[LibraryRow], new: Sequence[LibraryRow]
    ) -> tuple[Environment | None, dict[int, str]]:
        """The environment of as many libraries as install, and why the others do not."""
        failures: dict[int, str] = {}
        possible = [row for row in new if self._possible(row, failures)]
        environments = self._parts.environments
        try:
            every = [row.library for row in (*there, *possible)]
            return (environments.of_libraries(owner, every) if possible else None), failures
        except InstallFailed as error:
            if len(possible) == 1:
                failures[possible[0].library_id] = str(error)
                return None, failures
        made, good = None, [row.library for row in there]
        for row in possible:
            try:
                made = environments.of_libraries(owner, [*good, row.library])
                good.append(row.library)
            except InstallFailed as error:
                failures[row.library_id] = str(error)
        return made, failures

    def _possible(self, row: LibraryRow, failures: dict[int, str]) -> bool:
        try:
            dependencies.line_of(row.library)
        except InstallFailed as error:
            failures[row.library_id] = str(error)
            return False
        return True
