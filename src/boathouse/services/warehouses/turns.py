"""Turns on a warehouse: so many statements run at once, the others wait in their order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """A semaphore whose limit may change between two uses. Belongs to one event loop."""

    def __init__(self) -> None:
        self.running = 0
        self._limit = 1
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    @asynccontextmanager
    async def turn(self, limit: int) -> AsyncIterator[None]:
        """Wait until it is one's turn among `limit` at once, and hold it."""
        self._limit = limit
        self._admit()
        await self._take()
        try:
            yield
        finally:
            self._give_back()

    async def _take(self) -> None:
        if self.running < self._limit and not self._waiting:
            self.running += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._waiting.remove(turn)
            else:  # it was given in the same instant
                self._give_back()
            raise

    def _give_back(self) -> None:
        self.running -= 1
        self._admit()

    def _admit(self) -> None:
        while self.running < self._limit:
            turn = next((turn for turn in self._waiting if not turn.done()), None)
            if turn is None:
                return
            self._waiting.remove(turn)
            self.running += 1
            turn.set_result(None)
