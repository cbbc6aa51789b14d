"""Column masks: a reader sees what the mask makes of a value, in every read and condition."""

from __future__ import annotations

import pytest
from databricks.sdk import WorkspaceClient

from tests.sql_statements.conftest import Reader, Sql


@pytest.fixture
def masked(run: Sql, schema: str, reader: Reader) -> str:
    """A table whose secrets the owner sees and the reader does not."""
    run("CREATE TABLE t (id INT, secret STRING, amount DECIMAL(10,2), region STRING)")
    run("INSERT INTO t VALUES (1, 'abc', 1.50, 'EU'), (2, 'xyz', 0, 'US')")
    run(
        "CREATE FUNCTION dark(s STRING) RETURNS STRING"
        " RETURN CASE WHEN is_account_group_member('admins') THEN s ELSE '***' END"
    )
    run(
        "CREATE FUNCTION some(a DECIMAL(10,2), r STRING, open STRING, other INT) RETURNS INT"
        " RETURN CASE WHEN r = open THEN CAST(a AS INT) ELSE other END"
    )
    run("ALTER TABLE t ALTER COLUMN secret SET MASK dark")
    run("ALTER TABLE t ALTER COLUMN amount SET MASK some USING COLUMNS (region, 'EU', -1)")
    run(f"GRANT SELECT, MODIFY ON TABLE t TO {reader.user}")
    return f"main.{schema}"


READS = (
    ("SELECT secret FROM {s}.t", [("***",), ("***",)]),
    ("SELECT id FROM {s}.t WHERE secret = 'abc'", []),
    ("SELECT count(*) FROM {s}.t WHERE secret LIKE 'a%'", [(0,)]),
    ("SELECT max(secret), min(secret), count(DISTINCT secret) FROM {s}.t", [("***", "***", 1)]),
    ("SELECT a.id FROM {s}.t a JOIN (SELECT 'abc' AS s) b ON a.secret = b.s", []),
    ("SELECT id FROM {s}.t ORDER BY secret DESC, id", [(1,), (2,)]),
    ("SELECT secret, count(*) FROM {s}.t GROUP BY secret HAVING secret <> 'x'", [("***", 2)]),
    ("SELECT secret FROM (SELECT * FROM {s}.t) WHERE length(secret) = 3 LIMIT 1", [("***",)]),
    ("SELECT CAST(amount AS STRING) FROM {s}.t ORDER BY id", [("1.00",), ("-1.00",)]),
    ("SELECT typeof(amount), typeof(secret) FROM {s}.t LIMIT 1", [("decimal(10,2)", "string")]),
    ("SELECT {s}.t.secret, t.* FROM {s}.t WHERE id = 1", None),
)


@pytest.mark.parametrize(("text", "rows"), READS)
def test_values_are_masked(
    masked: str, reader: Reader, text: str, rows: list[tuple[object, ...]] | None
) -> None:
    found = reader(text.format(s=masked))
    assert "abc" not in str(found)
    assert rows is None or found == rows


def test_order_names_and_types_stay(masked: str, run: Sql, reader: Reader) -> None:
    reader("SELECT * FROM t")
    assert reader.columns == ("id", "secret", "amount", "region")
    assert run("SELECT secret FROM t ORDER BY id") == [("abc",), ("xyz",)]
    told = [row[:2] for row in reader("DESCRIBE t")]
    assert told == [
        ("id", "int"),
        ("secret", "string"),
        ("amount", "decimal(10,2)"),
        ("region", "string"),
    ]


def test_no_error_shows_a_value(masked: str, reader: Reader) -> None:
    for text in (
        "SELECT * FROM t WHERE CAST(secret AS INT) = 1",
        "SELECT CAST(secret AS INT) FROM t",
        "SELECT raise_error(secret) FROM t",
        "SELECT assert_true(secret = 'q', secret) FROM t",
    ):
        told = reader.fails(text)
        assert "abc" not in told, told
        assert "xyz" not in told, told


def test_whole_nested_columns(run: Sql, reader: Reader) -> None:
    run("CREATE TABLE n (id INT, s STRUCT<a: INT, b: STRING>, l ARRAY<STRING>)")
    run("INSERT INTO n SELECT 1, named_struct('a', 7, 'b', 'abc'), array('abc')")
    run(
        "CREATE FUNCTION hide(s STRUCT<a: INT, b: STRING>) RETURNS STRUCT<a: INT, b: STRING>"
        " RETURN named_struct('a', s.a, 'b', CAST(NULL AS STRING))"
    )
    run("CREATE FUNCTION none(l ARRAY<STRING>) RETURNS ARRAY<STRING> RETURN array()")
    run("ALTER TABLE n ALTER COLUMN s SET MASK hide")
    run("ALTER TABLE n ALTER COLUMN l SET MASK none")
    run(f"GRANT SELECT ON TABLE n TO {reader.user}")
    assert reader("SELECT s.a, s.b, size(l) FROM n") == [(7, None, 0)]


