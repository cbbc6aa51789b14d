"""CREATE TABLE in its forms, DROP, catalogs, schemas and volumes."""

from __future__ import annotations

from pathlib import Path

import pytest
from deltalake import DeltaTable

from tests.live import LiveServer
from tests.sql_statements.conftest import Sql


def test_everything_that_a_column_and_a_table_can_have(run: Sql, schema: str) -> None:
    run(
        "CREATE TABLE t (id INT COMMENT 'the id', b DECIMAL(10,2) NOT NULL DEFAULT 1.5,"
        " s STRING DEFAULT 'it\\'s', ts TIMESTAMP DEFAULT current_timestamp(),"
        " st STRUCT<a: INT, b: ARRAY<STRING>>, m MAP<STRING, INT>, d DATE)"
        " USING DELTA PARTITIONED BY (d) COMMENT 'the table'"
        " TBLPROPERTIES ('k' = 'v', delta.appendOnly = false, x.y = 1, flag = true)"
    )
    assert run("DESCRIBE t")[:8] == [
        ("id", "int", "the id"),
        ("b", "decimal(10,2)", None),
        ("s", "string", None),
        ("ts", "timestamp", None),
        ("st", "struct<a:int,b:array<string>>", None),
        ("m", "map<string,int>", None),
        ("d", "date", None),
        ("# Partition Information", "", ""),
    ]
    found = dict(run("SHOW TBLPROPERTIES t"))
    assert found == {"k": "v", "delta.appendOnly": "false", "x.y": "1", "flag": "true"}
    run("INSERT INTO t (id) VALUES (1)")
    assert run("SELECT id, b = 1.5, s, ts IS NOT NULL, d FROM t") == [(1, True, "it's", True, None)]
    text = run.value("SHOW CREATE TABLE t")
    for part in (f"main.{schema}.t", "NOT NULL DEFAULT 1.5", "PARTITIONED BY (d)", "'the table'"):
        assert part in text


def test_what_show_create_table_tells_makes_the_same_table(run: Sql) -> None:
    run("CREATE TABLE t (a INT NOT NULL COMMENT 'it\\'s', `b c` STRING DEFAULT 'x') COMMENT 'c'")
    text, columns = run.value("SHOW CREATE TABLE t"), run("DESCRIBE t")
    run("DROP TABLE t")
    run(text)
    assert (run("DESCRIBE t"), run.value("SHOW CREATE TABLE t")) == (columns, text)


def test_as_a_query(run: Sql) -> None:
    run(
        "CREATE TABLE t COMMENT 'made' TBLPROPERTIES ('a' = 'b') PARTITIONED BY (p)"
        " AS SELECT id, id % 2 AS p, CAST(1 AS DECIMAL(5,1)) AS de FROM range(4);"
    )
    assert run("SELECT id, p FROM t ORDER BY id") == [(0, 0), (1, 1), (2, 0), (3, 1)]
    assert [row[:2] for row in run("DESCRIBE t")[:3]] == [
        ("id", "bigint"),
        ("p", "bigint"),
        ("de", "decimal(5,1)"),
    ]
    assert [(row[0], row[4]) for row in run("DESCRIBE HISTORY t")] == [
        (0, "CREATE TABLE AS SELECT")
    ]
    run("CREATE OR REPLACE TABLE t AS SELECT id FROM t WHERE id > 2")
    assert run("SELECT * FROM t") == [(3,)]
    assert [row[0] for row in run("DESCRIBE HISTORY t")] == [1, 0]


SOURCES = ["TABLE s", "VALUES (1)", "WITH q AS (SELECT 1) SELECT * FROM q", "(SELECT 1 AS a)"]


@pytest.mark.parametrize(
    "source", [*SOURCES, "SELECT 1 AS a UNION ALL SELECT 2", "FROM s SELECT a"]
)
def test_as_every_kind_of_query(run: Sql, source: str) -> None:
    run("CREATE TABLE s AS SELECT 1 AS a")
    run(f"CREATE TABLE t USING DELTA AS {source}")
    assert (1,) in run("SELECT * FROM t")


def test_like_another_table(run: Sql) -> None:
    run("CREATE TABLE s (a INT NOT NULL COMMENT 'c', p STRING DEFAULT 'x') PARTITIONED BY (p)")
    run("INSERT INTO s VALUES (1, 'y')")
    run("CREATE TABLE t LIKE s")
    assert run("DESCRIBE t") == run("DESCRIBE s")
    assert run("SELECT * FROM t") == []


def test_if_not_exists_and_or_replace(run: Sql) -> None:
    run("CREATE TABLE t (a INT)")
    run("CREATE TABLE IF NOT EXISTS t (b STRING)")
    run("CREATE TABLE IF NOT EXISTS t AS SELECT 1 AS b")
    assert "[TABLE_OR_VIEW_ALREADY_EXISTS]" in run.fails("CREATE TABLE t (b STRING)")
    assert "[TABLE_OR_VIEW_ALREADY_EXISTS]" in run.fails("CREATE TABLE t AS SELECT 1 AS b")
    assert run("DESCRIBE t") == [("a", "int", None)]
    run("CREATE OR REPLACE TABLE t (b STRING, c INT) PARTITIONED BY (c)")
    assert run("DESCRIBE t")[:2] == [("b", "string", None), ("c", "int", None)]


