"""kill -9 in the middle of statements: of the engine, and of the server at any point of a CTAS."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from databricks import sql
from databricks.sql.client import Connection
from databricks.sql.exc import Error

from boathouse.engine.sail import Sail
from tests.faults.workspaces import Workspace
from tests.live import Api
from tests.services.clusters import eventually

ENDLESS = "SELECT count(*) FROM range(400000000000) WHERE id % 7 = 3"
NEW_ROWS = 2_000_000


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


def rows(connection: Connection, text: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        return [tuple(row) for row in cursor.execute(text).fetchall()]


@pytest.fixture
def connection(workspace: Workspace, admin: Api) -> Iterator[Connection]:
    opened = connect(admin)
    yield opened
    with suppress(Error, OSError):
        opened.close()


def engines(workspace: Workspace) -> list[int]:
    """The processes of all engines of warehouses that live."""
    folders = [*(workspace.data_dir / "warehouses").iterdir()]
    found = (Sail().find(folder) for folder in folders)
    return [engine.process.pid for engine in found if engine is not None]


def test_a_killed_engine_fails_its_statements_and_serves_the_next(
    workspace: Workspace, connection: Connection
) -> None:
    assert rows(connection, "SELECT 1") == [(1,)]
    (engine,) = engines(workspace)
    told: list[str] = []

    def run() -> None:
        with pytest.raises(Error) as caught:
            rows(connection, ENDLESS)
        told.append(str(caught.value))

    running = threading.Thread(target=run)
    running.start()
    time.sleep(1)
    os.kill(engine, signal.SIGKILL)
    running.join(60)
    assert "WAREHOUSE_ENGINE_LOST" in told[0]
    assert rows(connection, "SELECT 2") == [(2,)]
    assert engines(workspace) != [engine]


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.02, 0.15, 0.4, 0.8, 1.4])
def test_a_table_is_the_old_one_or_the_new_one(
    workspace: Workspace, admin: Api, connection: Connection, seconds: float
) -> None:
    rows(connection, "CREATE SCHEMA IF NOT EXISTS main.killed")
    rows(connection, "CREATE OR REPLACE TABLE main.killed.t AS SELECT id FROM range(5)")

    def replace() -> None:
        with suppress(Error, OSError):
            rows(
                connection,
                "CREATE OR REPLACE TABLE main.killed.t AS"
                f" SELECT id, cast(id AS string) AS text FROM range({NEW_ROWS})",
            )

    running = threading.Thread(target=replace)
    running.start()
    time.sleep(seconds)
    workspace.restart()
    running.join(60)

    again = connect(admin)
    table = rows(again, "SELECT * FROM main.killed.t LIMIT 1")
    (count,) = rows(again, "SELECT count(*) FROM main.killed.t")[0]
    assert (len(table[0]), count) in ((1, 5), (2, NEW_ROWS))
    location = Path(rows(again, "DESCRIBE DETAIL main.killed.t")[0][4])
    eventually(lambda: _only_committed(location))
    rows(again, "INSERT INTO main.killed.t SELECT * FROM main.killed.t LIMIT 1")
    assert rows(again, "SELECT count(*) FROM main.killed.t") == [(count + 1,)]
    again.close()


def _only_committed(location: Path) -> bool:
    """Whether no staging folder is left that holds a Delta log of its own."""
    return not list(location.glob("part-*/_delta_log"))


def test_a_new_table_of_a_killed_server_is_whole_or_not_there(
    workspace: Workspace, admin: Api, connection: Connection
) -> None:
    rows(connection, "CREATE SCHEMA IF NOT EXISTS main.killed")

    def make() -> None:
        with suppress(Error, OSError):
            rows(
                connection,
                f"CREATE TABLE main.killed.made AS SELECT id FROM range({NEW_ROWS})",
            )

    running = threading.Thread(target=make)
    running.start()
    time.sleep(0.3)
    workspace.restart()
    running.join(60)
    again = connect(admin)
    if rows(again, "SHOW TABLES IN main.killed LIKE 'made'"):
        assert rows(again, "SELECT count(*) FROM main.killed.made") == [(NEW_ROWS,)]
    else:
        rows(again, "CREATE TABLE main.killed.made AS SELECT 1 AS one")
        assert rows(again, "SELECT * FROM main.killed.made") == [(1,)]
    again.close()
