"""The database: read snapshots from a small pool, one writer at a time, every commit on disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from boathouse.context import WRITE_OPEN

READERS = 8
BUSY_TIMEOUT_MS = 30_000


class SqliteDatabase:
    """SQLite in WAL mode with synchronous=FULL: a commit survives kill -9 and loss of power."""

    def __init__(self, url: str) -> None:
        self._readers = _engine(url, "BEGIN", pool_size=READERS)
        self._writer = _engine(url, "BEGIN IMMEDIATE", pool_size=1)
        self._lock = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the database until it is given back."""
        with self._readers.connect() as connection:
            yield connection

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
        self._readers.dispose()
        self._writer.dispose()


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
