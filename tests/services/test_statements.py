"""The Statement Execution API: waiting, shapes of answers, limits, sessions, who may see what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service import sql

from boathouse.sql.execution import UNWATCHED_MS
from tests.services.statements import PAD, ROWS_EACH, SESSIONS, STATEMENTS, ScriptedServer


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScriptedServer]:
    live = ScriptedServer(tmp_path_factory.mktemp("scripted"))
    yield live
    live.stop()


@pytest.fixture(scope="module")
def mine(scripted: ScriptedServer) -> WorkspaceClient:
    return WorkspaceClient(host=scripted.address, token=scripted.token)


def test_a_small_result_comes_with_the_call(
    scripted: ScriptedServer, mine: WorkspaceClient
) -> None:
    answer = scripted.execute("one").json()
    assert answer == {
        "statement_id": answer["statement_id"],
        "status": {"state": "SUCCEEDED"},
        "manifest": {
            "format": "JSON_ARRAY",
            "schema": {
                "column_count": 1,
                "columns": [{"name": "id", "position": 0, "type_name": "INT", "type_text": "INT"}],
            },
            "total_chunk_count": 1,
            "chunks": [{"chunk_index": 0, "row_offset": 0, "row_count": 1}],
            "total_row_count": 1,
            "truncated": False,
        },
        "result": {"chunk_index": 0, "row_offset": 0, "row_count": 1, "data_array": [["1"]]},
    }
    assert scripted.get(answer["statement_id"]).json() == answer
    found = mine.statement_execution.execute_statement("one", scripted.warehouse_id)
    assert found.result is not None
    assert found.result.data_array == [["1"]]


def test_one_that_goes_on_is_only_an_id_and_a_state(scripted: ScriptedServer) -> None:
    answer = scripted.execute("forever", wait_timeout="0s").json()
    statement_id = answer["statement_id"]
    assert answer == {"statement_id": statement_id, "status": {"state": "PENDING"}}
    going = scripted.get(statement_id).json()
    assert going == {"statement_id": statement_id, "status": {"state": "RUNNING"}}
    chunk = scripted.api.get(f"{STATEMENTS}/{statement_id}/result/chunks/0")
    assert (chunk.status_code, chunk.json()["error_code"]) == (400, "INVALID_STATE")
    canceled = scripted.api.post(f"{STATEMENTS}/{statement_id}/cancel", json={})
    assert (canceled.status_code, canceled.json()) == (200, {})
    ended = scripted.until_over(statement_id)
    assert ended == {"statement_id": statement_id, "status": {"state": "CANCELED"}}
    assert statement_id in scripted.road.stopped


def test_a_failure_is_an_answer(scripted: ScriptedServer) -> None:
    answer = scripted.execute("fail")
    failed = answer.json()
    text = "[TABLE_OR_VIEW_NOT_FOUND] The table or view `nowhere` cannot be found. SQLSTATE: 42P01"
    assert answer.status_code == 200
    assert failed["status"] == {
        "state": "FAILED",
        "error": {"error_code": "BAD_REQUEST", "message": text},
        "sql_state": "42P01",
    }
    assert set(failed) == {"statement_id", "status"}
    assert scripted.get(failed["statement_id"]).json() == failed


def test_the_wait_ends_with_cancel_where_that_was_asked(scripted: ScriptedServer) -> None:
    answer = scripted.execute("forever", wait_timeout="5s", on_wait_timeout="CANCEL").json()
    assert answer["status"] == {"state": "CANCELED"}
    assert answer["statement_id"] in scripted.road.stopped


def test_ddl_and_empty_results(scripted: ScriptedServer) -> None:
    done = scripted.execute("nothing").json()
    assert done["manifest"]["schema"] == {"column_count": 0, "columns": []}
    assert (done["manifest"]["total_chunk_count"], done["result"]) == (0, {})
    empty = scripted.execute("none").json()
    assert empty["manifest"]["schema"]["column_count"] == 1
    assert (empty["manifest"]["total_row_count"], empty["result"]) == (0, {})


BERLIN = pa.timestamp("us", "Europe/Berlin")
MOMENT = dt.datetime(2024, 1, 31, 7, 0, 0, 120000, tzinfo=dt.UTC)
VALUES: list[tuple[pa.DataType, Any, str, dict[str, Any]]] = [
    (pa.bool_(), True, "true", {"type_name": "BOOLEAN", "type_text": "BOOLEAN"}),
    (pa.int8(), -1, "-1", {"type_name": "BYTE", "type_text": "TINYINT"}),
    (pa.int16(), 2, "2", {"type_name": "SHORT", "type_text": "SMALLINT"}),
    (pa.int64(), 2**63 - 1, "9223372036854775807", {"type_name": "LONG", "type_text": "BIGINT"}),
    (pa.float32(), 0.1, "0.1", {"type_name": "FLOAT", "type_text": "FLOAT"}),
    (pa.float64(), 1e10, "1.0E10", {"type_name": "DOUBLE", "type_text": "DOUBLE"}),
    (pa.float64(), float("nan"), "NaN", {"type_name": "DOUBLE", "type_text": "DOUBLE"}),
    (
        pa.decimal128(10, 2),
        Decimal("-1.20"),
        "-1.20",
        {
            "type_name": "DECIMAL",
            "type_text": "DECIMAL(10,2)",
            "type_precision": 10,
            "type_scale": 2,
        },
    ),
    (pa.string(), 'a"\u00e9\n', 'a"\u00e9\n', {"type_name": "STRING", "type_text": "STRING"}),
    (pa.binary(), b"\x00\xff", "00ff", {"type_name": "BINARY", "type_text": "BINARY"}),
    (pa.date32(), dt.date(2024, 1, 31), "2024-01-31", {"type_name": "DATE", "type_text": "DATE"}),
    (
        pa.timestamp("us", "UTC"),
        MOMENT,
        "2024-01-31T07:00:00.120Z",
        {"type_name": "TIMESTAMP", "type_text": "TIMESTAMP"},
    ),
    (
        BERLIN,
        MOMENT,
        "2024-01-31T08:00:00.120+01:00",
        {"type_name": "TIMESTAMP", "type_text": "TIMESTAMP"},
    ),
    (
        pa.timestamp("us", "UTC"),
        MOMENT.replace(microsecond=1),
        "2024-01-31T07:00:00.000001Z",
        {"type_name": "TIMESTAMP", "type_text": "TIMESTAMP"},
    ),
    (
        pa.duration("us"),
        dt.timedelta(days=1, hours=2, seconds=3),
        "1 02:00:03.000000000",
        {
            "type_name": "INTERVAL",
            "type_text": "INTERVAL DAY TO SECOND",
            "type_interval_type": "DAY TO SECOND",
        },
    ),
    (
        pa.list_(pa.int32()),
        [1, None],
        "[1,null]",
        {"type_name": "ARRAY", "type_text": "ARRAY<INT>"},
    ),
    (
        pa.map_(pa.string(), pa.float64()),
        [("k", 1.5)],
        '{"k":1.5}',
        {"type_name": "MAP", "type_text": "MAP<STRING, DOUBLE>"},
    ),
    (
        pa.struct([("a", pa.int32()), ("b", pa.string())]),
        {"a": 1, "b": "x"},
        '{"a":1,"b":"x"}',
        {"type_name": "STRUCT", "type_text": "STRUCT<a: INT, b: STRING>"},
    ),
    (pa.null(), None, None, {"type_name": "NULL", "type_text": "VOID"}),  # type: ignore[list-item]
]


def test_every_type_as_text(scripted: ScriptedServer) -> None:
    schema = pa.schema([pa.field(f"c{n}", case[0]) for n, case in enumerate(VALUES)])
    nulls = tuple(None for _ in VALUES)
    scripted.road.tables["types"] = (schema, [tuple(case[1] for case in VALUES), nulls])
    answer = scripted.execute("types").json()
    assert answer["result"]["data_array"] == [[case[2] for case in VALUES], list(nulls)]
    columns = answer["manifest"]["schema"]["columns"]
    assert columns == [{"name": f"c{n}", "position": n, **case[3]} for n, case in enumerate(VALUES)]


def test_row_and_byte_limits_cut(scripted: ScriptedServer) -> None:
    few = scripted.execute("big 2", row_limit=3).json()
    assert few["result"]["data_array"] == [[str(n), PAD] for n in range(3)]
    assert few["manifest"]["truncated"] is True
    whole = scripted.execute("one", row_limit=1).json()
    assert whole["manifest"]["truncated"] is False
    cut = scripted.execute("big 9", byte_limit=1_000_000, disposition="EXTERNAL_LINKS").json()
    assert cut["manifest"]["truncated"] is True
    assert cut["manifest"]["total_row_count"] == 2 * ROWS_EACH


def test_an_inline_result_of_more_than_25_mib_fails(scripted: ScriptedServer) -> None:
    status = scripted.execute("big 40").json()["status"]
    assert (status["state"], status["error"]["error_code"]) == ("FAILED", "BAD_REQUEST")
    assert "at most 26214400 bytes" in status["error"]["message"]


def test_inline_chunks_follow_each_other(scripted: ScriptedServer) -> None:
    answer = scripted.execute("big 30").json()
    first, statement_id = answer["result"], answer["statement_id"]
    assert answer["manifest"]["total_chunk_count"] == 2
    assert first["next_chunk_index"] == 1
    link = first["next_chunk_internal_link"]
    assert link == f"{STATEMENTS}/{statement_id}/result/chunks/1?row_offset={first['row_count']}"
    second = scripted.api.get(link).json()
    assert second == scripted.api.get(f"{STATEMENTS}/{statement_id}/result/chunks/1/").json()
    assert "next_chunk_index" not in second
    values = [row[0] for part in (first, second) for row in part["data_array"]]
    assert values == [str(n) for n in range(30 * ROWS_EACH)]
    for wrong in ("7", "1?row_offset=5", "-1"):
        refused = scripted.api.get(f"{STATEMENTS}/{statement_id}/result/chunks/{wrong}")
        assert refused.json()["error_code"] == "INVALID_PARAMETER_VALUE"


REFUSED = [
    {"disposition": "INLINE", "format": "ARROW_STREAM"},
    {"disposition": "INLINE", "format": "CSV"},
    {"format": "PARQUET"},
    {"wait_timeout": "4s"},
    {"wait_timeout": "51s"},
    {"wait_timeout": "soon"},
    {"row_limit": 0},
    {"byte_limit": -1},
    {"statement": "  "},
    {"statement": "x" * (16 * 1024**2 + 1)},
    {"query_tags": [{"value": "a"}]},
    {"parameters": [{"name": "a", "ordinal": 1, "value": "1"}]},
]


@pytest.mark.parametrize("fields", REFUSED, ids=lambda fields: str(fields)[:40])
def test_what_makes_no_sense_is_refused(scripted: ScriptedServer, fields: dict[str, Any]) -> None:
    refused = scripted.execute(**{"statement": "one", **fields})
    assert (refused.status_code, refused.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")


def test_an_unknown_warehouse_is_not_found(scripted: ScriptedServer) -> None:
    for path in (STATEMENTS, SESSIONS):
        answer = scripted.api.post(path, json={"warehouse_id": "nowhere", "statement": "one"})
        assert (answer.status_code, answer.json()["error_code"]) == (404, "RESOURCE_DOES_NOT_EXIST")


def test_parameters_reach_the_road(scripted: ScriptedServer, mine: WorkspaceClient) -> None:
    items = [{"ordinal": 2, "type": "INT", "value": "2"}, {"ordinal": 1, "value": None}]
    scripted.execute("one", parameters=items)
    placed = scripted.road.seen[-1].request.parameters
    assert [(p.name, p.type, p.value) for p in placed] == [
        (None, "STRING", None),
        (None, "INT", "2"),
    ]
    named = [sql.StatementParameterListItem(name="d", type="DATE", value="2024-01-31")]
    mine.statement_execution.execute_statement("one", scripted.warehouse_id, parameters=named)
    (parameter,) = scripted.road.seen[-1].request.parameters
    assert (parameter.name, parameter.type, parameter.value) == ("d", "DATE", "2024-01-31")


def test_sessions_keep_catalog_schema_and_conf(scripted: ScriptedServer) -> None:
    fields = {"catalog": "Main", "schema": "S", "session_confs": {"STATEMENT_TIMEOUT": "7"}}
    opened = scripted.as_admin("POST", f"{SESSIONS}/", fields).json()
    assert set(opened) == {"session_id"}
    session_id = opened["session_id"]
    assert scripted.execute("one", session_id=session_id).json()["status"]["state"] == "SUCCEEDED"
    ran = scripted.road.seen[-1]
    assert (ran.session.catalog, ran.session.schema) == ("main", "s")
    assert ran.request.timeout_seconds == 7
    scripted.execute("one", session_id=session_id, schema="other")
    assert scripted.road.seen[-1].session.schema == "other"
    assert ran.session.schema == "s"
    body = {"session_id": session_id}
    assert scripted.as_admin("DELETE", f"{SESSIONS}/{session_id}", body).json() == {}
    for again in (
        scripted.execute("one", session_id=session_id),
        scripted.as_admin("DELETE", f"{SESSIONS}/{session_id}", body),
    ):
        assert (again.status_code, again.json()["error_code"]) == (404, "NOT_FOUND")


def test_a_statement_without_session_has_its_own(scripted: ScriptedServer) -> None:
    scripted.execute("one", catalog="Samples")
    session = scripted.road.seen[-1].session
    assert (session.catalog, session.schema) == ("samples", "default")
    assert scripted.statements.sessions.of_warehouse(scripted.warehouse_id) == 0


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"session_confs": {"ansi_mode": "false"}}, 501, "NOT_IMPLEMENTED"),
        ({"session_confs": {"timezone": "Europe/Berlin"}}, 501, "NOT_IMPLEMENTED"),
        ({"session_confs": {"no_such_setting": "1"}}, 400, "INVALID_PARAMETER_VALUE"),
        ({"catalog": "nowhere"}, 404, "NOT_FOUND"),
    ],
)
def test_what_a_session_cannot_be_is_refused(
    scripted: ScriptedServer, fields: dict[str, Any], status: int, code: str
) -> None:
    answer = scripted.as_admin("POST", SESSIONS, fields)
    assert (answer.status_code, answer.json()["error_code"]) == (status, code)


def test_statements_and_sessions_belong_to_their_principal(scripted: ScriptedServer) -> None:
    stranger = scripted.api.as_(scripted.add_user("stranger@example.com"))
    statement_id = scripted.execute("forever", wait_timeout="0s").json()["statement_id"]
    finished = scripted.execute("one").json()["statement_id"]
    opened = scripted.as_admin("POST", SESSIONS, {}).json()["session_id"]
    for verb, path in (
        ("GET", f"{STATEMENTS}/{statement_id}"),
        ("GET", f"{STATEMENTS}/{finished}"),
        ("GET", f"{STATEMENTS}/{finished}/result/chunks/0"),
        ("POST", f"{STATEMENTS}/{statement_id}/cancel"),
        ("DELETE", f"{STATEMENTS}/{statement_id}"),
        ("DELETE", f"{SESSIONS}/{opened}"),
    ):
        answer = stranger.request(verb, path, json={})
        assert (answer.status_code, answer.json()["error_code"]) == (404, "NOT_FOUND"), path
    borrowed = {"warehouse_id": scripted.warehouse_id, "statement": "one", "session_id": opened}
    assert stranger.post(STATEMENTS, json=borrowed).status_code == 404
    assert scripted.get(statement_id).json()["status"]["state"] == "RUNNING"
    scripted.api.request("DELETE", f"{STATEMENTS}/{statement_id}")


def test_closing_gives_up_the_result(scripted: ScriptedServer) -> None:
    statement_id = scripted.execute("one").json()["statement_id"]
    path = f"{STATEMENTS}/{statement_id}"
    for _ in range(2):
        closed = scripted.as_admin("DELETE", path, {"statement_id": statement_id})
        assert (closed.status_code, closed.json()) == (200, {})
    assert scripted.get(statement_id).json() == {
        "statement_id": statement_id,
        "status": {"state": "CLOSED"},
    }
    chunk = scripted.api.get(f"{path}/result/chunks/0")
    assert (chunk.status_code, chunk.json()["error_code"]) == (400, "INVALID_STATE")
    running = scripted.execute("forever", wait_timeout="0s").json()["statement_id"]
    scripted.api.request("DELETE", f"{STATEMENTS}/{running}")
    assert scripted.until_over(running)["status"]["state"] in ("CLOSED", "CANCELED")
    assert running in scripted.road.stopped


def test_ids_that_were_never_given_are_unknown(scripted: ScriptedServer) -> None:
    given = scripted.execute("one").json()["statement_id"]
    changed = given[:-1] + ("0" if given[-1] != "0" else "1")
    for unknown in ("x", "00000000-0000-0000-0000-000000000000", changed, given.upper() + "a"):
        answer = scripted.get(unknown)
        assert (answer.status_code, answer.json()["error_code"]) == (404, "NOT_FOUND")


def test_what_nobody_asks_for_is_canceled(scripted: ScriptedServer) -> None:
    statement_id = scripted.execute("forever", wait_timeout="0s").json()["statement_id"]
    scripted.now += UNWATCHED_MS + 1
    scripted.statements.executions.sweep()
    status = scripted.until_over(statement_id)["status"]
    assert (status["state"], status["error"]["error_code"]) == ("CANCELED", "CANCELLED")
    assert "15 minutes" in status["error"]["message"]
