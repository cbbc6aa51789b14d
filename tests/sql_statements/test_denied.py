"""Every family of statements, by somebody who owns nothing: denied, and nothing changes."""

from __future__ import annotations

import pytest

from tests.sql_statements.conftest import Sql

DENIED = """
SELECT * FROM {s}.t
SELECT * FROM {s}.v
TABLE {s}.t
SELECT * FROM {s}.t VERSION AS OF 0
SELECT (SELECT max(id) FROM {s}.t)
SELECT * FROM range(2) WHERE id IN (SELECT id FROM {s}.t)
WITH x AS (SELECT * FROM {s}.t) SELECT 1
SELECT * FROM IDENTIFIER('{s}.t')
SELECT * FROM text.`/Volumes/{p}/vol/a`
EXPLAIN SELECT * FROM {s}.t
DESCRIBE SELECT * FROM {s}.t
INSERT INTO {s}.t VALUES (1, 'a')
INSERT OVERWRITE {s}.t VALUES (1, 'a')
UPDATE {s}.t SET id = 1
DELETE FROM {s}.t
MERGE INTO {s}.t USING (SELECT 1 AS id) x ON false WHEN MATCHED THEN DELETE
CREATE TABLE {s}.z (a INT)
CREATE TABLE {s}.z AS SELECT 1 AS a
CREATE TABLE {s}.z LIKE {s}.t
CREATE OR REPLACE TABLE {s}.t AS SELECT 1 AS a
CREATE VIEW {s}.z AS SELECT 1 AS a
CREATE TEMP VIEW z AS SELECT * FROM {s}.t
CREATE SCHEMA main.z
CREATE CATALOG z
CREATE VOLUME {s}.z
DROP TABLE {s}.t
DROP TABLE IF EXISTS {s}.t
DROP VIEW {s}.v
DROP VOLUME {s}.vol
DROP SCHEMA {s} CASCADE
DROP SCHEMA IF EXISTS {s} CASCADE
DROP CATALOG main CASCADE
TRUNCATE TABLE {s}.t
ALTER TABLE {s}.t ADD COLUMN z INT
ALTER TABLE {s}.t RENAME TO {s}.z
ALTER TABLE {s}.t OWNER TO `other@example.com`
ALTER TABLE {s}.t SET TBLPROPERTIES ('a' = 'b')
ALTER VIEW {s}.v AS SELECT 1 AS a
ALTER SCHEMA {s} OWNER TO `other@example.com`
ALTER CATALOG main OWNER TO `other@example.com`
ALTER VOLUME {s}.vol RENAME TO {s}.z
COMMENT ON TABLE {s}.t IS 'x'
COMMENT ON COLUMN {s}.t.id IS 'x'
COMMENT ON SCHEMA {s} IS 'x'
COMMENT ON CATALOG main IS 'x'
COMMENT ON VOLUME {s}.vol IS 'x'
DESCRIBE {s}.t
DESCRIBE TABLE EXTENDED {s}.t
DESCRIBE HISTORY {s}.t
DESCRIBE DETAIL {s}.t
DESCRIBE SCHEMA {s}
DESCRIBE CATALOG main
DESCRIBE VOLUME {s}.vol
SHOW TABLES IN {s}
SHOW VIEWS IN {s}
SHOW TABLE EXTENDED IN {s} LIKE '*'
SHOW COLUMNS IN {s}.t
SHOW CREATE TABLE {s}.t
SHOW TBLPROPERTIES {s}.t
SHOW PARTITIONS {s}.t
SHOW VOLUMES IN {s}
SHOW SCHEMAS IN main
SHOW TABLES IN CATALOG main
SHOW COLUMNS IN CATALOG main
OPTIMIZE {s}.t
VACUUM {s}.t
RESTORE TABLE {s}.t TO VERSION AS OF 0
USE {s}
USE CATALOG main
"""


@pytest.mark.parametrize("text", DENIED.strip().splitlines())
def test_denied(run: Sql, stranger: Sql, schema: str, text: str) -> None:
    run("CREATE TABLE t (id INT, n STRING)")
    run("INSERT INTO t VALUES (1, 'a')")
    run("CREATE VIEW v AS SELECT * FROM t")
    run("CREATE VOLUME vol")
    found = stranger.fails(text.format(s=f"main.{schema}", p=f"main/{schema}"))
    assert "[INSUFFICIENT_PERMISSIONS] Insufficient privileges:\nUser does not have " in found
    assert "SQLSTATE: 42501" in found
    assert run("SELECT * FROM t") == [(1, "a")]
    assert [row[1] for row in run("SHOW TABLES")] == ["t", "v"]
    assert run("SHOW TBLPROPERTIES t") == []


def test_lists_show_only_what_one_may_use(run: Sql, stranger: Sql, schema: str) -> None:
    # Other suites may have given this user catalogs.
    shown = {name for (name,) in stranger("SHOW CATALOGS")}
    assert {"samples", "system"} <= shown
    assert not {"main", "hive_metastore"} & shown
    assert ("main",) in run("SHOW CATALOGS")
    assert (schema,) not in stranger("SHOW SCHEMAS IN samples")
    assert not any(schema in row for row in stranger("SHOW TABLES IN ALL CATALOGS"))
