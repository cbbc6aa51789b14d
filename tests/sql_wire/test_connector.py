"""databricks-sql-connector over Thrift: results in every form, errors, cancel, parameters."""

from __future__ import annotations

import asyncio
import datetime
import decimal
import threading
import time
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pyarrow as pa
import pytest
from databricks.sql.exc import DatabaseError, RequestError, ServerOperationError

from boathouse.sql import answer
from boathouse.sql.answer import Answer, Batch, Kind, batch_of
from boathouse.sql.errors import SqlError, SyntaxFailure
from boathouse.sql.execution import Execution
from boathouse.sql.parameters import Parameter
from tests.conftest import Person
from tests.sql_wire.fake import Wire

Connect = Callable[..., Any]
HOUR = datetime.timedelta(hours=1)
NOON = datetime.datetime.fromisoformat("2024-02-29 12:00:00.120")


def a_row_of_everything() -> pa.Table:
    """As the engine sends it."""
    nested = pa.struct([("x", pa.int32()), ("y", pa.string())])
    return pa.table(
        {
            "b": pa.array([True, None]),
            "i": pa.array([1, None], pa.int32()),
            "l": pa.array([2**60, None], pa.int64()),
            "f": pa.array([1.5, None], pa.float32()),
            "d": pa.array([decimal.Decimal("1.20"), None], pa.decimal128(10, 2)),
            "s": pa.array(["é'\u0000", None]),
            "bin": pa.array([b"\x00\xff", None]),
            "day": pa.array([NOON.date(), None]),
            "ts": pa.array([NOON, None], pa.timestamp("us", "UTC")),
            "ntz": pa.array([NOON, None], pa.timestamp("us")),
            "span": pa.array([25 * HOUR, None], pa.duration("us")),
            "list": pa.array([[1, 2], None], pa.list_(pa.int32())),
            "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int32())),
            "st": pa.array([{"x": 1, "y": "z"}, None], nested),
            "nothing": pa.array([None, None]),
        }
    )


def test_every_type_comes_as_the_connector_documents(wire: Wire, connect: Connect) -> None:
    wire.road.answers("types", a_row_of_everything())
    with connect().cursor() as cursor:
        cursor.execute("types")
        described = {column[0]: column[1] for column in cursor.description}
        first, second = cursor.fetchall()
    assert described == {
        "b": "boolean",
        "i": "int",
        "l": "bigint",
        "f": "float",
        "d": "decimal",
        "s": "string",
        "bin": "binary",
        "day": "date",
        "ts": "timestamp",
        "ntz": "timestamp",
        "span": "interval_day_time",
        "list": "array",
        "map": "map",
        "st": "struct",
        "nothing": "null",
    }
    assert first.asDict() == {
        "b": True,
        "i": 1,
        "l": 2**60,
        "f": 1.5,
        "d": decimal.Decimal("1.20"),
        "s": "é'\u0000",
        "bin": b"\x00\xff",
        "day": NOON.date(),
        "ts": NOON.replace(tzinfo=datetime.UTC),
        "ntz": NOON,
        "span": "1 01:00:00.000000000",
        "list": first.list,
        "map": [("k", 1)],
        "st": {"x": 1, "y": "z"},
        "nothing": None,
    }
    assert list(first.list) == [1, 2]
    assert set(second) == {None}


def test_types_come_as_text_where_the_client_wants_no_arrow_types(
    wire: Wire, connect: Connect
) -> None:
    wire.road.answers("types", a_row_of_everything())
    settings = {
        "_use_arrow_native_complex_types": False,
        "_use_arrow_native_decimals": False,
        "_use_arrow_native_timestamps": False,
    }
    with connect(**settings).cursor() as cursor:
        cursor.execute("types")
        found = cursor.fetchall_arrow().to_pylist()[0]
    assert found["ts"] == found["ntz"] == "2024-02-29 12:00:00.12"
    assert (found["list"], found["map"], found["st"]) == ("[1,2]", '{"k":1}', '{"x":1,"y":"z"}')


def numbers(rows: int, batch: int = 4096) -> pa.Table:
    ids = pa.array(range(rows), pa.int64())
    table = pa.table({"id": ids, "text": pa.array([f"row {n:>10}" for n in range(rows)])})
    return pa.Table.from_batches(table.to_batches(max_chunksize=batch), table.schema)


@pytest.mark.parametrize("rows", [0, 1, 5000, 60_000, 1_300_000])
@pytest.mark.parametrize("cloud_fetch", [True, False])
@pytest.mark.parametrize("lz4", [True, False])
def test_results_of_every_size_arrive_whole(
    wire: Wire, connect: Connect, rows: int, cloud_fetch: bool, lz4: bool
) -> None:
    if rows > 100_000 and lz4:
        pytest.skip("over loopback the connector is given what is not packed anyway")
    wire.road.answers(f"numbers {rows}", numbers(rows))
    settings = {"use_cloud_fetch": cloud_fetch, "enable_query_result_lz4_compression": lz4}
    with connect(**settings).cursor() as cursor:
        cursor.execute(f"numbers {rows}")
        found = cursor.fetchall_arrow()
    assert found.num_rows == rows
    assert found.column("id").to_pylist() == list(range(rows))


