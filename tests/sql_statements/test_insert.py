"""INSERT in its forms: what is written, how many rows are told, what is refused."""

from __future__ import annotations

import pytest

from tests.sql_statements.conftest import Sql


@pytest.fixture
def table(run: Sql) -> str:
    run("CREATE TABLE t (id BIGINT NOT NULL, n STRING DEFAULT 'q', d DECIMAL(10,2))")
    return "t"


FORMS = [
    ("INSERT INTO t VALUES (1, 'a', 1.5), (2, DEFAULT, 2.5)", 2),
    ("INSERT INTO t (id) VALUES (3)", 1),
    ("INSERT INTO t (d, id) VALUES (3, 1)", 1),
    ("INSERT INTO TABLE t (id, n) VALUES (7, DEFAULT);", 1),
    ("INSERT INTO t BY NAME SELECT 'z' AS n, 9 AS id", 1),
    ("INSERT INTO t (id, n) SELECT 8, 'w' -- a comment", 1),
    ("INSERT INTO t (SELECT 1, '2', 3)", 1),
    ("WITH q AS (SELECT 1, '2', 3) INSERT INTO t SELECT * FROM q", 1),
    ("INSERT INTO t WITH q AS (SELECT 1, '2', 3) SELECT * FROM q", 1),
    ("INSERT INTO t SELECT id, 'x', 1 FROM range(5) UNION ALL SELECT 1, 'y', 2", 6),
    ("INSERT INTO t TABLE t", 0),
    ("INSERT INTO t SELECT id, n, d FROM t WHERE false", 0),
]


@pytest.mark.parametrize(("text", "rows"), FORMS)
def test_every_form_tells_how_many_rows_came_in(run: Sql, table: str, text: str, rows: int) -> None:
    assert run(text) == [(rows, rows)]
    assert run.columns == ("num_affected_rows", "num_inserted_rows")
    assert run.value("SELECT count(*) FROM t") == rows


def test_what_is_not_given_takes_its_default(run: Sql, table: str) -> None:
    run("INSERT INTO t (id) VALUES (1)")
    run("INSERT INTO t VALUES (2, DEFAULT, DEFAULT)")
    run("INSERT INTO t BY NAME SELECT 3 AS id")
    assert run("SELECT id, n, d FROM t ORDER BY id") == [
        (1, "q", None),
        (2, "q", None),
        (3, "q", None),
    ]


def test_a_default_may_ask_who_inserts(run: Sql) -> None:
    run("CREATE TABLE u (a INT, who STRING DEFAULT current_user(), x INT DEFAULT 1 + 1)")
    run("INSERT INTO u (a) VALUES (1)")
    run("INSERT INTO u VALUES (2, DEFAULT, 5)")
    me = run.value("SELECT current_user()")
    assert run("SELECT * FROM u ORDER BY a") == [(1, me, 2), (2, me, 5)]


def test_values_are_cast_to_the_columns(run: Sql, table: str) -> None:
    run("INSERT INTO t VALUES ('5', 6, '7.125')")
    assert [tuple(map(str, row)) for row in run("SELECT * FROM t")] == [("5", "6", "7.13")]


REFUSED = [
    ("INSERT INTO t VALUES (NULL, 'a', 1)", "DELTA_NOT_NULL_CONSTRAINT_VIOLATED"),
    ("INSERT INTO t (n) VALUES ('a')", "DELTA_NOT_NULL_CONSTRAINT_VIOLATED"),
    ("INSERT INTO t SELECT 1", "INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS"),
    ("INSERT INTO t SELECT 1, 2, 3, 4", "INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS"),
    ("INSERT INTO t SELECT * FROM t, t AS u", "INSERT_COLUMN_ARITY_MISMATCH"),
    ("INSERT INTO t (nope) VALUES (1)", "UNRESOLVED_COLUMN"),
    ("INSERT INTO t (id, ID) VALUES (1, 2)", "COLUMN_ALREADY_EXISTS"),
    ("INSERT INTO t BY NAME SELECT 1 AS id, 2 AS extra", "UNRESOLVED_COLUMN"),
    ("INSERT INTO t VALUES ('xx', 'a', 1)", "CAST_INVALID_INPUT"),
    ("INSERT INTO t VALUES (1, 'a', 99999999999.99)", "CAST_OVERFLOW"),
    ("INSERT INTO nope VALUES (1)", "TABLE_OR_VIEW_NOT_FOUND"),
    ("INSERT INTO t PARTITION (n = 'x') SELECT 1, 2", "NON_PARTITION_COLUMN"),
    ("INSERT INTO delta.`/tmp/x` VALUES (1)", "UNSUPPORTED_FEATURE"),
    ("INSERT INTO IDENTIFIER('t') VALUES (1, 'a', 1)", "UNSUPPORTED_FEATURE"),
    ("INSERT OVERWRITE DIRECTORY '/tmp/x' SELECT 1", "UNSUPPORTED_FEATURE"),
    ("INSERT INTO t REPLACE WHERE id IN (SELECT 1) SELECT 1, 'a', 1", "UNSUPPORTED_FEATURE"),
]


