"""Grants on a cluster: its engine opens the folders of what its user may read, for as long as they
may, whichever way Spark code or Python in a function goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from databricks.sdk import WorkspaceClient

from tests.connect.client import PySpark
from tests.connect.conftest import Cluster
from tests.connect.test_protected import execute
from tests.live import Api, LiveServer
from tests.services.clusters import await_state, made

SCHEMA = "main.connect_granted"
USER = "cluster_granted@example.com"
DENIED = "INSUFFICIENT_PERMISSIONS"


@dataclass
class House:
    """The admin's client, and PySpark on a cluster of the user's."""

    w: WorkspaceClient
    spark: PySpark
    cluster_id: str
    api: Api

    def sql(self, text: str) -> None:
        execute(self.w, text.format(s=SCHEMA, u=f"`{USER}`"))

    def folder(self, table: str) -> str:
        return (self.w.tables.get(f"{SCHEMA}.{table}").storage_location or "").removeprefix(
            "file://"
        )

    def within(self, expression: str) -> str:
        """What Python code in the engine gives, or its error."""
        code = (
            "def look(_):\n"
            "    try:\n"
            f"        return str({expression})\n"
            "    except Exception as error:\n"
            "        return 'ERROR ' + type(error).__name__ + ' ' + str(error)[:300]\n"
            "found = spark.range(1).select(F.udf(look)('id')).collect()[0][0]\n"
            "found"
        )
        return str(self.spark.run(code))


@pytest.fixture(scope="module")
def house(server: LiveServer, w: WorkspaceClient) -> Iterator[House]:
    token = server.add_user(USER)
    api = Api(server.address, token)
    for text in (
        f"CREATE SCHEMA {SCHEMA}",
        f"CREATE TABLE {SCHEMA}.mine AS SELECT 1 AS a, 'open' AS b",
        f"CREATE TABLE {SCHEMA}.base AS SELECT * FROM VALUES (1, 'yes'), (2, 'secret') AS t(a, b)",
        f"CREATE VIEW {SCHEMA}.part AS SELECT a, b FROM {SCHEMA}.base WHERE a = 1",
        f"CREATE VIEW {SCHEMA}.over AS SELECT upper(b) AS b FROM {SCHEMA}.part",
        f"CREATE VIEW {SCHEMA}.own AS SELECT a FROM {SCHEMA}.mine",
        f"CREATE FUNCTION {SCHEMA}.most() RETURNS INT RETURN (SELECT max(a) FROM {SCHEMA}.base)",
        f"GRANT USE CATALOG ON CATALOG main TO `{USER}`",
        f"GRANT USE SCHEMA, CREATE TABLE, EXECUTE ON SCHEMA {SCHEMA} TO `{USER}`",
        f"GRANT SELECT ON TABLE {SCHEMA}.mine TO `{USER}`",
        *(f"GRANT SELECT ON TABLE {SCHEMA}.{v} TO `{USER}`" for v in ("part", "over", "own")),
    ):
        execute(w, text)
    with made(api) as cluster_id:
        await_state(api, cluster_id, "RUNNING")
        client = PySpark()
        client.connect(Cluster(cluster_id, server.app.connect.port, token).remote)
        yield House(w, client, cluster_id, api)
        client.close()
    execute(w, f"DROP SCHEMA {SCHEMA} CASCADE")


def rows(house: House, frame: str) -> list[list[object]]:
    return list(house.spark.run(f"[list(row) for row in {frame}.collect()]"))


def test_what_was_granted_is_read(house: House) -> None:
    assert rows(house, f"spark.table('{SCHEMA}.mine')") == [[1, "open"]]
    assert rows(house, f"spark.sql('SELECT b FROM {SCHEMA}.mine')") == [["open"]]
    assert "_delta_log" in house.within(f"__import__('os').listdir({house.folder('mine')!r})")


@pytest.mark.parametrize(
    "code",
    [
        f"spark.table('{SCHEMA}.base').collect()",
        f"spark.sql('SELECT * FROM {SCHEMA}.base')",
        f"spark.table('{SCHEMA}.mine').join(spark.table('{SCHEMA}.base'), 'a').count()",
        f"spark.range(1).write.mode('append').saveAsTable('{SCHEMA}.mine')",
        f"spark.range(1).write.insertInto('{SCHEMA}.base')",
        f"spark.sql('DELETE FROM {SCHEMA}.mine')",
        f"spark.catalog.dropTable('{SCHEMA}.mine')",
        f"spark.sql('ALTER TABLE {SCHEMA}.mine ADD COLUMN c INT')",
    ],
)
def test_what_was_not_granted_is_denied(house: House, code: str) -> None:
    error = house.spark.fails(code)
    assert error.condition == DENIED, str(error)


def test_the_folder_by_its_path(house: House) -> None:
    """Of a table that one may not read, by Spark and by Python within the engine."""
    house.within("1")
    folder = house.folder("base")
    for code in (
        f"spark.read.format('delta').load('file:{folder}').collect()",
        f"spark.read.parquet('file:{folder}/*').collect()",
        f"spark.sql('SELECT * FROM delta.`file:{folder}`').collect()",
        f"spark.range(1).write.format('delta').mode('append').save('file:{folder}')",
    ):
        assert house.spark.fails(code).condition
    for expression in (
        f"__import__('os').listdir({folder!r})",
        f"open({folder!r} + '/_delta_log/00000000000000000000.json').read()",
        f"__import__('deltalake').DeltaTable({folder!r}).to_pyarrow_table().to_pylist()",
        f"__import__('pyarrow.dataset').dataset.dataset({folder!r}).to_table().to_pylist()",
        f"open({house.folder('mine')!r} + '/planted', 'w')",
    ):
        found = house.within(expression)
        assert found.startswith("ERROR"), found
        assert "secret" not in found


def test_listings_show_what_one_sees(house: House) -> None:
    listed = house.spark.run(f"[t.name for t in spark.catalog.listTables('{SCHEMA}')]")
    assert sorted(listed) == ["mine", "over", "own", "part"]
    known = "SELECT table_name FROM main.information_schema.tables WHERE table_schema = '{}'"
    found = rows(house, f'spark.sql("{known.format(SCHEMA.split(".")[1])}")')
    assert sorted(one for [one] in found) == ["mine", "over", "own", "part"]


def test_a_view_shows_what_its_owner_may_read_and_opens_no_folder(house: House) -> None:
    """A warehouse reads it: the engine, which runs the user's code, never opens the table."""
    assert rows(house, f"spark.table('{SCHEMA}.part')") == [[1, "yes"]]
    assert rows(house, f"spark.table('{SCHEMA}.over')") == [["YES"]]
    assert rows(house, f"spark.sql('SELECT p.* FROM {SCHEMA}.part p JOIN {SCHEMA}.own USING (a)')")
    house.spark.run(f"spark.table('{SCHEMA}.part').createOrReplaceTempView('seen')")
    assert rows(house, "spark.sql('SELECT b FROM seen')") == [["yes"]]
    assert house.spark.run(f"spark.table('{SCHEMA}.part').columns") == ["a", "b"]
    house.spark.run(f"spark.sql('CREATE TABLE {SCHEMA}.copy AS SELECT * FROM {SCHEMA}.over')")
    assert rows(house, f"spark.table('{SCHEMA}.copy')") == [["YES"]]
    assert "ERROR" in house.within(f"__import__('os').listdir({house.folder('base')!r})")


