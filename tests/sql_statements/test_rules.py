"""CHECK, NOT NULL and the length of CHAR and VARCHAR: no write lets a row in that breaks one."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from databricks.sql.exc import Error

from tests.live import LiveServer
from tests.sql_statements.conftest import Sql


@pytest.fixture(autouse=True)
def _tables(run: Sql) -> None:
    run(
        "CREATE TABLE t (id BIGINT PRIMARY KEY, n STRING NOT NULL DEFAULT 'q',"
        " d DECIMAL(10,2) CONSTRAINT small CHECK (d < 100), v VARCHAR(3), c CHAR(3),"
        " CONSTRAINT named CHECK (n <> 'bad' AND id >= 0)) PARTITIONED BY (n)"
    )
    run("INSERT INTO t (id, d, v, c) VALUES (1, 1, 'a', 'a'), (2, 2, 'b', 'b')")
    run("CREATE TABLE s AS SELECT id, n FROM VALUES (2L, 'two'), (4, 'four') AS v(id, n)")


CHECKED = "DELTA_VIOLATE_CONSTRAINT_WITH_VALUES] CHECK constraint "
NOT_NULL = "DELTA_NOT_NULL_CONSTRAINT_VIOLATED] NOT NULL constraint violated for column: "
TOO_LONG = "EXCEED_LIMIT_LENGTH] Exceeds char/varchar type length limitation: 3"
MERGE = "MERGE INTO t USING s ON t.id = s.id"

REFUSED = [
    ("INSERT INTO t (id, d) VALUES (3, 3), (4, 100)", f"{CHECKED}small"),
    ("INSERT INTO t (id) VALUES (3)", f"{CHECKED}small"),
    ("INSERT INTO t (id, d, n) SELECT id, id, 'bad' FROM range(10, 20)", f"{CHECKED}named"),
    ("INSERT INTO t BY NAME SELECT -1 AS id, 1 AS d", f"{CHECKED}named"),
    ("INSERT OVERWRITE t (id, d, n) VALUES (1, 1, 'bad')", f"{CHECKED}named"),
    ("INSERT OVERWRITE t PARTITION (n = 'bad') (id, d) VALUES (1, 1)", f"{CHECKED}named"),
    ("INSERT INTO t BY NAME REPLACE WHERE id = 1 SELECT 1 AS id, 200 AS d", f"{CHECKED}small"),
    ("INSERT INTO t BY NAME REPLACE USING (id) SELECT 1 AS id, 200 AS d", f"{CHECKED}small"),
    ("UPDATE t SET d = d + 99", f"{CHECKED}small"),
    ("UPDATE t SET n = 'bad' WHERE id = 1", f"{CHECKED}named"),
    ("UPDATE t AS x SET x.id = x.id - 2", f"{CHECKED}named"),
    (f"{MERGE} WHEN MATCHED THEN UPDATE SET d = t.d * 100", f"{CHECKED}small"),
    (f"{MERGE} WHEN NOT MATCHED THEN INSERT (id, d) VALUES (s.id, 100)", f"{CHECKED}small"),
    (f"{MERGE} WHEN NOT MATCHED BY SOURCE THEN UPDATE SET n = 'bad'", f"{CHECKED}named"),
    ("INSERT INTO t (id, d, n) VALUES (1, 1, NULL)", f"{NOT_NULL}n"),
    ("INSERT INTO t (d) VALUES (1)", f"{NOT_NULL}id"),
    (f"{MERGE} WHEN NOT MATCHED THEN INSERT (d) VALUES (1)", f"{NOT_NULL}id"),
    ("INSERT INTO t (id, d, v) VALUES (3, 3, 'long')", TOO_LONG),
    ("UPDATE t SET c = 'long'", TOO_LONG),
    (f"{MERGE} WHEN MATCHED THEN UPDATE SET v = s.n || 'x'", TOO_LONG),
]
STATES = {CHECKED: "23001", NOT_NULL: "23502", TOO_LONG: "54006"}


@pytest.mark.parametrize(("text", "error"), REFUSED)
def test_what_breaks_a_rule_writes_nothing(run: Sql, text: str, error: str) -> None:
    told = run.fails(text)
    assert f"[{error}" in told
    assert any(error.startswith(kind) and f"SQLSTATE: {STATES[kind]}" in told for kind in STATES)
    assert [row[0] for row in run("DESCRIBE HISTORY t")] == [1, 0]


def test_what_keeps_them_goes_in(run: Sql) -> None:
    told = run.fails("INSERT INTO t (id, d) VALUES (7, 100.5)")
    assert "(d < 100) violated by row with values:\n - d : 100.50" in told
    run("INSERT INTO t (id, d, v, c) SELECT id, id, 'ab   ', 'c  ' FROM range(10, 12)")
    # The filter of a query below is not mixed up with the rules above it.
    run("INSERT INTO t (id, d) SELECT id, id FROM range(1000) WHERE id > 90 AND id < 93")
    run("UPDATE t SET d = 99.99, c = 'x' WHERE id = 1")
    run(
        f"{MERGE} WHEN MATCHED THEN UPDATE SET n = s.n WHEN NOT MATCHED THEN"
        " INSERT (id, n, d) VALUES (s.id, s.n, 4)"
    )
    assert run("SELECT id, n, CAST(d AS DOUBLE), v, c FROM t ORDER BY id") == [
        (1, "q", 99.99, "a", "x  "),
        (2, "two", 2.0, "b", "b  "),
        (4, "four", 4.0, None, None),
        (10, "q", 10.0, "ab ", "c  "),
        (11, "q", 11.0, "ab ", "c  "),
        (91, "q", 91.0, None, None),
        (92, "q", 92.0, None, None),
    ]


def test_a_rule_that_comes_while_a_write_waits(
    run: Sql, connect: Callable[[str], Sql], server: LiveServer
) -> None:
    """Whoever was planned before the rule and writes after it is held to it."""
    run("CREATE TABLE late (n INT)")
    schema = run.value("SELECT current_schema()")
    other = connect(server.token)
    told: list[str] = []

    def write() -> None:
        for _ in range(10):
            try:
                other(f"INSERT INTO main.{schema}.late VALUES (-1)")
            except Error as error:
                told.append(str(error))

    thread = threading.Thread(target=write)
    thread.start()
    refused = ""
    try:
        run("ALTER TABLE late ADD CONSTRAINT positive CHECK (n > 0)")
    except Error as error:
        refused = str(error)
    thread.join(60)
    if refused:
        assert "NEW_CHECK_CONSTRAINT_VIOLATION" in refused
    else:
        assert run("SELECT * FROM late") == []
    assert all("[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES]" in one for one in told)


def test_expressions_that_are_no_check(run: Sql) -> None:
    for check, error in (
        ("a + 1", "DELTA_NON_BOOLEAN_CHECK_CONSTRAINT"),
        ("nope > 1", "UNRESOLVED_COLUMN"),
        ("rand() > 1", "NON_DETERMINISTIC_CHECK_CONSTRAINT"),
        ("a IN (SELECT 1)", "UNSUPPORTED_CONSTRAINT_EXPRESSION"),
    ):
        assert f"[{error}" in run.fails(f"CREATE TABLE bad (a INT, CHECK ({check}))")
    twice = "CREATE TABLE bad (a INT PRIMARY KEY, b INT, PRIMARY KEY (b))"
    assert "[MULTIPLE_PRIMARY_KEYS]" in run.fails(twice)
    assert run("SHOW TABLES LIKE 'bad'") == []
