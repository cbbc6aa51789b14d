"""The database: read snapshots from a small pool, one writer at a time, every commit on disk."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
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
            try:
                with self._writer.begin() as connection:
                    yield connection
            finally:
                WRITE_OPEN.reset(mark)

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
