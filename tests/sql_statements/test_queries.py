"""Names in queries: what each stands for, in every place where one can be."""

from __future__ import annotations

import re

import pytest

from tests.sql_statements.conftest import Sql


@pytest.fixture(autouse=True)
def _tables(run: Sql, schema: str) -> None:
    run("CREATE TABLE t (id INT, n STRING)")
    run("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')")
    run("CREATE VIEW v AS SELECT id, n AS m FROM t WHERE id > 1")


ANSWERS = [
    ("SELECT id FROM t ORDER BY id DESC LIMIT 1", [(3,)]),
    ("SELECT T.ID, tbl.n FROM t, T AS tbl WHERE t.id = tbl.id AND t.id = 1", [(1, "a")]),
    ("TABLE t LIMIT 0", []),
    ("TABLE v", [(2, "b"), (3, "c")]),
    ("(TABLE t) EXCEPT (SELECT * FROM v)", [(1, "a")]),
    ("VALUES (1, 'x'), (2, 'y')", [(1, "x"), (2, "y")]),
    ("SELECT v.id, x.m FROM v JOIN v AS x USING (id) WHERE v.id = 2", [(2, "b")]),
    ("SELECT t.id, v.m FROM t LEFT JOIN v USING (id) WHERE t.id = 1", [(1, None)]),
    ("SELECT x.a FROM v AS x(a, b) WHERE x.b = 'c'", [(3,)]),
    ("SELECT count(*) FROM (t JOIN v ON t.id = v.id)", [(2,)]),
    ("WITH t AS (SELECT 9 AS id) SELECT * FROM t", [(9,)]),
    ("WITH t AS (SELECT * FROM t WHERE id = 2) SELECT * FROM t", [(2, "b")]),
    (
        "WITH a AS (WITH t AS (SELECT 7 AS id) SELECT * FROM t) SELECT a.id, max(t.id) FROM a, t"
        " GROUP BY a.id",
        [(7, 3)],
    ),
    ("WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a) SELECT * FROM b", [(2,)]),
    (
        "SELECT * FROM (WITH t AS (SELECT 5 AS q) SELECT * FROM t) z, t WHERE t.id = 1",
        [(5, 1, "a")],
    ),
    ("WITH v AS (SELECT 'cte' AS c) SELECT * FROM v", [("cte",)]),
    ("SELECT id FROM t WHERE EXISTS (SELECT 1 FROM v WHERE v.id = t.id) ORDER BY 1", [(2,), (3,)]),
    (
        "SELECT id, (SELECT max(m) FROM v WHERE v.id = t.id) FROM t ORDER BY 1",
        [(1, None), (2, "b"), (3, "c")],
    ),
    ("SELECT id FROM t WHERE id IN (SELECT id FROM v) AND n <> 'c'", [(2,)]),
    ("SELECT e.x FROM t LATERAL VIEW explode(array(id, 10)) e AS x WHERE id = 1", [(1,), (10,)]),
    ("SELECT l.y FROM t, LATERAL (SELECT id + 1 AS y) l WHERE id = 3", [(4,)]),
    ("SELECT * FROM IDENTIFIER('v') WHERE id = 2", [(2, "b")]),
    ("SELECT id FROM IDENTIFIER('main.' || current_schema_of_test || '.t') WHERE id = 1", [(1,)]),
    ("SELECT id FROM t UNION SELECT id FROM v ORDER BY id", [(1,), (2,), (3,)]),
    ("SELECT id FROM t INTERSECT SELECT id FROM v ORDER BY id", [(2,), (3,)]),
    (
        "SELECT /*+ BROADCAST(t), COALESCE(3) */ id FROM t /* a /* nested */ one */ WHERE id=1 --",
        [(1,)],
    ),
    ("/* first */ SELECT id -- t\nFROM /* x */ t -- '\nWHERE n = 'a' /* \" */", [(1,)]),
    ("SELECT id FROM t VERSION AS OF 0", []),
    ("SELECT count(*) FROM t VERSION AS OF 1 AS x WHERE x.id > 1", [(2,)]),
    ("SELECT count(*) FROM t TIMESTAMP AS OF current_timestamp()", [(3,)]),
    ("SELECT max(id) FROM t GROUP BY ALL", [(3,)]),
    ("SELECT t.* FROM t JOIN (SELECT 1 AS id) AS v USING (id)", [(1, "a")]),
    ("SELECT count(*) FROM range(5) AS r WHERE r.id < (SELECT max(id) FROM t)", [(3,)]),
]


@pytest.mark.parametrize(("text", "rows"), ANSWERS)
def test_query(run: Sql, schema: str, text: str, rows: list[object]) -> None:
    assert run(text.replace("current_schema_of_test", f"'{schema}'")) == rows


def test_tables_of_one_name_in_two_schemas(run: Sql, schema: str) -> None:
    other = f"{schema}_other"
    run(f"CREATE SCHEMA {other}")
    run(f"CREATE TABLE {other}.t AS SELECT 1 AS id, 'zz' AS n")
    found = run(f"SELECT {schema}.t.n, {other}.t.n FROM {schema}.t JOIN {other}.t ON"
                f" {schema}.t.id = main.{other}.t.id")  # fmt: skip
    assert found == [("a", "zz")]
    assert run(f"SELECT main.{other}.t.* FROM main.{other}.t") == [(1, "zz")]
    run(f"DROP SCHEMA {other} CASCADE")


