"""DESCRIBE of what governs a table, AS JSON; SHOW CREATE TABLE, keys, grants, principals."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sql_statements.conftest import Sql


@pytest.fixture
def governed(run: Sql) -> None:
    run("CREATE TABLE p (id BIGINT NOT NULL, CONSTRAINT p_pk PRIMARY KEY (id) RELY)")
    run(
        "CREATE TABLE c (id BIGINT NOT NULL COMMENT 'the id', of BIGINT, k STRING,"
        " CONSTRAINT c_fk FOREIGN KEY (of) REFERENCES p (id)) CLUSTER BY (k) COMMENT 'it\\'s'"
    )


def document(run: Sql, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run.value(f"DESCRIBE TABLE EXTENDED {name} AS JSON"))
    return found


def test_types_as_json(run: Sql) -> None:
    # The types are those that Apache Spark 4.2 answers for this statement.
    run(
        "CREATE TABLE types (d DECIMAL(10,2), st STRUCT<a:INT,b:STRING>, m MAP<STRING,INT>,"
        " a ARRAY<DATE>, ts TIMESTAMP, tn TIMESTAMP_NTZ, b BINARY, ti TINYINT, sh SMALLINT,"
        " f FLOAT, do DOUBLE, bo BOOLEAN)"
    )
    text = {"name": "string", "collation": "UTF8_BINARY"}
    assert {one["name"]: one["type"] for one in document(run, "types")["columns"]} == {
        "d": {"name": "decimal", "precision": 10, "scale": 2},
        "st": {
            "name": "struct",
            "fields": [
                {"name": "a", "type": {"name": "int"}, "nullable": True},
                {"name": "b", "type": text, "nullable": True},
            ],
        },
        "m": {
            "name": "map",
            "key_type": text,
            "value_type": {"name": "int"},
            "value_nullable": True,
        },
        "a": {"name": "array", "element_type": {"name": "date"}, "element_nullable": True},
        "ts": {"name": "timestamp_ltz"},
        "tn": {"name": "timestamp_ntz"},
        "b": {"name": "binary"},
        "ti": {"name": "tinyint"},
        "sh": {"name": "smallint"},
        "f": {"name": "float"},
        "do": {"name": "double"},
        "bo": {"name": "boolean"},
    }


def test_as_json(run: Sql, schema: str, governed: None) -> None:
    found = document(run, "c")
    assert (found["catalog_name"], found["namespace"], found["table_name"]) == (
        "main",
        [schema],
        "c",
    )
    assert found["clustering_columns"] == ["k"]
    assert (found["type"], found["provider"], found["comment"]) == ("MANAGED", "delta", "it's")
    assert found["table_constraints"] == (
        f"[(c_fk,FOREIGN KEY (`of`) REFERENCES `main`.`{schema}`.`p` (`id`))]"
    )
    run("CREATE VIEW v AS SELECT id FROM c")
    view = document(run, "v")
    assert (view["type"], view["view_text"]) == ("VIEW", "SELECT id FROM c")
    assert view["view_query_output_columns"] == ["id"]
    assert view["view_catalog_and_namespace"] == f"main.{schema}"
    run("CREATE TEMPORARY VIEW brief AS SELECT 1 AS one")
    brief = document(run, "brief")
    assert (brief["catalog_name"], brief["namespace"]) == ("system", ["session"])
    assert brief["columns"] == [{"name": "one", "type": {"name": "int"}, "nullable": True}]
    run("DROP VIEW brief")
    assert "[DESCRIBE_JSON_NOT_EXTENDED]" in run.fails("DESCRIBE TABLE c AS JSON")
    assert "[UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_JSON]" in run.fails(
        "DESCRIBE TABLE EXTENDED c id AS JSON"
    )


def test_sections(run: Sql, schema: str, governed: None) -> None:
    rows = run("DESCRIBE TABLE EXTENDED c")
    told = {row[0]: row[1] for row in rows}
    at = rows.index(("# Clustering Information", "", ""))
    assert rows[at + 1 : at + 3] == [("# col_name", "data_type", "comment"), ("k", "string", None)]
    assert told["Column Names"] == "id, of, k"
    assert told["c_fk"] == f"FOREIGN KEY (`of`) REFERENCES `main`.`{schema}`.`p` (`id`)"
    assert run("DESCRIBE EXTENDED c id")[:4] == [
        ("col_name", "id"),
        ("data_type", "bigint"),
        ("comment", "the id"),
        ("min", "NULL"),
    ]
    assert "[COLUMN_NOT_FOUND]" in run.fails("DESCRIBE c nope")
    assert "[UNSUPPORTED_FEATURE]" in run.fails("DESCRIBE c PARTITION (k = 'x')")
    assert "[UNSUPPORTED_FEATURE]" in run.fails("DESCRIBE SCHEMA default AS JSON")
    assert dict(run("DESCRIBE CATALOG EXTENDED main"))["Catalog Type"] == "Regular"


def test_show_create_makes_the_same_table(run: Sql, governed: None) -> None:
    text = run.value("SHOW CREATE TABLE c")
    assert "CLUSTER BY (k)" in text
    assert "CONSTRAINT `c_fk` FOREIGN KEY (`of`)" in text
    before = document(run, "c")
    run("DROP TABLE c")
    run(text)
    after = document(run, "c")
    for key in ("columns", "clustering_columns", "table_constraints", "comment"):
        assert after[key] == before[key]
    assert dict(run("SHOW TBLPROPERTIES c"))["clusteringColumns"] == '[["k"]]'


def test_keys(run: Sql, schema: str, governed: None) -> None:
    assert run(f"SHOW KEYS IN CATALOG main IN SCHEMA {schema} IN TABLE p") == [("id", 1, "p_pk")]
    assert run(f"SHOW KEYS IN CATALOG main IN SCHEMA {schema} IN TABLE c") == []
    [row] = run(f"SHOW FOREIGN KEYS IN CATALOG main IN SCHEMA {schema} IN TABLE c")
    parent, child = ("main", schema, "p", "id"), ("main", schema, "c", "of")
    assert row == (*parent, *child, 1, "3", "3", "c_fk", "p_pk", "7")


def test_keys_over_thrift(run: Sql, schema: str, governed: None) -> None:
    with run.connection.cursor() as cursor:
        backend = cursor.backend
        if not hasattr(backend, "make_request"):
            pytest.skip("another backend")
        from databricks.sql.thrift_api.TCLIService import ttypes

        handle = run.connection.session._session_id.to_thrift_handle()
        direct = ttypes.TSparkGetDirectResults(maxRows=100, maxBytes=1_000_000)

        def asked(call: str, **names: str) -> list[list[Any]]:
            request = getattr(ttypes, f"T{call}Req")(
                sessionHandle=handle, getDirectResults=direct, **names
            )
            answer = backend.make_request(getattr(backend._client, call), request)
            columns = answer.directResults.resultSet.results.columns
            cells = [(one.stringVal or one.i32Val).values for one in columns]
            return [list(row) for row in zip(*cells, strict=True)]

        of = {"catalogName": "main", "schemaName": schema}
        assert asked("GetPrimaryKeys", **of, tableName="p") == [
            ["main", schema, "p", "id", 1, "p_pk"]
        ]
        parent = {"parentCatalogName": "main", "parentSchemaName": schema, "parentTableName": "p"}
        child = {
            "foreignCatalogName": "main",
            "foreignSchemaName": schema,
            "foreignTableName": "c",
        }
        key = ["main", schema, "p", "id", "main", schema, "c", "of", 1, 3, 3, "c_fk", "p_pk", 7]
        for names in (parent, child, {**parent, **child}):
            assert asked("GetCrossReference", **names) == [key]


def test_principals(run: Sql, schema: str, stranger: Sql, governed: None) -> None:
    me = run.value("SELECT current_user()")
    assert (me,) in run("SHOW USERS")
    assert ("admins",) in run("SHOW GROUPS LIKE 'adm*'")
    assert run("SHOW PROVIDERS") == []
    for text in (
        f"SHOW GRANTS ON TABLE main.{schema}.c",
        f"SHOW GRANTS ON SCHEMA main.{schema}",
        "SHOW GRANTS ON CATALOG main",
        "SHOW USERS",
        "SHOW GROUPS",
        f"SHOW KEYS IN CATALOG main IN SCHEMA {schema} IN TABLE c",
        f"SHOW FOREIGN KEYS IN CATALOG main IN SCHEMA {schema} IN TABLE c",
        f"SHOW CREATE TABLE main.{schema}.c",
        f"DESCRIBE TABLE EXTENDED main.{schema}.c AS JSON",
    ):
        assert "[INSUFFICIENT_PERMISSIONS]" in stranger.fails(text), text
