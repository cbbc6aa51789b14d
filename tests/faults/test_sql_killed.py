"""kill -9 in the middle of statements: of the engine, and of the server at any point of a CTAS."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from databricks.sql.client import Connection

from tests.faults.statements import (
    ENDLESS,
    Running,
    busy,
    connected,
    engines,
    idle,
    intents,
    rows,
)
from tests.faults.workspaces import Workspace
from tests.live import Api
from tests.services.clusters import eventually

NEW_ROWS = 2_000_000
NEW = f"SELECT id, cast(id AS string) AS text FROM range({NEW_ROWS})"


@pytest.fixture
def connection(workspace: Workspace, admin: Api) -> Iterator[Connection]:
    with connected(admin) as opened:
        rows(opened, "CREATE SCHEMA IF NOT EXISTS main.killed")
        yield opened


def test_a_killed_engine_fails_its_statements_and_serves_the_next(
    workspace: Workspace, connection: Connection
) -> None:
    assert rows(connection, "SELECT 1") == [(1,)]
    (engine,) = engines(workspace.data_dir)
    with connected(workspace.api) as other:
        running = [Running(lambda: rows(connection, ENDLESS)), Running(lambda: rows(other, NEW))]
        eventually(lambda: busy(engine))
        os.kill(engine, signal.SIGKILL)
        assert "WAREHOUSE_ENGINE_LOST" in running[0].told()
        running[1].told()
    assert rows(connection, "SELECT 2") == [(2,)]
    assert engines(workspace.data_dir) != [engine]


def _staged(location: Path) -> list[Path]:
    return list(location.glob("part-*/_delta_log/*.json"))


def _written(location: Path) -> list[Path]:
    return [path for one in _staged(location) for path in one.parents[1].glob("*.parquet")]


def _ended(location: Path) -> list[Path]:
    return [path for path in _staged(location) if int(path.stem) == 1]


def _committed(location: Path) -> list[Path]:
    return [path for path in location.glob("_delta_log/*.json") if int(path.stem) == 1]


INSTANTS: dict[str, Callable[[Path], Any]] = {
    "asked": lambda location: True,
    "staged": _staged,
    "being written": _written,
    "written": _ended,
    "committed": _committed,
}


@pytest.mark.parametrize(
    "instant",
    [
        pytest.param(name, marks=[] if name in ("written", "committed") else [pytest.mark.slow])
        for name in INSTANTS
    ],
)
def test_a_table_is_the_old_one_or_the_new_one(
    workspace: Workspace, admin: Api, connection: Connection, instant: str
) -> None:
    rows(connection, "DROP TABLE IF EXISTS main.killed.t")
    rows(connection, "CREATE TABLE main.killed.t AS SELECT id FROM range(5)")
    location = _location(connection)
    running = Running(lambda: rows(connection, f"CREATE OR REPLACE TABLE main.killed.t AS {NEW}"))
    _until(lambda: INSTANTS[instant](location) or not running.is_alive())
    workspace.restart()
    acknowledged = running.told() == ""

    with connected(admin) as again:
        (found,) = rows(again, "SELECT count(*), max(id) FROM main.killed.t")
        width = len(rows(again, "SELECT * FROM main.killed.t LIMIT 1")[0])
        old, new = (1, 5, 4), (2, NEW_ROWS, NEW_ROWS - 1)
        assert (width, *found) in ((new,) if acknowledged or instant == "committed" else (old, new))
        assert _location(again) == location
        # What was begun is undone, also what the engine still wrote without its server.
        for engine in engines(workspace.data_dir):
            eventually(lambda engine=engine: idle(engine))
        eventually(lambda: intents(workspace.data_dir) == 0)
        assert _staged(location) == []
        assert len(list(location.glob("part-*"))) == (2 if width == 2 else 1)
        rows(again, "INSERT INTO main.killed.t SELECT * FROM main.killed.t LIMIT 1")
        assert rows(again, "SELECT count(*) FROM main.killed.t") == [(found[0] + 1,)]


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.05, 0.3, 0.7])
def test_a_new_table_of_a_killed_server_is_whole_or_not_there(
    workspace: Workspace, admin: Api, connection: Connection, seconds: float
) -> None:
    rows(connection, "DROP TABLE IF EXISTS main.killed.made")
    running = Running(lambda: rows(connection, f"CREATE TABLE main.killed.made AS {NEW}"))
    running.join(seconds)
    workspace.restart()
    running.told()
    with connected(admin) as again:
        # The sweep at the start may still be at work: both ends are right, a half is not.
        eventually(lambda: intents(workspace.data_dir) == 0)
        if rows(again, "SHOW TABLES IN main.killed LIKE 'made'"):
            assert rows(again, "SELECT count(*) FROM main.killed.made") == [(NEW_ROWS,)]
        else:
            rows(again, "CREATE TABLE main.killed.made AS SELECT 1 AS one")
            assert rows(again, "SELECT * FROM main.killed.made") == [(1,)]


def _location(connection: Connection) -> Path:
    return Path(rows(connection, "DESCRIBE DETAIL main.killed.t")[0][4].removeprefix("file:"))


def _until(look: Callable[[], Any]) -> None:
    """As `eventually`, and as soon as can be."""
    deadline = time.monotonic() + 60
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.001)
