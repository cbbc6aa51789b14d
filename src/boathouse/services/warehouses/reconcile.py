"""Makes engines follow the rows: starts, adopts, watches and ends them, and records the outcome.

Each warehouse is attended by at most one task at a time, which reads the row anew before each move
and after each wait. It may be killed anywhere: the next server does the same from the same rows.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from boathouse.context import Parts
from boathouse.engine import process
from boathouse.engine.protocol import (
    CatalogAddress,
    Engine,
    EngineSpec,
    EngineStartFailed,
    RunningEngine,
)
from boathouse.services.warehouses import folders, outcome, settings, states, store
from boathouse.services.warehouses.store import Warehouse
from boathouse.services.warehouses.use import Warehouses

log = logging.getLogger("boathouse.warehouses")

STARTS_AT_ONCE = 4
LONGEST_PAUSE_SECONDS = 60.0
RETRY_SECONDS = 5.0
RECONNECT_SECONDS = 0.5
_LOADED_BESIDE_A_START = ("grpc.aio", "pyarrow")

Result = TypeVar("Result")


class WarehouseReconciler:
    """The reconciler of kind "warehouses"; `catalog` gives the address for an engine's id."""

    kind = "warehouses"

    def __init__(
        self,
        parts: Parts,
        engine: Engine,
        catalog: Callable[[str], CatalogAddress],
        warehouses: Warehouses,
    ) -> None:
        self._parts, self._engine, self._catalog = parts, engine, catalog
        self._warehouses = warehouses
        self._attending: dict[str, asyncio.Task[None]] = {}
        self._watching: dict[str, asyncio.Task[None]] = {}
        self._starts = asyncio.Semaphore(STARTS_AT_ONCE)

    async def step(self) -> float | None:
        """Look at every active warehouse and every engine's folder; attend to what is not as the
        rows want it, and stop what is idle."""
        active = await self._read(lambda tx: store.in_states(tx, states.ACTIVE))
        waits = [LONGEST_PAUSE_SECONDS]
        for warehouse in active:
            if not self._served(warehouse):
                self._attend(warehouse.warehouse_id)
            elif (due := self._warehouses.idle_at(warehouse)) is not None:
                if due <= self._parts.clock():
                    await self._stop_idle(warehouse)
                waits.append((due - self._parts.clock()) / 1000)
        claimed = {warehouse.warehouse_id for warehouse in active}
        for name in await asyncio.to_thread(folders.present, self._parts.config.data_dir):
            if name not in claimed:
                self._attend(name)
        return max(0.05, min(waits))

    def _served(self, warehouse: Warehouse) -> bool:
        watched = warehouse.warehouse_id in self._watching
        connected = self._warehouses.connected(warehouse.warehouse_id)
        return warehouse.state == states.RUNNING and watched and connected

    async def close(self) -> None:
        """Stop attending and watching; engines go on."""
        tasks = [*self._attending.values(), *self._watching.values()]
        self._attending, self._watching = {}, {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._warehouses.close()

    def _attend(self, warehouse_id: str) -> None:
        if warehouse_id not in self._attending:
            work = self._bring_about(warehouse_id)
            task = asyncio.create_task(work, name=f"attend {warehouse_id}")
            self._attending[warehouse_id] = task
            task.add_done_callback(lambda done: self._attended(warehouse_id, done))

    def _attended(self, warehouse_id: str, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            return
        self._attending.pop(warehouse_id, None)
        error = task.exception()
        if error is None:
            # The row may have changed after its last reading, while this task still stood.
            self._wake()
        else:
            log.error("attending warehouse %s failed; again soon", warehouse_id, exc_info=error)
            asyncio.get_running_loop().call_later(RETRY_SECONDS, self._wake)

    async def _bring_about(self, warehouse_id: str) -> None:
        """Advance the warehouse until there is nothing to do for now."""
        while await self._advance(warehouse_id):
            self._warehouses.changed(warehouse_id)

    async def _advance(self, warehouse_id: str) -> bool:
        """One move; whether the row should be looked at again."""
        warehouse = await self._read(lambda tx: store.find(tx, warehouse_id))
        if warehouse is None or warehouse.state == states.STOPPED:
            await self._clear_remains(warehouse_id, warehouse)
            return False
        match warehouse.state:
            case states.STARTING:
                await self._start(warehouse)
            case states.STOPPING:
                await self._end(warehouse)
            case _:
                return await self._look_after(warehouse)
        return True

    async def _start(self, warehouse: Warehouse) -> None:
        self._unwatch(warehouse.warehouse_id)
        try:
            async with self._starts:
                running, _ = await asyncio.gather(
                    self._engine.start(self._spec(warehouse.warehouse_id)),
                    asyncio.to_thread(_load),
                )
            if not await self._engine.healthy(running):
                raise EngineStartFailed("the engine does not answer")
        # TimeoutError is an OSError
        except (EngineStartFailed, OSError) as error:
            message = f"The engine did not start: {error}"
            await self._write(lambda tx: outcome.start_failed(tx, warehouse, message))
            return
        await self._write(lambda tx: outcome.running(tx, warehouse, running.address))

    async def _look_after(self, warehouse: Warehouse) -> bool:
        """Watch a RUNNING warehouse's engine; find that it is gone."""
        if warehouse.warehouse_id in self._watching:
            await self._reconnect(warehouse.warehouse_id)
            return False
        running = self._engine.find(self._folder(warehouse.warehouse_id))
        if running is None or running.address != warehouse.address:
            await self._write(lambda tx: outcome.crashed(tx, warehouse))
            return True
        watcher = self._watch(warehouse.warehouse_id, running)
        self._watching[warehouse.warehouse_id] = asyncio.create_task(
            watcher, name=f"watch {warehouse.warehouse_id}"
        )
        self._warehouses.present(warehouse.warehouse_id, running.address)
        return False

    async def _reconnect(self, warehouse_id: str) -> None:
        """Let statements in again where only their connection broke; else its watcher finds out
        that the engine is gone."""
        watcher = self._watching[warehouse_id]
        running = self._engine.find(self._folder(warehouse_id))
        healthy = running is not None and await self._engine.healthy(running)
        if watcher.done() or self._warehouses.connected(warehouse_id):
            return
        if running is not None and healthy:
            self._warehouses.present(warehouse_id, running.address)
        else:
            await asyncio.wait({watcher}, timeout=RECONNECT_SECONDS)

    async def _watch(self, warehouse_id: str, running: RunningEngine) -> None:
        await process.wait(running.process)
        self._watching.pop(warehouse_id, None)
        self._warehouses.absent(warehouse_id)
        self._attend(warehouse_id)

    def _unwatch(self, warehouse_id: str) -> None:
        watcher = self._watching.pop(warehouse_id, None)
        if watcher is not None:
            watcher.cancel()
        self._warehouses.absent(warehouse_id)

    async def _stop_idle(self, warehouse: Warehouse) -> None:
        # First: a statement that comes now finds no engine and waits for the next one.
        self._warehouses.absent(warehouse.warehouse_id)
        minutes = settings.idle_minutes(warehouse.document)
        await self._write(lambda tx: outcome.idle(tx, warehouse, minutes))
        self._attend(warehouse.warehouse_id)

    async def _end(self, warehouse: Warehouse) -> None:
        self._unwatch(warehouse.warehouse_id)
        await self._engine.clear(self._folder(warehouse.warehouse_id))
        await self._remove_folder(warehouse.warehouse_id, keep_log=not warehouse.deleted)
        await self._write(lambda tx: outcome.ended(tx, warehouse.warehouse_id))

    async def _clear_remains(self, warehouse_id: str, warehouse: Warehouse | None) -> None:
        """End whatever an engine that no row claims left, and remove its folder."""
        self._unwatch(warehouse_id)
        if self._folder(warehouse_id).exists():
            await self._engine.clear(self._folder(warehouse_id))
            await self._remove_folder(warehouse_id, keep_log=warehouse is not None)
        if warehouse is None:
            self._warehouses.forget(warehouse_id)

    async def _remove_folder(self, warehouse_id: str, *, keep_log: bool) -> None:
        data_dir = self._parts.config.data_dir
        await asyncio.to_thread(folders.clear, data_dir, warehouse_id, keep_log=keep_log)

    def _spec(self, warehouse_id: str) -> EngineSpec:
        return EngineSpec(
            engine_id=warehouse_id,
            folder=self._folder(warehouse_id),
            catalog=self._catalog(warehouse_id),
            wire="flight_sql",
        )

    def _folder(self, warehouse_id: str) -> Path:
        return folders.of_engine(self._parts.config.data_dir, warehouse_id)

    def _wake(self) -> None:
        self._parts.signals.wake(self.kind)

    async def _read(self, look: Callable[[Connection], Result]) -> Result:
        def work() -> Result:
            with self._parts.database.read() as tx:
                return look(tx)

        return await asyncio.to_thread(work)

    async def _write(self, change: Callable[[Connection], Result]) -> Result:
        def work() -> Result:
            with self._parts.database.write() as tx:
                return change(tx)

        return await asyncio.to_thread(work)


def _load() -> None:
    """What the first statement would otherwise wait for."""
    for name in _LOADED_BESIDE_A_START:
        importlib.import_module(name)
