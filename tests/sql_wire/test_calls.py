"""What other drivers send: column results, FETCH_FIRST, GetInfo, handles with foreign flags."""

from __future__ import annotations

import asyncio
import datetime
import decimal
import http.client
import time
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from databricks.sql.thrift_api.TCLIService import ttypes
from thrift.Thrift import TApplicationException

from boathouse.sql import answer
from boathouse.sql.answer import Answer
from boathouse.sql.errors import SqlError
from boathouse.sql.execution import Execution
from tests.conftest import Person
from tests.sql_wire.fake import WAREHOUSE, Wire
from tests.sql_wire.raw import V8, Raw, message

NOON = datetime.datetime.fromisoformat("2024-02-29 12:00")


@pytest.fixture
def raw(wire: Wire) -> Raw:
    return Raw(wire, wire.token).opened()


def test_a_session_is_answered_as_by_the_real_service(wire: Wire) -> None:
    namespace = ttypes.TNamespace(catalogName="MAIN", schemaName="S")
    req = ttypes.TOpenSessionReq(client_protocol_i64=0xA509, initialNamespace=namespace)
    made = Raw(wire, wire.token).call("OpenSession", req)
    assert (made.status.statusCode, made.serverProtocolVersion) == (0, V8)
    assert made.sessionHandle.serverProtocolVersion == V8
    assert (made.initialNamespace.catalogName, made.initialNamespace.schemaName) == ("main", "s")
    assert made.canUseMultipleCatalogs is True
    assert made.configuration == {}
    assert len(made.sessionHandle.sessionId.guid) == len(made.sessionHandle.sessionId.secret) == 16


def test_columns_for_a_client_without_arrow(wire: Wire, raw: Raw) -> None:
    table = pa.table(
        {
            "b": pa.array([True, None, False]),
            "t": pa.array([1, None, 3], pa.int8()),
            "l": pa.array([1, None, 3], pa.int64()),
            "f": pa.array([0.5, None, 3], pa.float32()),
            "d": pa.array([decimal.Decimal("1.20"), None, decimal.Decimal(0)], pa.decimal128(9, 2)),
            "bin": pa.array([b"\xff", None, b""]),
            "day": pa.array([NOON.date(), None, None]),
            "ts": pa.array([NOON, None, None], pa.timestamp("us", "UTC")),
            "list": pa.array([["a"], None, []], pa.list_(pa.string())),
        }
    )
    wire.road.answers("columns", table)
    made = raw.execute("columns")
    direct = made.directResults
    assert direct.resultSetMetadata.resultFormat == 1
    assert direct.resultSetMetadata.arrowSchema is None
    assert direct.closeOperation.status.statusCode == 0
    b, t, big, f, d, binary, day, ts, listed = direct.resultSet.results.columns
    assert (b.boolVal.values, b.boolVal.nulls) == ([True, False, False], b"\x02")
    assert (t.byteVal.values, big.i64Val.values) == ([1, 0, 3], [1, 0, 3])
    assert f.doubleVal.values == [0.5, 0.0, 3.0]
    assert d.stringVal.values == ["1.20", "", "0.00"]
    assert binary.binaryVal.values == [b"\xff", b"", b""]
    assert (day.stringVal.values[0], day.stringVal.nulls) == ("2024-02-29", b"\x06")
    assert ts.stringVal.values[0] == "2024-02-29 12:00:00"
    assert listed.stringVal.values == ['["a"]', "", "[]"]
    kinds = [c.typeDesc.types[0].primitiveEntry for c in direct.resultSetMetadata.schema.columns]
    assert [kind.type for kind in kinds] == [0, 1, 4, 5, 15, 9, 17, 8, 10]
    sizes = kinds[4].typeQualifiers.qualifiers
    assert (sizes["precision"].i32Value, sizes["scale"].i32Value) == (9, 2)


def test_columns_come_in_pages_and_again_from_the_first(wire: Wire, raw: Raw) -> None:
    """As the Node.js driver reads: FETCH_FIRST, then FETCH_NEXT until there is no more."""
    wire.road.answers("paged", pa.table({"n": pa.array(range(2500))}))
    made = raw.execute("paged", getDirectResults=None)
    assert made.directResults is None
    handle = made.operationHandle
    handle.hasResultSet, handle.operationType = False, 8
    for _ in range(2):
        found, orientation, more = [], 4, True
        while more:
            page = raw.fetch(handle, orientation=orientation, includeResultSetMetadata=True)
            assert page.results.startRowOffset == len(found)
            assert page.resultSetMetadata.resultFormat == 1
            found += page.results.columns[0].i64Val.values
            orientation, more = 0, page.hasMoreRows
        assert found == list(range(2500))
    assert raw.fetch(handle).results.columns[0].i64Val.values == []
    closed = raw.call("CloseOperation", ttypes.TCloseOperationReq(handle))
    assert closed.status.statusCode == 0
    again = raw.call("CloseOperation", ttypes.TCloseOperationReq(handle))
    assert (again.status.statusCode, again.status.sqlState) == (4, "08000")
    assert again.status.errorMessage.startswith("Invalid OperationHandle")


