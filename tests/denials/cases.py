"""The table: what each path asks for, as the smallest set of grants that lets one through.

From each case two kinds of tests are made: with all of its grants the path is open, and with any
one of them missing it is closed, in words that name what is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from databricks.sdk import WorkspaceClient

from tests.denials.world import Visitor

CATALOG, SCHEMA = "den", "den.s"
TABLE, VIEW, VOLUME, FUNCTION, MODEL = (f"{SCHEMA}.{name}" for name in ("t", "v", "vol", "f", "m"))
FOLDER = "/Volumes/den/s/vol"


@dataclass(frozen=True)
class Grant:
    """One privilege on one securable."""

    privilege: str
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.privilege} on {self.name}"

    @property
    def securable(self) -> str:
        """What it is on, as denials say it."""
        shown = {"registered_model": "Model"}.get(self.kind, self.kind.replace("_", " ").title())
        return f"{shown} '{self.name}'"

    @property
    def denial(self) -> str:
        """What who lacks it is told."""
        return f"User does not have {self.privilege.replace('_', ' ')} on {self.securable}"


USE_CATALOG = Grant("USE_CATALOG", "catalog", CATALOG)
USE_SCHEMA = Grant("USE_SCHEMA", "schema", SCHEMA)
USE = (USE_CATALOG, USE_SCHEMA)
SELECT = Grant("SELECT", "table", TABLE)
SELECT_VIEW = Grant("SELECT", "table", VIEW)
MODIFY = Grant("MODIFY", "table", TABLE)
MANAGE = Grant("MANAGE", "table", TABLE)
TAG = Grant("APPLY_TAG", "table", TABLE)
EXECUTE = Grant("EXECUTE", "function", FUNCTION)
READ = Grant("READ_VOLUME", "volume", VOLUME)
WRITE = Grant("WRITE_VOLUME", "volume", VOLUME)
CHANGE = (*USE, SELECT, MODIFY)


def on_schema(privilege: str) -> Grant:
    return Grant(privilege, "schema", SCHEMA)


def on_catalog(privilege: str) -> Grant:
    return Grant(privilege, "catalog", CATALOG)


Act = Callable[[Visitor], Any]


@dataclass(frozen=True)
class Case:
    """`path`: what is done, as the name of the tests. `done`: undoes it, as an admin. `changes`:
    the world is made anew afterwards. `told`: what a denial says, where it does not name what is
    missing. `past`: an error that is no denial tells as well that one got through."""

    path: str
    needs: tuple[Grant, ...]
    act: Act
    done: Callable[[WorkspaceClient], Any] | None = None
    changes: bool = False
    told: str | None = None
    past: bool = False


def sql(
    text: str, *needs: Grant, done: str | None = None, path: str | None = None, **more: Any
) -> Case:
    """A statement, by the Statement Execution API."""
    undo = (lambda w: Visitor.of(w).sql(done)) if done else None
    changes = text.startswith(("DROP", "ALTER", "TRUNCATE", "REMOVE", "UNDROP", "GRANT", "SET TAG"))
    return Case(path or text, needs, lambda who: who.sql(text), undo, changes=changes, **more)


def sdk(path: str, act: Callable[[WorkspaceClient], Any], *needs: Grant, **more: Any) -> Case:
    """An operation of the REST API, by the SDK; `path`: accessor.method."""
    return Case(path, needs, lambda who: act(who.w), **more)


READS = [
    sql(f"SELECT * FROM {TABLE}", *USE, SELECT),
    sql(f"SELECT * FROM {VIEW}", *USE, SELECT_VIEW),
    sql(f"SELECT count(*) FROM {TABLE} VERSION AS OF 1", *USE, SELECT),
    sql(f"SELECT 1 WHERE EXISTS (SELECT 1 FROM {TABLE})", *USE, SELECT),
    sql(f"EXPLAIN SELECT * FROM {TABLE}", *USE, SELECT),
    sql(f"DESCRIBE HISTORY {TABLE}", *USE, SELECT),
    sql(f"DESCRIBE DETAIL {TABLE}", *USE, SELECT),
    sql(f"DESCRIBE QUERY SELECT * FROM {TABLE}", *USE, SELECT),
    sql(f"BEGIN SELECT max(id) FROM {TABLE}; END", *USE, SELECT),
    sql(f"SELECT {FUNCTION}(1)", *USE, EXECUTE),
    sql(f"SELECT * FROM read_files('{FOLDER}/a.csv')", *USE, READ),
    sql(f"SELECT * FROM csv.`{FOLDER}/a.csv`", *USE, READ),
    sql(f"LIST '{FOLDER}'", *USE, READ),
    sql(f"CREATE TEMPORARY VIEW den_tmp AS SELECT * FROM {TABLE}", *USE, SELECT),
]

METADATA = [
    sql(f"DESCRIBE {TABLE}", *USE, SELECT, path="DESCRIBE with SELECT"),
    sql(f"DESCRIBE {TABLE}", Grant("BROWSE", "catalog", CATALOG), path="DESCRIBE with BROWSE"),
    sql(f"SHOW COLUMNS IN {TABLE}", *USE, SELECT),
    sql(f"SHOW TBLPROPERTIES {TABLE}", *USE, SELECT),
    sql(f"SHOW CREATE TABLE {TABLE}", *USE, SELECT),
    sql(f"DESCRIBE FUNCTION {FUNCTION}", *USE, EXECUTE),
    sql(f"DESCRIBE VOLUME {VOLUME}", *USE, READ),
    sql(f"SHOW TABLES IN {SCHEMA}", *USE),
    sql(f"SHOW VOLUMES IN {SCHEMA}", *USE),
    sql(f"SHOW SCHEMAS IN {CATALOG}", USE_CATALOG),
    sql(f"DESCRIBE SCHEMA {SCHEMA}", *USE),
    sql(f"DESCRIBE CATALOG {CATALOG}", USE_CATALOG),
    sql(f"USE {SCHEMA}", *USE),
    sql(f"SELECT * FROM {CATALOG}.information_schema.tables", USE_CATALOG),
    sdk("tables.get", lambda w: w.tables.get(TABLE), *USE, SELECT),
    sdk("functions.get", lambda w: w.functions.get(FUNCTION), *USE, EXECUTE),
    sdk("volumes.read", lambda w: w.volumes.read(VOLUME), *USE, READ),
    sdk("schemas.get", lambda w: w.schemas.get(SCHEMA), *USE),
    sdk("catalogs.get", lambda w: w.catalogs.get(CATALOG), USE_CATALOG),
    sdk("tables.list", lambda w: list(w.tables.list(CATALOG, "s")), *USE),
    sdk("volumes.list", lambda w: list(w.volumes.list(CATALOG, "s")), *USE),
    sdk("functions.list", lambda w: list(w.functions.list(CATALOG, "s")), *USE),
    sdk("schemas.list", lambda w: list(w.schemas.list(CATALOG)), USE_CATALOG),
]

WRITES = [
    sql(f"INSERT INTO {TABLE} VALUES (3, 'c')", *CHANGE),
    sql(f"INSERT OVERWRITE {TABLE} SELECT 1, 'a'", *CHANGE),
    sql(f"UPDATE {TABLE} SET n = 'b' WHERE id = 1", *CHANGE),
    sql(f"DELETE FROM {TABLE} WHERE id = 99", *CHANGE),
    sql(
        f"MERGE INTO {TABLE} t USING (SELECT 1 AS id) s ON t.id = s.id"
        " WHEN MATCHED THEN UPDATE SET n = 'm'",
        *CHANGE,
    ),
    sql(
        f"COPY INTO {TABLE} FROM '{FOLDER}/a.csv' FILEFORMAT = CSV"
        " FORMAT_OPTIONS ('header' = 'true', 'inferSchema' = 'true')",
        *CHANGE,
        READ,
    ),
    sql(f"TRUNCATE TABLE {TABLE}", *CHANGE),
    sql(f"OPTIMIZE {TABLE}", *CHANGE),
    sql(f"RESTORE TABLE {TABLE} TO VERSION AS OF 0", *CHANGE),
    sql(f"REMOVE '{FOLDER}/b.csv'", *USE, WRITE),
]

CHANGES = [
    sql(
        f"CREATE TABLE {SCHEMA}.new AS SELECT * FROM {TABLE}",
        *USE,
        on_schema("CREATE_TABLE"),
        SELECT,
        done=f"DROP TABLE {SCHEMA}.new",
    ),
    sql(
        f"CREATE TABLE {SCHEMA}.new (a INT)",
        *USE,
        on_schema("CREATE_TABLE"),
        done=f"DROP TABLE {SCHEMA}.new",
    ),
    sql(
        f"CREATE VIEW {SCHEMA}.new AS SELECT * FROM {TABLE}",
        *USE,
        on_schema("CREATE_TABLE"),
        SELECT,
        done=f"DROP VIEW {SCHEMA}.new",
    ),
    sql(
        f"CREATE FUNCTION {SCHEMA}.new() RETURNS INT RETURN {FUNCTION}(1)",
        *USE,
        on_schema("CREATE_FUNCTION"),
        EXECUTE,
        done=f"DROP FUNCTION {SCHEMA}.new",
    ),
    sql(
        f"CREATE VOLUME {SCHEMA}.new",
        *USE,
        on_schema("CREATE_VOLUME"),
        done=f"DROP VOLUME {SCHEMA}.new",
    ),
    sql(
        f"CREATE SCHEMA {CATALOG}.new",
        USE_CATALOG,
        on_catalog("CREATE_SCHEMA"),
        done=f"DROP SCHEMA {CATALOG}.new",
    ),
    sql(f"ALTER TABLE {TABLE} ADD COLUMN z INT", *USE, MODIFY),
    sql(f"ALTER TABLE {TABLE} SET TAGS ('a' = 'b')", *USE, TAG),
    sql(f"ALTER TABLE {TABLE} RENAME TO {SCHEMA}.renamed", *USE, MANAGE),
    sql(f"GRANT SELECT ON TABLE {TABLE} TO `users`", *USE, MANAGE),
    sql(f"DROP TABLE {TABLE}", *USE, MANAGE),
    sql(f"DROP VIEW {VIEW}", *USE, Grant("MANAGE", "table", VIEW)),
    sql(f"DROP FUNCTION {FUNCTION}", *USE, Grant("MANAGE", "function", FUNCTION)),
    sql(f"DROP VOLUME {VOLUME}", *USE, Grant("MANAGE", "volume", VOLUME)),
    sql(f"DROP SCHEMA {SCHEMA} CASCADE", USE_CATALOG, on_schema("MANAGE")),
    sql(f"DROP CATALOG {CATALOG} CASCADE", on_catalog("MANAGE")),
    sql(f"COMMENT ON SCHEMA {SCHEMA} IS 'x'", USE_CATALOG, on_schema("MANAGE")),
]

FILES = [
    sdk("files.download", lambda w: w.files.download(f"{FOLDER}/a.csv").contents, *USE, READ),
    sdk(
        "files.get_metadata",
        lambda w: w.files.get_metadata(f"{FOLDER}/a.csv"),
        *USE,
        READ,
        told="Forbidden",
    ),
    sdk(
        "files.list_directory_contents",
        lambda w: list(w.files.list_directory_contents(FOLDER)),
        *USE,
        READ,
    ),
    sdk("files.create_directory", lambda w: w.files.create_directory(f"{FOLDER}/d"), *USE, WRITE),
    sdk("files.delete", lambda w: w.files.delete(f"{FOLDER}/b.csv"), *USE, WRITE),
    Case("files.upload", (*USE, WRITE), lambda who: who.upload(f"{FOLDER}/c.csv", b"1")),
]

CASES = [*READS, *METADATA, *WRITES, *CHANGES, *FILES]


def spark(code: str, *needs: Grant, **more: Any) -> Case:
    """Spark code of PySpark, on a cluster of the visitor's own."""
    return Case(code, needs, lambda who: who.spark(code), **more)


