"""Writing the audit trail in groups: one commit for all rows that wait, few callers that wait.

A change, a denial, and whatever touches tokens or secrets is acknowledged after its group is on
disk; a plain read is answered at once and its row follows.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from pathlib import Path
from typing import Any

from boathouse.context import Database
from boathouse.services.audit import store
from boathouse.services.audit.lines import line_of

log = logging.getLogger("boathouse.audit")

GROUP_SECONDS = 0.2
"""How long a row that nobody waits for may wait for company."""

MAX_WAITING = 50_000
"""Rows held while the database cannot be written; beyond it, requests wait for room."""

RETRY_SECONDS = 1.0


class AuditLog:
    """Collects rows on the event loop; one task writes them."""

    def __init__(self, database: Database, lines: Path | None = None) -> None:
        self._database, self._lines = database, lines
        self._rows: list[dict[str, Any]] = []
        self._urgent = asyncio.Event()
        self._some = asyncio.Event()
        self._written: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._run(), name="audit")

    async def stop(self) -> None:
        """Write what is there, then end."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._rows:
            await asyncio.to_thread(self._write, self._rows)
            self._rows = []

    def add(self, row: dict[str, Any]) -> None:
        """Add a row that nobody waits for."""
        self._rows.append(row)
        self._some.set()

    async def append(self, row: dict[str, Any], *, wait: bool) -> None:
        """Add a row; with `wait`, return once it is on disk."""
        self.add(row)
        if wait or len(self._rows) >= MAX_WAITING:
            await self._next_group()

    async def _next_group(self) -> None:
        if self._written is None:
            self._written = asyncio.get_running_loop().create_future()
        self._urgent.set()
        await asyncio.shield(self._written)

    async def _run(self) -> None:
        while True:
            await self._some.wait()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._urgent.wait(), GROUP_SECONDS)
            rows, written = self._rows, self._written
            self._rows, self._written = [], None
            self._some.clear()
            self._urgent.clear()
            await self._write_surely(rows)
            if written is not None:
                written.set_result(None)

    async def _write_surely(self, rows: list[dict[str, Any]]) -> None:
        """A database that cannot be written now holds those back who wait for their row."""
        while True:
            try:
                await asyncio.to_thread(self._write, rows)
                return
            except asyncio.CancelledError:
                self._rows[:0] = rows
                raise
            except Exception:
                log.exception("%d audit rows could not be written yet", len(rows))
                await asyncio.sleep(RETRY_SECONDS)

    def _write(self, rows: list[dict[str, Any]]) -> None:
        with self._database.write() as tx:
            store.insert_rows(tx, rows)
        if self._lines is not None:
            with self._lines.open("ab") as file:
                file.writelines(line_of(row) for row in rows)
