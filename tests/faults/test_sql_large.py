"""Results of a gigabyte and tables of 10,000 columns: the server's memory stays bounded."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
from databricks.sql.client import Connection

from tests.faults.statements import connected, engines, rows
from tests.faults.workspaces import Workspace
from tests.live import Api
from tests.services.clusters import eventually

GIGABYTE = 1 << 30
ROWS = 1_000_000
ROW_BYTES = GIGABYTE // ROWS
LARGEST_GROWTH = 900 << 20
"""What all results may keep in memory, a few chunks in the making, and the libraries."""
COLUMNS = 10_000


def memory(workspace: Workspace) -> int:
    assert workspace._server is not None
    return int(psutil.Process(workspace._server.pid).memory_info().rss)


def spooled(data_dir: Path) -> list[Path]:
    return [path for path in (data_dir / "results").rglob("*") if path.is_file()]


@pytest.mark.slow
def test_a_result_of_a_gigabyte(workspace: Workspace, admin: Api) -> None:
    text = f"SELECT id, repeat('x', {ROW_BYTES}) AS text FROM range({ROWS})"
    with connected(admin) as connection:
        rows(connection, "SELECT 1")
        before = most = memory(workspace)
        fetched = 0
        with connection.cursor() as cursor:
            cursor.execute(text)
            while len(batch := cursor.fetchmany_arrow(50_000)):
                fetched += len(batch)
                most = max(most, memory(workspace))
            assert fetched == ROWS
        print("growth at most", (most - before) >> 20, "MiB")
        assert most - before < LARGEST_GROWTH
        # Closed: its files are gone.
        eventually(lambda: spooled(workspace.data_dir) == [])
        print("growth after", (memory(workspace) - before) >> 20, "MiB")
        assert len(engines(workspace.data_dir)) == 1


@pytest.mark.slow
def test_a_table_of_10_000_columns(workspace: Workspace, admin: Api) -> None:
    with connected(admin) as connection:
        rows(connection, "CREATE SCHEMA IF NOT EXISTS main.wide")
        columns = ", ".join(f"c{number} INT" for number in range(COLUMNS))
        rows(connection, f"CREATE OR REPLACE TABLE main.wide.t ({columns})")
        values = ", ".join(str(number) for number in range(COLUMNS))
        rows(connection, f"INSERT INTO main.wide.t VALUES ({values})")
        assert rows(connection, "SELECT * FROM main.wide.t") == [tuple(range(COLUMNS))]
        assert len(rows(connection, "DESCRIBE TABLE main.wide.t")) >= COLUMNS
        _copied(connection)


def _copied(connection: Connection) -> None:
    rows(connection, "CREATE OR REPLACE TABLE main.wide.copy AS SELECT * FROM main.wide.t")
    assert len(rows(connection, "SELECT * FROM main.wide.copy")[0]) == COLUMNS
