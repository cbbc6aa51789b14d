"""WITH RECURSIVE: in every statement that has a query, for as long as it may, with whose rights."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from databricks import sql

from tests.live import LiveServer
from tests.sql_statements.conftest import Sql

COUNT = (
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < {}) SELECT n FROM r"
)
ENDLESS = "WITH RECURSIVE r(n) MAX RECURSION LEVEL 1000000 AS (SELECT 1 UNION ALL SELECT 1 FROM r)"


def test_rows_go_where_a_query_may_stand(run: Sql) -> None:
    run(f"CREATE TABLE t AS {COUNT.format(4)}")
    run(f"INSERT INTO t {COUNT.format(2)}")
    assert run("SELECT n, count(*) FROM t GROUP BY n ORDER BY n") == [
        (1, 2),
        (2, 2),
        (3, 1),
        (4, 1),
    ]
    run(f"DELETE FROM t WHERE n IN ({COUNT.format(3)})")
    assert run("SELECT * FROM t") == [(4,)]
    run(f"MERGE INTO t USING ({COUNT.format(4)}) s ON t.n = s.n WHEN NOT MATCHED THEN INSERT *")
    with_in_front = COUNT.format(2).removesuffix("SELECT n FROM r")
    run(f"{with_in_front} UPDATE t SET n = n + 10 WHERE n IN (SELECT n FROM r)")
    assert run("SELECT n FROM t ORDER BY n") == [(3,), (4,), (11,), (12,)]
    run("DECLARE OR REPLACE top INT DEFAULT 5")
    assert run(COUNT.format("top") + " ORDER BY n DESC LIMIT 1") == [(5,)]
    run(f"SET VAR top = (SELECT max(n) FROM ({COUNT.format(7)}))")
    assert run.value("SELECT top") == 7
    script = "BEGIN DECLARE k INT DEFAULT 3; {}; END"
    assert run(script.format(COUNT.format("k") + " ORDER BY n")) == [(1,), (2,), (3,)]
    run("DROP TEMPORARY VARIABLE top")


def test_parameters_keep_their_places(run: Sql) -> None:
    text = (
        "WITH RECURSIVE a AS (SELECT ? AS x), r(n) AS (SELECT x FROM a UNION ALL SELECT n + ?"
        " FROM r, a WHERE n < ?), b AS (SELECT ? AS y) SELECT n, y, ? AS z FROM r, b ORDER BY n"
    )
    assert run(text, [1, 2, 4, "y", "z"]) == [(1, "y", "z"), (3, "y", "z"), (5, "y", "z")]
    named = COUNT.format(":top") + " WHERE n > :low ORDER BY n"
    assert run(named, {"top": 4, "low": 2}) == [(3,), (4,)]


def test_a_view_recurs_with_the_rights_of_its_owner(run: Sql, schema: str, stranger: Sql) -> None:
    run("CREATE TABLE t (id INT, up INT)")
    run("INSERT INTO t VALUES (1, NULL), (2, 1), (3, 2), (9, 8)")
    t = f"main.{schema}.t"
    step = f"SELECT t.id, depth + 1 FROM {t} JOIN tree ON t.up = tree.id"
    tree = (
        f"WITH RECURSIVE tree AS (SELECT id, 0 AS depth FROM {t} WHERE up IS NULL UNION ALL {step})"
        " SELECT * FROM tree"
    )
    run("CREATE SCHEMA main.recurring")
    try:
        run(f"CREATE VIEW main.recurring.v AS {tree}")
        assert run("SELECT * FROM main.recurring.v ORDER BY id") == [(1, 0), (2, 1), (3, 2)]
        run("GRANT USE CATALOG ON CATALOG main TO `other@example.com`")
        run("GRANT USE SCHEMA, SELECT ON SCHEMA main.recurring TO `other@example.com`")
        assert stranger("SELECT count(*) FROM main.recurring.v") == [(3,)]
        assert "INSUFFICIENT_PERMISSIONS" in stranger.fails(tree)
        for anchor, rest in (("1", ""), ("1 WHERE false", ""), ("1", " LIMIT 1")):
            step = f"SELECT id FROM {t} JOIN r ON t.up = r.n"
            text = (
                f"WITH RECURSIVE r(n) AS (SELECT {anchor} UNION ALL {step}) SELECT * FROM r{rest}"
            )
            assert "INSUFFICIENT_PERMISSIONS" in stranger.fails(text), text
    finally:
        run("REVOKE USE CATALOG ON CATALOG main FROM `other@example.com`")
        run("DROP SCHEMA main.recurring CASCADE")


def test_what_never_ends_is_ended(run: Sql, server: LiveServer) -> None:
    grows = (
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n FROM r, range(1000)) SELECT * FROM r"
    )
    assert "RECURSION_ROW_LIMIT_EXCEEDED" in run.fails(grows)
    run("CREATE TABLE t (n INT)")
    assert "RECURSION_LEVEL_LIMIT_EXCEEDED" in run.fails(f"INSERT INTO t {COUNT.format(500)}")
    assert run("SELECT * FROM t") == []
    with run.connection.cursor() as cursor:
        cursor.execute_async(f"{ENDLESS} SELECT count(*) FROM r")
        cursor.cancel()
        until = time.monotonic() + 30
        while cursor.is_query_pending():
            assert time.monotonic() < until
        with pytest.raises(sql.Error):
            cursor.get_async_execution_result()
    run("SET STATEMENT_TIMEOUT = 1")
    try:
        assert "OPERATION_CANCELED" in run.fails(f"{ENDLESS} SELECT count(*) FROM r")
    finally:
        run("RESET STATEMENT_TIMEOUT")
    assert _left(server) == []


def _left(server: LiveServer) -> list[Path]:
    """Folders of statements, none of which runs any more."""
    until = time.monotonic() + 10
    folder = server.data_dir / "metadata"
    while (found := sorted(folder.glob("*"))) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def test_no_name_of_a_statement_is_anothers(run: Sql) -> None:
    said = run.fails("SELECT * FROM main.s_0123456789abcdef01234567.given")
    assert "TABLE_OR_VIEW_NOT_FOUND" in said
