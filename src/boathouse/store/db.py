"""The database: read snapshots from a small pool, one writer at a time, every commit on disk."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine, UpdateBase, create_engine, event
from sqlalchemy.pool import QueuePool

from boathouse.context import WRITE_OPEN

READERS = 8
BUSY_TIMEOUT_MS = 30_000
WAIT_SECONDS = 30.0


class SqliteDatabase:
    """SQLite in WAL mode with synchronous=FULL: a commit survives kill -9 and loss of power."""

    def __init__(self, url: str) -> None:
        self._readers = _Readers(_engine(url, "BEGIN", pool_size=READERS))
        self._writer = _engine(url, "BEGIN IMMEDIATE", pool_size=1)
        self._lock = threading.Lock()
        self._touched: set[str] = set()
        self._watchers: list[tuple[frozenset[str], Callable[[], None]]] = []
        event.listen(self._writer, "before_execute", self._touch)

    def watch(self, tables: frozenset[str], told: Callable[[], None]) -> None:
        """Call `told` after each commit that changed one of some tables, before whoever made the
        change goes on. It must not wait."""
        self._watchers.append((tables, told))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the database until it is given back."""
        connection = self._readers.take()
        try:
            yield connection
        finally:
            self._readers.give_back(connection)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The one change that is open now; commits on return, rolls back on an exception."""
        with self._lock:
            mark = WRITE_OPEN.set(True)
            self._touched.clear()
            try:
                with self._writer.begin() as connection:
                    yield connection
                for tables, told in self._watchers:
                    if not tables.isdisjoint(self._touched):
                        told()
            finally:
                WRITE_OPEN.reset(mark)

    def _touch(self, _connection: Any, statement: Any, *_rest: Any) -> None:
        if isinstance(statement, UpdateBase):
            self._touched.add(statement.entity_description["name"])

    def close(self) -> None:
        """Close every connection; the WAL is folded into the file by the last one."""
        self._readers.close()
        self._writer.dispose()


class _Readers:
    """Open connections for reading, the one used last first.

    Each request takes one: SQLAlchemy's own way to its pool costs as much as a few queries.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._free: queue.LifoQueue[Connection | None] = queue.LifoQueue()
        for _ in range(READERS):
            self._free.put(None)

    def take(self) -> Connection:
        """A connection without a transaction; waits while all of them are taken."""
        kept = self._free.get(timeout=WAIT_SECONDS)
        try:
            return kept or self._engine.connect()
        except BaseException:
            self._free.put(None)
            raise

    def give_back(self, connection: Connection) -> None:
        """End its snapshot; a connection that cannot do so is thrown away."""
        kept = None
        try:
            connection.rollback()
            kept = connection
        except BaseException:
            connection.invalidate()
            connection.close()
            raise
        finally:
            self._free.put(kept)

    def close(self) -> None:
        """Close those that nobody has; for when all have been given back."""
        with suppress(queue.Empty):
            for _ in range(READERS):
                kept = self._free.get_nowait()
                if kept is not None:
                    kept.close()
        while self._free.qsize() < READERS:
            self._free.put(None)
        self._engine.dispose()


def _engine(url: str, begin: str, pool_size: int) -> Engine:
    engine = create_engine(url, poolclass=QueuePool, pool_size=pool_size, max_overflow=0)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # Transactions are begun by us, in the kind that we want: the driver must not begin any.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Not by SQLAlchemy's execution, which costs forty times what this word does.
        driver: Any = connection.connection.driver_connection
        driver.execute(begin)

    return engine
