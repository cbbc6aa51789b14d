"""A database whose server dies at a chosen commit, and a reconciler of runs that works on it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Parts
from boathouse.services.jobs.reconcile import RunReconciler


class Killed(BaseException):
    """What kill -9 is to the code that it meets: nothing catches it."""


class DyingDatabase:
    """The database of a server that is killed just before or just after its nth commit."""

    def __init__(self, database: Any, commits: int, *, after: bool) -> None:
        self._database, self._left, self._after = database, commits, after
        self.read = database.read

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A change; the one that is to be the last is kept or lost, and nothing follows it."""
        if self._left < 0:
            raise Killed
        with self._database.write() as tx:
            yield tx
            self._left -= 1
            if self._left < 0 and not self._after:
                raise Killed
        if self._left < 0:
            raise Killed


def carried(
    parts: Parts, commits: int | None = None, *, after: bool = False, owner: str | None = None
) -> bool:
    """Carry the runs of a workspace as far as they go, or until the server is killed at a commit;
    whether it lived."""
    if commits is not None:
        parts = replace(parts, database=DyingDatabase(parts.database, commits, after=after))
    try:
        asyncio.run(_carry(RunReconciler(parts, owner)))
    except Killed:
        return False
    return True


async def _carry(reconciler: RunReconciler) -> None:
    # Steps without a signal: as long as one asks for the next at once.
    for _ in range(1000):
        if await reconciler.step() != 0.0:
            return
    raise AssertionError("the runs do not come to rest")
