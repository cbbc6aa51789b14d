"""The catalog `system`: lineage, audit and history as tables, for admins and who they let in."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import PermissionDenied

from boathouse.sql.system_tables import TABLES
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.sql_statements.conftest import Sql

NAMES = [f"{schema}.{name}" for schema, tables in TABLES.items() for name in tables]


@pytest.mark.parametrize("name", NAMES)
def test_every_table_has_its_columns(run: Sql, name: str) -> None:
    schema, _, table = name.partition(".")
    run(f"SELECT * FROM system.{name} LIMIT 3")
    assert run.columns == tuple(column.name for column in TABLES[schema][table])
    described = {row[0]: row[1] for row in run(f"DESCRIBE TABLE system.{name}")}
    assert described["account_id"] == "string"


def test_they_are_listed(run: Sql, w: WorkspaceClient) -> None:
    assert {"access", "query", "information_schema"} <= {
        row[0] for row in run("SHOW SCHEMAS IN system")
    }
    assert [row[1] for row in run("SHOW TABLES IN system.access")] == [
        "audit",
        "column_lineage",
        "table_lineage",
    ]
    assert {one.name for one in w.tables.list("system", "query")} == {"history"}
    found = w.tables.get("system.access.audit")
    assert [column.name for column in found.columns or []][:2] == ["version", "event_time"]
    assert {one.name for one in w.schemas.list("system")} >= {"access", "query"}


def test_lineage(run: Sql, schema: str) -> None:
    run("CREATE TABLE t AS SELECT 1 AS a, 'x' AS b")
    run("CREATE VIEW v AS SELECT a, upper(b) AS big FROM t")
    run("CREATE TABLE made AS SELECT big FROM v")
    target = f"target_table_full_name = 'main.{schema}.made'"
    tables = run(
        "SELECT source_table_name, source_type, target_type, target_table_schema, created_by,"
        f" event_date FROM system.access.table_lineage WHERE {target} ORDER BY 1"
    )
    assert [row[:4] for row in tables] == [
        ("t", "TABLE", "TABLE", schema),
        ("v", "VIEW", "TABLE", schema),
    ]
    assert tables[0][5] == datetime.datetime.now(datetime.UTC).date()
    assert run(
        "SELECT source_table_name, source_column_name, target_column_name FROM"
        f" system.access.column_lineage WHERE {target} ORDER BY 1"
    ) == [("t", "b", "big"), ("v", "big", "big")]


def test_history(run: Sql) -> None:
    mark = uuid.uuid4().hex
    run(f"SELECT '{mark}'")
    found = run(
        "SELECT execution_status, statement_type, produced_rows, compute.type, executed_by,"
        " statement_text FROM system.query.history WHERE start_time >= current_timestamp() -"
        f" INTERVAL 1 HOUR AND statement_text = 'SELECT \\'{mark}\\''"
    )
    assert [row[:4] for row in found] == [("FINISHED", "SELECT", 1, "WAREHOUSE")]


def test_audit(run: Sql, api: Api) -> None:
    path = f"/Shared/{uuid.uuid4().hex}"
    answer = api.post("/api/2.0/workspace/mkdirs", json={"path": path})
    request_id = answer.headers["x-request-id"]
    found = run(
        "SELECT service_name, action_name, request_params['path'], response.status_code,"
        f" audit_level FROM system.access.audit WHERE request_id = '{request_id}'"
    )
    assert found == [("workspace", "mkdirs", path, 200, "WORKSPACE_LEVEL")]
    assert run(
        "SELECT count(*) FROM system.access.audit WHERE event_date >= current_date() - 1 AND"
        f" request_params['path'] = '{path}'"
    ) == [(1,)]
    assert run("SELECT count(*) FROM system.access.audit WHERE event_date < '2020-01-01'") == [(0,)]


def test_times_bound_what_is_made(run: Sql, api: Api, server: LiveServer) -> None:
    """What conditions on times leave out need not be made, and what they ask for is."""
    path = f"/Shared/{uuid.uuid4().hex}"
    api.post("/api/2.0/workspace/mkdirs", json={"path": path})
    count = f"SELECT count(*) FROM system.access.audit WHERE request_params['path'] = '{path}' AND "
    for condition, expected in (
        ("event_time BETWEEN current_timestamp() - INTERVAL 2 HOURS AND current_timestamp()", 1),
        ("event_time > date_sub(current_date(), 3)", 1),
        ("current_date() <= event_date", 1),
        ("event_date = current_date()", 1),
        ("CAST(event_time AS DATE) = current_date()", 1),
        ("date(event_time) < current_date() - INTERVAL 30 DAYS", 0),
        ("event_time < TIMESTAMP '2021-01-01 00:00:00'", 0),
        ("NOT event_time < TIMESTAMP '2021-01-01 00:00:00'", 1),
        ("(event_date < '2021-01-01' OR event_date > '2022-01-01')", 1),
        ("event_date > DATE '2999-01-01'", 0),
        ("workspace_id = 5", 0),
        ("service_name = 'WORKSPACE'", 0),
        ("service_name IN ('workspace', 'jobs')", 1),
    ):
        assert run(count + condition) == [(expected,)], condition


@pytest.mark.parametrize("name", NAMES)
def test_nobody_else_reads_them(stranger: Sql, other: Person, name: str) -> None:
    assert "INSUFFICIENT_PERMISSIONS" in stranger.fails(f"SELECT * FROM system.{name}")
    assert "INSUFFICIENT_PERMISSIONS" in stranger.fails(f"DESCRIBE TABLE system.{name}")
    with pytest.raises(PermissionDenied):
        other.w.tables.get(f"system.{name}")


def test_who_is_let_in_reads_all(
    run: Sql, api: Api, server: LiveServer, connect: Callable[[str], Sql]
) -> None:
    user = "auditor@example.com"
    theirs = connect(server.add_user(user))
    assert [row[0] for row in theirs("SHOW SCHEMAS IN system")] == ["information_schema"]
    for privilege in ("USE SCHEMA", "SELECT"):
        run(f"GRANT {privilege} ON SCHEMA system.access TO `{user}`")
    assert theirs.value("SELECT count(*) FROM system.access.audit") > 0
    assert len(theirs("SHOW TABLES IN system.access")) == 3
    assert "INSUFFICIENT_PERMISSIONS" in theirs.fails("SELECT * FROM system.query.history")
    run(f"REVOKE SELECT ON SCHEMA system.access FROM `{user}`")
    assert "INSUFFICIENT_PERMISSIONS" in theirs.fails("SELECT * FROM system.access.audit")


def test_nobody_changes_them(run: Sql, w: WorkspaceClient) -> None:
    for text in (
        "DROP SCHEMA system.access CASCADE",
        "DROP VIEW system.access.audit",
        "INSERT INTO system.access.audit SELECT * FROM system.access.audit",
        "CREATE TABLE system.access.mine (a INT)",
        "ALTER SCHEMA system.query OWNER TO `admin`",
    ):
        run.fails(text)