REFUSED = [
    ("CREATE TABLE t AS SELECT NULL AS x", "UNSUPPORTED_FEATURE"),
    ("CREATE TABLE t AS SELECT 1 AS x, 2 AS X", "COLUMN_ALREADY_EXISTS"),
    ("CREATE TABLE t AS SELECT 1 / 0 AS x", "DIVIDE_BY_ZERO"),
    ("CREATE TABLE t AS SELECT assert_true(id < 5) IS NULL AS x, id FROM range(9)", ""),
    ("CREATE TABLE t AS SELECT * FROM nope", "TABLE_OR_VIEW_NOT_FOUND"),
    ("CREATE TABLE t (a INT) AS SELECT 1", "PARSE_SYNTAX_ERROR"),
    ("CREATE TABLE t (a INT) USING PARQUET", "UNSUPPORTED_FEATURE"),
    ("CREATE TABLE t (a INT) USING nope", "DATA_SOURCE_NOT_FOUND"),
    ("CREATE TABLE t (CHECK (a > 1)) AS SELECT 1 AS a", "PARSE_SYNTAX_ERROR"),
    ("CREATE TABLE t (a INT NOT NULL NOT NULL)", "CREATE_TABLE_COLUMN_DESCRIPTOR_DUPLICATE"),
    ("CREATE TABLE t (a INT, a STRING)", "COLUMN_ALREADY_EXISTS"),
    ("CREATE TABLE t (a INT) PARTITIONED BY (nope)", "COLUMN_NOT_DEFINED_IN_TABLE"),
    ("CREATE TABLE t (a INT) PARTITIONED BY (a)", "ALL_PARTITION_COLUMNS_NOT_ALLOWED"),
    ("CREATE TABLE t (a INT DEFAULT (SELECT 1))", "INVALID_DEFAULT_VALUE"),
    ("CREATE TEMPORARY TABLE t (a INT)", "UNSUPPORTED_FEATURE"),
    ("CREATE TABLE main.nope.t (a INT)", "SCHEMA_NOT_FOUND"),
    ("CREATE TABLE nope.x.t (a INT)", "SCHEMA_NOT_FOUND"),
    ("CREATE TABLE `a b` (a INT)", "INVALID_PARAMETER_VALUE"),
    ("CREATE TABLE `a.b` (a INT)", "INVALID_PARAMETER_VALUE"),
]


@pytest.mark.parametrize(("text", "error"), REFUSED)
def test_what_fails_leaves_nothing(
    run: Sql, server: LiveServer, schema: str, text: str, error: str
) -> None:
    assert f"[{error}" in run.fails(text)
    assert run("SHOW TABLES") == []
    assert "[TABLE_OR_VIEW_NOT_FOUND]" in run.fails(f"SELECT * FROM main.{schema}.t")


def test_tables_are_plain_delta(run: Sql) -> None:
    run("CREATE TABLE t AS SELECT id, 'x' AS n FROM range(3)")
    run("UPDATE t SET n = 'y' WHERE id = 1")
    location = {row[0]: row[1] for row in run("DESCRIBE TABLE EXTENDED t")}["Location"]
    assert Path(location).is_dir()
    rows = DeltaTable(location).to_pyarrow_table().sort_by("id").to_pylist()
    assert rows == [{"id": 0, "n": "x"}, {"id": 1, "n": "y"}, {"id": 2, "n": "x"}]


def test_drop(run: Sql) -> None:
    run("CREATE TABLE t (a INT)")
    run("DROP TABLE t")
    for kind in ("TABLE", "VIEW", "SCHEMA", "CATALOG", "VOLUME"):
        run(f"DROP {kind} IF EXISTS nope_at_all")
    assert "[TABLE_OR_VIEW_NOT_FOUND]" in run.fails("DROP TABLE t")
    assert "[TABLE_OR_VIEW_NOT_FOUND]" in run.fails("DROP VIEW t")
    assert "[SCHEMA_NOT_FOUND]" in run.fails("DROP SCHEMA nope_at_all")
    assert "SQLSTATE: 42704" in run.fails("DROP CATALOG nope_at_all")
    assert "SQLSTATE: 42704" in run.fails("DROP VOLUME nope_at_all")


def test_drop_wants_the_right_kind(run: Sql) -> None:
    run("CREATE TABLE t (a INT)")
    run("CREATE VIEW v AS SELECT 1 AS a")
    assert "[EXPECT_TABLE_NOT_VIEW" in run.fails("DROP TABLE v")
    assert "[EXPECT_VIEW_NOT_TABLE" in run.fails("DROP VIEW t")


def test_catalogs_schemas_and_volumes(run: Sql) -> None:
    run("CREATE CATALOG cat_of_test COMMENT 'a catalog'")
    run("CREATE CATALOG IF NOT EXISTS cat_of_test")
    assert "SQLSTATE: 42P06" in run.fails("CREATE CATALOG cat_of_test")
    run("CREATE SCHEMA cat_of_test.s COMMENT 'sch' WITH DBPROPERTIES ('a' = 'b')")
    run("CREATE DATABASE IF NOT EXISTS cat_of_test.s")
    assert "[SCHEMA_ALREADY_EXISTS]" in run.fails("CREATE SCHEMA cat_of_test.s")
    run("USE CATALOG cat_of_test")
    run("USE SCHEMA s")
    run("CREATE VOLUME vol COMMENT 'v'")
    assert run("SHOW VOLUMES") == [("s", "vol")]
    assert run("SELECT current_catalog(), current_schema()") == [("cat_of_test", "s")]
    assert "SQLSTATE: 2BP01" in run.fails("DROP CATALOG cat_of_test")
    run("DROP VOLUME vol")
    run("DROP SCHEMA s RESTRICT")
    run("DROP CATALOG cat_of_test CASCADE")
    assert ("cat_of_test",) not in run("SHOW CATALOGS")
