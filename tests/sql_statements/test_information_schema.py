"""information_schema: rows of what the caller may see, for every kind of query over them."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from deltalake import DeltaTable, Field
from deltalake.schema import PrimitiveType

from boathouse.sql.information import VIEWS
from tests.conftest import Person
from tests.live import LiveServer
from tests.sql_statements.conftest import Sql


@pytest.fixture(autouse=True)
def _tables(run: Sql) -> None:
    run(
        "CREATE TABLE t (id BIGINT NOT NULL COMMENT 'the id', d DECIMAL(10,2), at TIMESTAMP,"
        " a ARRAY<INT>, k STRING) PARTITIONED BY (k) COMMENT 'said'"
    )
    run("CREATE VIEW v AS SELECT id FROM t")
    run("CREATE VOLUME vol")


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_every_view_has_its_columns(run: Sql, view: str) -> None:
    run(f"SELECT * FROM system.information_schema.{view} LIMIT 3")
    assert run.columns == tuple(column.name for column in VIEWS[view])


def test_columns(run: Sql, schema: str) -> None:
    found = run(
        "SELECT column_name, ordinal_position, is_nullable, full_data_type, data_type,"
        " numeric_precision, numeric_precision_radix, numeric_scale, datetime_precision,"
        " partition_index, comment FROM main.information_schema.columns"
        f" WHERE table_schema = '{schema}' AND table_name = 't' ORDER BY ordinal_position"
    )
    assert found == [
        ("id", 1, "NO", "bigint", "LONG", 64, 2, 0, None, None, "the id"),
        ("d", 2, "YES", "decimal(10,2)", "DECIMAL", 10, 10, 2, None, None, None),
        ("at", 3, "YES", "timestamp", "TIMESTAMP", None, None, None, 3, None, None),
        ("a", 4, "YES", "array<int>", "ARRAY", None, None, None, None, None, None),
        ("k", 5, "YES", "string", "STRING", None, None, None, None, 0, None),
    ]


def test_lists(run: Sql, schema: str) -> None:
    run(f"USE main.{schema}")
    tables = f"FROM system.information_schema.tables WHERE table_schema = '{schema}'"
    assert run(f"SELECT table_name, table_type, comment {tables} ORDER BY 1") == [
        ("t", "MANAGED", "said"),
        ("v", "VIEW", None),
    ]
    assert run(
        "SELECT view_definition FROM information_schema.views WHERE table_name = 'v' AND"
        f" table_schema = '{schema}'"
    ) == [("SELECT id FROM t",)]
    assert run(
        f"SELECT volume_name FROM information_schema.volumes WHERE volume_schema = '{schema}'"
    ) == [("vol",)]
    assert run.value("SELECT count(*) FROM main.information_schema.catalogs") == 1
    assert ("samples",) in run("SELECT catalog_name FROM system.information_schema.catalogs")
    known = "SELECT table_name FROM main.information_schema.tables WHERE table_schema ="
    assert ("row_filters",) in run(f"{known} 'information_schema'")
    assert "[TABLE_OR_VIEW_NOT_FOUND]" in run.fails("SELECT * FROM main.information_schema.nope")


CONDITIONS = [
    "table_name = 't' AND table_schema = '{}'",
    "(table_name = 't') AND ('{}' = table_schema)",
    "lower(table_name) = lower('T') AND table_schema IN ('{}', 'nope')",
    "i.table_name = 't' AND i.table_schema = '{}' AND table_catalog = 'main'",
    "table_name <> 'v' AND table_schema = '{}'",
    "table_schema = '{}' AND NOT (table_name = 'v')",
    "table_schema = '{}' AND (table_name = 't' OR table_name = 'x')",
    "table_schema = '{}' AND table_name LIKE 't%'",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions(run: Sql, schema: str, condition: str) -> None:
    text = f"SELECT table_name FROM system.information_schema.tables i WHERE {condition}"
    assert run(text.format(schema)) == [("t",)]


def test_joins_and_subqueries(run: Sql, schema: str) -> None:
    joined = run(
        "SELECT t.table_name, count(c.column_name) FROM main.information_schema.tables t"
        " LEFT JOIN main.information_schema.columns c ON t.table_schema = c.table_schema"
        " AND t.table_name = c.table_name AND c.column_name = 'd'"
        f" WHERE t.table_schema = '{schema}' GROUP BY 1 ORDER BY 1"
    )
    assert joined == [("t", 1), ("v", 0)]
    twice = run(
        "WITH a AS (SELECT table_name FROM main.information_schema.tables WHERE table_name = 't'"
        f" AND table_schema = '{schema}') SELECT b.table_name FROM main.information_schema.tables b"
        f" WHERE b.table_schema = '{schema}' AND b.table_name NOT IN (SELECT table_name FROM a)"
    )
    assert twice == [("v",)]
    run(
        "CREATE VIEW seen AS SELECT table_name FROM main.information_schema.tables"
        f" WHERE table_schema = '{schema}'"
    )
    one = "SELECT count(*) FROM seen s, main.information_schema.tables t WHERE t.table_name = 'v'"
    assert run.value(f"{one} AND t.table_schema = '{schema}'") == 3


def test_nothing_stays_behind(run: Sql, server: LiveServer) -> None:
    run("SELECT count(*) FROM main.information_schema.tables")
    run.fails("SELECT nope FROM main.information_schema.tables")
    folder = server.data_dir / "metadata"
    until = time.monotonic() + 5
    while list(folder.iterdir()) and time.monotonic() < until:
        time.sleep(0.01)
    assert list(folder.iterdir()) == []


def test_it_is_nobodys_to_change(run: Sql) -> None:
    for text in (
        "INSERT INTO main.information_schema.tables VALUES (1)",
        "DELETE FROM main.information_schema.tables",
        "DROP VIEW main.information_schema.tables",
        "ALTER VIEW main.information_schema.tables OWNER TO `x`",
        "CREATE TABLE main.information_schema.t (a INT)",
        "DROP SCHEMA main.information_schema",
    ):
        assert "[INSUFFICIENT_PERMISSIONS]" in run.fails(text), text


def test_other_users_see_nothing_of_yours(
    run: Sql, schema: str, stranger: Sql, server: LiveServer, other: Person
) -> None:
    run(f"GRANT SELECT ON SCHEMA main.{schema} TO admins")
    for view, column in (
        ("tables", "table_schema"),
        ("columns", "table_schema"),
        ("views", "table_schema"),
        ("volumes", "volume_schema"),
        ("schemata", "schema_name"),
        ("table_privileges", "table_schema"),
        ("schema_privileges", "schema_name"),
    ):
        text = f"SELECT * FROM system.information_schema.{view} WHERE {column} = '{schema}'"
        assert run(text), view
        assert stranger(text) == [], view
    assert "[INSUFFICIENT_PERMISSIONS]" in stranger.fails(
        "SELECT * FROM main.information_schema.tables"
    )
    # A view's owner has rights; the rows are still those of who reads it.
    run(
        f"CREATE VIEW lists AS SELECT table_name FROM system.information_schema.tables"
        f" WHERE table_schema = '{schema}'"
    )
    run(f"ALTER VIEW lists OWNER TO `{other.user_name}`")
    for use in ("USE CATALOG ON CATALOG main", f"USE SCHEMA ON SCHEMA {schema}"):
        run(f"GRANT {use} TO `{other.user_name}`")
    assert ("t",) in run(f"SELECT * FROM main.{schema}.lists")
    assert stranger(f"SELECT * FROM main.{schema}.lists") == [("lists",)]
    run(f"REVOKE USE CATALOG ON CATALOG main FROM `{other.user_name}`")


def test_changes_show_at_once(
    run: Sql, schema: str, w: WorkspaceClient, connect: Callable[[str], Sql]
) -> None:
    text = (
        "SELECT column_name FROM main.information_schema.columns WHERE table_name = 't' AND"
        f" table_schema = '{schema}' ORDER BY ordinal_position"
    )
    assert [name for (name,) in run(text)] == ["id", "d", "at", "a", "k"]
    location = w.tables.get(f"main.{schema}.t").storage_location or ""
    table = DeltaTable(location.removeprefix("file://"))
    table.alter.add_columns(Field("late", PrimitiveType("string"), nullable=True))
    assert [name for (name,) in run(text)][-1] == "late"
    run("ALTER TABLE t ADD COLUMN later INT")
    run("INSERT INTO t (id, k) VALUES (1, 'x')")
    assert [name for (name,) in run(text)][-1] == "later"
    run("CREATE OR REPLACE TABLE t (only INT)")
    assert run(text) == [("only",)]


def test_what_governs_shows(run: Sql, schema: str) -> None:
    run("CREATE TABLE p (id INT NOT NULL, CONSTRAINT pk PRIMARY KEY (id))")
    run("CREATE TABLE f (id INT, CONSTRAINT fk FOREIGN KEY (id) REFERENCES p (id))")
    where = f"WHERE constraint_schema = '{schema}' ORDER BY constraint_name"
    information = "main.information_schema"
    assert run(
        f"SELECT constraint_name, table_name, constraint_type FROM {information}.table_constraints"
        f" {where}"
    ) == [("fk", "f", "FOREIGN KEY"), ("pk", "p", "PRIMARY KEY")]
    assert run(
        "SELECT constraint_name, unique_constraint_name FROM"
        f" {information}.referential_constraints {where}"
    ) == [("fk", "pk")]
    assert run(
        "SELECT constraint_name, column_name, ordinal_position, position_in_unique_constraint"
        f" FROM {information}.key_column_usage {where}"
    ) == [("fk", "id", 1, 1), ("pk", "id", 1, None)]
    assert run(
        f"SELECT constraint_name, table_name FROM {information}.constraint_table_usage {where}"
    ) == [("fk", "p"), ("pk", "p")]
    run("ALTER TABLE t SET TAGS ('team' = 'x')")
    run("ALTER TABLE t ALTER COLUMN d SET TAGS ('pii' = 'no')")
    assert run(
        f"SELECT table_name, tag_name, tag_value FROM {information}.table_tags"
        f" WHERE schema_name = '{schema}'"
    ) == [("t", "team", "x")]
    assert run(
        f"SELECT column_name, tag_name FROM {information}.column_tags"
        f" WHERE schema_name = '{schema}'"
    ) == [("d", "pii")]
