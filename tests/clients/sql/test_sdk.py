"""The SDK's statement_execution: results inline and by links, parameters, cancel, errors."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service import sql

from tests.clients.sql.conftest import Warehouse

LARGE = "SELECT id, id * 2 AS twice, CAST(id AS STRING) AS text FROM range(1500000)"
ENDLESS = "SELECT count(*) FROM range(2000000000000) WHERE id % 7 = 3"
SCHEMA = "main.sdk_statements"
SECONDS = 60


class Statements:
    """`execute` on the default warehouse, waited for."""

    def __init__(self, w: WorkspaceClient, warehouse_id: str) -> None:
        self.api, self._warehouse_id = w.statement_execution, warehouse_id

    def execute(self, statement: str, **options: Any) -> sql.StatementResponse:
        return self.api.execute_statement(statement, self._warehouse_id, **options)

    def rows(self, statement: str, **options: Any) -> list[list[str]]:
        """The rows of a statement that succeeds within the waiting time."""
        answer = self.execute(statement, wait_timeout="30s", **options)
        assert answer.status is not None
        assert answer.status.state == sql.StatementState.SUCCEEDED, answer.status
        return (answer.result.data_array if answer.result else None) or []

    def ended(self, statement_id: str) -> sql.StatementResponse:
        """Poll until the statement has ended."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            found = self.api.get_statement(statement_id)
            running = (sql.StatementState.PENDING, sql.StatementState.RUNNING)
            if found.status and found.status.state not in running:
                return found
            time.sleep(0.1)
        raise AssertionError(f"the statement runs after {SECONDS} s")


@pytest.fixture
def statements(gate_client: WorkspaceClient, warehouse: Warehouse) -> Statements:
    return Statements(gate_client, warehouse.warehouse_id)


def test_rows_inline(statements: Statements) -> None:
    assert statements.rows("SELECT 1, 'text', CAST(NULL AS INT), 1.50") == [
        ["1", "text", None, "1.50"]
    ]


def test_catalog_and_schema(statements: Statements) -> None:
    asked = "SELECT current_catalog(), current_schema(), current_user()"
    found = statements.rows(asked, catalog="main", schema="default")
    assert found == [["main", "default", "admin@boathouse.local"]]


def test_parameters(statements: Statements) -> None:
    given = [
        sql.StatementParameterListItem(name="i", value="7", type="INT"),
        sql.StatementParameterListItem(name="d", value="2024-02-29", type="DATE"),
        sql.StatementParameterListItem(name="n", value="12.34", type="DECIMAL(10,2)"),
        sql.StatementParameterListItem(name="s", value="it's"),
        sql.StatementParameterListItem(name="none", type="BIGINT"),
    ]
    found = statements.rows("SELECT :i + 1, :d, :n, :s, :none", parameters=given)
    assert found == [["8", "2024-02-29", "12.34", "it's", None]]


def test_a_table(statements: Statements) -> None:
    statements.rows(f"CREATE SCHEMA {SCHEMA}")
    statements.rows(f"CREATE TABLE {SCHEMA}.people (id BIGINT, name STRING)")
    inserted = statements.rows(f"INSERT INTO {SCHEMA}.people VALUES (1, 'Ada'), (2, 'Grace')")
    assert inserted == [["2", "2"]]
    assert statements.rows(f"DELETE FROM {SCHEMA}.people WHERE id = 1") == [["1"]]
    assert statements.rows(f"SELECT * FROM {SCHEMA}.people") == [["2", "Grace"]]
    statements.rows(f"DROP SCHEMA {SCHEMA} CASCADE")


def test_a_row_limit(statements: Statements) -> None:
    answer = statements.execute("SELECT * FROM range(100)", row_limit=10, wait_timeout="30s")
    assert answer.manifest is not None
    assert (answer.manifest.total_row_count, answer.manifest.truncated) == (10, True)


@pytest.mark.usefixtures("invented")  # the SDK's types lack `result_compression`
def test_links_to_arrow(statements: Statements) -> None:
    answer = statements.execute(
        LARGE,
        disposition=sql.Disposition.EXTERNAL_LINKS,
        format=sql.Format.ARROW_STREAM,
        wait_timeout="50s",
    )
    assert answer.manifest is not None
    assert answer.manifest.total_row_count == 1_500_000
    assert (answer.manifest.total_chunk_count or 0) > 1
    tables = list(_chunks(statements, answer))
    assert len(tables) == answer.manifest.total_chunk_count
    whole = pa.concat_tables(tables)
    assert whole.column_names == ["id", "twice", "text"]
    assert sorted(whole["id"].to_pylist()) == list(range(1_500_000))


def _chunks(statements: Statements, answer: sql.StatementResponse) -> Iterator[pa.Table]:
    """Each chunk's table, followed from link to link."""
    links = answer.result.external_links if answer.result else None
    while links:
        link = links[0]
        fetched = requests.get(str(link.external_link), timeout=SECONDS)  # no token
        fetched.raise_for_status()
        yield pa.ipc.open_stream(fetched.content).read_all()
        if link.next_chunk_index is None:
            return
        found = statements.api.get_statement_result_chunk_n(
            str(answer.statement_id), link.next_chunk_index
        )
        links = found.external_links


def test_cancel(statements: Statements) -> None:
    started = statements.execute(ENDLESS, wait_timeout="0s")
    statement_id = str(started.statement_id)
    statements.api.cancel_execution(statement_id)
    ended = statements.ended(statement_id)
    assert ended.status is not None
    assert ended.status.state == sql.StatementState.CANCELED


def test_cancel_when_the_wait_is_over(statements: Statements) -> None:
    late = sql.ExecuteStatementRequestOnWaitTimeout.CANCEL
    answer = statements.execute(ENDLESS, wait_timeout="5s", on_wait_timeout=late)
    assert answer.status is not None
    assert answer.status.state == sql.StatementState.CANCELED


@pytest.mark.parametrize(
    ("statement", "condition"),
    [
        ("SELECT * FROM main.default.there_is_no_such_table", "TABLE_OR_VIEW_NOT_FOUND"),
        ("SELEKT 1", "PARSE_SYNTAX_ERROR"),
    ],
)
def test_errors(statements: Statements, statement: str, condition: str) -> None:
    answer = statements.execute(statement, wait_timeout="30s")
    assert answer.status is not None
    assert answer.status.state == sql.StatementState.FAILED
    assert answer.status.error is not None
    assert condition in str(answer.status.error.message)


def test_no_such_warehouse(gate_client: WorkspaceClient) -> None:
    with pytest.raises(NotFound):
        gate_client.statement_execution.execute_statement("SELECT 1", "0123456789abcdef")
