"""kill -9 of the server at any point of COPY INTO: every row of every file is there once."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from databricks.sql.client import Connection

from tests.faults.statements import Running, connected, engines, idle, rows
from tests.faults.workspaces import Workspace
from tests.live import Api
from tests.services.clusters import eventually

ROWS = 40_000
FILES = 3
SOURCE = "/Volumes/main/copied/landing/in"
LOAD = f"COPY INTO main.copied.t BY POSITION FROM '{SOURCE}' FILEFORMAT = CSV"
COUNTS = "SELECT count(*), count(DISTINCT id), min(id), max(id) FROM main.copied.t"
WHOLE = [(FILES * ROWS, FILES * ROWS, 0, FILES * ROWS - 1)]


@pytest.fixture
def location(workspace: Workspace, admin: Api) -> Iterator[Path]:
    """A fresh table's folder, and files to load into it."""
    with connected(admin) as opened:
        rows(opened, "CREATE SCHEMA IF NOT EXISTS main.copied")
        rows(opened, "CREATE VOLUME IF NOT EXISTS main.copied.landing")
        rows(opened, "DROP TABLE IF EXISTS main.copied.t")
        rows(opened, "CREATE TABLE main.copied.t (id BIGINT, text STRING)")
        for number in range(FILES):
            lines = (f"{number * ROWS + at},text {at}\n" for at in range(ROWS))
            admin.request(
                "PUT", f"/api/2.0/fs/files{SOURCE}/{number}.csv", data="".join(lines).encode()
            ).raise_for_status()
        yield _location(opened)


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
def test_every_row_once(workspace: Workspace, admin: Api, location: Path, instant: str) -> None:
    with connected(admin) as connection:
        running = Running(lambda: rows(connection, LOAD))
        _until(lambda: INSTANTS[instant](location) or not running.is_alive())
        workspace.restart()
        running.told()

    with connected(admin) as again:
        # At once, whether the sweep at the start has been there or not.
        (loaded,) = rows(again, LOAD)
        assert loaded[0] in (0, FILES * ROWS)
        if instant == "committed":
            assert loaded[0] == 0
        assert rows(again, COUNTS) == WHOLE
        assert rows(again, LOAD) == [(0, 0, 0)]
        operations = [row[4] for row in rows(again, "DESCRIBE HISTORY main.copied.t")]
        assert operations == ["COPY INTO", "CREATE TABLE"]
        for engine in engines(workspace.data_dir):
            eventually(lambda engine=engine: idle(engine))
        eventually(lambda: _count(workspace.data_dir, "table_copy_intents") == 0)
        assert _count(workspace.data_dir, "table_copied_files") >= FILES
        assert _staged(location) == []
        folder = workspace.data_dir / "metadata"
        assert not folder.exists() or list(folder.iterdir()) == []


def test_a_canceled_load_leaves_nothing(workspace: Workspace, admin: Api, location: Path) -> None:
    with connected(admin) as connection, connection.cursor() as cursor:
        running = Running(lambda: cursor.execute(LOAD))
        _until(lambda: _staged(location) or not running.is_alive())
        cursor.cancel()
        canceled = running.told() != ""
        assert rows(connection, COUNTS)[0][0] == (0 if canceled else FILES * ROWS)
        eventually(lambda: _count(workspace.data_dir, "table_copy_intents") == 0)
        assert rows(connection, LOAD)[0][0] == (FILES * ROWS if canceled else 0)
        assert rows(connection, COUNTS) == WHOLE


def _count(data_dir: Path, table: str) -> int:
    with closing(sqlite3.connect(data_dir / "boathouse.db")) as database:
        (count,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(count)


def _location(connection: Connection) -> Path:
    detail = rows(connection, "DESCRIBE DETAIL main.copied.t")
    return Path(detail[0][4].removeprefix("file:"))


def _until(look: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 60
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.001)
