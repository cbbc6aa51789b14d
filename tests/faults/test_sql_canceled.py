"""What fails or is canceled leaves nothing behind: no work in the engine, no table, no folder."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import psutil
import pytest
from databricks.sql.client import Connection, Cursor
from databricks.sql.exc import Error

from tests.faults.statements import (
    ENDLESS,
    Running,
    busy,
    connected,
    engines,
    homes,
    idle,
    intents,
    rows,
)
from tests.faults.workspaces import Workspace
from tests.live import Api
from tests.services.clusters import eventually

ENDLESS_ROWS = "SELECT id, cast(id AS string) AS text FROM range(400000000000)"


@pytest.fixture
def connection(workspace: Workspace, admin: Api) -> Iterator[Connection]:
    with connected(admin) as opened:
        assert rows(opened, "SELECT 1") == [(1,)]
        rows(opened, "CREATE SCHEMA IF NOT EXISTS main.ended")
        yield opened


@pytest.fixture
def engine(workspace: Workspace, connection: Connection) -> int:
    """The engine's process, with nothing to do."""
    (found,) = engines(workspace.data_dir)
    eventually(lambda: idle(found))
    return found


def begun(cursor: Cursor, text: str, engine: int) -> Running:
    """A statement that the engine is at work on."""
    running = Running(lambda: cursor.execute(text))
    eventually(lambda: busy(engine))
    return running


@pytest.mark.parametrize("text", [ENDLESS, ENDLESS_ROWS + " ORDER BY text DESC"])
def test_a_canceled_query_stops_the_engine(connection: Connection, engine: int, text: str) -> None:
    with connection.cursor() as cursor:
        running = begun(cursor, text, engine)
        # The connector knows the statement by a handle, which comes once its patience is over.
        eventually(lambda: cursor.active_command_id)
        cursor.cancel()
        assert "cancel" in running.told().lower()
    eventually(lambda: idle(engine))


def test_a_client_that_is_gone_stops_the_engine(
    workspace: Workspace, admin: Api, connection: Connection, engine: int
) -> None:
    warehouse = connection.session.http_path.rsplit("/", 1)[1]
    opened = socket.create_connection(("127.0.0.1", workspace.port))
    body = f'{{"warehouse_id": "{warehouse}", "statement": "{ENDLESS}", "wait_timeout": "50s"}}'
    head = (
        "POST /api/2.0/sql/statements HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {admin.token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    opened.sendall((head + body).encode())
    eventually(lambda: busy(engine))
    opened.close()
    eventually(lambda: idle(engine))


CREATES = ["CREATE TABLE main.ended.t AS ", "CREATE OR REPLACE TABLE main.ended.old AS "]
FAILING = "SELECT if(id = 9999999, raise_error('bad row'), id) AS id FROM range(10000000)"


@pytest.mark.parametrize("create", CREATES)
def test_a_table_whose_query_fails_leaves_nothing(
    workspace: Workspace, connection: Connection, create: str
) -> None:
    rows(connection, "CREATE TABLE IF NOT EXISTS main.ended.old AS SELECT 1 AS one")
    before = homes(workspace.data_dir)
    with pytest.raises(Error, match="bad row"):
        rows(connection, create + FAILING)
    _nothing_came_of_it(workspace, connection, before)


@pytest.mark.parametrize("create", CREATES)
def test_a_table_whose_making_is_canceled_leaves_nothing(
    workspace: Workspace, connection: Connection, engine: int, create: str
) -> None:
    rows(connection, "CREATE TABLE IF NOT EXISTS main.ended.old AS SELECT 1 AS one")
    before = homes(workspace.data_dir)
    with connection.cursor() as cursor:
        running = begun(cursor, create + ENDLESS_ROWS, engine)
        eventually(lambda: homes(workspace.data_dir) != before)
        eventually(lambda: cursor.active_command_id)
        cursor.cancel()
        assert "cancel" in running.told().lower()
    eventually(lambda: idle(engine))
    _nothing_came_of_it(workspace, connection, before)


def _nothing_came_of_it(workspace: Workspace, connection: Connection, before: set[object]) -> None:
    eventually(lambda: intents(workspace.data_dir) == 0)
    eventually(lambda: homes(workspace.data_dir) == before)
    assert rows(connection, "SHOW TABLES IN main.ended LIKE 't'") == []
    assert rows(connection, "SELECT * FROM main.ended.old") == [(1,)]


def test_a_server_that_stops_ends_its_statements(
    workspace: Workspace, admin: Api, connection: Connection, engine: int
) -> None:
    results = workspace.data_dir / "results"
    with connected(admin) as other, other.cursor() as cursor:
        running = begun(cursor, ENDLESS, engine)
        workspace.stop()
        assert running.told()
    assert workspace._server is not None
    assert workspace._server.returncode == 0
    # The engine goes on, for the next server, and has nothing to do.
    eventually(lambda: idle(engine))
    results.mkdir(exist_ok=True)
    (results / "of-nobody.arrow").touch()
    workspace.start()
    assert not results.exists() or not list(results.iterdir())
    with connected(admin) as again:
        assert rows(again, "SELECT 3") == [(3,)]
    assert engines(workspace.data_dir) == [engine]
    assert time.time() - psutil.Process(engine).create_time() > 0
