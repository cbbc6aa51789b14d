"""Constraints, tags, clustering, statistics, filters and masks: kept, shown, held to."""

from __future__ import annotations

import pytest

from tests.sql_statements.conftest import Sql


def test_checks(run: Sql) -> None:
    run("CREATE TABLE t (a INT, b STRING)")
    run("INSERT INTO t VALUES (1, 'x'), (5, NULL)")
    found = run.fails("ALTER TABLE t ADD CONSTRAINT big CHECK (a > 3)")
    assert "[DELTA_NEW_CHECK_CONSTRAINT_VIOLATION] 1 rows in" in found
    assert "SQLSTATE: 23512" in found
    run("ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0 AND a < 10)")
    assert run("SHOW TBLPROPERTIES t") == [("delta.constraints.positive", "a > 0 AND a < 10")]
    assert "SQLSTATE: 23001" in run.fails("INSERT INTO t VALUES (-1, 'y')")
    again = run.fails("ALTER TABLE t ADD CONSTRAINT Positive CHECK (a > 1)")
    assert "[DELTA_CONSTRAINT_ALREADY_EXISTS]" in again
    assert "[DELTA_NON_BOOLEAN_CHECK_CONSTRAINT]" in run.fails("ALTER TABLE t ADD CHECK (a + 1)")
    assert "UNRESOLVED_COLUMN" in run.fails("ALTER TABLE t ADD CONSTRAINT c CHECK (nope > 1)")
    assert "42621" in run.fails("ALTER TABLE t ADD CONSTRAINT c CHECK (a > (SELECT 1))")
    for text in ("DROP COLUMN a", "RENAME COLUMN a TO z", "ALTER COLUMN a TYPE BIGINT"):
        found = run.fails(f"ALTER TABLE t {text}")
        assert "[DELTA_CONSTRAINT_DEPENDENT_COLUMN_CHANGE]" in found
    run("ALTER TABLE t DROP CONSTRAINT positive")
    run("ALTER TABLE t DROP CONSTRAINT IF EXISTS positive")
    found = run.fails("ALTER TABLE t DROP CONSTRAINT positive")
    assert "[DELTA_CONSTRAINT_DOES_NOT_EXIST]" in found
    run("INSERT INTO t VALUES (-1, 'y')")


def test_keys(run: Sql, schema: str) -> None:
    run("CREATE TABLE p (id INT NOT NULL, loose INT)")
    run("CREATE TABLE c (id INT, parent INT, other STRING)")
    assert "nullable" in run.fails("ALTER TABLE p ADD PRIMARY KEY (loose)")
    run("ALTER TABLE p ADD PRIMARY KEY (ID) RELY")
    found = run.fails("ALTER TABLE p ADD CONSTRAINT again PRIMARY KEY (id)")
    assert "[MULTIPLE_PRIMARY_KEYS]" in found
    run("ALTER TABLE c ADD FOREIGN KEY (parent) REFERENCES p")
    run("ALTER TABLE c ADD CONSTRAINT own FOREIGN KEY (id) REFERENCES p (id)")
    bad = "ALTER TABLE c ADD CONSTRAINT bad FOREIGN KEY"
    assert "[FOREIGN_KEY_MISMATCH]" in run.fails(f"{bad} (other) REFERENCES p")
    assert "[FOREIGN_KEY_MISMATCH]" in run.fails(f"{bad} (id) REFERENCES p (loose)")
    assert "[TABLE_" in run.fails(f"{bad} (id) REFERENCES nope")
    query = (
        "SELECT constraint_name, constraint_type FROM information_schema.table_constraints"
        f" WHERE table_schema = '{schema}' ORDER BY ALL"
    )
    keys = [("c_p_fk", "FOREIGN KEY"), ("own", "FOREIGN KEY"), ("p_pk", "PRIMARY KEY")]
    assert run(query) == keys
    run("ALTER TABLE p RENAME COLUMN id TO key")
    run("ALTER TABLE p RENAME TO parents")
    assert "foreign keys" in run.fails("ALTER TABLE parents DROP PRIMARY KEY")
    assert "needs it" in run.fails("ALTER TABLE parents DROP COLUMN key")
    run("ALTER TABLE c DROP FOREIGN KEY (id)")
    run("ALTER TABLE parents DROP PRIMARY KEY CASCADE")
    assert run(query) == []
    run("ALTER TABLE parents DROP PRIMARY KEY IF EXISTS")
    run("CREATE TABLE q (id INT PRIMARY KEY, own INT REFERENCES q)")
    run("ALTER TABLE c ADD FOREIGN KEY (id) REFERENCES q")
    assert run(query) == [
        ("c_q_fk", "FOREIGN KEY"),
        ("q_pk", "PRIMARY KEY"),
        ("q_q_fk", "FOREIGN KEY"),
    ]
    run("CREATE OR REPLACE TABLE q (id INT)")
    assert run(query) == []
    run("ALTER TABLE q ALTER COLUMN id SET NOT NULL")
    run("ALTER TABLE q ADD PRIMARY KEY (id)")
    run("ALTER TABLE c ADD FOREIGN KEY (id) REFERENCES q")
    run("DROP TABLE q")
    assert run(query) == []


