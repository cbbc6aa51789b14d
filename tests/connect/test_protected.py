"""Tables with row filters and column masks on a cluster: a warehouse reads them, and only what the
caller may see goes in; the engine, which runs the user's code, cannot open their folders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.sql import StatementState

from tests.connect.client import PySpark
from tests.connect.conftest import Cluster
from tests.live import Api, LiveServer
from tests.services.clusters import await_state, made

SCHEMA = "main.connect_protected"


@dataclass
class Person:
    """A user of these tests alone."""

    user_name: str
    w: WorkspaceClient
    api: Api


@pytest.fixture(scope="module")
def other(server: LiveServer) -> Person:
    name = "cluster_reader@example.com"
    token = server.add_user(name)
    w = WorkspaceClient(host=server.address, token=token)
    return Person(name, w, Api(server.address, token))


@pytest.fixture(scope="module")
def folder(w: WorkspaceClient, server: LiveServer, other: Person) -> Iterator[str]:
    """The folder of a table of which `other` sees two of three rows, and no secret."""
    user = f"`{other.user_name}`"
    for text in (
        f"CREATE SCHEMA {SCHEMA}",
        f"CREATE TABLE {SCHEMA}.t (id INT, region STRING, secret STRING)",
        f"INSERT INTO {SCHEMA}.t VALUES (1, 'EU', 'x1'), (2, 'US', 'x2'), (3, 'EU', 'x3')",
        f"CREATE FUNCTION {SCHEMA}.mine(r STRING) RETURNS BOOLEAN"
        " RETURN is_account_group_member('admins') OR r = 'EU'",
        f"CREATE FUNCTION {SCHEMA}.dark(s STRING) RETURNS STRING"
        " RETURN CASE WHEN is_account_group_member('admins') THEN s ELSE '***' END",
        f"ALTER TABLE {SCHEMA}.t SET ROW FILTER {SCHEMA}.mine ON (region)",
        f"ALTER TABLE {SCHEMA}.t ALTER COLUMN secret SET MASK {SCHEMA}.dark",
        f"GRANT USE CATALOG ON CATALOG main TO {user}",
        f"GRANT USE SCHEMA, CREATE TABLE ON SCHEMA {SCHEMA} TO {user}",
        f"GRANT SELECT, MODIFY ON TABLE {SCHEMA}.t TO {user}",
    ):
        execute(w, text)
    location = w.tables.get(f"{SCHEMA}.t").storage_location
    assert location
    yield location.removeprefix("file://")
    execute(w, f"DROP SCHEMA {SCHEMA} CASCADE")


def execute(w: WorkspaceClient, text: str) -> None:
    warehouse = next(one for one in w.warehouses.list() if one.name == "Starter Warehouse")
    done = w.statement_execution.execute_statement(text, str(warehouse.id), wait_timeout="50s")
    assert done.status is not None
    assert done.status.state is StatementState.SUCCEEDED, done.status.error


@pytest.fixture(scope="module")
def stranger(folder: str, server: LiveServer, other: Person) -> Iterator[PySpark]:
    """PySpark on a cluster of `other`'s."""
    with made(other.api) as cluster_id:
        await_state(other.api, cluster_id, "RUNNING")
        remote = Cluster(cluster_id, server.app.connect.port, other.api.token or "").remote
        client = PySpark()
        client.connect(remote)
        yield client
        client.close()


SEEN = [[1, "EU", "***"], [3, "EU", "***"]]
READS = (
    f"spark.table('{SCHEMA}.t').orderBy('id')",
    f"spark.sql('SELECT * FROM {SCHEMA}.t ORDER BY id')",
    f"spark.read.table('{SCHEMA}.t').where('id > 0').orderBy('id')",
    f"spark.table('{SCHEMA}.t').join(spark.table('{SCHEMA}.t').select('id'), 'id').orderBy('id')",
    f"spark.sql('SELECT t.* FROM {{t}} AS t ORDER BY id', t=spark.table('{SCHEMA}.t'))",
)


@pytest.mark.parametrize("read", READS)
def test_rows_of_the_caller_go_in(stranger: PySpark, read: str) -> None:
    assert stranger.run(f"[list(row) for row in {read}.collect()]") == SEEN


def test_counts_views_and_analyses(stranger: PySpark) -> None:
    assert stranger.run(f"spark.table('{SCHEMA}.t').count()") == 2
    assert stranger.run(f"spark.table('{SCHEMA}.t').columns") == ["id", "region", "secret"]
    assert stranger.run(f"spark.table('{SCHEMA}.t').where(\"secret = 'x1'\").count()") == 0
    stranger.run(f"spark.table('{SCHEMA}.t').createOrReplaceTempView('seen')")
    assert stranger.run("spark.sql('SELECT count(*) FROM seen').collect()[0][0]") == 2
    stranger.run(f"spark.sql('CREATE TABLE {SCHEMA}.copy AS SELECT * FROM seen')")
    assert stranger.run(f"spark.table('{SCHEMA}.copy').count()") == 2
    stranger.run(f"spark.table('{SCHEMA}.t').write.mode('append').saveAsTable('{SCHEMA}.copy')")
    assert stranger.run(f"spark.table('{SCHEMA}.copy').where(\"secret = '***'\").count()") == 4


