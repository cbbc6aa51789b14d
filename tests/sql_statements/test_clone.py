"""CREATE TABLE ... CLONE and LIKE: what comes along, what does not, and that it is a copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sql_statements.conftest import Sql


@pytest.fixture(autouse=True)
def _source(run: Sql) -> None:
    run(
        "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, n STRING DEFAULT 'x' COMMENT 'nn', p INT,"
        " CONSTRAINT low CHECK (id < 100)) PARTITIONED BY (p) COMMENT 'about t'"
        " TBLPROPERTIES ('a' = 'b')"
    )
    run("INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2)")
    run("INSERT INTO t VALUES (3, NULL, NULL)")
    run("ALTER TABLE t SET TAGS ('tag' = '1')")


ALL = [(1, "a", 1), (2, "b", 2), (3, None, None)]


def test_a_deep_clone_is_a_copy(run: Sql) -> None:
    counts = run("CREATE TABLE c DEEP CLONE t TBLPROPERTIES ('c' = 'd')")[0]
    shown = dict(zip(run.columns, counts, strict=True))
    assert (shown["source_num_of_files"], shown["num_removed_files"]) == (3, 0)
    assert shown["num_copied_files"] == 3
    assert run("SELECT * FROM c ORDER BY id") == ALL
    assert [row[0] for row in run("SHOW PARTITIONS c")] == [None, 1, 2]
    assert run("DESCRIBE HISTORY c")[0][4] == "CLONE"
    properties = dict(run("SHOW TBLPROPERTIES c"))
    assert (properties["a"], properties["c"]) == ("b", "d")
    assert "SQLSTATE: 23001" in run.fails("INSERT INTO c VALUES (100, 'z', 1)")
    run("INSERT INTO c (id) VALUES (4)")
    run("DROP TABLE t")
    assert run("SELECT * FROM c WHERE id > 2 ORDER BY id") == [(3, None, None), (4, "x", None)]
    described = run("DESCRIBE TABLE EXTENDED c")
    assert "about t" not in [row[1] for row in described]
    assert ("n", "string", "nn") in described


def test_a_clone_of_what_was(run: Sql) -> None:
    run("CREATE OR REPLACE TABLE c CLONE t VERSION AS OF 1")
    assert run("SELECT * FROM c ORDER BY id") == ALL[:2]
    run("CREATE TABLE IF NOT EXISTS c CLONE t")
    assert run("SELECT count(*) FROM c") == [(2,)]
    run("CREATE OR REPLACE TABLE c CLONE t")
    assert run("SELECT * FROM c ORDER BY id") == ALL
    assert run("SELECT * FROM c VERSION AS OF 0 ORDER BY id") == ALL[:2]
    run("CREATE TABLE at_two CLONE t@v2")
    run("CREATE OR REPLACE TABLE t CLONE t VERSION AS OF 0")
    assert run("SELECT * FROM t") == []


def test_a_clone_at_a_location(run: Sql, tmp_path: Path) -> None:
    run(f"CREATE TABLE c CLONE t LOCATION '{tmp_path / 'c'}'")
    assert (tmp_path / "c" / "_delta_log").is_dir()
    run("DROP TABLE c")
    assert (tmp_path / "c" / "_delta_log").is_dir()


REFUSED = [
    ("CREATE TABLE c SHALLOW CLONE t", "UNSUPPORTED_FEATURE"),
    ("CREATE TABLE t CLONE t", "TABLE_OR_VIEW_ALREADY_EXISTS"),
    ("CREATE TABLE c CLONE nope", "TABLE_OR_VIEW_NOT_FOUND"),
    ("CREATE TABLE c CLONE v", "DELTA_CLONE_UNSUPPORTED_SOURCE"),
    ("CREATE TABLE c CLONE t VERSION AS OF 99", "DELTA_VERSION_NOT_FOUND"),
    ("CREATE TABLE c CLONE t TIMESTAMP AS OF '2001-01-01'", "DELTA_TIMESTAMP_EARLIER"),
    ("CREATE TABLE c CLONE t TIMESTAMP AS OF '2999-01-01'", "DELTA_TIMESTAMP_GREATER"),
    ("CREATE TABLE c CLONE delta.`/tmp/x`", "UNSUPPORTED_FEATURE"),
    ("CREATE TABLE nope.c CLONE t", "SCHEMA_NOT_FOUND"),
]


def test_refused(run: Sql) -> None:
    run("CREATE VIEW v AS SELECT 1 AS a")
    for text, error in REFUSED:
        assert f"[{error}" in run.fails(text), text
    assert [row[1] for row in run("SHOW TABLES")] == ["t", "v"]


def test_like(run: Sql) -> None:
    run("CREATE TABLE l LIKE t TBLPROPERTIES ('c' = 'd')")
    assert run("SELECT * FROM l") == []
    properties = dict(run("SHOW TBLPROPERTIES l"))
    assert (properties["a"], properties["c"]) == ("b", "d")
    assert run("DESCRIBE l")[:3] == run("DESCRIBE t")[:3]
    run("INSERT INTO l (id) VALUES (1)")
    assert run("SELECT * FROM l") == [(1, "x", None)]
    assert "SQLSTATE: 23001" in run.fails("INSERT INTO l (id) VALUES (100)")


def test_a_dropped_table_comes_back(run: Sql, schema: str) -> None:
    run("DROP TABLE t")
    row = run("SHOW TABLES DROPPED")[0]
    assert row[1:3] == (schema, "t")
    table_id = row[3]
    run("UNDROP TABLE t")
    assert run("SELECT * FROM t ORDER BY id") == ALL
    assert "SQLSTATE: 23001" in run.fails("INSERT INTO t VALUES (100, 'z', 1)")
    assert "[UNDROP_TABLE_NOT_FOUND]" in run.fails("UNDROP TABLE t")
    run("DROP TABLE t")
    run("CREATE TABLE t (a INT)")
    assert "ALREADY_EXISTS]" in run.fails("UNDROP TABLE t")
    run("ALTER TABLE t RENAME TO u")
    run(f"UNDROP TABLE WITH ID '{table_id}'")
    assert run("SELECT count(*) FROM t") == [(3,)]
    assert run("SHOW TABLES DROPPED LIMIT 5") == []
    assert "[UNSUPPORTED_FEATURE]" in run.fails("UNDROP SCHEMA s")


def test_others_bring_nothing_back(run: Sql, stranger: Sql, schema: str) -> None:
    run("DROP TABLE t")
    for text in (f"UNDROP TABLE main.{schema}.t", f"SHOW TABLES DROPPED IN main.{schema}"):
        assert "[INSUFFICIENT_PERMISSIONS]" in stranger.fails(text), text
    assert run("SHOW TABLES") == []
