"""No SQL text and no Thrift body, however long, deep or broken, takes the server down.

Each text is answered, with rows or with an error that says what is wrong with it; afterwards the
same server and the same engine answer the next one.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from databricks.sql.thrift_api.TCLIService import ttypes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faults.statements import connected, engines, rows
from tests.live import Api, LiveServer
from tests.services.warehouses import starter
from tests.sql_wire.raw import V8, message

MIB = 1 << 20
MANY = 100_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A workspace that nobody else needs afterwards."""
    live = LiveServer(tmp_path_factory.mktemp("texts"), rate_limit=0)
    yield live
    live.stop()
    live.end_engines()


@pytest.fixture(scope="module")
def api(server: LiveServer) -> Api:
    return Api(server.address, server.token)


@pytest.fixture(scope="module")
def warehouse(api: Api) -> str:
    return str(starter(api)["id"])


@pytest.fixture(scope="module")
def engine(server: LiveServer, api: Api) -> Iterator[int]:
    """The engine, which is the same one at the end."""
    with connected(api) as connection:
        rows(connection, "SELECT 1")
        (found,) = engines(server.data_dir)
        yield found
        assert rows(connection, "SELECT 2") == [(2,)]
    assert engines(server.data_dir) == [found]


def answered(api: Api, warehouse: str, text: str, seconds: int = 50) -> dict[str, Any]:
    """How a statement ended. It ends within the time, or is canceled then."""
    body = {"warehouse_id": warehouse, "statement": text, "on_wait_timeout": "CANCEL"}
    answer = api.post(
        "/api/2.0/sql/statements", json={**body, "wait_timeout": f"{seconds}s"}, timeout=90
    )
    found: dict[str, Any] = answer.json()
    if answer.status_code == 400:
        return {"status": {"state": "FAILED", "error": found}}
    assert answer.status_code == 200, answer.text
    return found


def message_of(found: dict[str, Any]) -> str:
    return str(found["status"].get("error", {}).get("message", ""))


TOO_DEEP = {
    "brackets": "SELECT " + "(" * 10_000 + "1" + ")" * 10_000,
    "calls": "SELECT " + "abs(" * 10_000 + "1" + ")" * 10_000,
    "queries": "SELECT * FROM " + "(SELECT * FROM " * 10_000 + "range(1)" + ")" * 10_000,
    "arrays": "SELECT " + "[" * 10_000 + "]" * 10_000,
    "types": "SELECT CAST(NULL AS " + "ARRAY<" * 10_000 + "INT" + ">" * 10_000 + ")",
    "cases": "SELECT " + "CASE WHEN true THEN " * MANY + "1" + " END" * MANY,
    "nots": "SELECT " + "NOT " * MANY + "true",
    "signs": "SELECT " + "- " * MANY + "1",
}
BROKEN = {
    "nothing": "",
    "a NUL": "SELECT '\0'",
    "a NUL after the end": "SELECT 1\0",
    "an open string": "SELECT 'a",
    "an open string of escapes": "SELECT " + "'\\" * 500_000,
    "an open comment": "SELECT 1 /* /* */",
    "open comments": "SELECT " + "/*" * 500_000,
    "semicolons": ";" * MANY,
    "closing brackets": "SELECT " + ")" * MANY,
    "half a pair": "SELECT \udc80",
    "too long": "SELECT '" + "a" * (16 * MIB) + "'",
    "too many words": "SELECT " + "1," * 2_000_000 + "1",
    "no statement": "word " * MANY,
}


@pytest.mark.parametrize("name", [*TOO_DEEP, *BROKEN])
def test_a_text_that_cannot_be_read(api: Api, warehouse: str, engine: int, name: str) -> None:
    found = answered(api, warehouse, {**TOO_DEEP, **BROKEN}[name])
    assert found["status"]["state"] == "FAILED"
    assert message_of(found), found
    if name in TOO_DEEP:
        assert "nested too deeply" in message_of(found)


@pytest.mark.parametrize("over", [0, 1])
def test_the_longest_text(api: Api, warehouse: str, engine: int, over: int) -> None:
    """16 MiB are read, and one byte more is not."""
    text = "SHOW SCHEMAS IN samples -- "
    found = answered(api, warehouse, text + "a" * (16 * MIB - len(text) + over))
    assert found["status"]["state"] == ("FAILED" if over else "SUCCEEDED")
    assert not over or "16 MiB" in message_of(found)


def test_a_text_that_the_engine_cannot_take(api: Api, warehouse: str, engine: int) -> None:
    """The engine's own limit is lower, and is told of."""
    for size in (3 * MIB, 5 * MIB, 15 * MIB):
        found = answered(api, warehouse, f"SELECT length('{'a' * size}')")
        if size < 4 * MIB:
            assert found["result"]["data_array"] == [[str(size)]], message_of(found)
        else:
            assert "UNSUPPORTED_FEATURE" in message_of(found)


