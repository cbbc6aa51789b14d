"""COPY INTO: every file once, in the table's own types, by its rules."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.live import LiveServer
from tests.sql_statements.conftest import Sql
from tests.sql_statements.files import Landing, landing

__all__ = ["landing"]


def copied(count: int) -> list[tuple[int, int, int]]:
    return [(count, count, 0)]


def test_new_files_are_loaded_once(run: Sql, landing: Landing) -> None:
    run("CREATE TABLE t (id INT, n STRING, d DECIMAL(5,2) DEFAULT 7)")
    load = (
        f"COPY INTO t FROM '{landing.path}/in' FILEFORMAT = CSV"
        " FORMAT_OPTIONS ('header' = 'true', 'delimiter' = ';')"
    )
    landing.put("in/1.csv", "id;n;d\n1;a;1.5\n2;;\n")
    assert run(load) == copied(2)
    assert run.columns == ("num_affected_rows", "num_inserted_rows", "num_skipped_corrupt_files")
    assert run(load) == copied(0)
    landing.put("in/2.csv", "N;ID\nb;3\n")
    assert run(load) == copied(1)
    # A file that was changed is a file that was loaded, as on Databricks.
    landing.put("in/1.csv", "id;n;d\n9;z;9\n")
    assert run(load) == copied(0)
    assert run("SELECT * FROM t ORDER BY id") == [
        (1, "a", Decimal("1.50")),
        (2, None, None),
        (3, "b", Decimal("7.00")),
    ]
    history = run("DESCRIBE HISTORY t")
    assert [row[4] for row in history] == ["COPY INTO", "COPY INTO", "CREATE TABLE"]
    run("TRUNCATE TABLE t")
    assert run(load) == copied(0)
    run("RESTORE TABLE t TO VERSION AS OF 0")
    assert run(load) == copied(0)
    assert run(f"{load} COPY_OPTIONS ('force' = 'true')") == copied(2)
    run("CREATE OR REPLACE TABLE t (id INT, n STRING, d INT)")
    assert run(load) == copied(2)
    assert run("SELECT * FROM t ORDER BY id") == [(3, "b", None), (9, "z", 9)]


def test_two_at_once_load_nothing_twice(
    run: Sql, landing: Landing, connect: Callable[[str], Sql], server: LiveServer, schema: str
) -> None:
    run("CREATE TABLE t (id INT)")
    for number in range(4):
        landing.put(f"in/{number}.csv", f"{number}\n" * 500)
    load = f"COPY INTO main.{schema}.t BY POSITION FROM '{landing.path}/in' FILEFORMAT = CSV"
    found: list[int] = []
    sessions = [connect(server.token) for _ in range(4)]
    threads = [
        threading.Thread(target=lambda one=one: found.append(one(load)[0][0])) for one in sessions
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == [0, 0, 0, 2000]
    assert run("SELECT id, count(*) FROM t GROUP BY id ORDER BY id") == [
        (number, 500) for number in range(4)
    ]


def test_the_tables_rules_hold(run: Sql, landing: Landing) -> None:
    run(
        "CREATE TABLE t (id INT NOT NULL, n VARCHAR(3), g INT GENERATED ALWAYS AS (id * 2),"
        " k BIGINT GENERATED ALWAYS AS IDENTITY, s STRING DEFAULT 'd',"
        " CONSTRAINT pos CHECK (id > 0))"
    )
    load = f"COPY INTO t FROM '{landing.path}' FILEFORMAT = JSON"
    for content, error in (
        ('{"id":1,"n":"long"}', "[EXCEED_LIMIT_LENGTH]"),
        ('{"id":1}\n{"n":"a"}', "[DELTA_NOT_NULL_CONSTRAINT_VIOLATED]"),
        ('{"id":-1}', "[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES]"),
        ('{"id":"x"}', "[CAST_INVALID_INPUT]"),
        ('{"id":3000000000}', "_OVERFLOW"),
        ('{"id":1,"g":3}', "[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES]"),
        ('{"id":1,"k":3}', "[DELTA_IDENTITY_COLUMNS_EXPLICIT_INSERT_NOT_SUPPORTED]"),
        ('{"id":[1]}', "[INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST]"),
        ('{"id":1,"new":1}', "[DELTA_METADATA_MISMATCH]"),
    ):
        landing.put("1.json", content)
        assert error in run.fails(load), content
    assert run("SELECT * FROM t") == []
    landing.put("1.json", '{"id":1,"n":"abc"}\n{"id":"2"}')
    assert run(load) == copied(2)
    assert run("SELECT * FROM t ORDER BY id") == [(1, "abc", 2, 1, "d"), (2, None, 4, 2, "d")]


def test_columns_that_are_new(run: Sql, landing: Landing) -> None:
    run("CREATE TABLE IF NOT EXISTS t COMMENT 'as it comes'")
    assert "[DELTA_READ_TABLE_WITHOUT_COLUMNS]" in run.fails("SELECT * FROM t")
    landing.put("1.json", '{"a":1,"b":{"c":"x"}}')
    load = f"COPY INTO t FROM '{landing.path}' FILEFORMAT = JSON"
    assert "[DELTA_METADATA_MISMATCH]" in run.fails(load)
    load += " FORMAT_OPTIONS ('mergeSchema' = 'true') COPY_OPTIONS ('mergeSchema' = 'true')"
    assert run(load) == copied(1)
    assert run(load) == copied(0)
    landing.put("2.json", '{"A":2,"z":[1]}')
    assert run(load) == copied(1)
    assert run("SELECT a, b.c, z[0] FROM t ORDER BY a") == [(1, "x", None), (2, None, 1)]
    assert [row[:2] for row in run("DESCRIBE t")] == [
        ("a", "bigint"),
        ("b", "struct<c:string>"),
        ("z", "array<bigint>"),
    ]


def test_by_position_lists_and_queries(run: Sql, landing: Landing) -> None:
    run("CREATE TABLE t (a INT, b STRING)")
    landing.put("1.csv", "1,x\n2,y\n")
    source = f"FROM '{landing.path}' FILEFORMAT = CSV"
    force = "COPY_OPTIONS ('force' = 'true')"
    assert "[DELTA_METADATA_MISMATCH]" in run.fails(f"COPY INTO t {source}")
    assert run(f"COPY INTO t BY POSITION {source}") == copied(2)
    assert "NOT_ENOUGH_DATA_COLUMNS" not in run.fails(f"COPY INTO t (b, a) {source} {force}")
    assert "[COPY_INTO_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS]" in run.fails(
        f"COPY INTO t (b) {source} {force}"
    )
    assert "[COPY_INTO_FEATURE_INCOMPATIBLE_SETTING]" in run.fails(
        f"COPY INTO t BY POSITION {source} FORMAT_OPTIONS ('header' = 'true') {force}"
    )
    query = "SELECT CAST(_c0 AS INT) * 10 AS a, concat(_c1, _metadata.file_name) b"
    assert run(
        f"COPY INTO t FROM ({query} FROM '{landing.path}') FILEFORMAT = CSV {force}"
    ) == copied(2)
    assert run("SELECT * FROM t ORDER BY a") == [
        (1, "x"),
        (2, "y"),
        (10, "x1.csv"),
        (20, "y1.csv"),
    ]


def test_files_patterns_and_looking_first(run: Sql, landing: Landing) -> None:
    run("CREATE TABLE t (v STRING)")
    for name in ("a", "b", "c"):
        landing.put(f"d/{name}.txt", f"{name}1\n{name}2\n")
    load = f"COPY INTO t FROM (SELECT value AS v FROM '{landing.path}/d') FILEFORMAT = TEXT"
    assert run(f"{load} VALIDATE ALL") == [(f"{n}{i}",) for n in "abc" for i in (1, 2)]
    assert len(run(f"{load} VALIDATE 3 ROWS")) == 3
    assert run(f"{load} FILES = ('a.txt')") == copied(2)
    assert run(f"{load} PATTERN = '[ab].*'") == copied(2)
    assert run(load) == copied(2)
    assert run("SELECT count(*), count(DISTINCT v) FROM t") == [(6, 6)]
    for wrong, error in (
        (f"{load} FILES = ('none.txt')", "[PATH_NOT_FOUND]"),
        (f"{load} FILES = ('../d/a.txt')", "[INVALID_PARAMETER_VALUE]"),
        (f"{load} FILES = ('a.txt') PATTERN = '*'", "[COPY_INTO_SYNTAX_ERROR]"),
        (f"{load} FORMAT_OPTIONS ('header' = 'true')", "The option header is not supported"),
        (f"{load} COPY_OPTIONS ('strange' = 'true')", "The option 'strange'"),
        (f"COPY INTO t FROM '{landing.path}/none' FILEFORMAT = TEXT", "[PATH_NOT_FOUND]"),
        (f"COPY INTO t FROM '{landing.path}' FILEFORMAT = NOPE", "[DATA_SOURCE_NOT_FOUND]"),
        (f"COPY INTO none FROM '{landing.path}' FILEFORMAT = TEXT", "[TABLE_OR_VIEW_NOT_FOUND]"),
        (f"COPY INTO t FROM '{landing.path}'", "[PARSE_SYNTAX_ERROR]"),
    ):
        assert error in run.fails(wrong)
    run("CREATE VIEW w AS SELECT 1 AS v")
    assert "[EXPECT_TABLE_NOT_VIEW" in run.fails(
        f"COPY INTO w FROM '{landing.path}' FILEFORMAT = TEXT"
    )


def test_partitions_come_from_folders(run: Sql, landing: Landing) -> None:
    run("CREATE TABLE t (n INT, day DATE) PARTITIONED BY (day)")
    landing.put("day=2020-01-01/1.csv", "n\n1\n")
    landing.put("day=2020-01-02/1.csv", "n\n2\n")
    load = f"COPY INTO t FROM '{landing.path}' FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true')"
    assert run(load) == copied(2)
    assert run("SELECT n, CAST(day AS STRING) FROM t ORDER BY n") == [
        (1, "2020-01-01"),
        (2, "2020-01-02"),
    ]


@pytest.mark.parametrize("target", ["t", "u"])
def test_denied(run: Sql, stranger: Sql, landing: Landing, schema: str, target: str) -> None:
    run("CREATE TABLE t (v STRING)")
    landing.put("1.txt", "a\n")
    text = f"COPY INTO main.{schema}.{target} FROM '{landing.path}' FILEFORMAT = TEXT"
    stranger.fails(text)
    assert run("SELECT count(*) FROM t") == [(0,)]
