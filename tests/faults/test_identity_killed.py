"""kill -9 of the server while rows get their numbers: no number is ever given twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from databricks.sql.client import Connection

from tests.faults.statements import Running, connected, engines, idle, rows
from tests.faults.workspaces import Workspace
from tests.live import Api
from tests.services.clusters import eventually

MANY = 100_000


@pytest.fixture
def connection(workspace: Workspace, admin: Api) -> Iterator[Connection]:
    with connected(admin) as opened:
        rows(opened, "CREATE SCHEMA IF NOT EXISTS main.numbered")
        yield opened


def given(data_dir: Path) -> int:
    """How many numbers were given away, of all columns."""
    with closing(sqlite3.connect(data_dir / "boathouse.db")) as database:
        query = "SELECT coalesce(max(given), 0) FROM table_identities"
        return int(database.execute(query).fetchone()[0])


def test_no_number_is_given_twice(workspace: Workspace, connection: Connection) -> None:
    rows(
        connection,
        "CREATE OR REPLACE TABLE main.numbered.t (id BIGINT GENERATED ALWAYS AS IDENTITY,"
        " n BIGINT)",
    )
    rows(connection, "INSERT INTO main.numbered.t (n) VALUES (1), (2), (3)")
    texts = [
        f"INSERT INTO main.numbered.t (n) SELECT id FROM range({MANY})",
        f"MERGE INTO main.numbered.t AS t USING (SELECT id AS n FROM range({MANY})) AS s"
        " ON t.n = s.n + 10000000"
        " WHEN NOT MATCHED THEN INSERT (n) VALUES (s.n)",
    ]
    for text in texts:
        before = given(workspace.data_dir)
        with connected(workspace.api) as other:
            writer = Running(lambda other=other, text=text: rows(other, text))
            # The numbers are taken, nothing or little is written.
            eventually(lambda before=before: given(workspace.data_dir) > before)
            workspace.restart()
            writer.told()
        with connected(workspace.api) as own:
            # What the engine was still writing may come in now: beside these.
            rows(own, "INSERT INTO main.numbered.t (n) VALUES (4), (5)")
            rows(own, "INSERT INTO main.numbered.t (n) SELECT id FROM range(10)")
    (engine,) = engines(workspace.data_dir)
    eventually(lambda: idle(engine))
    with connected(workspace.api) as own:
        count, distinct, last = rows(
            own, "SELECT count(*), count(DISTINCT id), max(id) FROM main.numbered.t"
        )[0]
        assert count == distinct
        assert (count - 3 - 2 * 12) % MANY == 0
        assert last <= given(workspace.data_dir)
