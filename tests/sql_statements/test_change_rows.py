"""UPDATE, DELETE and MERGE: what changes, and how many rows are told."""

from __future__ import annotations

import pytest

from tests.sql_statements.conftest import Sql


@pytest.fixture(autouse=True)
def _tables(run: Sql) -> None:
    run("CREATE TABLE t (id BIGINT NOT NULL, n STRING DEFAULT 'q', d DECIMAL(10,2))")
    run("INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 3)")
    run("CREATE TABLE s AS SELECT * FROM VALUES (2, 'two'), (4, 'four') AS v(id, n)")


UPDATES = [
    ("UPDATE t SET n = 'k'", [(1, "k"), (2, "k"), (3, "k")], 3),
    ("UPDATE t SET n = 'k' WHERE id = 2", [(1, "a"), (2, "k"), (3, "c")], 1),
    ("UPDATE t SET n = 'k' WHERE id = 99", [(1, "a"), (2, "b"), (3, "c")], 0),
    ("UPDATE t SET n = DEFAULT WHERE id < 3", [(1, "q"), (2, "q"), (3, "c")], 2),
    ("UPDATE t SET n = 5, id = '9' WHERE id = 1", [(2, "b"), (3, "c"), (9, "5")], 1),
    ("UPDATE t AS x SET x.n = 'al' WHERE x.id = 1", [(1, "al"), (2, "b"), (3, "c")], 1),
    ("UPDATE t SET n = (SELECT max(n) FROM s)", [(1, "two"), (2, "two"), (3, "two")], 3),
    ("UPDATE t SET n = 'k' WHERE id IN (SELECT id FROM s)", [(1, "a"), (2, "k"), (3, "c")], 1),
    (
        "UPDATE t SET n = CASE WHEN id = 1 THEN 'one' ELSE n END, d = d + 1 WHERE id IN (1, 2)",
        [(1, "one"), (2, "b"), (3, "c")],
        2,
    ),
]


@pytest.mark.parametrize(("text", "after", "rows"), UPDATES)
def test_update(run: Sql, text: str, after: list[tuple[int, str]], rows: int) -> None:
    assert run(text) == [(rows,)]
    assert run.columns == ("num_affected_rows",)
    assert run("SELECT id, n FROM t ORDER BY id") == after


DELETES = [
    ("DELETE FROM t", []),
    ("DELETE FROM t WHERE id = 2", [1, 3]),
    ("DELETE FROM t WHERE id = 99", [1, 2, 3]),
    ("DELETE FROM t AS x WHERE x.id > 1", [1]),
    ("DELETE FROM t WHERE id IN (SELECT id FROM s)", [1, 3]),
    ("DELETE FROM t WHERE id NOT IN (SELECT id FROM s)", [2]),
    ("DELETE FROM t WHERE EXISTS (SELECT 1 FROM s WHERE s.id = t.id)", [1, 3]),
    ("DELETE FROM t x WHERE EXISTS (SELECT 1 FROM s WHERE s.id = x.id) OR n = 'c'", [1]),
    ("DELETE FROM t WHERE id = (SELECT max(id) FROM t)", [1, 2]),
    ("DELETE FROM t WHERE EXISTS (SELECT 1 FROM s)", []),
    ("DELETE FROM t WHERE EXISTS (SELECT 1 FROM s WHERE false)", [1, 2, 3]),
]


@pytest.mark.parametrize(("text", "left"), DELETES)
def test_delete(run: Sql, text: str, left: list[int]) -> None:
    assert run(text) == [(3 - len(left),)]
    assert run.columns == ("num_affected_rows",)
    assert run("SELECT id FROM t ORDER BY id") == [(one,) for one in left]


def test_equal_rows_and_nulls_go_together(run: Sql) -> None:
    run("CREATE TABLE twice AS SELECT * FROM VALUES (1, NULL), (1, NULL), (2, 'x') AS v(a, b)")
    assert run("DELETE FROM twice WHERE b IS NULL AND a IN (SELECT 1)") == [(2,)]
    assert run("SELECT * FROM twice") == [(2, "x")]


