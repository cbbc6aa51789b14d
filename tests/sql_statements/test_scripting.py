"""SQL scripts, as Apache Spark 4.2 runs them; what it lacks, as the manual of Databricks says."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from databricks import sql
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.sql import StatementState

from tests.sql_statements.conftest import Sql

SCRIPTS = Path(__file__).with_name("scripts.sql")

ERRORS = {
    "BEGIN SELECT 1 END": "PARSE_SYNTAX_ERROR 42601",
    "BEGIN SELECT 1; END; SELECT 2": "PARSE_SYNTAX_ERROR 42601",
    "BEGIN\n SELECT 1;\n SELEC 2;\nEND": "PARSE_SYNTAX_ERROR 42601 line&3",
    "BEGIN\n SELECT 1;\n SELECT 1/0;\nEND": "DIVIDE_BY_ZERO 22012 line&3",
    "BEGIN SELECT 1; DECLARE x INT; END": "INVALID_VARIABLE_DECLARATION.ONLY_AT_BEGINNING 42K0M",
    "BEGIN DECLARE x INT; DECLARE x INT; END": "VARIABLE_ALREADY_EXISTS 42723",
    "BEGIN DECLARE a.x INT; END": "INVALID_VARIABLE_DECLARATION.QUALIFIED_LOCAL_VARIABLE 42K0M",
    "BEGIN DECLARE OR REPLACE x INT; END": (
        "INVALID_VARIABLE_DECLARATION.REPLACE_LOCAL_VARIABLE 42K0M"
    ),
    "BEGIN DROP TEMPORARY VARIABLE x; END": (
        "UNSUPPORTED_FEATURE.SQL_SCRIPTING_DROP_TEMPORARY_VARIABLE 0A000"
    ),
    "BEGIN LEAVE nope; END": "INVALID_LABEL_USAGE.DOES_NOT_EXIST 42K0L",
    "a: BEGIN ITERATE a; END": "INVALID_LABEL_USAGE.ITERATE_IN_COMPOUND 42K0L",
    "a: BEGIN SELECT 1; END b": "LABELS_MISMATCH 42K0L",
    "BEGIN SELECT 1; END b": "END_LABEL_WITHOUT_BEGIN_LABEL 42K0L",
    "a: BEGIN a: LOOP LEAVE a; END LOOP; END": "LABEL_OR_FOR_VARIABLE_ALREADY_EXISTS 42K0L",
    "session: BEGIN SELECT 1; END": "LABEL_OR_FOR_VARIABLE_NAME_FORBIDDEN 42K0L",
    "BEGIN SET nope = 1; END": "UNRESOLVED_VARIABLE 42883",
    "BEGIN IF NULL THEN SELECT 1; END IF; END": "INVALID_BOOLEAN_STATEMENT 22546",
    "BEGIN WHILE 5 DO SELECT 1; END WHILE; END": "INVALID_BOOLEAN_STATEMENT 22546",
    "BEGIN DECLARE x INT DEFAULT 'abc'; END": "CAST_INVALID_INPUT 22018",
    "BEGIN DECLARE v INT DEFAULT 1; EXECUTE IMMEDIATE 'SELECT v'; END": "UNRESOLVED_COLUMN 42703",
    "BEGIN DECLARE c CONDITION FOR SQLSTATE '00000'; END": "INVALID_SQLSTATE 428B3",
    "BEGIN DECLARE c CONDITION; DECLARE c CONDITION; END": "DUPLICATE_CONDITION_IN_SCOPE 42734",
    "BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION SELECT 1; DECLARE x INT; END": (
        "INVALID_HANDLER_DECLARATION.WRONG_PLACE_OF_DECLARATION 42K0Q"
    ),
    "BEGIN DECLARE c CONDITION FOR SQLSTATE '45678'; SIGNAL c SET MESSAGE_TEXT = 'hi'; END": (
        "[C] hi 45678"
    ),
    "BEGIN SIGNAL USER_RAISED_EXCEPTION SET MESSAGE_ARGUMENTS = map('errorMessage', 'boo'); END": (
        "USER_RAISED_EXCEPTION boo P0001"
    ),
    "BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION RESIGNAL; SELECT 1/0; END": "DIVIDE_BY_ZERO 22012",
    "BEGIN DECLARE c CURSOR FOR SELECT 1; END": "UNSUPPORTED_FEATURE 0A000",
    "BEGIN ATOMIC SELECT 1; END": "UNSUPPORTED_FEATURE 0A000",
    "BEGIN DECLARE x INT; CREATE TEMP VIEW z AS SELECT x AS n; END": (
        "INVALID_TEMP_OBJ_REFERENCE 42K0F"
    ),
    "BEGIN TRANSACTION": "UNSUPPORTED_FEATURE 0A000",
}


def cases() -> list[tuple[str, str]]:
    blocks = SCRIPTS.read_text().split("\n\n-- => ")[1:]
    pairs = [block.partition("\n") for block in blocks]
    return [(text.strip(), wanted) for wanted, _, text in pairs]


def test_a_script_answers_with_its_last_query(run: Sql) -> None:
    for text, wanted in cases():
        assert " ".join(str(value) for value in run(text)[0]) == wanted, text
    assert run("BEGIN DECLARE x INT; END") == []


def test_errors_have_their_class_state_and_line(run: Sql) -> None:
    for text, wanted in ERRORS.items():
        said = run.fails(text)
        words = [word.replace("&", " ") for word in wanted.split()]
        assert all(word in said for word in words), f"{text}: {said}"


def test_what_was_committed_stays(run: Sql, schema: str) -> None:
    said = run.fails(
        """BEGIN
          DECLARE name STRING DEFAULT 'kept';
          CREATE TABLE IDENTIFIER(name) (a INT);
          INSERT INTO IDENTIFIER('ke' || 'pt') VALUES (1), (2);
          CREATE TABLE made AS SELECT a + 10 AS a FROM kept;
          CREATE TABLE again AS SELECT a + 10 AS a FROM made;
          SELECT 1/0;
          DROP TABLE kept;
        END"""
    )
    assert "DIVIDE_BY_ZERO" in said
    assert run("SELECT a FROM kept UNION ALL SELECT a FROM again ORDER BY 1") == [
        (1,),
        (2,),
        (21,),
        (22,),
    ]


def test_many_rows_and_the_variables_of_the_session(run: Sql) -> None:
    run("DECLARE OR REPLACE seen BIGINT DEFAULT 0")
    rows = run(
        "BEGIN SET seen = seen + 1; SELECT id FROM range(200000); SET seen = session.seen + 1; END"
    )
    assert len(rows) == 200_000
    assert run.value("SELECT seen") == 2
    run("BEGIN DECLARE seen INT DEFAULT 9; SET seen = 10; SET session.seen = 7; END")
    assert run.value("SELECT seen") == 7


def test_parameters_stand_where_they_stood(run: Sql) -> None:
    text = "BEGIN DECLARE x INT DEFAULT ?; IF x > ? THEN SELECT x, ?; END IF; END"
    assert run(text, [5, 4, "z"]) == [(5, "z")]
    named = "BEGIN DECLARE x INT DEFAULT :a; SET x = x + :b; SELECT x, :a; END"
    assert run(named, {"a": 5, "b": 6}) == [(11, 5)]


@pytest.mark.parametrize("body", ["SET i = i + 1;", "SELECT count(*) FROM range(10);"])
def test_cancel_ends_a_loop(run: Sql, body: str) -> None:
    text = f"BEGIN DECLARE i BIGINT DEFAULT 0; WHILE true DO {body} END WHILE; END"
    with run.connection.cursor() as cursor:
        cursor.execute_async(text)
        cursor.cancel()
        until = time.monotonic() + 30
        while cursor.is_query_pending():
            assert time.monotonic() < until
        with pytest.raises(sql.Error):
            cursor.get_async_execution_result()
    assert run.value("SELECT 1") == 1


def test_the_timeout_is_that_of_the_whole_script(run: Sql) -> None:
    run("SET STATEMENT_TIMEOUT = 1")
    try:
        said = run.fails(
            "BEGIN DECLARE CONTINUE HANDLER FOR SQLEXCEPTION SELECT 'caught';"
            " WHILE true DO SELECT 1; END WHILE; END"
        )
    finally:
        run("RESET STATEMENT_TIMEOUT")
    assert "OPERATION_CANCELED" in said


def test_the_statement_api_runs_scripts(run: Sql, w: WorkspaceClient, schema: str) -> None:
    warehouse = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")

    def execute(text: str, **more: Any) -> Any:
        return w.statement_execution.execute_statement(text, str(warehouse.id), **more)

    done = execute("BEGIN DECLARE x INT DEFAULT 2; SELECT x AS two; END", wait_timeout="30s")
    assert done.status.state is StatementState.SUCCEEDED
    assert done.result.data_array == [["2"]]
    loop = execute("BEGIN WHILE true DO SELECT 1; END WHILE; END", wait_timeout="0s")
    w.statement_execution.cancel_execution(loop.statement_id)
    until = time.monotonic() + 30
    while w.statement_execution.get_statement(loop.statement_id).status.state in (
        StatementState.PENDING,
        StatementState.RUNNING,
    ):
        assert time.monotonic() < until


def test_each_statement_is_authorized_at_its_own_time(run: Sql, stranger: Sql, schema: str) -> None:
    run("CREATE TABLE secret AS SELECT 1 AS a")
    said = stranger.fails(
        f"BEGIN DECLARE x INT DEFAULT 1; SELECT x; SELECT * FROM main.{schema}.secret; END"
    )
    assert "INSUFFICIENT_PERMISSIONS" in said
    caught = stranger(
        "BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION SELECT 'denied';"
        f" SELECT a FROM main.{schema}.secret; END"
    )
    assert caught == [("denied",)]
