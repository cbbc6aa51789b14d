"""What the tests of faults under SQL share: connections, rows, engines and what they are doing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from databricks import sql
from databricks.sql.client import Connection
from databricks.sql.exc import Error
from urllib3.exceptions import HTTPError

from boathouse.engine.sail import Sail
from tests.live import Api

ENDLESS = "SELECT count(*) FROM range(400000000000) WHERE id % 7 = 3"
BUSY, IDLE = 0.2, 0.05
"""CPU seconds in each second: an engine at work, on a machine with others; one that only waits."""


def connect(admin: Api) -> Connection:
    """A connection to the starter warehouse, with no retry in it."""
    warehouse = admin.get("/api/2.0/sql/warehouses").json()["warehouses"][0]["id"]
    path = f"/sql/1.0/warehouses/{warehouse}"
    return sql.connect(
        server_hostname="127.0.0.1",
        http_path=path,
        access_token=admin.token,
        _connection_uri=admin.address + path,
        _retry_stop_after_attempts_count=1,
        enable_telemetry=False,
    )


@contextmanager
def connected(admin: Api) -> Iterator[Connection]:
    """A connection that is closed afterwards, whatever became of its server."""
    opened = connect(admin)
    try:
        yield opened
    finally:
        with suppress(Error, OSError):
            opened.close()


def rows(connection: Connection, text: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        return [tuple(row) for row in cursor.execute(text).fetchall()]


class Running(threading.Thread):
    """A statement in a thread of its own. `error`: what its client was told."""

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self._act, self.error, self.result = act, "", None
        self.start()

    def run(self) -> None:
        try:
            self.result = self._act()
        except (Error, OSError, HTTPError) as error:
            self.error = str(error)

    def told(self) -> str:
        """The error, once it is over."""
        self.join(60)
        assert not self.is_alive()
        return self.error


def engines(data_dir: Path) -> list[int]:
    """The processes of all engines of warehouses that live."""
    found = (Sail().find(folder) for folder in (data_dir / "warehouses").iterdir())
    return [engine.process.pid for engine in found if engine is not None]


def busy(pid: int) -> bool:
    return psutil.Process(pid).cpu_percent(0.5) / 100 > BUSY


def idle(pid: int) -> bool:
    return psutil.Process(pid).cpu_percent(0.5) / 100 < IDLE


def intents(data_dir: Path) -> int:
    """How many tables are being made, as the store has it."""
    with closing(sqlite3.connect(data_dir / "boathouse.db")) as database:
        (count,) = database.execute("SELECT count(*) FROM table_intents").fetchone()
        return int(count)


def homes(data_dir: Path) -> set[Path]:
    """The folders of managed tables, and those in them that hold what statements made."""
    root = data_dir / "metastore" / "tables"
    return {*root.iterdir(), *root.glob("*/part-*")} if root.is_dir() else set()
