"""SHOW, DESCRIBE, USE, SET, EXPLAIN: rows and the exact names of their columns."""

from __future__ import annotations

import json

import pytest

from tests.sql_statements.conftest import Sql


@pytest.fixture(autouse=True)
def _tables(run: Sql) -> None:
    run(
        "CREATE TABLE t (id INT COMMENT 'c', d DECIMAL(10,2) NOT NULL, k STRING) PARTITIONED BY (k)"
        " TBLPROPERTIES ('a' = 'b')"
    )
    run("INSERT INTO t VALUES (1, 1, 'x'), (2, 2, 'y')")
    run("CREATE VIEW v AS SELECT id FROM t")


SHOWN = [
    ("SHOW TABLES", ("database", "tableName", "isTemporary")),
    ("SHOW TABLES IN CATALOG main", ("namespace", "tableName", "isTemporary", "information",
     "catalogName", "tableType", "remarks")),
    ("SHOW TABLE EXTENDED LIKE '*'", ("database", "tableName", "isTemporary", "information")),
    ("SHOW VIEWS", ("namespace", "viewName", "isTemporary")),
    ("SHOW CATALOGS", ("catalog",)),
    ("SHOW SCHEMAS", ("databaseName",)),
    ("SHOW DATABASES IN main", ("databaseName",)),
    ("SHOW SCHEMAS IN ALL CATALOGS", ("databaseName", "catalog")),
    ("SHOW COLUMNS IN t", ("col_name",)),
    ("SHOW COLUMNS IN CATALOG main", ("catalogName", "namespace", "tableName", "col_name",
     "columnType", "columnSize", "decimalDigits", "radix", "isNullable", "ordinalPosition",
     "isAutoIncrement", "isGenerated", "remarks")),
    ("SHOW VOLUMES", ("database", "volume_name")),
    ("SHOW TBLPROPERTIES t", ("key", "value")),
    ("SHOW CREATE TABLE t", ("createtab_stmt",)),
    ("SHOW PARTITIONS t", ("k",)),
    ("DESCRIBE t", ("col_name", "data_type", "comment")),
    ("DESC TABLE t", ("col_name", "data_type", "comment")),
    ("DESCRIBE QUERY SELECT 1 AS a", ("col_name", "data_type", "comment")),
    ("DESCRIBE t id", ("info_name", "info_value")),
    ("DESCRIBE CATALOG main", ("info_name", "info_value")),
    ("DESCRIBE SCHEMA EXTENDED default",
     ("database_description_item", "database_description_value")),
    ("DESCRIBE HISTORY t", ("version", "timestamp", "userId", "userName", "operation",
     "operationParameters", "job", "notebook", "clusterId", "readVersion", "isolationLevel",
     "isBlindAppend", "operationMetrics", "userMetadata", "engineInfo")),
    ("DESCRIBE DETAIL t", ("format", "id", "name", "description", "location", "createdAt",
     "lastModified", "partitionColumns", "clusteringColumns", "numFiles", "sizeInBytes",
     "properties", "minReaderVersion", "minWriterVersion", "tableFeatures", "statistics")),
    ("EXPLAIN SELECT * FROM t", ("plan",)),
    ("SET", ("key", "value")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "columns"), SHOWN)
def test_columns(run: Sql, text: str, columns: tuple[str, ...]) -> None:
    run("CREATE VOLUME vol")
    assert run(text)
    assert run.columns == columns


def test_show_tables(run: Sql, schema: str) -> None:
    assert run("SHOW TABLES") == [(schema, "t", False), (schema, "v", False)]
    assert run(f"SHOW TABLES IN main.{schema} LIKE 'T'") == [(schema, "t", False)]
    assert run(f"SHOW TABLES FROM {schema} LIKE 'x|v*'") == [(schema, "v", False)]
    assert run("SHOW VIEWS") == [(schema, "v", False)]
    found = run(f"SHOW TABLES IN CATALOG main SCHEMA LIKE '{schema}' LIKE 't|V'")
    assert [(row[1], row[5]) for row in found] == [("t", "TABLE"), ("v", "VIEW")]
    assert "[SCHEMA_NOT_FOUND]" in run.fails("SHOW TABLES IN nope_at_all")


def test_show_columns(run: Sql, schema: str) -> None:
    assert run("SHOW COLUMNS IN t") == [("id",), ("d",), ("k",)]
    assert run(f"SHOW COLUMNS IN t IN {schema}") == [("id",), ("d",), ("k",)]
    found = run(f"SHOW COLUMNS IN CATALOG main SCHEMA LIKE '{schema}' TABLE LIKE 't' LIKE 'd'")
    assert found == [
        ("main", schema, "t", "d", "DECIMAL(10,2)", 10, 2, 10, "false", 1, "NO", "NO", "")
    ]