def test_what_is_packed_arrives_whole_for_clients_elsewhere(
    wire: Wire, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    from boathouse.protocols.thrift import statements

    monkeypatch.setattr(statements, "on_this_machine", lambda ctx: False)
    wire.road.answers("packed", numbers(60_000))
    for cloud_fetch in (True, False):
        with connect(use_cloud_fetch=cloud_fetch).cursor() as cursor:
            cursor.execute("packed")
            assert cursor.fetchall_arrow().column("id").to_pylist() == list(range(60_000))
    assert wire.road.seen[-1].request.lz4


def test_rows_are_read_while_the_rest_is_still_made(wire: Wire, connect: Connect) -> None:
    """The first links go out before the statement is over."""
    last = threading.Event()

    async def act(execution: Execution) -> Answer:
        table = numbers(1_000_000, 100_000)

        async def batches() -> AsyncGenerator[Batch, None]:
            for batch in table.to_batches():
                yield batch_of(batch)
            # The first chunk is out only once a batch follows it.
            for batch in table.slice(0, 100).to_batches():
                yield batch_of(batch)
            while not last.is_set():
                await asyncio.sleep(0.01)
            for batch in table.slice(0, 100).to_batches():
                yield batch_of(batch)

        return Answer(table.schema, batches())

    wire.road.acts["overlapped"] = act
    with connect().cursor() as cursor:
        cursor.execute("overlapped")
        assert not wire.road.seen[-1].over
        assert len(cursor.fetchmany_arrow(1000)) == 1000
        last.set()
        assert len(cursor.fetchall_arrow()) == 1_000_200 - 1000


def test_rows_are_fetched_in_pages(wire: Wire, connect: Connect) -> None:
    wire.road.answers("pages", numbers(2500, 999))
    connection = connect(use_cloud_fetch=False)
    with connection.cursor(arraysize=400) as cursor:
        cursor.execute("pages")
        assert [row.id for row in cursor.fetchmany(3)] == [0, 1, 2]
        assert [row.id for row in cursor.fetchall()] == list(range(3, 2500))


def test_a_statement_of_ddl_has_no_rows(wire: Wire, connect: Connect) -> None:
    async def act(execution: Execution) -> Answer:
        return answer.nothing()

    wire.road.acts["CREATE"] = act
    with connect().cursor() as cursor:
        cursor.execute("CREATE")
        assert [column[0] for column in cursor.description] == ["Result"]
        assert cursor.fetchall() == []


def test_dml_tells_how_many_rows_it_changed(wire: Wire, connect: Connect) -> None:
    async def act(execution: Execution) -> Answer:
        return answer.counts(num_affected_rows=3, num_inserted_rows=3)

    wire.road.acts["INSERT"] = act
    with connect().cursor() as cursor:
        cursor.execute("INSERT")
        assert cursor.rowcount == 3
        assert [tuple(row) for row in cursor.fetchall()] == [(3, 3)]


def test_errors_carry_class_message_and_place(wire: Wire, connect: Connect) -> None:
    wire.road.fails("SELEC 1", SyntaxFailure("Syntax error at or near 'SELEC'.", 1, 0))
    wire.road.fails("missing", SqlError("TABLE_OR_VIEW_NOT_FOUND", "No `t`.", "42P01"))
    wire.road.fails("broken", ZeroDivisionError("secret"))
    with connect().cursor() as cursor:
        with pytest.raises(DatabaseError, match=r"\[PARSE_SYNTAX_ERROR\] Syntax error .* 42601"):
            cursor.execute("SELEC 1")
        with pytest.raises(ServerOperationError, match=r"^\[TABLE_OR_VIEW_NOT_FOUND\] No `t`"):
            cursor.execute("missing")
        with pytest.raises(ServerOperationError, match=r"INTERNAL_ERROR") as failed:
            cursor.execute("broken")
    assert "secret" not in str(failed.value)


def test_a_failure_in_the_middle_fails_the_fetch(wire: Wire, connect: Connect) -> None:
    async def act(execution: Execution) -> Answer:
        table = numbers(1_000_000, 100_000)

        async def batches() -> AsyncGenerator[Batch, None]:
            for _ in range(2):
                for batch in table.to_batches():
                    yield batch_of(batch)
            while execution.reader.next_row == 0:
                await asyncio.sleep(0.01)
            raise SqlError("DIVIDE_BY_ZERO", "Division by zero.", "22012")

        return Answer(table.schema, batches())

    wire.road.acts["fails late"] = act

    def read(cursor: Any) -> None:
        cursor.execute("fails late")
        cursor.fetchall_arrow()

    with connect().cursor() as cursor, pytest.raises(DatabaseError, match="DIVIDE_BY_ZERO"):
        read(cursor)


async def forever(execution: Execution) -> Answer:
    await asyncio.Event().wait()
    raise AssertionError("never")


def test_a_running_statement_is_canceled_from_another_thread(wire: Wire, connect: Connect) -> None:
    wire.road.acts["forever"] = forever
    with connect().cursor() as cursor:
        failed: list[BaseException] = []

        def work() -> None:
            try:
                cursor.execute("forever")
            except Exception as error:
                failed.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        until = time.monotonic() + 10
        while cursor.active_command_id is None and time.monotonic() < until:
            time.sleep(0.01)
        cursor.cancel()
        thread.join(10)
    assert wire.road.seen[-1].state in ("CANCELED", "CLOSED")
    assert "OPERATION_CANCELED" in str(failed[0])


def test_an_async_statement_is_polled(wire: Wire, connect: Connect) -> None:
    ready = threading.Event()

    async def act(execution: Execution) -> Answer:
        while not ready.is_set():
            await asyncio.sleep(0.01)
        return answer.rows(pa.schema([("n", pa.int32())]), [(7,)])

    wire.road.acts["slow"] = act
    with connect().cursor() as cursor:
        cursor.execute_async("slow")
        ready.set()
        cursor.get_async_execution_result()
        assert [row.n for row in cursor.fetchall()] == [7]


def test_parameters_arrive_as_sent(wire: Wire, connect: Connect) -> None:
    wire.road.answers("p", pa.table({"x": [1]}))
    with connect().cursor() as cursor:
        named = {"a": 1, "b": "x", "c": None, "d": [1, 2], "e": True, "f": decimal.Decimal("1.5")}
        cursor.execute("p", named)
        assert wire.road.seen[-1].request.parameters == (
            Parameter("a", "INT", "1"),
            Parameter("b", "STRING", "x"),
            Parameter("c", "VOID", None),
            Parameter(
                "d",
                "ARRAY",
                None,
                (Parameter(None, "INT", "1"), Parameter(None, "INT", "2")),
            ),
            Parameter("e", "BOOLEAN", "True"),
            Parameter("f", "DECIMAL(2,1)", "1.5"),
        )
        cursor.execute("p", [2**40, "y"])
        assert wire.road.seen[-1].request.parameters == (
            Parameter(None, "BIGINT", str(2**40)),
            Parameter(None, "STRING", "y"),
        )
    with connect().cursor(row_limit=5) as cursor:
        cursor.execute("p")
        assert wire.road.seen[-1].request.row_limit == 5


def test_a_session_has_the_catalog_and_settings_it_was_opened_with(
    wire: Wire, connect: Connect
) -> None:
    wire.road.answers("s", pa.table({"x": [1]}))
    connection = connect(
        catalog="MAIN", schema="Sales", session_configuration={"STATEMENT_TIMEOUT": "60"}
    )
    with connection.cursor() as cursor:
        cursor.execute("s")
    session = wire.road.seen[-1].session
    assert (session.catalog, session.schema) == ("main", "sales")
    assert session.conf == {"statement_timeout": "60"}
    assert wire.road.seen[-1].request.timeout_seconds == 60
    with pytest.raises(DatabaseError, match="Catalog 'nope' was not found"):
        connect(catalog="nope")
    with pytest.raises(DatabaseError, match="CONFIG_NOT_AVAILABLE"):
        connect(session_configuration={"spark.x": "1"})


def test_closing_a_connection_ends_its_statements(wire: Wire, connect: Connect) -> None:
    wire.road.acts["forever"] = forever
    connection = connect()
    cursor = connection.cursor()
    cursor.execute_async("forever")
    execution = wire.road.seen[-1]
    connection.close()
    until = time.monotonic() + 10
    while not execution.over and time.monotonic() < until:
        time.sleep(0.01)
    assert execution.over
    assert wire.statements.executions.by_id(execution.execution_id) is None
    assert execution.session.session_id not in wire.statements.sessions._sessions


def test_small_results_leave_nothing_behind(wire: Wire, connect: Connect) -> None:
    wire.road.answers("small", pa.table({"x": [1]}))
    with connect().cursor() as cursor:
        cursor.execute("small")
        kept = wire.statements.executions.by_id(wire.road.seen[-1].execution_id)
        assert kept is None
        assert cursor.fetchall()[0].x == 1


def test_an_unknown_warehouse_is_named(wire: Wire, connect: Connect) -> None:
    with pytest.raises(RequestError, match="SQL warehouse nope does not exist"):
        connect(url=f"{wire.address}/sql/1.0/warehouses/nope")


def test_strangers_and_others_are_denied(wire: Wire, connect: Connect, other: Person) -> None:
    with pytest.raises(RequestError, match="Invalid access token"):
        connect(access_token="dapi0000")
    with pytest.raises(RequestError, match="does not have Use permissions"):
        connect(access_token=other.token)


@pytest.mark.parametrize(
    "path", ["/sql/1.0/endpoints/{}", "/sql/1.0/warehouses/{}/", "/sql/protocolv1/o/1/{}?o=1"]
)
def test_every_path_leads_here(wire: Wire, connect: Connect, path: str) -> None:
    wire.road.answers("x", pa.table({"x": [1]}), kind=Kind.ROWS)
    warehouse = wire.url.rpartition("/")[2]
    with connect(url=wire.address + path.format(warehouse)).cursor() as cursor:
        cursor.execute("x")
        assert cursor.fetchall()[0].x == 1