def test_copies_and_views_hold_masked_values(masked: str, run: Sql, reader: Reader) -> None:
    reader("CREATE TABLE copy AS SELECT * FROM t")
    assert reader("SELECT DISTINCT secret FROM copy") == [("***",)]
    run("CREATE VIEW v AS SELECT secret AS s FROM t WHERE secret <> 'abc'")
    run(f"GRANT SELECT ON VIEW v TO {reader.user}")
    assert reader("SELECT s FROM v") == [("***",), ("***",)]
    assert run("SELECT s FROM v") == [("xyz",)]
    reader("INSERT INTO t VALUES (3, 'new', 2, 'EU')")
    assert run("SELECT secret FROM t WHERE id = 3") == [("new",)]


def test_refused(masked: str, reader: Reader) -> None:
    for text, error in (
        ("SELECT * FROM t VERSION AS OF 1", "COLUMN_MASKS_FEATURE_NOT_SUPPORTED.TIME_TRAVEL"),
        ("DESCRIBE HISTORY t", "DESCRIBE_HISTORY"),
        ("CREATE TABLE c DEEP CLONE t", "CLONE is not supported"),
        ("ANALYZE TABLE t COMPUTE STATISTICS FOR COLUMNS secret", "is not supported"),
        ("EXPLAIN SELECT secret FROM t", "EXPLAIN is not supported"),
    ):
        assert error in reader.fails(text), text


def test_a_mask_that_cannot_be_applied(masked: str, run: Sql, reader: Reader) -> None:
    run("CREATE OR REPLACE FUNCTION dark(s STRING) RETURNS STRING RETURN 'new'")
    assert reader("SELECT DISTINCT secret FROM t") == [("new",)]
    run("DROP FUNCTION dark")
    gone = "QUERIED_TABLE_INCOMPATIBLE_WITH_COLUMN_MASK_POLICY"
    assert gone in reader.fails("SELECT id FROM t")
    assert gone in run.fails("SELECT id FROM t")
    run("ALTER TABLE t ALTER COLUMN secret DROP MASK")
    assert run("SELECT secret FROM t WHERE id = 1") == [("abc",)]


def test_what_is_shown(masked: str, run: Sql, schema: str, w: WorkspaceClient) -> None:
    columns = {one.name: one.as_dict() for one in w.tables.get(f"main.{schema}.t").columns or []}
    assert columns["amount"]["mask"] == {
        "function_name": f"main.{schema}.some",
        "using_column_names": ["region"],
        "using_arguments": [{"column": "region"}, {"constant": "'EU'"}, {"constant": "-1"}],
    }
    assert columns["secret"]["mask"]["function_name"] == f"main.{schema}.dark"
    [(made,)] = run("SHOW CREATE TABLE t")
    assert f"MASK main.{schema}.some USING COLUMNS (region, 'EU', -1)" in made
    shown = run(
        "SELECT column_name, using_columns FROM main.information_schema.column_masks"
        f" WHERE table_schema = '{schema}' ORDER BY 1"
    )
    assert shown == [("amount", "region, 'EU', -1"), ("secret", None)]
    run(f"CREATE TABLE made (a STRING MASK main.{schema}.dark, b INT)")
    run("INSERT INTO made VALUES ('abc', 1)")
    assert "WRONG_NUM_ARGS" in run.fails(
        "ALTER TABLE made ALTER COLUMN a SET MASK dark USING COLUMNS (b)"
    )


def test_no_mask_beside_a_check(masked: str, run: Sql) -> None:
    refused = "COLUMN_MASKS_FEATURE_NOT_SUPPORTED.CHECK_CONSTRAINT"
    assert refused in run.fails("ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0)")
    run("CREATE TABLE c (id INT, s STRING, CONSTRAINT c CHECK (id > 0))")
    assert refused in run.fails("ALTER TABLE c ALTER COLUMN s SET MASK dark")
    assert refused in run.fails(
        "CREATE TABLE d (id INT, s STRING MASK dark, CONSTRAINT c CHECK (id > 0))"
    )


def test_who_sees_all_changes_rows(masked: str, run: Sql, reader: Reader) -> None:
    hidden = "by somebody from whom something is hidden"
    text = "UPDATE t SET region = 'X' WHERE secret = 'abc'"
    # The owner sees the secrets, but not all amounts.
    assert hidden in reader.fails(text)
    assert hidden in run.fails(text)
    run("ALTER TABLE t ALTER COLUMN amount DROP MASK")
    assert hidden in reader.fails(text)
    assert run(text) == [(1,)]
    assert run("SELECT secret, region FROM t WHERE id = 1") == [("abc", "X")]
