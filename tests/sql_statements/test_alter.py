"""ALTER and COMMENT ON: what they change, and that the rows stay."""

from __future__ import annotations

import pytest

from tests.conftest import Person
from tests.sql_statements.conftest import Sql


@pytest.fixture(autouse=True)
def _tables(run: Sql) -> None:
    run("CREATE TABLE t (id INT, n STRING) TBLPROPERTIES ('a' = 'b')")
    run("INSERT INTO t VALUES (1, 'x')")


def test_columns_come_and_go(run: Sql) -> None:
    run("ALTER TABLE t ADD COLUMN (n1 INT COMMENT 'c', n2 STRING)")
    run("ALTER TABLE t ADD COLUMNS n3 INT")
    assert run("SELECT * FROM t") == [(1, "x", None, None, None)]
    run("ALTER TABLE t RENAME COLUMN n1 TO n9")
    run("ALTER TABLE t DROP COLUMN n2")
    run("ALTER TABLE t DROP COLUMNS (n3)")
    run("INSERT INTO t VALUES (2, 'y', 5)")
    assert run("SELECT id, n9 FROM t ORDER BY id") == [(1, None), (2, 5)]
    assert run("DESCRIBE t")[2] == ("n9", "int", "c")


def test_columns_change(run: Sql) -> None:
    run("ALTER TABLE t ALTER COLUMN id COMMENT 'cc'")
    run("ALTER TABLE t ALTER COLUMN id TYPE BIGINT")
    run("ALTER TABLE t ALTER COLUMN n SET DEFAULT 'new'")
    run("ALTER TABLE t ALTER COLUMN id SET NOT NULL")
    run("INSERT INTO t (id) VALUES (2)")
    assert run("SELECT * FROM t ORDER BY id") == [(1, "x"), (2, "new")]
    assert run("DESCRIBE t") == [("id", "bigint", "cc"), ("n", "string", None)]
    assert "NOT_NULL" in run.fails("INSERT INTO t VALUES (NULL, 'z')")
    run("ALTER TABLE t ALTER COLUMN n DROP DEFAULT")
    run("ALTER TABLE t ALTER COLUMN id DROP NOT NULL")
    run("INSERT INTO t (id) VALUES (NULL)")
    assert run("SELECT * FROM t WHERE id IS NULL") == [(None, None)]


def test_properties(run: Sql) -> None:
    run("ALTER TABLE t SET TBLPROPERTIES ('z' = 'y', 'a' = 'c')")
    assert run("SHOW TBLPROPERTIES t") == [("a", "c"), ("z", "y")]
    assert run("SHOW TBLPROPERTIES t ('z')") == [("z", "y")]
    run("ALTER TABLE t UNSET TBLPROPERTIES ('z')")
    run("ALTER TABLE t UNSET TBLPROPERTIES IF EXISTS ('z')")
    assert "[UNSET_NONEXISTENT_PROPERTIES]" in run.fails("ALTER TABLE t UNSET TBLPROPERTIES ('z')")


def test_names_and_owners(run: Sql, schema: str, other: Person) -> None:
    run("ALTER TABLE t RENAME TO u")
    run(f"ALTER TABLE u RENAME TO main.{schema}.w")
    assert run("SELECT * FROM w") == [(1, "x")]
    run(f"ALTER TABLE w OWNER TO `{other.user_name}`")
    assert ("Owner", other.user_name, "") in run("DESCRIBE TABLE EXTENDED w")
    run("CREATE TABLE taken (a INT)")
    assert "ALREADY_EXISTS]" in run.fails("ALTER TABLE w RENAME TO taken")


def test_comments(run: Sql, schema: str) -> None:
    run("COMMENT ON TABLE t IS 'it\\'s'")
    run("COMMENT ON COLUMN t.id IS 'idc'")
    run(f"COMMENT ON SCHEMA {schema} IS 'sc'")
    assert ("Comment", "it's", "") in run("DESCRIBE TABLE EXTENDED t")
    assert run("DESCRIBE t")[0] == ("id", "int", "idc")
    assert ("Comment", "sc") in run(f"DESCRIBE SCHEMA {schema}")
    run(f"COMMENT ON COLUMN main.{schema}.t.id IS NULL")
    run("COMMENT ON TABLE t IS NULL")
    assert run("DESCRIBE t")[0][2] in (None, "")
    assert "Comment" not in dict(row[:2] for row in run("DESCRIBE TABLE EXTENDED t"))
    run("CREATE VOLUME vol")
    run("COMMENT ON VOLUME vol IS 'vv'")
    assert run("DESCRIBE VOLUME vol")[0][-1] == "vv"
    run("ALTER VOLUME vol RENAME TO other")
    assert run("SHOW VOLUMES") == [(schema, "other")]