def test_deleting_partitions_counts_rows(run: Sql) -> None:
    run("CREATE TABLE p PARTITIONED BY (k) AS SELECT id, id % 2 AS k FROM range(10)")
    assert run("DELETE FROM p WHERE k = 1") == [(5,)]
    assert run("DELETE FROM p WHERE k = 1") == [(0,)]
    assert run("DELETE FROM p") == [(5,)]


MERGES = [
    (
        "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET n = s.n"
        " WHEN NOT MATCHED THEN INSERT (id, n) VALUES (s.id, s.n)",
        [(1, "a"), (2, "two"), (3, "c"), (4, "four")],
        (2, 1, 0, 1),
    ),
    (
        "MERGE INTO t AS x USING (SELECT id, n, 1 AS d FROM s) y ON x.id = y.id"
        " WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
        [(1, "a"), (2, "two"), (3, "c"), (4, "four")],
        (2, 1, 0, 1),
    ),
    (
        "MERGE INTO t USING (SELECT *, 1 AS d, 7 AS extra FROM s) s ON t.id = s.id"
        " WHEN NOT MATCHED THEN INSERT *",
        [(1, "a"), (2, "b"), (3, "c"), (4, "four")],
        (1, 0, 0, 1),
    ),
    (
        "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND t.id = 2 THEN DELETE"
        " WHEN NOT MATCHED BY SOURCE AND t.id = 3 THEN UPDATE SET n = 'lost'",
        [(1, "a"), (3, "lost")],
        (2, 1, 1, 0),
    ),
    (
        "MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)",
        [(1, "a"), (2, "b"), (3, "c"), (4, "q")],
        (1, 0, 0, 1),
    ),
    (
        "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET t.n = DEFAULT"
        " WHEN NOT MATCHED BY TARGET THEN INSERT (id, n) VALUES (s.id, DEFAULT)",
        [(1, "a"), (2, "q"), (3, "c"), (4, "q")],
        (2, 1, 0, 1),
    ),
    (
        "MERGE INTO t USING s ON t.id = s.id + 100 WHEN MATCHED THEN DELETE",
        [(1, "a"), (2, "b"), (3, "c")],
        (0, 0, 0, 0),
    ),
]


@pytest.mark.parametrize(("text", "after", "counts"), MERGES)
def test_merge(run: Sql, text: str, after: list[tuple[int, str]], counts: tuple[int, ...]) -> None:
    assert run(text) == [counts]
    assert run.columns == (
        "num_affected_rows",
        "num_updated_rows",
        "num_deleted_rows",
        "num_inserted_rows",
    )
    assert run("SELECT id, n FROM t ORDER BY id") == after


REFUSED = [
    ("UPDATE t SET id = NULL", "DELTA_NOT_NULL_CONSTRAINT_VIOLATED"),
    ("UPDATE t SET nope = 1", "UNRESOLVED_COLUMN"),
    ("UPDATE t SET d = 1234567890123", "CAST_OVERFLOW_IN_TABLE_INSERT"),
    ("UPDATE t SET n = 1, n = 2", "DELTA_CONFLICT_SET_COLUMN"),
    ("UPDATE t SET d = array(1)", "DATATYPE_MISMATCH"),
    ("UPDATE t SET id = 'x'", "CAST_INVALID_INPUT"),
    ("DELETE FROM t WHERE nope = 1", "UNRESOLVED_COLUMN"),
    ("UPDATE delta.`/tmp/x` SET a = 1", "UNSUPPORTED_FEATURE"),
    ("DELETE FROM delta.`/tmp/x`", "UNSUPPORTED_FEATURE"),
    (
        "MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (n) VALUES ('x')",
        "DELTA_NOT_NULL_CONSTRAINT_VIOLATED",
    ),
    (
        "MERGE INTO t USING (SELECT 2 AS id UNION ALL SELECT 2) s ON t.id = s.id"
        " WHEN MATCHED THEN UPDATE SET n = 'dup'",
        "DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE",
    ),
    (
        "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET *",
        "DELTA_MERGE_UNRESOLVED_EXPRESSION",
    ),
    (
        "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE"
        " WHEN MATCHED THEN UPDATE SET n = 'x'",
        "NON_LAST_MATCHED_CLAUSE_OMIT_CONDITION",
    ),
    (
        "MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id, n) VALUES (s.id)",
        "MERGE_INSERT_VALUE_COUNT_MISMATCH",
    ),
]