def _dropped(name: str) -> Callable[[WorkspaceClient], Any]:
    return lambda w: Visitor.of(w).sql(f"DROP TABLE {name}")


NEW = f"{SCHEMA}.new_df"
MAKE = (*USE, on_schema("CREATE_TABLE"))

CONNECT = [
    spark(f"spark.table('{TABLE}').collect()", *USE, SELECT),
    spark(f"spark.table('{TABLE}').schema", *USE, SELECT),
    spark(f"spark.table('{TABLE}').explain()", *USE, SELECT),
    spark(f"spark.read.option('versionAsOf', 1).table('{TABLE}').count()", *USE, SELECT),
    spark(f"spark.sql('SELECT * FROM {TABLE}').collect()", *USE, SELECT),
    spark(f"spark.range(1).filter('id IN (SELECT id FROM {TABLE})').collect()", *USE, SELECT),
    spark(f"spark.table('{TABLE}').createOrReplaceTempView('den_df')", *USE, SELECT),
    spark(f"spark.table('{VIEW}').collect()", *USE, SELECT_VIEW),
    spark(f"spark.sql('SELECT count(*) FROM {VIEW}').collect()", *USE, SELECT_VIEW),
    spark(f"spark.sql('SELECT {FUNCTION}(1)').collect()", *USE, EXECUTE),
    spark(f"spark.sql('DESCRIBE HISTORY {TABLE}').collect()", *USE, SELECT),
    spark(f"spark.catalog.getTable('{TABLE}')", *USE, SELECT),
    spark(f"spark.catalog.listColumns('{TABLE}')", *USE, SELECT),
    spark(f"spark.catalog.listTables('{SCHEMA}')", *USE),
    spark(f"spark.catalog.setCurrentDatabase('{SCHEMA}')", *USE),
    spark(f"spark.read.csv('{FOLDER}/a.csv').collect()", *USE, READ),
    spark(f"spark.range(1).write.mode('overwrite').csv('{FOLDER}/df')", *USE, WRITE),
    spark(
        "spark.createDataFrame([(9, 'z')], 'id int, n string')"
        f".write.mode('append').saveAsTable('{TABLE}')",
        *CHANGE,
    ),
    spark(
        f"spark.createDataFrame([(9, 'z')], 'id int, n string').write.insertInto('{TABLE}')",
        *CHANGE,
    ),
    spark(
        f"spark.createDataFrame([(9, 'z')], 'id int, n string').writeTo('{TABLE}').append()",
        *CHANGE,
    ),
    spark(f"spark.sql('DELETE FROM {TABLE} WHERE id = 99')", *CHANGE),
    spark(f"spark.range(1).write.saveAsTable('{NEW}')", *MAKE, done=_dropped(NEW)),
    spark(f"spark.table('{TABLE}').writeTo('{NEW}').create()", *MAKE, SELECT, done=_dropped(NEW)),
    spark(f"spark.sql('ALTER TABLE {TABLE} ADD COLUMN z INT')", *USE, MODIFY, changes=True),
    spark(f"spark.catalog.dropTable('{TABLE}')", *USE, MANAGE, changes=True),
]
"""The paths of Spark Connect; `test_connect_cases.py` runs them."""

TASK = Case(f"a task: spark.table('{TABLE}')", (*USE, SELECT), lambda who: who.task(TABLE))
"""The path of a job's task."""