def test_a_decimal_is_text_for_go(wire: Wire, raw: Raw) -> None:
    """Which asks for native timestamps, but not for decimals and intervals."""
    values = [decimal.Decimal("-0.0000001"), None]
    wire.road.answers("go", pa.table({"d": pa.array(values, pa.decimal128(18, 9))}))
    made = raw.execute(
        "go",
        canReadArrowResult=True,
        useArrowNativeTypes=ttypes.TSparkArrowTypes(
            timestampAsArrow=True, decimalAsArrow=False, complexTypesAsArrow=False
        ),
    )
    meta, rows = made.directResults.resultSetMetadata, made.directResults.resultSet.results
    stream = meta.arrowSchema + b"".join(batch.batch for batch in rows.arrowBatches)
    table = pa.ipc.open_stream(stream).read_all()
    assert table.column(0).to_pylist() == ["-0.000000100", None]
    noted = table.schema.field(0).metadata
    assert noted[b"Spark:DataType:SqlName"] == b"DECIMAL(18,9)"
    assert noted[b"Spark:DataType:JsonType"] == b'"decimal(18,9)"'
    assert meta.lz4Compressed is False


@pytest.mark.parametrize("agent", ["godatabrickssqlconnector/1.14", "PyDatabricksSqlConnector/4.9"])
def test_batches_are_packed_exactly_where_the_client_may_unpack_them(
    wire: Wire, agent: str
) -> None:
    """Go unpacks what it asked to be packed, whatever the answer says."""
    wire.road.answers("lz4", pa.table({"n": pa.array(range(100))}))
    raw = Raw(wire, wire.token, agent).opened()
    made = raw.execute("lz4", canReadArrowResult=True, canDecompressLZ4Result=True)
    meta = made.directResults.resultSetMetadata
    batch = made.directResults.resultSet.results.arrowBatches[0].batch
    assert meta.lz4Compressed is agent.startswith("go")
    if meta.lz4Compressed:
        assert batch[:4] == b"\x04\x22\x4d\x18"
        batch = pa.decompress(batch, 1 << 20, codec="lz4", asbytes=True)
    assert batch[:4] == b"\xff\xff\xff\xff"


def test_large_results_come_as_links_with_their_end_in_milliseconds(wire: Wire) -> None:
    wire.road.answers("large", pa.table({"n": pa.array(range(500_000))}))
    raw = Raw(wire, wire.token).opened()
    made = raw.execute("large", canReadArrowResult=True, canDownloadResult=True)
    direct = made.directResults
    assert direct.resultSetMetadata.resultFormat == 3
    assert direct.closeOperation is None
    [link] = direct.resultSet.results.resultLinks
    minutes = (link.expiryTime - time.time() * 1000) / 60_000
    assert 14 < minutes <= 15.1
    assert (link.startRowOffset, link.rowCount) == (0, 500_000)
    assert direct.resultSet.hasMoreRows is False


def test_get_info(raw: Raw) -> None:
    assert raw.ask("GetInfo", infoType=17).infoValue.stringValue == "Spark SQL"
    assert raw.ask("GetInfo", infoType=29).infoValue.stringValue == "`"
    assert raw.ask("GetInfo", infoType=47).infoValue.stringValue == "admin@boathouse.local"
    assert raw.ask("GetInfo", infoType=105).infoValue.lenValue == 16 << 20
    assert raw.ask("GetInfo", infoType=115).status.statusCode == 3


def test_delegation_tokens_are_refused(raw: Raw) -> None:
    made = raw.ask("GetDelegationToken", owner="a", renewer="b")
    assert (made.status.statusCode, made.status.sqlState) == (3, "0A000")
    for method in ("CancelDelegationToken", "RenewDelegationToken"):
        assert raw.ask(method, delegationToken="x").status.statusCode == 3


def test_a_running_statement_is_canceled_by_its_handle(wire: Wire, raw: Raw) -> None:
    async def act(execution: Execution) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError("never")

    wire.road.acts["long"] = act
    handle = raw.execute("long", runAsync=True).operationHandle
    canceled = raw.call("CancelOperation", ttypes.TCancelOperationReq(handle))
    assert canceled.status.statusCode == 0
    state = raw.call("GetOperationStatus", ttypes.TGetOperationStatusReq(handle))
    assert (state.operationState, state.sqlState) == (3, "HY008")
    fetched = raw.fetch(handle)
    assert fetched.status.statusCode == 3
    assert "OPERATION_CANCELED" in fetched.status.errorMessage


