"""Results of two gigabytes and tables of 10,000 columns: the server's memory stays bounded."""

from __future__ import annotations

from pathlib import Path

import psutil
import pyarrow as pa
import pytest
from deltalake import write_deltalake

from boathouse.sql.execution import KEPT_BYTES
from tests.faults.statements import connected, engines, rows
from tests.faults.workspaces import Workspace
from tests.live import Api
from tests.services.clusters import eventually

ROWS = 2_000_000
ROW_BYTES = 1 << 10
LARGEST_GROWTH = KEPT_BYTES + (640 << 20)
"""What all results may keep in memory, a few chunks in the making, and the libraries: little more
than half of this result."""
COLUMNS = 10_000


def memory(workspace: Workspace) -> int:
    assert workspace._server is not None
    return int(psutil.Process(workspace._server.pid).memory_info().rss)


def spooled(data_dir: Path) -> list[Path]:
    return [path for path in (data_dir / "results").rglob("*") if path.is_file()]


@pytest.mark.slow
def test_a_result_of_two_gigabytes(workspace: Workspace, admin: Api) -> None:
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
        assert most - before < LARGEST_GROWTH, (most - before) >> 20
        # Closed: its files are gone.
        eventually(lambda: spooled(workspace.data_dir) == [])
        assert len(engines(workspace.data_dir)) == 1


@pytest.mark.slow
def test_a_table_of_10_000_columns(workspace: Workspace, admin: Api) -> None:
    with connected(admin) as connection:
        rows(connection, "CREATE SCHEMA IF NOT EXISTS main.wide")
        columns = ", ".join(f"c{number} INT" for number in range(COLUMNS))
        rows(connection, f"CREATE OR REPLACE TABLE main.wide.t ({columns})")
        (location,) = {Path(row[4]) for row in rows(connection, "DESCRIBE DETAIL main.wide.t")}
        # By another program: the engine takes 40 s for an INSERT into 10,000 columns.
        arrays = [pa.array([number], pa.int32()) for number in range(COLUMNS)]
        table = pa.table(arrays, [f"c{number}" for number in range(COLUMNS)])
        write_deltalake(str(location), table, mode="append")
        assert rows(connection, "SELECT * FROM main.wide.t") == [tuple(range(COLUMNS))]
        assert rows(connection, "SELECT c9999 + 1 FROM main.wide.t") == [(COLUMNS,)]
        assert len(rows(connection, "DESCRIBE TABLE main.wide.t")) == COLUMNS