def test_a_view_is_qualified_as_a_table_is(run: Sql, schema: str) -> None:
    text = f"SELECT main.{schema}.v.m, {schema}.v.id FROM main.{schema}.v WHERE v.id = 2"
    assert run(text) == [("b", 2)]


@pytest.mark.parametrize(
    "column", ["a b", "c.d", "É", "😀", "a`q", "select", "UPPER", "日本", "x-1"]
)
def test_columns_of_every_name(run: Sql, column: str) -> None:
    name = "`" + column.replace("`", "``") + "`"
    run(f"CREATE TABLE odd ({name} INT, z INT)")
    run(f"INSERT INTO odd ({name}) VALUES (1)")
    run(f"UPDATE odd SET {name} = 2 WHERE {name} = 1")
    run(f"MERGE INTO odd USING (SELECT 7 AS k) s ON odd.{name} = s.k"
        f" WHEN NOT MATCHED THEN INSERT ({name}) VALUES (s.k)")  # fmt: skip
    assert run(f"SELECT odd.{name} FROM odd ORDER BY {name}") == [(2,), (7,)]
    assert run.columns == (column,)
    run(f"CREATE VIEW over AS SELECT {name} FROM odd")
    assert run("SELECT count(*) FROM over") == [(2,)]
    assert run("DESCRIBE odd")[0][0] == column


@pytest.mark.parametrize(
    "table", ["select", "order", "table", "Values", "日本", "😀", "json", "a-b", "x`y"]
)
def test_tables_of_every_name(run: Sql, table: str) -> None:
    name = "`" + table.replace("`", "``") + "`"
    run(f"CREATE TABLE {name} (a INT)")
    run(f"INSERT INTO {name} VALUES (1)")
    run(f"UPDATE {name} SET a = 2")
    assert run(f"SELECT {name}.a FROM {name}") == [(2,)]
    assert (table.lower(),) in [row[1:2] for row in run("SHOW TABLES")]
    run(f"DROP TABLE {name}")


def test_names_are_read_in_any_case(run: Sql, schema: str) -> None:
    run("CREATE TABLE UPPERcase (Id INT, NaMe STRING)")
    run("INSERT INTO uppercase (ID, name) VALUES (1, 'x')")
    assert run(f"SELECT iD, U.NAME FROM MAIN.{schema.upper()}.UpperCase AS u") == [(1, "x")]
    assert run("SELECT * FROM UPPERCASE") == [(1, "x")]
    assert run.columns == ("Id", "NaMe")


ERRORS = [
    ("SELECT nope FROM t", "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function"
     " parameter with name `nope` cannot be resolved. Did you mean one of the following?"),
    ("SELECT t.nope FROM t", "name `t`.`nope` cannot be resolved"),
    ("SELECT nope", "[UNRESOLVED_COLUMN.WITHOUT_SUGGESTION]"),
    ("SELECT * FROM nope", "[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`."),
    ("SELECT * FROM a.b.c.d", "[IDENTIFIER_TOO_MANY_NAME_PARTS]"),
    ("SELECT id FROM t, v", "[AMBIGUOUS_REFERENCE] Reference `id` is ambiguous. SQLSTATE: 42704"),
    ("SELECT id, count(*) FROM t", "[MISSING_GROUP_BY]"),
    ("SELECT nofn(1)", "[UNRESOLVED_ROUTINE] Cannot resolve routine `nofn`"),
    ("SELECT 1 / 0", "[DIVIDE_BY_ZERO] Division by zero."),
    ("SELECT CAST('x' AS INT)", "[CAST_INVALID_INPUT] The value 'x' of the type \"STRING\" cannot"
     ' be cast to "INT"'),
    ("SELECT CAST(300 AS TINYINT)", "[CAST_OVERFLOW]"),
    ("SELECT array(1)[3]", "[INVALID_ARRAY_INDEX]"),
    ("SELECT 2147483647 + 1", "[ARITHMETIC_OVERFLOW]"),
    ("SELECT * FROM t VERSION AS OF 99", "[DELTA_VERSION_NOT_FOUND]"),
    ("SELECT * FROM t TIMESTAMP AS OF '2000-01-01'", "[DELTA_TIMESTAMP_EARLIER_THAN"),
    ("SELECT * FROM v VERSION AS OF 1", "[UNSUPPORTED_FEATURE]"),
    ("SELECT v.id FROM t LEFT JOIN v USING (id)", "[UNSUPPORTED_FEATURE]"),
    ("SELECT t.* FROM t LEFT JOIN v USING (id) JOIN t u ON v.id = u.id", "[UNSUPPORTED_FEATURE]"),
    ("SELECT * FROM nofn(1)", "[UNRESOLVABLE_TABLE_VALUED_FUNCTION]"),
    ("SELEC 1", "[PARSE_SYNTAX_ERROR] Syntax error at or near 'SELEC'. SQLSTATE: 42601"),
    ("SELECT 1; SELECT 2", "[PARSE_SYNTAX_ERROR]"),
    ("", "[PARSE_SYNTAX_ERROR]"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "error"), ERRORS)
def test_errors_read_as_databricks_writes_them(run: Sql, text: str, error: str) -> None:
    found = run.fails(text)
    assert error in found
    assert "SQLSTATE: " in found
    assert not re.search("s_[0-9a-f]{24}", found)


def test_an_error_names_no_issued_name(run: Sql) -> None:
    for text in ("SELECT nope FROM t", "SELECT t.id.x FROM t", "SELECT max(t.id, 1, 2) FROM t"):
        found = run.fails(text)
        assert "main.s_" not in found
        assert "Identifier(" not in found
