"""Thrift on a real warehouse and its catalog, through the connector."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest
from databricks.sql import connect
from databricks.sql.exc import DatabaseError, ServerOperationError

from tests.live import Api, LiveServer
from tests.services.warehouses import starter

ENDLESS = "SELECT count(*) FROM range(400000000000) WHERE id % 7 = 3"


@pytest.fixture
def connection(server: LiveServer, api: Api) -> Iterator[Any]:
    path = f"/sql/1.0/warehouses/{starter(api)['id']}"
    opened = connect(
        server_hostname="127.0.0.1",
        http_path=path,
        _connection_uri=server.address + path,
        access_token=server.token,
        enable_telemetry=False,
        _retry_stop_after_attempts_count=1,
    )
    with closing(opened):
        yield opened


def test_values_come_with_their_types(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CAST(:n AS INT) AS n, CAST(1.5 AS DECIMAL(4,1)) AS d, DATE'2024-02-29' AS day,"
            " TIMESTAMP'2024-02-29 12:00:00' AS ts, INTERVAL '1-2' YEAR TO MONTH AS months,"
            " INTERVAL '1 02:03:04' DAY TO SECOND AS span, parse_json('{\"a\":[1]}') AS v,"
            " named_struct('x', 1) AS s, NULL AS none",
            {"n": 7},
        )
        described = [column[1] for column in cursor.description]
        [row] = cursor.fetchall()
    noon = dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC)
    assert tuple(row) == (
        7,
        Decimal("1.5"),
        noon.date(),
        noon,
        "1-2",
        "1 02:03:04.000000000",
        '{"a":[1]}',
        {"x": 1},
        None,
    )
    assert described == [
        "int",
        "decimal",
        "date",
        "timestamp",
        "interval_year_month",
        "interval_day_time",
        "variant",
        "struct",
        "null",
    ]


def test_a_large_result_comes_by_links(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, CAST(id AS STRING) AS t FROM range(1000000)")
        found = cursor.fetchall_arrow()
    assert found.num_rows == 1_000_000
    assert sum(found.column("id").to_pylist()) == 999_999 * 500_000


def test_errors_are_the_statements_own(connection: Any) -> None:
    with connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match=r"\[PARSE_SYNTAX_ERROR\]"):
            cursor.execute("SELEC 1")
        with pytest.raises(ServerOperationError, match=r"\[TABLE_OR_VIEW_NOT_FOUND\]"):
            cursor.execute("SELECT * FROM main.default.no_such_table")


def test_the_catalog_is_listed(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.catalogs()
        assert {"main", "samples"} <= {row[0] for row in cursor.fetchall()}
        cursor.columns(catalog_name="samples", schema_name="nyctaxi", table_name="trips")
        found = {row["COLUMN_NAME"]: row["TYPE_NAME"] for row in map(asdict, cursor.fetchall())}
    assert found["trip_distance"] == "DOUBLE"
    assert found["tpep_pickup_datetime"] == "TIMESTAMP"


def asdict(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = row.asDict()
    return found


def test_cancel_stops_the_statement(connection: Any) -> None:
    failed: list[BaseException] = []
    with connection.cursor() as cursor:

        def work() -> None:
            try:
                cursor.execute(ENDLESS)
            except DatabaseError as error:
                failed.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        until = time.monotonic() + 30
        while cursor.active_command_id is None and time.monotonic() < until:
            time.sleep(0.01)
        cursor.cancel()
        thread.join(20)
        assert "OPERATION_CANCELED" in str(failed[0])
        cursor.execute("SELECT 1")
        assert cursor.fetchall()[0][0] == 1
