"""One writer at a time for each table: writes to it queue, first come, first served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class TableLocks:
    """Locks by table id; those that nobody waits for are forgotten."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def writing(self, table_id: str | None) -> AsyncIterator[None]:
        """Hold the table's lock, taken before a turn of an engine; None: of a new table, which
        nobody else writes to."""
        if table_id is None:
            yield
            return
        lock, users = self._locks.get(table_id, (asyncio.Lock(), 0))
        self._locks[table_id] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            _, users = self._locks[table_id]
            if users == 1:
                del self._locks[table_id]
            else:
                self._locks[table_id] = (lock, users - 1)