def test_a_view_over_what_one_may_read_goes_the_short_way(house: House) -> None:
    assert rows(house, f"spark.table('{SCHEMA}.own')") == [[1]]


def test_a_function_lends_no_table(house: House) -> None:
    error = house.spark.fails(f"spark.sql('SELECT {SCHEMA}.most()').collect()")
    assert "SQL warehouse" in str(error)


def test_a_view_that_was_revoked(house: House) -> None:
    house.sql("REVOKE SELECT ON TABLE {s}.over FROM {u}")
    assert house.spark.fails(f"spark.table('{SCHEMA}.over').collect()").condition == DENIED


# Rights that go while the engine runs. Each begins with a folder that is open to it.


def opened(house: House, table: str, privileges: str = "SELECT") -> str:
    house.sql(f"CREATE TABLE {{s}}.{table} AS SELECT 7 AS a")
    house.sql(f"GRANT {privileges} ON TABLE {{s}}.{table} TO {{u}}")
    assert rows(house, f"spark.table('{SCHEMA}.{table}')") == [[7]]
    folder = house.folder(table)
    assert "_delta_log" in listing(house, folder)
    return folder


def listing(house: House, folder: str) -> str:
    return house.within(f"__import__('os').listdir({folder!r})")


LOSSES = {
    "revoke": "REVOKE SELECT ON TABLE {s}.{t} FROM {u}",
    "filter": "ALTER TABLE {s}.{t} SET ROW FILTER {s}.few ON (a)",
    "drop": "DROP TABLE {s}.{t}",
    "schema": "REVOKE USE SCHEMA ON SCHEMA {s} FROM {u}",
    "catalog": "REVOKE USE CATALOG ON CATALOG main FROM {u}",
}
GAINS = {
    "schema": "GRANT USE SCHEMA ON SCHEMA {s} TO {u}",
    "catalog": "GRANT USE CATALOG ON CATALOG main TO {u}",
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_right_that_goes_takes_the_folder_along(house: House, loss: str) -> None:
    table = f"lost_{loss}"
    house.sql("CREATE OR REPLACE FUNCTION {s}.few(a INT) RETURNS BOOLEAN RETURN a < 7")
    folder = opened(house, table)
    house.sql(LOSSES[loss].replace("{t}", table))
    try:
        assert listing(house, folder).startswith("ERROR PermissionError")
        if loss == "filter":
            assert rows(house, f"spark.table('{SCHEMA}.{table}')") == []
        else:
            assert house.spark.fails(f"spark.table('{SCHEMA}.{table}').collect()").condition
        assert listing(house, folder).startswith("ERROR PermissionError")
    finally:
        if loss in GAINS:
            house.sql(GAINS[loss])


def test_a_policy_by_tag_takes_the_folder_along(house: House) -> None:
    folder = opened(house, "tagged")
    house.sql("CREATE FUNCTION {s}.dark(a INT) RETURNS INT RETURN 0")
    house.sql("CREATE GOVERNED TAG granted_tag")
    house.sql(
        f"CREATE POLICY granted_policy ON SCHEMA {{s}} COLUMN MASK {{s}}.dark TO `{USER}`"
        " FOR TABLES MATCH COLUMNS has_tag('granted_tag') AS c ON COLUMN c"
    )
    assert "_delta_log" in listing(house, folder)
    house.sql("ALTER TABLE {s}.tagged ALTER COLUMN a SET TAGS ('granted_tag')")
    try:
        assert listing(house, folder).startswith("ERROR PermissionError")
        assert rows(house, f"spark.table('{SCHEMA}.tagged')") == [[0]]
    finally:
        house.sql("DROP POLICY granted_policy ON SCHEMA {s}")
        house.sql("DROP GOVERNED TAG granted_tag")


def test_a_group_that_one_leaves(house: House, w: WorkspaceClient) -> None:
    from databricks.sdk.service import iam

    user = next(one for one in w.users.list() if one.user_name == USER)
    group = w.groups.create(
        display_name="connect_readers", members=[iam.ComplexValue(value=user.id)]
    )
    house.sql("CREATE TABLE {s}.of_group AS SELECT 7 AS a")
    house.sql("GRANT SELECT ON TABLE {s}.of_group TO `connect_readers`")
    assert rows(house, f"spark.table('{SCHEMA}.of_group')") == [[7]]
    folder = house.folder("of_group")
    assert "_delta_log" in listing(house, folder)
    w.groups.delete(str(group.id))
    assert listing(house, folder).startswith("ERROR PermissionError")


def test_an_owner_who_hands_it_on(house: House, w: WorkspaceClient) -> None:
    house.spark.run(f"spark.sql('CREATE TABLE {SCHEMA}.given AS SELECT 7 AS a')")
    assert rows(house, f"spark.table('{SCHEMA}.given')") == [[7]]
    folder = house.folder("given")
    assert "_delta_log" in listing(house, folder)
    house.sql("ALTER TABLE {s}.given SET OWNER TO `admins`")
    assert listing(house, folder).startswith("ERROR PermissionError")


def test_a_rename_keeps_the_folder(house: House) -> None:
    folder = opened(house, "before")
    house.sql("ALTER TABLE {s}.before RENAME TO {s}.after")
    assert rows(house, f"spark.table('{SCHEMA}.after')") == [[7]]
    assert "_delta_log" in listing(house, folder)


def test_modify_that_goes_leaves_reading(house: House) -> None:
    """What the engine wrote itself becomes the server's: its owner could change it still."""
    folder = opened(house, "lowered", "SELECT, MODIFY")
    house.spark.run(f"spark.sql('INSERT INTO {SCHEMA}.lowered VALUES (8)')")
    assert "ERROR" not in house.within(f"open({folder!r} + '/planted', 'w').write('x')")
    house.sql("REVOKE MODIFY ON TABLE {s}.lowered FROM {u}")
    assert house.spark.fails(f"spark.sql('DELETE FROM {SCHEMA}.lowered')").condition == DENIED
    for name in ("/planted", "/more", "/_delta_log/00000000000000000000.json"):
        found = house.within(f"open({folder!r} + {name!r}, 'a')")
        assert found.startswith("ERROR PermissionError"), (name, found)
    changed = house.within(f"__import__('os').chmod({folder!r} + '/planted', 0o777)")
    assert changed.startswith("ERROR PermissionError"), changed
    assert house.spark.run(f"spark.table('{SCHEMA}.lowered').count()") == 2


def test_a_volume_that_was_taken(house: House, w: WorkspaceClient) -> None:
    house.sql("CREATE VOLUME {s}.files")
    house.sql("GRANT READ VOLUME, WRITE VOLUME ON VOLUME {s}.files TO {u}")
    path = f"/Volumes/{SCHEMA.replace('.', '/')}/files/x"
    house.spark.run(f"spark.range(3).write.csv({path!r})")
    assert house.spark.run(f"spark.read.csv({path!r}).count()") == 3
    volume = w.volumes.read(f"{SCHEMA}.files")
    location = (volume.storage_location or "").removeprefix("file://")
    assert ".csv" in listing(house, f"{location}/x")
    house.sql("REVOKE WRITE VOLUME ON VOLUME {s}.files FROM {u}")
    planted = house.within(f"open({location!r} + '/x/planted', 'w').write('x')")
    assert planted.startswith("ERROR PermissionError"), planted
    assert house.spark.run(f"spark.read.csv({path!r}).count()") == 3
    house.sql("REVOKE READ VOLUME ON VOLUME {s}.files FROM {u}")
    assert house.spark.fails(f"spark.read.csv({path!r}).count()").condition == DENIED
    assert listing(house, f"{location}/x").startswith("ERROR PermissionError")
