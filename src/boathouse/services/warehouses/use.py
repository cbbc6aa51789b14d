"""Statements on warehouses: who may, when it is their turn, and a connection to a living engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection

from boathouse.context import Context, Parts, Principal
from boathouse.engine.flight import FlightSql
from boathouse.errors import PermissionDenied, ResourceDoesNotExist
from boathouse.services.permissions import decide
from boathouse.services.permissions.levels import WAREHOUSES
from boathouse.services.warehouses import access, lifecycle, settings, states, store
from boathouse.services.warehouses.store import Warehouse
from boathouse.services.warehouses.turns import Turns
from boathouse.sql.errors import SqlError

MINUTE_MS = 60_000
MOST_WAITING = 1000
"""So many statements wait for their turn on a warehouse, as on the real platform."""
_LOOK_AGAIN_SECONDS = 1.0
_QUEUE_FULL = f"{MOST_WAITING} statements wait for this SQL warehouse already; try again later."
_STARTS_AGAIN_AFTER = ("DRIVER_UNREACHABLE", "INACTIVITY")

Result = TypeVar("Result")


@dataclass(frozen=True)
class Usable:
    """A warehouse that the caller may run statements on."""

    warehouse_id: str
    name: str


def require_usable(ctx: Context, warehouse_id: str) -> Usable:
    """Raise ResourceDoesNotExist or PermissionDenied unless the caller may run statements on it."""
    return _usable(access.warehouse(ctx, warehouse_id, access.USE))


def require_monitor(ctx: Context, warehouse_id: str) -> Usable:
    """The same for watching what others run on it."""
    return _usable(access.warehouse(ctx, warehouse_id, access.MONITOR))


def any_usable(ctx: Context) -> Usable | None:
    """A warehouse that the caller may run statements on, one that runs before others."""
    seen = decide.visible(ctx.principal, WAREHOUSES)
    found = sorted(store.listed(ctx.tx, seen), key=lambda one: one.state != states.RUNNING)
    for one in found:
        try:
            return require_usable(ctx, one.warehouse_id)
        except PermissionDenied:
            continue
    return None


def exists(tx: Connection, warehouse_id: str) -> bool:
    """Whether users know a warehouse of this id."""
    return access.known(tx, warehouse_id) is not None


@dataclass
class _Place:
    """What the event loop knows of a warehouse. `flight` is set while its engine lives."""

    used_at: int
    flight: FlightSql | None = None
    turns: Turns = field(default_factory=Turns)
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Warehouses:
    """`sql.protocols.Compute`, on the event loop. The reconciler says which engines live."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._places: dict[str, _Place] = {}

    def admit(self, ctx: Context, warehouse_id: str) -> Warehouse:
        """The warehouse as it stands, for a caller that may use it: what `engine` asks first."""
        return _permitted(ctx.tx, ctx.principal, warehouse_id)

    @asynccontextmanager
    async def engine(
        self, principal: Principal, warehouse_id: str, admitted: Warehouse | None = None
    ) -> AsyncIterator[FlightSql]:
        """The warehouse's engine for as long as one statement runs on it.

        `admitted`: what `admit` has just told, which spares another look where the engine lives.
        Waits for the statement's turn, and for the engine where it has to be started. Raises
        ResourceDoesNotExist, PermissionDenied, SqlError (it does not start, or was stopped
        meanwhile), and TimeoutError once the warehouse's statement_timeout is over. Statements
        on an engine that ends raise EngineGone; one that comes after waits for the next engine.
        """
        place = self._place(warehouse_id)
        changed = place.changed
        flight = place.flight
        if admitted is not None and flight is not None and flight.address == admitted.address:
            warehouse = admitted
        else:
            warehouse = await self._look(principal, warehouse_id)
        if place.turns.waiting >= MOST_WAITING:
            raise SqlError("WAREHOUSE_QUEUE_FULL", _QUEUE_FULL, "53300")
        seconds = int(warehouse.document.get("statement_timeout") or 0) or None
        async with asyncio.timeout(seconds):
            async with place.turns.turn(settings.statements_at_once(warehouse.document)):
                flight = await self._living(warehouse, place, changed)
                try:
                    yield flight
                finally:
                    place.used_at = self._parts.clock()
                    if flight.broken:
                        self._lost(warehouse_id, flight)

    def present(self, warehouse_id: str, address: str) -> None:
        """Its engine answers at this address; its idle time begins."""
        place = self._place(warehouse_id)
        if place.flight is None or place.flight.address != address:
            self.absent(warehouse_id)
            place.flight = FlightSql(address)
        place.used_at = self._parts.clock()
        self.changed(warehouse_id)

    def absent(self, warehouse_id: str) -> None:
        """Its engine is gone, or about to go: nobody begins to use it."""
        place = self._places.get(warehouse_id)
        if place is not None and place.flight is not None:
            place.flight.let_go()
            place.flight = None

    def connected(self, warehouse_id: str) -> bool:
        """Whether statements have a connection to its engine."""
        place = self._places.get(warehouse_id)
        return place is not None and place.flight is not None

    def forget(self, warehouse_id: str) -> None:
        """It was deleted. Who waits for it hears so."""
        self.absent(warehouse_id)
        self.changed(warehouse_id)
        self._places.pop(warehouse_id, None)

    def changed(self, warehouse_id: str) -> None:
        """Let who waits look at its row again."""
        place = self._places.get(warehouse_id)
        if place is not None:
            changed, place.changed = place.changed, asyncio.Event()
            changed.set()

    def idle_at(self, warehouse: Warehouse) -> int | None:
        """When a RUNNING warehouse will have been idle for too long; None if never."""
        minutes = settings.idle_minutes(warehouse.document)
        place = self._place(warehouse.warehouse_id)
        if not minutes or place.turns.running or place.turns.waiting:
            return None
        return place.used_at + minutes * MINUTE_MS

    async def close(self) -> None:
        """Give up every connection; engines go on."""
        places, self._places = self._places, {}
        for place in places.values():
            if place.flight is not None:
                await place.flight.close()

    def _lost(self, warehouse_id: str, flight: FlightSql) -> None:
        """A connection broke: the next statement waits for a living engine."""
        place = self._places.get(warehouse_id)
        if place is not None and place.flight is flight:
            self.absent(warehouse_id)
            self._parts.signals.wake("warehouses")

    async def _living(
        self, warehouse: Warehouse, place: _Place, changed: asyncio.Event
    ) -> FlightSql:
        """A connection to its engine, which is started where there is none. `changed` will tell
        of what comes after the row's reading."""
        warehouse_id, awaited, again = warehouse.warehouse_id, 0, True
        while True:
            flight = place.flight
            if warehouse.state in (states.STOPPED, states.STOPPING):
                if warehouse.life == awaited:
                    if not again or _code(warehouse) not in _STARTS_AGAIN_AFTER:
                        raise _unavailable(warehouse)
                    again = False
                awaited = await self._start(warehouse_id)
            elif flight is not None and flight.address == warehouse.address:
                return flight
            else:
                awaited = warehouse.life
                await _wait(changed)
            changed = place.changed
            warehouse = await self._read(lambda tx: access.existing(tx, warehouse_id))

    async def _start(self, warehouse_id: str) -> int:
        """Ask for its start; the life that begins, or has begun."""

        def begin(tx: Connection) -> int:
            lifecycle.start(tx, access.existing(tx, warehouse_id))
            return access.existing(tx, warehouse_id).life

        life = await self._write(begin)
        self._parts.signals.wake("warehouses")
        return life

    def _place(self, warehouse_id: str) -> _Place:
        if warehouse_id not in self._places:
            self._places[warehouse_id] = _Place(self._parts.clock())
        return self._places[warehouse_id]

    async def _look(self, principal: Principal, warehouse_id: str) -> Warehouse:
        try:
            return await self._read(lambda tx: _permitted(tx, principal, warehouse_id))
        except ResourceDoesNotExist:
            self.forget(warehouse_id)  # it may have been deleted, and forgotten, before we came
            raise

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


async def _wait(changed: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(changed.wait(), _LOOK_AGAIN_SECONDS)
    except TimeoutError:
        return


def _permitted(tx: Connection, principal: Principal, warehouse_id: str) -> Warehouse:
    found = access.existing(tx, warehouse_id)
    access.require(tx, principal, warehouse_id, access.USE)
    return found


def _usable(warehouse: Warehouse) -> Usable:
    return Usable(warehouse.warehouse_id, warehouse.name)


def _code(warehouse: Warehouse) -> str:
    return str((warehouse.reason or {}).get("code", ""))


def _unavailable(warehouse: Warehouse) -> SqlError:
    stopped = f"SQL warehouse {warehouse.warehouse_id} is not available: {warehouse.state_message}"
    return SqlError("WAREHOUSE_NOT_AVAILABLE", stopped, "08S01")