WIDE = {
    "columns": "SELECT " + ", ".join(f"1 AS c{i}" for i in range(2000)),
    "ands": "SELECT 1 WHERE " + " AND ".join(["1 = 1"] * 500),
    "ors": "SELECT 1 WHERE " + " OR ".join(["1 = 1"] * 500),
    "in": "SELECT 1 WHERE 1 IN (" + ", ".join(map(str, range(1000))) + ")",
    "values": "SELECT 1 FROM VALUES " + ", ".join(f"({i})" for i in range(1000)) + " LIMIT 1",
    "union": "SELECT * FROM (" + " UNION ALL ".join(["SELECT 1"] * 100) + ") LIMIT 1",
    "case": "SELECT CASE " + "WHEN false THEN 1 " * 1000 + "ELSE 1 END",
    "brackets": "SELECT " + "(" * 200 + "1" + ")" * 200,
    "comments": "SELECT 1 " + "/* " * 1000 + "*/ " * 1000,
    "common": "WITH c0 AS (SELECT 1 AS a), "
    + ", ".join(f"c{i} AS (SELECT * FROM c{i - 1})" for i in range(1, 50))
    + " SELECT * FROM c49",
}


@pytest.mark.parametrize("name", WIDE)
def test_a_text_that_is_wide(api: Api, warehouse: str, engine: int, name: str) -> None:
    found = answered(api, warehouse, WIDE[name])
    assert found["status"]["state"] == "SUCCEEDED", message_of(found)
    assert found["result"]["data_array"][0][0] == "1"


NAMES = ["ä", "表", "😀", "a b", "a.b", "a`b", "a\tb", "\u202e", "'", "$", "ﬀ", "İ", "e\u0301"]


def test_names_in_any_script(api: Api, engine: int) -> None:
    with connected(api) as connection:
        rows(connection, "CREATE SCHEMA IF NOT EXISTS main.scripts")
        quoted = ["`" + name.replace("`", "``") + "`" for name in NAMES]
        selected = ", ".join(f"{number} AS {name}" for number, name in enumerate(quoted))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {selected}")
            assert [column[0] for column in cursor.description] == NAMES
            assert tuple(cursor.fetchall()[0]) == tuple(range(len(NAMES)))


class Thrift:
    """A client that sends bytes."""

    def __init__(self, api: Api, warehouse: str) -> None:
        self._url = f"{api.address}/sql/1.0/warehouses/{warehouse}"
        self._headers = {
            "authorization": f"Bearer {api.token}",
            "content-type": "application/x-thrift",
        }

    def status(self, body: bytes) -> int:
        answer = requests.post(self._url, data=body, headers=self._headers, timeout=30)
        return int(answer.status_code)


OPEN = message("OpenSession", ttypes.TOpenSessionReq(client_protocol_i64=V8))
EXECUTE = message(
    "ExecuteStatement",
    ttypes.TExecuteStatementReq(
        sessionHandle=ttypes.TSessionHandle(
            sessionId=ttypes.THandleIdentifier(guid=b"g" * 16, secret=b"s" * 16)
        ),
        statement="SELECT 1",
        confOverlay={"a": "b"},
        parameters=[ttypes.TSparkParameter(name="p", type="INT")],
    ),
)


@pytest.fixture(scope="module")
def thrift(api: Api, warehouse: str) -> Thrift:
    return Thrift(api, warehouse)


@pytest.mark.parametrize("body", [OPEN, EXECUTE], ids=["open", "execute"])
def test_a_thrift_body_cut_short(thrift: Thrift, body: bytes) -> None:
    assert {thrift.status(body[:end]) for end in range(len(body))} == {400}


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_thrift_body_with_other_bytes(thrift: Thrift, data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from([OPEN, EXECUTE])))
    for _ in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    assert thrift.status(bytes(body)) < 500


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200))
def test_a_thrift_body_of_any_bytes(thrift: Thrift, body: bytes) -> None:
    head = struct.pack(">Ii", 0x80010001, 11) + b"OpenSession" + struct.pack(">i", 1)
    assert thrift.status(body) == 400
    assert thrift.status(head + body) < 500


def test_a_statement_that_is_not_utf_8(thrift: Thrift) -> None:
    assert thrift.status(EXECUTE.replace(b"SELECT 1", b"SELECT \xff")) < 500


WORDS = (
    "SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT WITH AS UNION ALL VALUES TABLE range(3) id 1 0"
    " 'a' '' NULL ( ) , . * + - / % || = <> < > -> => :: [ ] { } ? :p @ # ` \" ' /* */ -- \n ;"
    " CASE WHEN THEN ELSE END CAST INT STRING ARRAY<INT> INSERT INTO OVERWRITE UPDATE SET DELETE"
    " MERGE USING ON MATCHED CREATE OR REPLACE VIEW SCHEMA DROP ALTER DESCRIBE SHOW TABLES USE"
    " EXPLAIN PIVOT QUALIFY LATERAL EXPLODE TABLESAMPLE main default main.default.nothing samples"
    " IDENTIFIER read_files COMMENT TRUNCATE OPTIMIZE VACUUM DESC HISTORY VERSION OF |> EXTEND ä 😀"
).split(" ")


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(
        st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join),
        st.lists(st.sampled_from(WORDS), max_size=12).map(lambda w: "SELECT " + " ".join(w)),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    )
)
def test_any_text_is_answered(api: Api, warehouse: str, engine: int, text: str) -> None:
    found = answered(api, warehouse, text, 20)
    assert found["status"]["state"] in ("SUCCEEDED", "FAILED")
    assert found["status"].get("error", {}).get("error_code") != "INTERNAL_ERROR", found
    assert "The server failed" not in message_of(found), found