def test_show_partitions(run: Sql) -> None:
    assert run("SHOW PARTITIONS t") == [("x",), ("y",)]
    run("CREATE TABLE plain (a INT)")
    assert "[INVALID_PARTITION_OPERATION" in run.fails("SHOW PARTITIONS plain")


def test_describe_table(run: Sql, schema: str) -> None:
    rows = run("DESCRIBE TABLE EXTENDED t")
    assert rows[:7] == [
        ("id", "int", "c"),
        ("d", "decimal(10,2)", None),
        ("k", "string", None),
        ("# Partition Information", "", ""),
        ("# col_name", "data_type", "comment"),
        ("k", "string", None),
        ("", "", ""),
    ]
    told = {row[0]: row[1] for row in rows[7:]}
    assert (told["Catalog"], told["Database"], told["Table"]) == ("main", schema, "t")
    assert (told["Type"], told["Provider"]) == ("MANAGED", "delta")
    assert run("DESCRIBE t id") == [("col_name", "id"), ("data_type", "int"), ("comment", "c")]
    document = json.loads(run.value("DESCRIBE TABLE EXTENDED t AS JSON"))
    assert document["columns"][0] == {
        "name": "id",
        "type": {"name": "int"},
        "nullable": True,
        "comment": "c",
    }
    told = {row[0]: row[1] for row in run("DESCRIBE EXTENDED v")}
    assert (told["Type"], told["View Text"]) == ("VIEW", "SELECT id FROM t")


def test_describe_history(run: Sql) -> None:
    run("UPDATE t SET d = 9 WHERE id = 1")
    rows = run("DESCRIBE HISTORY t")
    assert [(row[0], row[4]) for row in rows] == [(2, "UPDATE"), (1, "WRITE"), (0, "CREATE TABLE")]
    assert len(run("DESCRIBE HISTORY t LIMIT 1")) == 1
    detail = dict(zip(("format", "id", "name"), run("DESCRIBE DETAIL t")[0], strict=False))
    assert detail["format"] == "delta"


def test_describe_query(run: Sql) -> None:
    assert run("DESCRIBE SELECT id, 'x' AS b FROM t") == [
        ("id", "int", None),
        ("b", "string", None),
    ]
    assert "[TABLE_OR_VIEW_NOT_FOUND]" in run.fails("DESCRIBE nope")


def test_use(run: Sql, schema: str) -> None:
    run("USE CATALOG samples")
    assert run("SELECT current_catalog(), current_schema()") == [("samples", "default")]
    run(f"USE main.{schema}")
    assert run("SELECT current_catalog(), current_database()") == [("main", schema)]
    assert "[SCHEMA_NOT_FOUND]" in run.fails("USE nope_at_all")
    assert "NO_SUCH_CATALOG" in run.fails("USE CATALOG nope_at_all")
    assert run.value("SELECT current_schema()") == schema


def test_set(run: Sql) -> None:
    assert run("SET ansi_mode") == [("ansi_mode", "true")]
    run("SET statement_timeout = 100")
    assert run("SET STATEMENT_TIMEOUT") == [("STATEMENT_TIMEOUT", "100")]
    run("RESET statement_timeout")
    assert run("SET statement_timeout") == [("statement_timeout", "172800")]
    run("SET TIME ZONE 'UTC'")
    run("SET timezone = Etc/UTC")
    for text in ("SET ansi_mode = false", "SET TIME ZONE 'Asia/Tokyo'", "SET timezone = Mars/Base"):
        assert "[" in run.fails(text)
    assert "[CONFIG_NOT_AVAILABLE]" in run.fails("SET spark.sql.shuffle.partitions = 3")


UNSUPPORTED = [
    "DENY SELECT ON TABLE t TO `x`",
    "CALL f()",
    "CACHE TABLE t",
    "MSCK REPAIR TABLE t",
    "EXPLAIN INSERT INTO t SELECT * FROM t",
    "TRUNCATE TABLE t PARTITION (k = 'x')",
]


@pytest.mark.parametrize("text", UNSUPPORTED)
def test_what_is_not_there_says_so(run: Sql, text: str) -> None:
    found = run.fails(text)
    assert "[UNSUPPORTED_FEATURE] " in found
    assert "SQLSTATE: 0A000" in found
    assert run.value("SELECT count(*) FROM t") == 2