def test_a_client_that_goes_away_before_it_has_a_handle_ends_its_statement(
    wire: Wire, raw: Raw
) -> None:
    async def act(execution: Execution) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError("never")

    wire.road.acts["left alone"] = act
    req = ttypes.TExecuteStatementReq(sessionHandle=raw.session, statement="left alone")
    body = message("ExecuteStatement", req)
    host, _, port = wire.address.removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    connection.request("POST", f"/sql/1.0/warehouses/{WAREHOUSE}", body, raw.headers)
    assert soon(lambda: bool(wire.road.seen) and wire.road.seen[-1].request.text == "left alone")
    connection.close()
    execution = wire.road.seen[-1]
    assert soon(lambda: execution.over)
    assert wire.statements.executions.by_id(execution.execution_id) is None


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within ten seconds."""
    until = time.monotonic() + 10
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


def test_a_failure_is_the_state_of_its_operation(wire: Wire, raw: Raw) -> None:
    wire.road.fails("fails", SqlError("DIVIDE_BY_ZERO", "Division by zero.", "22012"))
    direct = raw.execute("fails").directResults
    state = direct.operationStatus
    assert (state.operationState, state.sqlState) == (5, "22012")
    assert state.displayMessage == "[DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012"
    assert direct.resultSet is direct.closeOperation is None


def test_nobody_uses_the_handles_of_another(wire: Wire, raw: Raw, other: Person) -> None:
    wire.road.answers("mine", pa.table({"n": pa.array(range(10))}))
    handle = raw.execute("mine", getDirectResults=None).operationHandle
    stranger = Raw(wire, other.token, session=raw.session)
    assert stranger.execute("mine").status.statusCode == 4
    assert stranger.ask("CloseSession").status.errorMessage.startswith("Invalid SessionHandle")
    assert stranger.fetch(handle).status.statusCode == 4
    for method in ("GetOperationStatus", "CancelOperation", "CloseOperation"):
        req = getattr(ttypes, f"T{method}Req")(operationHandle=handle)
        assert stranger.call(method, req).status.statusCode == 4
    assert raw.fetch(handle).status.statusCode == 0


def test_a_session_is_for_one_warehouse(wire: Wire, raw: Raw) -> None:
    url = wire.url.replace(WAREHOUSE, "another")
    req = ttypes.TExecuteStatementReq(sessionHandle=raw.session, statement="x")
    assert b"Invalid SessionHandle" in raw.post(message("ExecuteStatement", req), url).content


def test_statements_have_16_mib(wire: Wire, raw: Raw) -> None:
    wire.road.answers("x" * (16 << 20), pa.table({"n": [1]}))
    assert raw.execute("x" * (16 << 20)).status.statusCode == 0
    made = raw.execute("x" * ((16 << 20) + 1))
    assert (made.status.statusCode, made.status.sqlState) == (3, "54000")


def test_a_row_wider_than_the_road_is_fine(wire: Wire, raw: Raw) -> None:
    async def act(execution: Execution) -> Answer:
        schema = pa.schema([(f"c{n}", pa.int32()) for n in range(10_000)])
        return answer.rows(schema, [tuple(range(10_000))])

    wire.road.acts["wide"] = act
    made = raw.execute("wide", canReadArrowResult=True)
    assert len(made.directResults.resultSetMetadata.schema.columns) == 10_000


def test_unknown_methods_and_broken_messages(wire: Wire, raw: Raw) -> None:
    sound = message("GetInfo", ttypes.TGetInfoReq(raw.session, 17))
    unknown = raw.post(sound.replace(b"\x00\x00\x00\x07GetInfo", b"\x00\x00\x00\x07NoSuchM"))
    with pytest.raises(TApplicationException, match="Invalid method name: 'NoSuchM'"):
        read_exception(unknown.content)
    deep = sound[:19] + b"\x0c\x00\x01" * 1_000_000
    huge = sound[:19] + b"\x0f\x00\x01\x0c\x7f\xff\xff\xff"
    negative = sound[:19] + b"\x0b\x00\x01\xff\xff\xff\xff\x00"
    for body in (b"", b"GET / HTTP/1.1", sound[:-3], sound + b"\x00", deep, huge, negative):
        refused = raw.post(body)
        assert refused.status_code == 400
        assert refused.headers["x-thriftserver-error-message"].startswith("This is no Thrift call")
    assert raw.ask("GetInfo", infoType=17).status.statusCode == 0


def read_exception(content: bytes) -> Any:
    from thrift.protocol.TBinaryProtocol import TBinaryProtocol
    from thrift.transport.TTransport import TMemoryBuffer

    protocol = TBinaryProtocol(TMemoryBuffer(content))
    assert protocol.readMessageBegin()[1] == 3
    error = TApplicationException()
    error.read(protocol)
    raise error
