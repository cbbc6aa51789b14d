"""Session variables, EXECUTE IMMEDIATE and IDENTIFIER, as Apache Spark 4.2 answers them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.sql_statements.conftest import Sql

VALUES: dict[str, Any] = {
    "INT DEFAULT 5": 5,
    "INT DEFAULT -5": -5,
    "BIGINT DEFAULT 9223372036854775807": 9223372036854775807,
    "TINYINT DEFAULT 1 + 1": 2,
    "STRING DEFAULT 'a' || \"'b\" ": "a'b",
    "= 'x\\\\y'": "x\\y",
    "DEFAULT true AND NOT false": True,
    "DOUBLE = 1.5e300": 1.5e300,
    "DECIMAL(10, 3) = 1.5": Decimal("1.500"),
    "DATE = '2020-02-29'": datetime.date(2020, 2, 29),
    "BINARY = X'00ff'": b"\x00\xff",
    "INT": None,
    "= upper(concat_ws('-', 'a', 'b'))": "A-B",
}

CHOSEN = """
SELECT v => 5
SELECT session.v, system.session.v, `V` => 5 5 5
SELECT v + 1, -v, v * 2 => 6 -5 10
SELECT v FROM VALUES (7) AS t(v) => 7
SELECT session.v FROM VALUES (7) AS t(v) => 5
SELECT (SELECT max(v) FROM VALUES (1) AS t(q)) => 5
SELECT q FROM VALUES (1) AS t(q) WHERE EXISTS (SELECT 1 FROM VALUES (2) AS u(w) WHERE v > 4) => 1
SELECT 1 AS v, v + 1 => 1 2
WITH c AS (SELECT 8 AS v) SELECT v FROM c => 8
SELECT count(*) FROM range(20) WHERE id < v => 5
SELECT max(id) FROM (SELECT id FROM range(20) ORDER BY id LIMIT v) => 4
SELECT max(id) FROM (SELECT id FROM range(20) UNION ALL SELECT 0 ORDER BY 1 LIMIT v) => 3
SELECT v, count(*) FROM range(3) GROUP BY v ORDER BY v => 5 3
SELECT sum(v) FROM range(3) => 15
SELECT transform(array(1, 2), v -> v + 1)[0] => 2
SELECT transform(array(1, 2), x -> x + v)[0] => 6
SELECT CASE WHEN v = 5 THEN 'five' ELSE 'other' END => five
SELECT v, col FROM explode(array(1)) => 5 1
SELECT v FROM explode(array(1)) AS t(v) => 1
SELECT x, v FROM (SELECT 1 AS a, 'k' AS k) PIVOT (sum(a) FOR k IN ('k' AS x)) => 1 5
SELECT v, e FROM range(1) LATERAL VIEW explode(array(1)) AS e => 5 1
"""


@pytest.fixture
def fresh(run: Sql) -> Sql:
    """The session, without the variables of other tests."""
    for name in ("v", "w", "a", "b", "s"):
        run(f"DROP TEMPORARY VARIABLE IF EXISTS {name}")
    return run


def test_a_variable_holds_what_it_is_declared_with(fresh: Sql) -> None:
    for declared, value in VALUES.items():
        fresh(f"DECLARE OR REPLACE VARIABLE v {declared}")
        assert fresh.value("SELECT v") == value, declared


def test_columns_win_then_aliases_then_variables(fresh: Sql) -> None:
    fresh("DECLARE v INT DEFAULT 5")
    for line in CHOSEN.strip().splitlines():
        query, _, wanted = line.partition(" => ")
        assert " ".join(str(value) for value in fresh(query)[0]) == wanted, query
    fresh("SELECT v, v + 1")
    assert fresh.columns == ("v", "(variablereference(system.session.v=5) + 1)")


def test_nested_values_stay_what_they_are(fresh: Sql) -> None:
    fresh("DECLARE v = named_struct('x', 1.5, 'y', array('a', NULL))")
    assert fresh("SELECT v.x, session.v.y[0], v.y[1]") == [(Decimal("1.5"), "a", None)]
    fresh("DECLARE OR REPLACE v = map('k', array(1, 2))")
    assert fresh.value("SELECT v['k'][1]") == 2
    fresh("DECLARE OR REPLACE v ARRAY<INT> = array()")
    assert fresh("SELECT size(v), typeof(v)") == [(0, "array<int>")]
    fresh("DECLARE OR REPLACE v = timestamp'2020-01-02 03:04:05.678901'")
    assert fresh.value("SELECT CAST(v AS STRING)") == "2020-01-02 03:04:05.678901"


def test_set_assigns_all_or_nothing(fresh: Sql) -> None:
    fresh("DECLARE a, b INT DEFAULT 3")
    fresh("SET VAR a = b + 1, b = a")
    assert fresh("SELECT a, b") == [(4, 3)]
    fresh("SET VARIABLE (a, session.b) = (SELECT 10, '20')")
    assert fresh("SELECT a, b") == [(10, 20)]
    assert "CAST_INVALID_INPUT" in fresh.fails("SET VAR a = 1, b = 'x'")
    assert fresh("SELECT a, b") == [(10, 20)]
    fresh("SET VAR (a, b) = (SELECT 1, 2 WHERE false)")
    assert fresh("SELECT a, b") == [(None, None)]
    fresh("SET VAR a = DEFAULT")
    assert fresh("SELECT a, b") == [(3, None)]


def test_errors_have_their_class_and_state(fresh: Sql) -> None:
    fresh("DECLARE v, s INT")
    for text, wanted in {
        "DECLARE v INT": "VARIABLE_ALREADY_EXISTS 42723",
        "DECLARE w": "INVALID_SQL_SYNTAX.VARIABLE_TYPE_OR_DEFAULT_REQUIRED 42000",
        "DECLARE w INT = nope": "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION 42703",
        "DECLARE w INT = (SELECT 1)": "INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION 42623",
        "DECLARE w, w INT": "DUPLICATE_VARIABLE_NAME_INSIDE_DECLARE 42734",
        "DECLARE nope.w INT": "UNRESOLVED_VARIABLE 42883",
        "DECLARE w INT = 'x'": "CAST_INVALID_INPUT 22018",
        "DROP TEMPORARY VARIABLE w": "VARIABLE_NOT_FOUND 42883",
        "SET VAR w = 1": "UNRESOLVED_VARIABLE 42883",
        "SET VAR (v, v) = (SELECT 1, 2)": "DUPLICATE_ASSIGNMENTS 42701",
        "SET VAR (v, s) = (SELECT 1)": "ASSIGNMENT_ARITY_MISMATCH 42802",
        "SET VAR (v, s) = (SELECT id, 1 FROM range(2))": "ROW_SUBQUERY_TOO_MANY_ROWS 21000",
        "SELECT session.nope": "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION 42703",
        "SELECT 1 LIMIT v": "INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL 42K0E",
        "CREATE VIEW z AS SELECT v AS n": "INVALID_TEMP_OBJ_REFERENCE 42K0F",
        "CACHE TABLE z": "UNSUPPORTED_FEATURE 0A000",
    }.items():
        said = fresh.fails(text)
        assert all(word in said for word in wanted.split()), f"{text}: {said}"
    assert fresh("SELECT v, s") == [(None, None)]


def test_variables_in_writes_and_views(fresh: Sql, schema: str) -> None:
    fresh("DECLARE v INT DEFAULT 5")
    fresh("CREATE TABLE t (id INT, n STRING)")
    fresh("INSERT INTO t VALUES (v, 'a'), (v + 1, 'b')")
    fresh("UPDATE t SET n = CAST(v AS STRING) WHERE id = v")
    fresh(
        "MERGE INTO t USING (SELECT v + 1 AS k) s ON t.id = s.k WHEN MATCHED THEN UPDATE SET id = v"
    )
    assert fresh("SELECT id, n FROM t ORDER BY n") == [(5, "5"), (5, "b")]
    fresh("REFRESH TABLE t")
    fresh("DELETE FROM t WHERE n = CAST(v AS STRING)")
    fresh("CREATE TABLE u AS SELECT *, v AS w FROM t")
    assert fresh("SELECT * FROM u") == [(5, "b", 5)]
    fresh("CREATE FUNCTION plus(x INT) RETURNS INT RETURN x + 1")
    assert fresh("SELECT plus(v)") == [(6,)]
    assert "INVALID_TEMP_OBJ_REFERENCE" in fresh.fails(
        "CREATE FUNCTION seen(x INT) RETURNS INT RETURN x + v"
    )
    fresh("CREATE TEMP VIEW temporary AS SELECT v + 1 AS n")
    fresh("SET VAR v = 7")
    assert fresh.value("SELECT n FROM temporary") == 8
    fresh("DROP VIEW temporary")
    # A stored view sees nobody's variables.
    fresh("CREATE VIEW stored AS SELECT id FROM t")
    assert "UNRESOLVED_COLUMN" in fresh.fails("SELECT id FROM (SELECT nope FROM stored)")


def test_variables_are_their_session_s(fresh: Sql, stranger: Sql) -> None:
    fresh("DECLARE v INT DEFAULT 5")
    assert "UNRESOLVED_COLUMN" in stranger.fails("SELECT v")
    assert "UNRESOLVED_VARIABLE" in stranger.fails("SET VAR v = 1")


def test_execute_immediate(fresh: Sql) -> None:
    fresh("DECLARE a, b INT")
    fresh("DECLARE s = 'SELECT ? + :v'")
    assert fresh("EXECUTE IMMEDIATE 'SELECT ? - ?' USING 5, 2") == [(3,)]
    assert fresh("EXECUTE IMMEDIATE 'SELECT :x - :y' USING (2 AS y, 5 AS x)") == [(3,)]
    fresh("EXECUTE IMMEDIATE 'SELECT id, 2 * id FROM range(9) WHERE id = ?' INTO a, b USING 4")
    assert fresh("SELECT a, b") == [(4, 8)]
    assert fresh("EXECUTE IMMEDIATE 'SELECT :a + b' USING a") == [(12,)]
    fresh("EXECUTE IMMEDIATE 'SELECT 1 WHERE false' INTO a")
    assert fresh.value("SELECT a") is None
    fresh("EXECUTE IMMEDIATE 'CREATE TABLE ' || 't (c STRING)'")
    injected = "'); DROP TABLE t; --"
    fresh("DECLARE OR REPLACE s = :text", {"text": injected})
    fresh("EXECUTE IMMEDIATE 'INSERT INTO t VALUES (?)' USING s")
    assert fresh("SELECT c FROM t") == [(injected,)]
    fresh("EXECUTE IMMEDIATE 'SET VAR a = ?' USING 17")
    assert fresh.value("SELECT a") == 17
    for text, wanted in {
        "EXECUTE IMMEDIATE \"EXECUTE IMMEDIATE 'SELECT 1'\"": "NESTED_EXECUTE_IMMEDIATE 07501",
        "EXECUTE IMMEDIATE 'BEGIN SELECT 1; END'": "SQL_SCRIPT_IN_EXECUTE_IMMEDIATE 07501",
        "EXECUTE IMMEDIATE 'SET VAR a = 1' INTO b": "INVALID_STATEMENT_FOR_EXECUTE_INTO 07501",
        "EXECUTE IMMEDIATE 5": "INVALID_EXPR_TYPE_FOR_QUERY_EXECUTE_IMMEDIATE 42K09",
        "EXECUTE IMMEDIATE CAST(NULL AS STRING)": "NULL_QUERY_STRING_EXECUTE_IMMEDIATE 22004",
        "EXECUTE IMMEDIATE ''": "PARSE_EMPTY_STATEMENT 42617",
        "EXECUTE IMMEDIATE 'SELEC 1'": "PARSE_SYNTAX_ERROR 42601",
        "EXECUTE IMMEDIATE 'SELECT 1; SELECT 2'": "PARSE_SYNTAX_ERROR 42601",
        "EXECUTE IMMEDIATE 'SELECT ?, :x' USING 1": "INVALID_QUERY_MIXED_QUERY_PARAMETERS 42613",
        "EXECUTE IMMEDIATE 'SELECT :x' USING 1": "ALL_PARAMETERS_MUST_BE_NAMED 07001",
        "EXECUTE IMMEDIATE 'SELECT ?'": "UNBOUND_SQL_PARAMETER 42P02",
        "EXECUTE IMMEDIATE 'SELECT :x' USING 1 AS x, 2 AS x": (
            "EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES 42701"
        ),
        "EXECUTE IMMEDIATE 'SELECT ?' USING (SELECT 1)": "UNSUPPORTED_EXPR_FOR_PARAMETER 42K0E",
        "EXECUTE IMMEDIATE 'SELECT 1' INTO nope": "UNRESOLVED_VARIABLE 42883",
        "EXECUTE IMMEDIATE 'SELECT 1, 2' INTO a": "ASSIGNMENT_ARITY_MISMATCH 42802",
        "EXECUTE IMMEDIATE 'SELECT id FROM range(2)' INTO a": "ROW_SUBQUERY_TOO_MANY_ROWS 21000",
    }.items():
        said = fresh.fails(text)
        assert all(word in said for word in wanted.split()), f"{text}: {said}"


def test_identifier_names_what_a_statement_is_about(fresh: Sql, schema: str) -> None:
    full = f"main.{schema}.named"
    fresh("DECLARE s = ''")
    fresh(f"SET VAR s = '{full}'")
    fresh("CREATE TABLE IDENTIFIER(s) (id INT, IDENTIFIER('`odd name`') STRING)")
    fresh("INSERT INTO IDENTIFIER(s) VALUES (1, 'a'), (2, 'b')")
    assert fresh("SELECT `odd name` FROM named ORDER BY id") == [("a",), ("b",)]
    fresh("ALTER TABLE IDENTIFIER(s) ADD COLUMN IDENTIFIER('n') INT")
    fresh(
        "UPDATE IDENTIFIER(:t) SET IDENTIFIER(:c) = 3 WHERE id = :id",
        {"t": full, "c": "n", "id": 1},
    )
    assert fresh(
        f"SELECT IDENTIFIER('n') FROM IDENTIFIER('main' || '.{schema}.' || 'named') ORDER BY 1"
    ) == [
        (None,),
        (3,),
    ]
    assert fresh.value("SELECT IDENTIFIER('t.id') + 1 FROM IDENTIFIER(s) t WHERE t.n = 3") == 2
    assert fresh.value("SELECT IDENTIFIER('up' || lower('PER'))('x')") == "X"
    assert (
        fresh.value(
            "SELECT count(*) FROM IDENTIFIER(concat_ws('.', 'main', current_schema(), 'named'))"
        )
        == 2
    )
    assert [row[0] for row in fresh("DESCRIBE IDENTIFIER(s)")] == ["id", "odd name", "n"]
    assert len(fresh("SHOW COLUMNS IN IDENTIFIER(s)")) == 3
    assert ("named",) in [row[1:2] for row in fresh(f"SHOW TABLES IN IDENTIFIER('main.{schema}')")]
    fresh("USE CATALOG IDENTIFIER('main')")
    fresh(f"USE SCHEMA IDENTIFIER('{schema}')")
    fresh(f"USE IDENTIFIER('main.{schema}')")
    assert fresh.value("SELECT current_schema()") == schema
    fresh("DROP TABLE IDENTIFIER(s)")
    assert "TABLE_OR_VIEW_NOT_FOUND" in fresh.fails("SELECT * FROM IDENTIFIER(s)")
    for text, wanted in {
        "SELECT * FROM IDENTIFIER(NULL)": "NOT_A_CONSTANT_STRING.NULL 42601",
        "SELECT * FROM IDENTIFIER(5)": "NOT_A_CONSTANT_STRING.WRONG_TYPE 42601",
        "SELECT IDENTIFIER(rand())": "NOT_A_CONSTANT_STRING.NOT_CONSTANT 42601",
        "SELECT IDENTIFIER((SELECT 'a'))": "NOT_A_CONSTANT_STRING.NOT_CONSTANT 42601",
        "SELECT IDENTIFIER(c) FROM VALUES ('x') AS t(c)": "NOT_A_CONSTANT_STRING 42601",
        "SELECT * FROM IDENTIFIER('a b')": "PARSE_SYNTAX_ERROR 42601",
        "SELECT * FROM IDENTIFIER('t; DROP TABLE u')": "PARSE_SYNTAX_ERROR 42601",
        "SELECT * FROM IDENTIFIER('')": "PARSE_EMPTY_STATEMENT 42617",
        "SELECT * FROM IDENTIFIER('a.b.c.d')": "IDENTIFIER_TOO_MANY_NAME_PARTS 42601",
    }.items():
        said = fresh.fails(text)
        assert all(word in said for word in wanted.split()), f"{text}: {said}"