@pytest.mark.parametrize(("text", "error"), REFUSED)
def test_what_fails_changes_nothing(run: Sql, text: str, error: str) -> None:
    assert f"[{error}" in run.fails(text)
    assert run("SELECT id, n FROM t ORDER BY id") == [(1, "a"), (2, "b"), (3, "c")]


def test_parameters(run: Sql) -> None:
    run("UPDATE t SET n = ?, d = ? WHERE id = ?", ["p", 9, 1])
    assert run("DELETE FROM t WHERE id IN (SELECT id FROM s WHERE n = :n)", {"n": "two"}) == [(1,)]
    run(
        "MERGE INTO t USING s ON t.id = s.id AND s.id = :id"
        " WHEN NOT MATCHED AND s.id = :id THEN INSERT (id, n) VALUES (s.id, :n)",
        {"id": 4, "n": "new"},
    )
    assert run("SELECT id, n FROM t ORDER BY id") == [(1, "p"), (3, "c"), (4, "new")]


def test_with_stands_in_front(run: Sql) -> None:
    q = "WITH q AS (SELECT 2 AS id), r AS (SELECT * FROM q)"
    assert run(f"{q} UPDATE t SET n = 'w' WHERE id IN (SELECT id FROM r)") == [(1,)]
    assert run(f"{q} DELETE FROM t WHERE EXISTS (SELECT 1 FROM r WHERE r.id = t.id)") == [(1,)]
    inner = "(WITH x AS (SELECT id + 1 AS id FROM r) SELECT id FROM x)"
    assert run(f"{q} DELETE FROM t WHERE id IN {inner}") == [(1,)]
    merge = "MERGE INTO t USING r ON t.id = r.id WHEN NOT MATCHED THEN INSERT (id) VALUES (r.id)"
    assert run(f"{q} {merge}") == [(1, 0, 0, 1)]
    assert run("SELECT id, n FROM t ORDER BY id") == [(1, "a"), (2, "q")]


def test_values_are_of_types_that_a_column_takes(run: Sql) -> None:
    """The engine would take days since 1970 for a date."""
    run("CREATE TABLE dates (id INT, d DATE)")
    run("INSERT INTO dates VALUES (1, NULL)")
    merge = "MERGE INTO dates USING (SELECT 1 AS id, 5 AS d) s ON dates.id = s.id"
    insert = "WHEN NOT MATCHED THEN INSERT"
    for text in (
        "UPDATE dates SET d = 5",
        f"{merge} WHEN MATCHED THEN UPDATE SET d = s.d",
        f"{merge} WHEN MATCHED THEN UPDATE SET *",
        f"{merge} AND false {insert} (id, d) VALUES (s.id, s.d)",
        f"{merge} AND false {insert} *",
        "INSERT INTO dates SELECT id, d + 0 FROM (SELECT 1 AS id, 5 AS d)",
    ):
        told = run.fails(text)
        assert "[INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST]" in told or (
            "[DATATYPE_MISMATCH.CAST" in told
        ), text
    assert run("SELECT * FROM dates") == [(1, None)]


def test_fields_of_structs(run: Sql) -> None:
    run("CREATE TABLE st (id INT, a STRUCT<b: INT, c: STRUCT<d: INT, e: STRING>>)")
    run("INSERT INTO st SELECT 1, named_struct('b', 1, 'c', named_struct('d', 1, 'e', 'x'))")
    run("UPDATE st SET a.b = 7, st.a.c.e = 'new' WHERE id = 1")
    run("UPDATE st t SET t.a.c.d = '12'")
    assert run("SELECT a.b, a.c.d, a.c.e FROM st") == [(7, 12, "new")]
    assert "[FIELD_NOT_FOUND]" in run.fails("UPDATE st SET a.zz = 1")
    assert "[DELTA_CONFLICT_SET_COLUMN]" in run.fails("UPDATE st SET a.b = 1, a.b = 2")


def test_each_is_one_commit(run: Sql) -> None:
    run("UPDATE t SET n = 'x' WHERE id = 1")
    run("DELETE FROM t WHERE id IN (SELECT id FROM s)")
    assert [row[0] for row in run("DESCRIBE HISTORY t")] == [3, 2, 1, 0]