@pytest.mark.parametrize(("text", "error"), REFUSED)
def test_what_does_not_fit_is_refused_and_writes_nothing(
    run: Sql, table: str, text: str, error: str
) -> None:
    assert f"[{error}" in run.fails(text)
    assert run.value("SELECT count(*) FROM t") == 0


def test_a_view_is_not_written_to(run: Sql, table: str) -> None:
    run("CREATE VIEW v AS SELECT * FROM t")
    assert "[EXPECT_TABLE_NOT_VIEW" in run.fails("INSERT INTO v VALUES (1, 'a', 1)")


def test_overwrite_replaces_everything(run: Sql, table: str) -> None:
    run("INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2)")
    assert run("INSERT OVERWRITE t VALUES (3, 'c', 3)") == [(1, 1)]
    assert run("SELECT id FROM t") == [(3,)]
    assert run("INSERT OVERWRITE TABLE t SELECT * FROM t WHERE false") == [(0, 0)]
    assert run("SELECT id FROM t") == []


def test_replace_where_replaces_what_it_names(run: Sql, table: str) -> None:
    run("INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2)")
    run("INSERT INTO t REPLACE WHERE id = 1 SELECT 1, 'new', 5")
    assert run("SELECT id, n FROM t ORDER BY id") == [(1, "new"), (2, "b")]
    outside = run.fails("INSERT INTO t REPLACE WHERE id = 1 SELECT 7, 'new', 5")
    assert "[DELTA_REPLACE_WHERE_MISMATCH]" in outside
    assert run("SELECT id, n FROM t ORDER BY id") == [(1, "new"), (2, "b")]


def test_partitions(run: Sql) -> None:
    run("CREATE TABLE p (a INT, p STRING, q INT) PARTITIONED BY (p, q)")
    assert run("INSERT INTO p PARTITION (p = 'z', q = 3) VALUES (4), (5)") == [(2, 2)]
    assert run("INSERT INTO p PARTITION (p = 'z', q) (a, q) VALUES (7, 5)") == [(1, 1)]
    assert run("INSERT INTO p VALUES (1, 'x', 1)") == [(1, 1)]
    assert run("INSERT OVERWRITE p PARTITION (p = 'z') SELECT 8, 9") == [(1, 1)]
    assert run("SELECT * FROM p ORDER BY a") == [(1, "x", 1), (8, "z", 9)]


def test_an_insert_is_one_commit(run: Sql, table: str) -> None:
    run("INSERT INTO t SELECT id, 'x', 1 FROM range(1000)")
    run("INSERT INTO t REPLACE WHERE id < 10 SELECT 1, 'y', 1")
    assert [row[0] for row in run("DESCRIBE HISTORY t")] == [2, 1, 0]


def test_parameters(run: Sql, table: str) -> None:
    run("INSERT INTO t VALUES (:id, :n, :d)", {"id": 1, "n": "it's", "d": 2})
    run("INSERT INTO t VALUES (?, ?, ?)", [2, "x", 3])
    assert run("SELECT id, n FROM t WHERE id >= :least ORDER BY id", {"least": 1}) == [
        (1, "it's"),
        (2, "x"),
    ]