REFUSED = [
    ("ALTER TABLE t ADD COLUMN id INT", "FIELD_ALREADY_EXISTS"),
    ("ALTER TABLE t ADD COLUMN z INT AFTER nope", "UNRESOLVED_COLUMN"),
    ("ALTER TABLE t ADD COLUMN n.z INT", "INVALID_FIELD_NAME"),
    ("ALTER TABLE t ADD COLUMN z INT NOT NULL", "DELTA_ADD_COLUMN_NOT_NULL"),
    ("ALTER TABLE t DROP COLUMN nope", ""),
    ("ALTER TABLE t RENAME COLUMN nope TO x", ""),
    ("ALTER TABLE t RENAME COLUMN n TO id", ""),
    ("ALTER TABLE t ALTER COLUMN n TYPE INT", ""),
    ("ALTER TABLE t SET TAGS ('a.b' = 'c')", "INVALID_PARAMETER_VALUE"),
    ("ALTER TABLE t ALTER COLUMN nope SET TAGS ('a' = 'c')", "UNRESOLVED_COLUMN"),
    ("ALTER TABLE t SET LOCATION '/x'", "UNSUPPORTED_FEATURE"),
    ("ALTER TABLE t DROP FEATURE deletionVectors", "UNSUPPORTED_FEATURE"),
    ("ALTER TABLE t CLUSTER BY AUTO", "UNSUPPORTED_FEATURE"),
    ("ALTER TABLE t CLUSTER BY (nope)", "UNRESOLVED_COLUMN"),
    ("ALTER TABLE t PARTITION (id = 1) SET LOCATION '/x'", "INVALID_PARTITION_OPERATION"),
    ("ALTER TABLE t ADD PARTITION (id = 1)", "INVALID_PARTITION_OPERATION"),
    ("ALTER TABLE t DROP IF EXISTS PARTITION (id = 1)", "INVALID_PARTITION_OPERATION"),
    ("ALTER TABLE t ALTER COLUMN id SYNC IDENTITY", "DELTA_IDENTITY_COLUMNS_ALTER_NON_IDENTITY"),
    ("ALTER TABLE t ALTER COLUMN n SET MASK nope", "ROUTINE_NOT_FOUND"),
    ("ALTER TABLE t SET ROW FILTER nope ON (id)", "ROUTINE_NOT_FOUND"),
    ("ALTER TABLE t SET TBLPROPERTIES (delta.enableChangeDataFeed = true)", "UNSUPPORTED_FEATURE"),
    ("ALTER TABLE t SET TBLPROPERTIES (delta.constraints.c = 'id > 0')", "DELTA_ADD_CONSTRAINTS"),
    ("SELECT * FROM table_changes('t', 0)", "DELTA_MISSING_CHANGE_DATA"),
    ("SELECT * FROM table_changes('t')", "WRONG_NUM_ARGS"),
    ("REORG TABLE t APPLY (PURGE)", "UNSUPPORTED_FEATURE"),
    ("ALTER VIEW t RENAME TO u", "EXPECT_VIEW_NOT_TABLE"),
    ("ALTER TABLE nope ADD COLUMN z INT", "TABLE_OR_VIEW_NOT_FOUND"),
    ("COMMENT ON TABLE nope IS 'x'", "TABLE_OR_VIEW_NOT_FOUND"),
    ("COMMENT ON COLUMN t.nope IS 'x'", ""),
]


@pytest.mark.parametrize(("text", "error"), REFUSED)
def test_refused(run: Sql, text: str, error: str) -> None:
    found = run.fails(text)
    assert f"[{error}" in found
    assert "[INTERNAL_ERROR]" not in found
    assert run("DESCRIBE t") == [("id", "int", None), ("n", "string", None)]
    assert run("SELECT * FROM t") == [(1, "x")]
