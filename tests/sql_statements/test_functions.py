"""Functions of users: SQL ones in place of their calls, and what they may not be."""

from __future__ import annotations

import pytest

from tests.sql_statements.conftest import Sql


@pytest.fixture
def data(run: Sql) -> Sql:
    run("CREATE TABLE cust (id INT, name STRING)")
    run("INSERT INTO cust VALUES (1, 'ann'), (2, 'bob')")
    run("CREATE TABLE ord (oid INT, id INT, v DOUBLE)")
    run("INSERT INTO ord VALUES (10, 1, 1.5), (11, 2, 2.5), (12, 3, 3)")
    run("CREATE FUNCTION area(x DOUBLE, y DOUBLE DEFAULT 2.0) RETURNS DOUBLE RETURN x * y")
    run("CREATE FUNCTION twice(x INT) RETURNS INT RETURN x + x -- doubled")
    run(
        "CREATE FUNCTION cname(p INT) RETURNS STRING COMMENT 'a name'"
        " RETURN (SELECT max(name) FROM cust WHERE cust.id = p)"
    )
    return run


def test_arguments(data: Sql, schema: str) -> None:
    assert data(f"SELECT area(3), {schema}.area(1, 2), area(y => 4, x => 5)") == [(6, 2, 20)]
    assert data.columns[:2] == (f"main.{schema}.area(3)", f"main.{schema}.area(1, 2)")
    assert data("SELECT ?, twice(?), twice(twice(?))", [1, 2, 3]) == [(1, 4, 12)]
    assert data("SELECT twice(:a)", {"a": 5}) == [(10,)]
    assert data.value("SELECT system.builtin.abs(-3) + builtin.abs(-4)") == 7
    assert data.value("SELECT transform(array(1, 2), x -> twice(x))[1]") == 4
    assert data.value("SELECT twice(NULL)") is None
    assert "CAST_INVALID_INPUT" in data.fails("SELECT twice('a')")
    assert "ARITHMETIC_OVERFLOW" in data.fails("SELECT twice(2000000000)")


