"""Views and temporary views."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.live import LiveServer
from tests.sql_statements.conftest import Sql


@pytest.fixture(autouse=True)
def _tables(run: Sql) -> None:
    run("CREATE TABLE t AS SELECT id, id * 10 AS n FROM range(3)")


def test_views_over_views(run: Sql, schema: str) -> None:
    run("CREATE VIEW v AS SELECT id, n FROM t WHERE id > 0;")
    run("CREATE VIEW w (a COMMENT 'first', b) COMMENT 'vv' AS SELECT * FROM v UNION SELECT 9, 9 --")
    run("CREATE OR REPLACE VIEW v AS SELECT id, n FROM t WHERE id > 1")
    run("USE main.default")
    assert run(f"SELECT * FROM main.{schema}.w ORDER BY a") == [(2, 20), (9, 9)]
    assert run(f"DESCRIBE main.{schema}.w") == [("a", "bigint", "first"), ("b", "bigint", None)]


def test_create_view_if_not_exists_and_replace(run: Sql) -> None:
    run("CREATE VIEW v AS SELECT 1 AS a")
    run("CREATE VIEW IF NOT EXISTS v AS SELECT 2 AS a")
    assert run("SELECT * FROM v") == [(1,)]
    assert "[TABLE_OR_VIEW_ALREADY_EXISTS]" in run.fails("CREATE VIEW v AS SELECT 2 AS a")
    run("CREATE OR REPLACE VIEW v AS WITH q AS (SELECT 3 AS a) SELECT * FROM q")
    assert run("SELECT * FROM v") == [(3,)]
    run("ALTER VIEW v AS SELECT 4 AS b, n FROM t WHERE id = 1")
    assert run("SELECT * FROM v") == [(4, 10)]
    run("DROP VIEW v")
    run("DROP VIEW IF EXISTS v")
    assert "[TABLE_OR_VIEW_NOT_FOUND]" in run.fails("SELECT * FROM v")


REFUSED = [
    ("CREATE VIEW v AS SELECT * FROM nope", "TABLE_OR_VIEW_NOT_FOUND"),
    ("CREATE VIEW v AS SELECT nope FROM t", "UNRESOLVED_COLUMN"),
    ("CREATE VIEW v AS SELECT 1 AS a, 2 AS a", "COLUMN_ALREADY_EXISTS"),
    ("CREATE VIEW v (a, b) AS SELECT 1", "CREATE_VIEW_COLUMN_ARITY_MISMATCH"),
    ("CREATE OR REPLACE VIEW t AS SELECT 1", "EXPECT_VIEW_NOT_TABLE"),
    ("CREATE MATERIALIZED VIEW v AS SELECT 1", "UNSUPPORTED_FEATURE"),
    ("CREATE GLOBAL TEMPORARY VIEW v AS SELECT 1", "UNSUPPORTED_FEATURE"),
    ("DROP VIEW t", "EXPECT_VIEW_NOT_TABLE"),
    ("ALTER VIEW t AS SELECT 1", "EXPECT_VIEW_NOT_TABLE"),
]


@pytest.mark.parametrize(("text", "error"), REFUSED)
def test_refused(run: Sql, text: str, error: str) -> None:
    assert f"[{error}" in run.fails(text)
    assert [row[1] for row in run("SHOW VIEWS")] == []


def test_a_view_does_not_read_itself(run: Sql) -> None:
    run("CREATE VIEW v AS SELECT 1 AS a")
    run("CREATE VIEW w AS SELECT * FROM v")
    assert "[RECURSIVE_VIEW]" in run.fails("CREATE OR REPLACE VIEW v AS SELECT * FROM v")
    assert "[RECURSIVE_VIEW]" in run.fails("CREATE OR REPLACE VIEW v AS SELECT * FROM w")
    assert "[RECURSIVE_VIEW]" in run.fails("ALTER VIEW v AS SELECT * FROM w")
    assert run("SELECT * FROM w") == [(1,)]


def test_temporary_views_belong_to_their_session(
    run: Sql, connect: Callable[[str], Sql], server: LiveServer, schema: str
) -> None:
    other = connect(server.token)
    other(f"USE main.{schema}")
    run("CREATE TEMPORARY VIEW t (x) AS SELECT 5")
    assert run("SELECT t.x FROM t") == [(5,)]
    assert other.value("SELECT count(*) FROM t") == 3
    assert run("DESCRIBE t") == [("x", "int", None)]
    assert ("", "t", True) in run("SHOW TABLES")
    run("DROP VIEW t")
    assert run.value("SELECT count(*) FROM t") == 3


def test_temporary_views_over_views(run: Sql, schema: str) -> None:
    run("CREATE TEMP VIEW one AS SELECT id FROM t")
    run("CREATE TEMP VIEW two AS SELECT id + 1 AS id FROM one")
    run("USE main.default")
    assert run("SELECT max(id) FROM two") == [(3,)]
    run(f"USE main.{schema}")
    assert "[TEMP_TABLE_OR_VIEW_ALREADY_EXISTS]" in run.fails("CREATE TEMP VIEW two AS SELECT 1")
    assert "[RECURSIVE_VIEW]" in run.fails("CREATE OR REPLACE TEMP VIEW two AS SELECT * FROM two")
    assert "[INVALID_TEMP_OBJ_REFERENCE]" in run.fails("CREATE VIEW v AS SELECT * FROM two")
    run("CREATE VIEW fine AS WITH two AS (SELECT 3 AS z) SELECT * FROM two")
    assert run("SELECT * FROM fine") == [(3,)]
    run("CREATE OR REPLACE TEMP VIEW two AS SELECT 'new' AS a")
    assert run("SELECT * FROM two") == [("new",)]
    for name in ("one", "two"):
        run(f"DROP VIEW {name}")


def test_a_temporary_view_takes_no_schema(run: Sql, schema: str) -> None:
    found = run.fails(f"CREATE TEMP VIEW {schema}.v AS SELECT 1")
    assert "[TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS]" in found
