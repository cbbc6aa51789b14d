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
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT id FROM {s}.t, r) SELECT * FROM r LIMIT 1
WITH RECURSIVE r AS (SELECT id FROM {s}.t UNION ALL SELECT id FROM r) TABLE r
SELECT * FROM IDENTIFIER('{s}.t')
SELECT * FROM text.`/Volumes/{p}/vol/a`
SELECT * FROM read_files('/Volumes/{p}/vol')
SELECT * FROM read_files('/Volumes/{p}/vol/*', format => 'csv')
EXPLAIN SELECT * FROM {s}.t
BEGIN SELECT * FROM {s}.t; END
BEGIN DECLARE x INT; SET x = (SELECT max(id) FROM {s}.t); END
BEGIN IF EXISTS (SELECT * FROM {s}.t) THEN SELECT 1; END IF; END
BEGIN FOR SELECT * FROM {s}.t DO SELECT 1; END FOR; END
EXECUTE IMMEDIATE 'SELECT * FROM {s}.t'
EXECUTE IMMEDIATE 'DROP TABLE {s}.t'
EXECUTE IMMEDIATE 'DROP TABLE IDENTIFIER(?)' USING '{s}.t'
DESCRIBE IDENTIFIER('{s}' || '.t')
INSERT INTO IDENTIFIER('{s}.t') VALUES (1, 'a')
DROP TABLE IDENTIFIER('{s}.t')
USE SCHEMA IDENTIFIER('{s}')
REFRESH TABLE {s}.t
DESCRIBE SELECT * FROM {s}.t
INSERT INTO {s}.t VALUES (1, 'a')
COPY INTO {s}.t FROM '/Volumes/{p}/vol' FILEFORMAT = CSV
INSERT OVERWRITE {s}.t VALUES (1, 'a')
UPDATE {s}.t SET id = 1
DELETE FROM {s}.t
MERGE INTO {s}.t USING (SELECT 1 AS id) x ON false WHEN MATCHED THEN DELETE
INSERT INTO {s}.t REPLACE WHERE id = 1 SELECT 1, 'a'
INSERT INTO {s}.t REPLACE USING (id) VALUES (1, 'a')
INSERT INTO {s}.t AS x REPLACE ON (x.id = y.id) (SELECT 1 AS id, 'a' AS n) AS y
INSERT WITH SCHEMA EVOLUTION INTO {s}.t SELECT 1, 'a', 2 AS z
WITH q AS (SELECT 1 AS id) UPDATE {s}.t SET id = 1 WHERE id IN (SELECT id FROM q)
WITH q AS (SELECT 1 AS id) DELETE FROM {s}.t WHERE id IN (SELECT id FROM q)
WITH q AS (SELECT 1 AS id) MERGE INTO {s}.t USING q ON false WHEN MATCHED THEN UPDATE SET *
MERGE WITH SCHEMA EVOLUTION INTO {s}.t USING (SELECT 1 AS a) ON false WHEN MATCHED THEN DELETE
CREATE TABLE {s}.z (a INT GENERATED ALWAYS AS (b), b INT REFERENCES {s}.t (id))
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
ALTER VIEW {s}.v SET TAGS ('a' = 'b')
ALTER TABLE {s}.t ALTER COLUMN id TYPE BIGINT
ALTER TABLE {s}.t ALTER COLUMN id SYNC IDENTITY
ALTER TABLE {s}.t DROP COLUMN n
ALTER TABLE {s}.t RENAME COLUMN n TO m
ALTER TABLE {s}.t ADD CONSTRAINT c CHECK (id > 0)
ALTER TABLE {s}.t ADD PRIMARY KEY (id)
ALTER TABLE {s}.t DROP CONSTRAINT IF EXISTS c
ALTER TABLE {s}.t DROP PRIMARY KEY IF EXISTS
ALTER TABLE {s}.t SET TAGS ('a' = 'b')
ALTER TABLE {s}.t ALTER COLUMN n SET TAGS ('a' = 'b')
ALTER TABLE {s}.t SET ROW FILTER f ON (id)
ALTER TABLE {s}.t DROP ROW FILTER
ALTER TABLE {s}.t ALTER COLUMN n SET MASK f
ALTER TABLE {s}.t ALTER COLUMN n DROP MASK
ALTER TABLE {s}.t CLUSTER BY (id)
SET TAG ON TABLE {s}.t a = b
SET TAG ON COLUMN {s}.t.id a = b
SET TAG ON SCHEMA {s} a = b
UNSET TAG ON VOLUME {s}.vol a
ALTER SCHEMA {s} SET TAGS ('a' = 'b')
ALTER CATALOG main SET TAGS ('a' = 'b')
ALTER VOLUME {s}.vol UNSET TAGS ('a')
CREATE TABLE {s}.z CLONE {s}.t
CREATE OR REPLACE TABLE {s}.t CLONE {s}.t VERSION AS OF 0
ANALYZE TABLE {s}.t COMPUTE STATISTICS
ANALYZE TABLE {s}.t COMPUTE STATISTICS FOR ALL COLUMNS
SELECT * FROM table_changes('{s}.t', 0)
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
GRANT SELECT ON TABLE {s}.t TO `other@example.com`
GRANT SELECT ON SCHEMA {s} TO `other@example.com`
GRANT CREATE CATALOG ON METASTORE TO `other@example.com`
REVOKE SELECT ON VOLUME {s}.vol FROM `other@example.com`
GRANT EXECUTE ON FUNCTION {s}.f TO `other@example.com`
SHOW GRANTS ON FUNCTION {s}.f
SHOW GRANTS ON TABLE {s}.t
SHOW GRANTS ON SCHEMA {s}
SHOW GRANTS ON CATALOG main
SHOW GRANTS ON VOLUME {s}.vol
SHOW USERS
SHOW GROUPS
DESCRIBE TABLE EXTENDED {s}.t AS JSON
DESCRIBE {s}.t id
SELECT * FROM main.information_schema.tables
CREATE VIEW {s}.z AS SELECT * FROM main.information_schema.columns
OPTIMIZE {s}.t
VACUUM {s}.t
RESTORE TABLE {s}.t TO VERSION AS OF 0
CREATE FUNCTION {s}.z(x INT) RETURNS INT RETURN x
CREATE OR REPLACE FUNCTION {s}.f(x INT) RETURNS INT RETURN x
CREATE FUNCTION IF NOT EXISTS {s}.f(x INT) RETURNS INT RETURN x
CREATE TEMPORARY FUNCTION z(x INT) RETURNS INT RETURN (SELECT max(id) FROM {s}.t)
CREATE TEMPORARY FUNCTION z(x INT) RETURNS INT RETURN {s}.f(x)
DROP FUNCTION {s}.f
DROP FUNCTION IF EXISTS {s}.f
ALTER FUNCTION {s}.f OWNER TO `other@example.com`
COMMENT ON FUNCTION {s}.f IS 'x'
DESCRIBE FUNCTION {s}.f
SHOW USER FUNCTIONS IN {s}
SHOW USER FUNCTIONS IN CATALOG main
SELECT {s}.f(1)
SELECT * FROM {s}.g()
SELECT * FROM range(2) WHERE {s}.f(CAST(id AS INT)) = 1
SELECT {s}.py(1)
USE {s}
USE CATALOG main
"""


@pytest.mark.parametrize("text", DENIED.strip().splitlines())
def test_denied(run: Sql, stranger: Sql, schema: str, text: str) -> None:
    run("CREATE TABLE t (id INT, n STRING)")
    run("INSERT INTO t VALUES (1, 'a')")
    run("CREATE VIEW v AS SELECT * FROM t")
    run("CREATE VOLUME vol")
    run("CREATE FUNCTION f(x INT) RETURNS INT RETURN x + 1")
    run("CREATE FUNCTION g() RETURNS TABLE(id INT) RETURN SELECT id FROM t")
    run("CREATE FUNCTION py(x INT) RETURNS INT LANGUAGE PYTHON AS $$ return x $$")
    found = stranger.fails(text.format(s=f"main.{schema}", p=f"main/{schema}"))
    assert "[INSUFFICIENT_PERMISSIONS] Insufficient privileges:\nUser does not have " in found
    assert "SQLSTATE: 42501" in found
    assert run("SELECT * FROM t") == [(1, "a")]
    assert [row[1] for row in run("SHOW TABLES")] == ["t", "v"]
    assert run("SHOW TBLPROPERTIES t") == []
    assert len(run("SHOW USER FUNCTIONS")) == 3


def test_lists_show_only_what_one_may_use(run: Sql, stranger: Sql, schema: str) -> None:
    # Other suites may have given this user catalogs.
    shown = {name for (name,) in stranger("SHOW CATALOGS")}
    assert {"samples", "system"} <= shown
    assert not {"main", "hive_metastore"} & shown
    assert ("main",) in run("SHOW CATALOGS")
    assert (schema,) not in stranger("SHOW SCHEMAS IN samples")
    assert not any(schema in row for row in stranger("SHOW TABLES IN ALL CATALOGS"))