REFUSED = [
    ("SELECT area(1, 2, 3)", "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "42605"),
    ("SELECT area()", "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "42605"),
    ("SELECT area(z => 1, x => 2)", "UNRECOGNIZED_PARAMETER_NAME", "4274K"),
    ("SELECT area(x => 2, 3)", "UNEXPECTED_POSITIONAL_ARGUMENT", "4274K"),
    (
        "SELECT area(2, x => 3)",
        "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.BOTH_POSITIONAL_AND_NAMED",
        "4274K",
    ),
    ("SELECT nofun(1)", "UNRESOLVED_ROUTINE", "42883"),
    ("SELECT main.default.nofun(1)", "UNRESOLVED_ROUTINE", "42883"),
    ("SELECT * FROM area(1, 2)", "NOT_A_TABLE_FUNCTION", "42887"),
    ("SELECT twice(CAST(rand() AS INT))", "UNSUPPORTED_FEATURE", "0A000"),
    ("CREATE FUNCTION area() RETURN 1", "ROUTINE_ALREADY_EXISTS", "42723"),
    ("DROP FUNCTION nofun", "ROUTINE_NOT_FOUND", "42883"),
    ("DROP TEMPORARY FUNCTION nofun", "ROUTINE_NOT_FOUND", "42883"),
    ("DESCRIBE FUNCTION nofun", "UNRESOLVED_ROUTINE", "42883"),
    ("CREATE FUNCTION b(x INT) RETURN y + 1", "UNRESOLVED_COLUMN.WITH_SUGGESTION", "42703"),
    ("CREATE FUNCTION b(x INT, x INT) RETURN x", "DUPLICATE_ROUTINE_PARAMETER_NAMES", "42734"),
    (
        "CREATE FUNCTION b(x INT) RETURN sum(x)",
        "USER_DEFINED_FUNCTIONS.CANNOT_CONTAIN_COMPLEX_FUNCTIONS",
        "42601",
    ),
    ("CREATE FUNCTION b() RETURN SELECT a FROM nope", "TABLE_OR_VIEW_NOT_FOUND", "42P01"),
    (
        "CREATE FUNCTION b() RETURNS INT RETURN SELECT 1, 2",
        "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN",
        "42823",
    ),
    (
        "CREATE FUNCTION b(x INT DEFAULT 1, y INT) RETURN x",
        "USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_PARAMETER_POSITION",
        "42601",
    ),
    (
        "CREATE FUNCTION b(x INT DEFAULT (SELECT 1)) RETURN x",
        "USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_EXPRESSION",
        "42601",
    ),
    (
        "CREATE FUNCTION b(x INT NOT NULL) RETURN x",
        "USER_DEFINED_FUNCTIONS.NOT_NULL_ON_FUNCTION_PARAMETERS",
        "42601",
    ),
    (
        "CREATE FUNCTION b(x INT) RETURNS TABLE(a INT) RETURN SELECT x, 2",
        "USER_DEFINED_FUNCTIONS.RETURN_COLUMN_COUNT_MISMATCH",
        "42601",
    ),
    (
        "CREATE FUNCTION b(x INT) RETURNS TABLE(a INT) RETURN x",
        "USER_DEFINED_FUNCTIONS.SQL_TABLE_UDF_BODY_MUST_BE_A_QUERY",
        "42601",
    ),
    (
        "CREATE FUNCTION b() RETURNS INT CONTAINS SQL RETURN SELECT max(id) FROM cust",
        "INVALID_SQL_FUNCTION_DATA_ACCESS",
        "42K0E",
    ),
    ("CREATE TEMPORARY FUNCTION a.b() RETURN 1", "INVALID_TEMP_OBJ_QUALIFIER", "42602"),
    (
        "CREATE OR REPLACE FUNCTION IF NOT EXISTS b() RETURN 1",
        "INVALID_SQL_SYNTAX.CREATE_ROUTINE_WITH_IF_NOT_EXISTS_AND_REPLACE",
        "42000",
    ),
    ("CREATE FUNCTION b(x INT) RETURN", "PARSE_SYNTAX_ERROR", "42601"),
    ("CREATE FUNCTION b(x INT) RETURN x FROM cust", "PARSE_SYNTAX_ERROR", "42601"),
    ("CREATE FUNCTION b(x INT) RETURN b(x)", "UNRESOLVED_ROUTINE", "42883"),
    (
        "CREATE OR REPLACE FUNCTION twice(x INT) RETURN twice(x)",
        "CYCLIC_FUNCTION_REFERENCE",
        "42887",
    ),
]


def test_refused(data: Sql) -> None:
    for text, error, state in REFUSED:
        found = data.fails(text)
        assert f"[{error}]" in found, text
        assert f"SQLSTATE: {state}" in found, text
    assert data.value("SELECT twice(2)") == 4
    assert len(data("SHOW USER FUNCTIONS")) == 3


def test_bodies_with_queries(data: Sql) -> None:
    """The argument is never taken for a column of what the body reads."""
    assert data("SELECT oid, cname(id) FROM ord ORDER BY oid") == [
        (10, "ann"),
        (11, "bob"),
        (12, None),
    ]
    assert data("SELECT id, cname(id) FROM cust ORDER BY id") == [(1, "ann"), (2, "bob")]
    assert data("SELECT a.oid, cname(a.id) FROM ord a JOIN cust b ON a.id = b.id ORDER BY 1") == [
        (10, "ann"),
        (11, "bob"),
    ]
    assert "UNSUPPORTED_FEATURE" in data.fails("SELECT cname(id) FROM ord JOIN cust USING (id)")
    assert "UNSUPPORTED_FEATURE" in data.fails("SELECT cname(max(id)) FROM ord")
    assert data("SELECT twice(sum(id)), sum(twice(id)) FROM ord") == [(12, 12)]


def test_in_every_statement(data: Sql, schema: str) -> None:
    data("UPDATE ord SET v = area(v, 10) WHERE twice(oid) = 20")
    assert data.value("SELECT v FROM ord WHERE oid = 10") == 15
    data("INSERT INTO ord SELECT twice(id), id, area(1) FROM cust")
    data(
        "MERGE INTO ord USING (SELECT 11 AS k) s ON oid = k"
        " WHEN MATCHED THEN UPDATE SET v = area(k)"
    )
    data("CREATE TABLE made AS SELECT twice(id) AS i, area(v) AS a FROM ord")
    assert data("SELECT * FROM made ORDER BY i, a") == [(2, 4), (2, 30), (4, 4), (4, 44), (6, 6)]
    data("DELETE FROM ord WHERE cname(id) = 'ann'")
    data("CREATE VIEW names AS SELECT oid, cname(id) AS n FROM ord")
    data("USE main.default")
    assert data(f"SELECT * FROM {schema}.names ORDER BY 1") == [(4, "bob"), (11, "bob"), (12, None)]
    assert data(f"WITH q AS (SELECT {schema}.twice(3) AS t) SELECT {schema}.twice(t) FROM q") == [
        (12,)
    ]


def test_table_functions(data: Sql) -> None:
    data(
        "CREATE FUNCTION named(n STRING) RETURNS TABLE(id BIGINT, name STRING COMMENT 'c')"
        " RETURN SELECT id, name FROM cust WHERE cust.name LIKE n"
    )
    assert data("SELECT * FROM named('a%')") == [(1, "ann")]
    assert data("SELECT x.n FROM named('%') AS x(i, n) JOIN ord ON ord.id = x.i ORDER BY 1") == [
        ("ann",),
        ("bob",),
    ]
    data(
        "CREATE FUNCTION two(n INT) RETURNS TABLE"
        " RETURN SELECT n AS a, 'x' AS b UNION ALL SELECT n + 1, 'y'"
    )
    assert data("SELECT two.a, b FROM two(3) ORDER BY 1") == [(3, "x"), (4, "y")]
    assert "[NOT_A_SCALAR_FUNCTION]" in data.fails("SELECT two(1)")
    data("CREATE FUNCTION top(n INT) RETURNS INT RETURN SELECT max(a) FROM two(top.n)")
    assert data.value("SELECT top(5)") == 6


def test_temporary(data: Sql, stranger: Sql) -> None:
    data("CREATE TEMPORARY FUNCTION tmp(x INT) RETURNS INT RETURN twice(x) + 1")
    assert data("SELECT tmp(1), session.tmp(2)") == [(3, 5)]
    assert data.columns[0] == "tmp(1)"
    assert "[ROUTINE_ALREADY_EXISTS]" in data.fails("CREATE TEMP FUNCTION tmp() RETURN 1")
    for text in ("CREATE VIEW w AS SELECT tmp(1)", "CREATE FUNCTION w() RETURN tmp(1)"):
        assert "[INVALID_TEMP_OBJ_REFERENCE]" in data.fails(text)
    assert "[UNRESOLVED_ROUTINE]" in stranger.fails("SELECT session.tmp(1)")
    data("DROP TEMPORARY FUNCTION tmp")
    assert "[UNRESOLVED_ROUTINE]" in data.fails("SELECT tmp(1)")


def test_names(data: Sql, schema: str) -> None:
    """Databricks' own win where the name stands alone; a body means what it meant when made."""
    data("CREATE FUNCTION abs(x INT) RETURNS INT RETURN -100")
    assert data(f"SELECT abs(-4), {schema}.abs(-4)") == [(4, -100)]
    data("CREATE FUNCTION deep(x INT) RETURNS INT RETURN twice(x) + (SELECT count(*) FROM cust)")
    data("USE main.default")
    assert data.value(f"SELECT {schema}.deep(1)") == 4


def test_owners_rights(data: Sql, stranger: Sql, schema: str) -> None:
    """Who may execute a function reads through it what its owner may read, and nothing else."""
    data("CREATE SCHEMA main.theirs")
    try:
        data(f"CREATE FUNCTION main.theirs.f(p INT) RETURNS STRING RETURN {schema}.cname(p)")
        data(f"CREATE FUNCTION main.theirs.g() RETURNS TABLE RETURN SELECT * FROM {schema}.cust")
        assert "INSUFFICIENT" in stranger.fails("SELECT main.theirs.f(1)")
        data("GRANT USE CATALOG ON CATALOG main TO `other@example.com`")
        rights = "USE SCHEMA, EXECUTE, CREATE FUNCTION"
        data(f"GRANT {rights} ON SCHEMA main.theirs TO `other@example.com`")
        assert stranger("SELECT main.theirs.f(1)") == [("ann",)]
        assert len(stranger("SELECT * FROM main.theirs.g()")) == 2
        assert "INSUFFICIENT" in stranger.fails(f"SELECT main.{schema}.cname(1)")
        body = f"RETURN SELECT max(id) FROM main.{schema}.cust"
        assert "INSUFFICIENT" in stranger.fails(f"CREATE FUNCTION main.theirs.h() {body}")
        data("ALTER FUNCTION main.theirs.f OWNER TO `other@example.com`")
        assert "INSUFFICIENT" in stranger.fails("SELECT main.theirs.f(1)")
    finally:
        data("REVOKE USE CATALOG ON CATALOG main FROM `other@example.com`")
        data("DROP SCHEMA main.theirs CASCADE")


def test_shown(data: Sql, schema: str) -> None:
    full = f"main.{schema}"
    assert data("SHOW USER FUNCTIONS LIKE 'a*|tw*'") == [(f"{full}.area",), (f"{full}.twice",)]
    assert ("abs",) in data("SHOW SYSTEM FUNCTIONS")
    assert {("abs",), (f"{full}.cname",)} <= set(data("SHOW FUNCTIONS"))
    found = data(f"SHOW USER FUNCTIONS IN CATALOG main SCHEMA LIKE '{schema}'")
    assert [row[:2] for row in found][:1] == [("area", "SCALAR")]
    lines = [line for (line,) in data("DESCRIBE FUNCTION EXTENDED area")]
    assert lines[:5] == [
        f"Function:      {full}.area",
        "Type:          SCALAR",
        "Input:         x DOUBLE",
        "               y DOUBLE DEFAULT 2.0",
        "Returns:       DOUBLE",
    ]
    assert lines[-1] == "Body:          x * y"
    assert data("DESCRIBE FUNCTION abs")[0] == ("Function: abs",)
    data("COMMENT ON FUNCTION area IS 'wide'")
    assert ("Comment:       wide",) in data("DESCRIBE FUNCTION EXTENDED area")
    assert "[SCHEMA_NOT_EMPTY]" in data.fails(f"DROP SCHEMA {full}")
    data("CREATE OR REPLACE FUNCTION area(r DOUBLE) RETURNS DOUBLE RETURN r")
    assert data.value("SELECT area(1)") == 1
    data("CREATE FUNCTION IF NOT EXISTS area(x DOUBLE) RETURNS DOUBLE RETURN 7")
    assert data.value("SELECT area(1)") == 1
    data("DROP FUNCTION area")
    data("DROP FUNCTION IF EXISTS area")
    assert "[UNRESOLVED_ROUTINE]" in data.fails("SELECT area(1)")