def test_the_engine_cannot_open_its_folder(
    stranger: PySpark, folder: str, server: LiveServer
) -> None:
    stranger.run(f"spark.table('{SCHEMA}.t').count()")
    code = f"""
from pyspark.sql.functions import udf
@udf("string")
def look(x):
    import os
    try:
        return ",".join(os.listdir({folder!r}))
    except OSError as error:
        return type(error).__name__
[row[0] for row in spark.range(1).select(look("id")).collect()]
"""
    found = stranger.run(code)
    if not server.app.parts.isolation.summary.startswith("off"):
        assert found == ["PermissionError"]
    refused = stranger.fails(f"spark.read.format('delta').load({folder!r}).count()")
    assert refused.condition


def test_other_rows_that_the_server_makes_are_read(stranger: PySpark) -> None:
    known = "SELECT table_name FROM main.information_schema.tables WHERE table_schema ="
    assert ["t"] in stranger.run(
        f"[list(r) for r in spark.sql(\"{known} 'connect_protected'\").collect()]"
    )
    recursion = (
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n <"
        f" (SELECT count(*) FROM {SCHEMA}.t)) SELECT max(n) AS n FROM r"
    )
    stranger.run(f"spark.sql('CREATE OR REPLACE TABLE {SCHEMA}.deep AS {recursion}')")
    assert stranger.run(f"spark.table('{SCHEMA}.deep').collect()[0][0]") == 2


REFUSED = (
    f"spark.sql(\"INSERT INTO {SCHEMA}.t VALUES (9, 'EU', 'y')\")",
    f"spark.table('{SCHEMA}.t').write.insertInto('{SCHEMA}.t')",
    f"spark.sql('DELETE FROM {SCHEMA}.t')",
    f"spark.sql('EXPLAIN SELECT * FROM {SCHEMA}.t').collect()",
    f"spark.read.option('versionAsOf', 0).table('{SCHEMA}.t').count()",
    f"spark.readStream.table('{SCHEMA}.t')",
)


@pytest.mark.parametrize("code", REFUSED)
def test_refused(stranger: PySpark, code: str) -> None:
    assert "NOT_SUPPORTED" in str(stranger.fails(code).condition) or "UNSUPPORTED" in str(
        stranger.fails(code).condition
    )


def test_without_a_warehouse_it_says_so(
    stranger: PySpark, w: WorkspaceClient, other: Person
) -> None:
    [warehouse] = [one for one in w.warehouses.list() if one.name == "Starter Warehouse"]
    kept = w.permissions.get("warehouses", str(warehouse.id)).access_control_list
    w.permissions.set("warehouses", str(warehouse.id), access_control_list=[])
    try:
        usable = [one.name for one in other.w.warehouses.list()]
        assert not usable
        told = stranger.fails(f"spark.table('{SCHEMA}.t').count()")
        assert "there is none that you may use" in str(told)
    finally:
        from databricks.sdk.service.iam import AccessControlRequest

        given = [
            AccessControlRequest(
                user_name=one.user_name,
                group_name=one.group_name,
                permission_level=level.permission_level,
            )
            for one in kept or []
            for level in one.all_permissions or []
            if not level.inherited
        ]
        w.permissions.set("warehouses", str(warehouse.id), access_control_list=given)


def test_policies_hold_on_clusters(stranger: PySpark, w: WorkspaceClient, other: Person) -> None:
    for text in (
        f"CREATE TABLE {SCHEMA}.p (id INT, card STRING)",
        f"INSERT INTO {SCHEMA}.p VALUES (1, '4711')",
        f"GRANT SELECT ON TABLE {SCHEMA}.p TO `{other.user_name}`",
    ):
        execute(w, text)
    assert stranger.run(f"spark.table('{SCHEMA}.p').collect()[0][1]") == "4711"
    for text in (
        "CREATE GOVERNED TAG connect_card",
        f"ALTER TABLE {SCHEMA}.p ALTER COLUMN card SET TAGS ('connect_card')",
        f"CREATE POLICY hide_cards ON SCHEMA {SCHEMA} COLUMN MASK {SCHEMA}.dark"
        " TO `account users` FOR TABLES MATCH COLUMNS has_tag('connect_card') AS c ON COLUMN c",
    ):
        execute(w, text)
    assert stranger.run(f"spark.table('{SCHEMA}.p').collect()[0][1]") == "***"
    assert stranger.run(f"spark.sql('SELECT card FROM {SCHEMA}.p').collect()[0][0]") == "***"
    execute(w, f"DROP POLICY hide_cards ON SCHEMA {SCHEMA}")
    execute(w, "DROP GOVERNED TAG connect_card")