def test_tags(run: Sql, schema: str) -> None:
    run("CREATE TABLE t (a INT, b STRING)")
    run("CREATE VIEW v AS SELECT a FROM t")
    run("CREATE VOLUME vol")
    run("ALTER TABLE t SET TAGS ('cost' = 'high', 'team')")
    run("SET TAG ON TABLE t cost = low")
    run("ALTER TABLE t UNSET TAGS ('team', 'never')")
    run("ALTER TABLE t ALTER COLUMN a SET TAGS ('pii' = 'no', 'x')")
    run("UNSET TAG ON COLUMN t.a x")
    run("ALTER VIEW v SET TAGS ('v' = '1')")
    run(f"ALTER SCHEMA {schema} SET TAGS ('s' = '1', 'gone')")
    run(f"UNSET TAG ON SCHEMA {schema} gone")
    run("ALTER VOLUME vol SET TAGS ('vol' = '1')")
    where = f"WHERE schema_name = '{schema}' ORDER BY ALL"
    named = "tag_name, tag_value FROM information_schema"
    tables = run(f"SELECT table_name, {named}.table_tags {where}")
    assert tables == [("t", "cost", "low"), ("v", "v", "1")]
    assert run(f"SELECT column_name, {named}.column_tags {where}") == [("a", "pii", "no")]
    assert run(f"SELECT {named}.schema_tags {where}") == [("s", "1")]
    assert run(f"SELECT volume_name, {named}.volume_tags {where}") == [("vol", "vol", "1")]
    run("ALTER TABLE t RENAME COLUMN a TO z")
    assert run(f"SELECT column_name, {named}.column_tags {where}") == [("z", "pii", "no")]
    run("CREATE OR REPLACE TABLE t (z INT)")
    assert len(run(f"SELECT {named}.table_tags {where}")) == 2


def test_clustering(run: Sql) -> None:
    run("CREATE TABLE t (a INT, b STRING, s ARRAY<INT>) CLUSTER BY (B)")

    def clustered() -> list[str]:
        row = run("DESCRIBE DETAIL t")[0]
        return list(row[run.columns.index("clusteringColumns")])

    assert clustered() == ["b"]
    run("INSERT INTO t (a, b) VALUES (1, 'x')")
    run("INSERT INTO t (a, b) VALUES (2, 'a')")
    assert run("OPTIMIZE t")[0][1]["numFilesRemoved"] == 2
    assert run("SELECT a, b FROM t ORDER BY a") == [(1, "x"), (2, "a")]
    run("ALTER TABLE t CLUSTER BY (a, b)")
    run("ALTER TABLE t RENAME COLUMN a TO c")
    assert clustered() == ["c", "b"]
    found = run.fails("ALTER TABLE t DROP COLUMN c")
    assert "[DELTA_UNSUPPORTED_DROP_CLUSTERING_COLUMN]" in found
    assert "DATATYPE_NOT_SUPPORTED" in run.fails("ALTER TABLE t CLUSTER BY (s)")
    run("ALTER TABLE t CLUSTER BY NONE")
    assert clustered() == []


def test_statistics(run: Sql, schema: str) -> None:
    run("CREATE TABLE t (a INT, b STRING, s ARRAY<INT>)")
    run("INSERT INTO t (a, b) VALUES (1, 'x'), (7, NULL)")
    run("ANALYZE TABLE t COMPUTE STATISTICS NOSCAN")
    shown = dict(row[:2] for row in run("DESCRIBE TABLE EXTENDED t"))["Statistics"]
    assert shown.endswith(" bytes")
    run("ANALYZE TABLE t COMPUTE STATISTICS FOR ALL COLUMNS")
    shown = dict(row[:2] for row in run("DESCRIBE TABLE EXTENDED t"))["Statistics"]
    assert shown.endswith(" bytes, 2 rows")
    column = dict(run("DESCRIBE TABLE EXTENDED t a"))
    assert (column["min"], column["max"], column["num_nulls"]) == ("1", "7", "0")
    assert dict(run("DESCRIBE TABLE EXTENDED t b"))["num_nulls"] == "1"
    assert "0A000" in run.fails("ANALYZE TABLE t COMPUTE STATISTICS FOR COLUMNS s")
    run("INSERT INTO t (a) VALUES (8)")
    run(f"ANALYZE TABLES IN {schema} COMPUTE STATISTICS")
    shown = dict(row[:2] for row in run("DESCRIBE TABLE EXTENDED t"))["Statistics"]
    assert shown.endswith(" bytes, 3 rows")


@pytest.mark.parametrize(
    ("protect", "release"),
    [
        ("SET ROW FILTER only_ones ON (a)", "DROP ROW FILTER"),
        ("ALTER COLUMN b SET MASK hidden USING COLUMNS (a)", "ALTER COLUMN b DROP MASK"),
    ],
)
def test_protections_outlive_changes(run: Sql, protect: str, release: str) -> None:
    run("CREATE TABLE t (a INT, b STRING)")
    run("INSERT INTO t VALUES (1, 'x')")
    run("CREATE FUNCTION only_ones(a INT) RETURNS BOOLEAN RETURN a = 1")
    run("CREATE FUNCTION hidden(b STRING, a INT) RETURNS STRING RETURN 'secret'")
    run(f"ALTER TABLE t {protect}")
    assert "needs it" in run.fails("ALTER TABLE t DROP COLUMN a")
    assert "needs it" in run.fails("ALTER TABLE t RENAME COLUMN a TO z")
    run("CREATE OR REPLACE TABLE t (a INT, b STRING)")
    run("INSERT INTO t VALUES (2, 'y')")
    assert run("SELECT * FROM t") == ([] if "FILTER" in protect else [(2, "secret")])
    run(f"ALTER TABLE t {release}")
    assert run("SELECT * FROM t") == [(2, "y")]
