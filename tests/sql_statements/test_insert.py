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
    ("INSERT INTO IDENTIFIER('t') (id) VALUES (1)", 1),
    ("INSERT INTO t (id, n) SELECT 4, DEFAULT", 1),
    ("INSERT INTO t FROM range(2) SELECT id, 'f', 1", 2),
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
    ("INSERT INTO t BY NAME SELECT 1 AS id, 2 AS extra", "INCOMPATIBLE_DATA_FOR_TABLE.EXTRA"),
    ("INSERT INTO t BY NAME SELECT 1 AS id, 2 AS ID", "INCOMPATIBLE_DATA_FOR_TABLE.AMBIGUOUS"),
    ("INSERT INTO t VALUES ('xx', 'a', 1)", "CAST_INVALID_INPUT"),
    ("INSERT INTO t VALUES (1, 'a', 99999999999.99)", "CAST_OVERFLOW_IN_TABLE_INSERT"),
    ("INSERT INTO nope VALUES (1)", "TABLE_OR_VIEW_NOT_FOUND"),
    ("INSERT INTO t PARTITION (n = 'x') SELECT 1, 2", "NON_PARTITION_COLUMN"),
    ("INSERT INTO delta.`/tmp/x` VALUES (1)", "UNSUPPORTED_FEATURE"),
    ("INSERT INTO t VALUES (1, 'a', array(1))", "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST"),
    ("INSERT INTO t VALUES (DATE'2020-01-01', 'a', 1)", "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT"),
    ("INSERT INTO t DEFAULT VALUES", "PARSE_SYNTAX_ERROR"),
    ("INSERT INTO t REPLACE ON (t.id > s.id) (SELECT 1 AS id) AS s", "UNSUPPORTED_FEATURE"),
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


def test_parameters_of_each_part_stay_its_own(run: Sql, table: str) -> None:
    run("INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2)")
    run("INSERT INTO t REPLACE WHERE id = :id SELECT :id, :n, 5", {"id": 1, "n": "named"})
    run("INSERT INTO t REPLACE WHERE id = ? AND d > ? SELECT ?, ?, 5", [2, 1, 2, "placed"])
    assert run("SELECT id, n FROM t ORDER BY id") == [(1, "named"), (2, "placed")]


def test_what_the_new_rows_name_is_replaced(run: Sql) -> None:
    run("CREATE TABLE p (a INT, b STRING, d DATE) PARTITIONED BY (b)")
    run("INSERT INTO p VALUES (1, 'x', NULL), (2, 'y', NULL), (3, NULL, NULL)")
    run("SET spark.sql.sources.partitionOverwriteMode = DYNAMIC")
    try:
        run("INSERT OVERWRITE p VALUES (10, 'x', NULL), (11, NULL, NULL)")
        run("INSERT OVERWRITE TABLE p PARTITION (b = 'n') SELECT 12, NULL")
    finally:
        run("SET spark.sql.sources.partitionOverwriteMode = STATIC")
    assert run("SELECT a, b FROM p ORDER BY a") == [(2, "y"), (10, "x"), (11, None), (12, "n")]
    run("INSERT INTO p REPLACE USING (a) SELECT 10, 'z', NULL UNION ALL SELECT 20, 'n', NULL")
    assert run("SELECT a, b FROM p WHERE a IN (10, 20) ORDER BY a") == [(10, "z"), (20, "n")]
    assert run.value("SELECT count(*) FROM p") == 5


def test_replace_on_and_where_as_dbt_sends_them(run: Sql) -> None:
    run("CREATE TABLE r (k INT NOT NULL, d DATE, n STRING)")
    day = "DATE'2026-01-01' + CAST(id AS INT)"
    run(f"INSERT INTO r SELECT id, {day}, 'old' FROM range(40)")
    run("CREATE TABLE new AS SELECT k, d, 'new' AS n FROM r")
    run("CREATE OR REPLACE TEMP VIEW late AS SELECT * FROM new WHERE d >= DATE'2026-01-20'")
    # The rule of the new rows is not asked of those that the view leaves out.
    told = run("INSERT INTO r BY NAME REPLACE WHERE d >= date'2026-01-20' TABLE late")
    assert told == [(21, 21)]
    run("DROP VIEW late")
    told = run(
        "insert into table r as target replace on (target.`k` <=> temp.`k` and target.d = temp.d)"
        " (select k, d, 'on' as n from new where k < 2 union all select 1, null, 'null') as temp"
    )
    assert told == [(3, 3)]
    assert run("SELECT n, count(*) FROM r GROUP BY n ORDER BY n") == [
        ("new", 21),
        ("null", 1),
        ("old", 17),
        ("on", 2),
    ]
    assert [row[0] for row in run("DESCRIBE HISTORY r")] == [3, 2, 1, 0]


def test_columns_come_with_the_rows(run: Sql) -> None:
    run("CREATE TABLE e (a INT, b STRING)")
    run("INSERT WITH SCHEMA EVOLUTION INTO e BY NAME SELECT 'new' AS c, 1 AS a")
    run("INSERT INTO e WITH SCHEMA EVOLUTION SELECT 2, 'b', 'c', 4.5D AS d")
    run(
        "MERGE WITH SCHEMA EVOLUTION INTO e USING (SELECT 2 AS a, 8 AS f UNION ALL SELECT 3, 9) s"
        " ON e.a = s.a WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
    )
    assert run("SELECT a, b, c, d, f FROM e ORDER BY a") == [
        (1, None, "new", None, None),
        (2, "b", "c", 4.5, 8),
        (3, None, None, None, 9),
    ]
    assert "[CAST_INVALID_INPUT]" in run.fails(
        "INSERT WITH SCHEMA EVOLUTION INTO e BY NAME SELECT 'x' AS a, 1 AS gone"
    )
    assert [row[0] for row in run("DESCRIBE TABLE e")] == ["a", "b", "c", "d", "f"]


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
