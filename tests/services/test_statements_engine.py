"""Statements on a real engine, through the SDK and the connector's REST backend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service import sql as api_types
from databricks.sdk.service.sql import StatementState
from databricks.sql import connect
from databricks.sql.client import Connection
from databricks.sql.exc import ServerOperationError

from tests.live import Api, LiveServer
from tests.services.clusters import eventually
from tests.services.warehouses import starter

ENDLESS = "SELECT count(*) FROM range(400000000000) WHERE id % 7 = 3"
MODES: list[dict[str, Any]] = [
    {},
    {"use_hybrid_disposition": True},
    {"use_cloud_fetch": False},
]


@pytest.fixture(scope="module")
def warehouse_id(api: Api) -> str:
    return str(starter(api)["id"])


@pytest.fixture(params=MODES, ids=["links", "either", "inline"])
def connection(
    request: pytest.FixtureRequest, server: LiveServer, warehouse_id: str
) -> Iterator[Connection]:
    host, _, port = server.address.rpartition(":")
    opened = connect(
        server_hostname=host,
        _port=int(port),
        http_path=f"/sql/1.0/warehouses/{warehouse_id}",
        access_token=server.token,
        use_sea=True,
        enable_telemetry=False,
        **request.param,
    )
    with closing(opened):
        yield opened


def test_the_sdk_executes_and_reads(w: WorkspaceClient, warehouse_id: str) -> None:
    found = w.statement_execution.execute_statement(
        "SELECT id, CAST(id AS DECIMAL(10,2)) AS d FROM range(3) WHERE id < :most ORDER BY id",
        warehouse_id,
        catalog="main",
        schema="default",
        row_limit=10,
        wait_timeout="50s",
        parameters=[api_types.StatementParameterListItem(name="most", type="INT", value="2")],
    )
    assert found.status is not None
    assert found.status.state is StatementState.SUCCEEDED, found.status
    assert found.result is not None
    assert found.result.data_array == [["0", "0.00"], ["1", "1.00"]]


def test_cancel_stops_the_engine_s_work(w: WorkspaceClient, warehouse_id: str) -> None:
    api = w.statement_execution
    started = api.execute_statement(ENDLESS, warehouse_id, wait_timeout="0s")
    statement_id = str(started.statement_id)

    def state() -> StatementState | None:
        status = api.get_statement(statement_id).status
        return status.state if status is not None else None

    eventually(lambda: state() is StatementState.RUNNING)
    api.cancel_execution(statement_id)
    eventually(lambda: state() is StatementState.CANCELED)
    with pytest.raises(Exception, match="has no result"):
        api.get_statement_result_chunk_n(statement_id, 0)


def test_the_connector_over_rest(connection: Connection) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute(
            "SELECT 1 AS i, 1.5 AS d, 'x' AS s, DATE '2024-01-31' AS day, X'00ff' AS b,"
            " CAST(NULL AS STRING) AS n, TIMESTAMP '2024-01-31 10:00:00' AS t"
        )
        assert cursor.description is not None
        types = [column[1] for column in cursor.description]
        assert types == ["int", "decimal", "string", "date", "binary", "string", "timestamp"]
        (row,) = cursor.fetchall()
        assert tuple(row)[:5] == (1, Decimal("1.5"), "x", dt.date(2024, 1, 31), b"\x00\xff")
        assert row.n is None
        assert row.t == dt.datetime(2024, 1, 31, 10, tzinfo=dt.UTC)


def test_many_rows_and_no_rows_over_rest(connection: Connection) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute("SELECT id FROM range(200000) ORDER BY id")
        assert cursor.fetchall_arrow().column(0).to_pylist() == list(range(200_000))
        cursor.execute("SELECT id FROM range(0)")
        assert cursor.fetchall() == []


def test_a_failure_over_rest_names_its_class(connection: Connection) -> None:
    with closing(connection.cursor()) as cursor:
        with pytest.raises(ServerOperationError, match="TABLE_OR_VIEW_NOT_FOUND"):
            cursor.execute("SELECT * FROM no_such_table")
        cursor.execute("SELECT 2 AS two")
        assert cursor.fetchone() == (2,)
