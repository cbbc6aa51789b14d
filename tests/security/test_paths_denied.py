"""Direct paths: every way to name one, by a user who holds nothing, one privilege, or another.

One table of cases says which privilege on the external location each way needs; all others are
tried as well and must not do. What lies in tables, volumes, other people's locations or the
server's own folder is reached by no path at all.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import PermissionDenied as Denied
from databricks.sdk.service.catalog import (
    ColumnInfo,
    ColumnTypeName,
    DataSourceFormat,
    PermissionsChange,
    Privilege,
    TableType,
    VolumeType,
)
from databricks.sdk.service.sql import StatementResponse

from boathouse.context import Context
from boathouse.errors import ApiError, LocationOverlap, NoParentExternalLocation, PermissionDenied
from boathouse.services.external_locations import store as locations
from boathouse.services.grants.authorizer import Grants
from boathouse.services.principals import store as principals
from tests.conftest import Person
from tests.live import LiveServer
from tests.services.grants_by_hand import give

PRIVILEGES = (
    None,
    "BROWSE",
    "READ_FILES",
    "WRITE_FILES",
    "CREATE_EXTERNAL_TABLE",
    "CREATE_EXTERNAL_VOLUME",
    "CREATE_MANAGED_STORAGE",
    "MANAGE",
)

READS = {
    "csv by path": "SELECT * FROM csv.`{url}/files`",
    "one file": "SELECT * FROM csv.`{url}/files/a.csv`",
    "json by path": "SELECT * FROM json.`{url}/json`",
    "parquet by path": "SELECT * FROM parquet.`{url}/delta`",
    "delta by path": "SELECT * FROM delta.`{url}/delta`",
    "read_files": "SELECT * FROM read_files('{url}/files', format => 'csv')",
    "a pattern": "SELECT * FROM read_files('{url}/files/*.csv', format => 'csv')",
    "in a subquery": "SELECT (SELECT count(*) FROM csv.`{url}/files`)",
    "explained": "EXPLAIN SELECT * FROM delta.`{url}/delta`",
    "described": "DESCRIBE QUERY SELECT * FROM csv.`{url}/files`",
    "copied": "COPY INTO {own}.copied BY POSITION FROM '{url}/files' FILEFORMAT = CSV",
    "inserted": "INSERT INTO {own}.copied SELECT * FROM csv.`{url}/files`",
    "an older version": "SELECT * FROM delta.`{url}/delta` VERSION AS OF 0",
    "a view of it": "CREATE OR REPLACE VIEW {own}.seen AS SELECT * FROM csv.`{url}/files`",
    "run by its text": "EXECUTE IMMEDIATE 'SELECT * FROM csv.`{url}/files`'",
    "within WITH": "WITH f AS (SELECT * FROM csv.`{url}/files`) SELECT * FROM f",
    "table of it": "CREATE OR REPLACE TABLE {own}.made AS SELECT * FROM csv.`{url}/files`",
}
MAKES = {
    "an empty table": "CREATE TABLE {own}.{fresh} (a INT) LOCATION '{url}/{fresh}'",
    "a table of rows": "CREATE TABLE {own}.{fresh} LOCATION '{url}/{fresh}' AS SELECT 1 AS a",
    "a clone": "CREATE TABLE {own}.{fresh} CLONE {own}.copied LOCATION '{url}/{fresh}'",
    "an adopted table": "CREATE TABLE {own}.{fresh} LOCATION '{url}/delta'",
}
VOLUMES = {"a volume": "CREATE EXTERNAL VOLUME {own}.{fresh} LOCATION '{url}/files'"}
CASES = {
    **dict.fromkeys(READS, "READ_FILES"),
    **dict.fromkeys(MAKES, "CREATE_EXTERNAL_TABLE"),
    **dict.fromkeys(VOLUMES, "CREATE_EXTERNAL_VOLUME"),
}
TEXTS = {**READS, **MAKES, **VOLUMES}


@dataclass
class Lake:
    """A location of the admin's with files in it, and a schema of the other user's."""

    server: LiveServer
    w: WorkspaceClient
    other: Person
    folder: Path
    location_id: str
    own: str = "paths_denied.own"
    adm: str = "paths_denied.adm"

    def __post_init__(self) -> None:
        found = {one.name: one.id for one in self.w.warehouses.list()}
        self.warehouse = found["Starter Warehouse"] or ""

    def run(self, who: WorkspaceClient, text: str) -> StatementResponse:
        """As it ends; the text's own places filled in."""
        text = text.format(
            url=self.folder.as_uri(), own=self.own, adm=self.adm, fresh=f"n{uuid.uuid4().hex}"
        )
        return who.statement_execution.execute_statement(text, self.warehouse, wait_timeout="50s")

    def error(self, text: str, who: WorkspaceClient | None = None) -> str | None:
        """What a statement of the other user fails with."""
        status = self.run(who or self.other.w, text).status
        assert status is not None
        assert status.state is not None
        if status.state.value == "SUCCEEDED":
            return None
        assert status.error is not None
        return status.error.message or ""

    def give(self, *privileges: str | None) -> None:
        """What the other user holds on the location."""
        given = [one for one in privileges if one is not None]
        give(self.server, self.other.user_name, self.location_id, *given)

    def clear(self) -> None:
        """Nothing of what the cases made stays in the location."""
        self.give()
        for schema in ("own", "adm"):
            for table in self.w.tables.list("paths_denied", schema):
                if table.name != "copied":
                    self.w.tables.delete(table.full_name or "")
            for volume in self.w.volumes.list("paths_denied", schema):
                self.w.volumes.delete(volume.full_name or "")


@pytest.fixture(scope="module")
def lake(
    server: LiveServer,
    w: WorkspaceClient,
    other: Person,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Lake]:
    folder = tmp_path_factory.mktemp("paths_denied")
    w.catalogs.create("paths_denied")
    for name in ("own", "adm"):
        w.schemas.create(name, "paths_denied")
    w.external_locations.create("paths_denied", str(folder), "files")
    made = Lake(server, w, other, folder, _id_of(server, "paths_denied"))
    _fill(made)
    yield made
    made.clear()
    w.external_locations.delete("paths_denied", force=True)
    w.catalogs.delete("paths_denied", force=True)


def _fill(lake: Lake) -> None:
    for name in ("files", "json"):
        (lake.folder / name).mkdir()
    (lake.folder / "files" / "a.csv").write_text("1\n2\n")
    (lake.folder / "json" / "a.json").write_text('{"a": 1}\n')
    for text in (
        "CREATE TABLE {own}.copied (a STRING)",
        "CREATE TABLE {adm}.copied (a STRING)",
        "CREATE TABLE {own}.first LOCATION '{url}/delta' AS SELECT 1 AS a",
        # The files of an external table stay.
        "DROP TABLE {own}.first",
        f"ALTER SCHEMA {{own}} OWNER TO `{lake.other.user_name}`",
        f"ALTER TABLE {{own}}.copied OWNER TO `{lake.other.user_name}`",
    ):
        assert lake.error(text, lake.w) is None, text
    catalog = lake.w.catalogs.get("paths_denied")
    give(lake.server, lake.other.user_name, _catalog_id(lake, catalog.name or ""), "USE_CATALOG")
    schema = lake.w.schemas.get(lake.adm).schema_id
    give(lake.server, lake.other.user_name, schema, "USE_SCHEMA")


def _catalog_id(lake: Lake, name: str) -> str:
    from boathouse.services.catalogs import store

    with lake.server.app.parts.database.read() as tx:
        row = store.by_name(tx, name)
        assert row is not None
        return row.catalog_id


def _id_of(server: LiveServer, name: str) -> str:
    with server.app.parts.database.read() as tx:
        row = locations.by_name(tx, name)
        assert row is not None
        return row.location_id


@pytest.mark.parametrize("way", CASES)
def test_each_way_takes_its_own_privilege(lake: Lake, way: str) -> None:
    needed = CASES[way]
    shown = needed.replace("_", " ")
    for privilege in PRIVILEGES:
        lake.give(privilege)
        said = lake.error(TEXTS[way])
        if privilege == needed:
            assert said is None, (way, said)
        else:
            assert said is not None, (way, privilege)
            denial = f"User does not have {shown} on External Location 'paths_denied'."
            assert denial in said, (way, privilege, said)
            assert "INSUFFICIENT_PERMISSIONS" in said
        lake.clear()
    lake.give("ALL_PRIVILEGES")
    assert lake.error(TEXTS[way]) is None
    lake.clear()


def test_rest_asks_the_same(lake: Lake) -> None:
    theirs, folder = lake.other.w, lake.folder
    made = {
        "CREATE_EXTERNAL_TABLE": lambda: theirs.tables.create(
            "by_rest",
            "paths_denied",
            "own",
            TableType.EXTERNAL,
            DataSourceFormat.CSV,
            (folder / "files").as_uri(),
            columns=[ColumnInfo(name="a", type_name=ColumnTypeName.STRING, type_text="string")],
        ),
        "CREATE_EXTERNAL_VOLUME": lambda: theirs.volumes.create(
            "paths_denied",
            "own",
            "by_rest",
            VolumeType.EXTERNAL,
            storage_location=str(folder / "files"),
        ),
    }
    for needed, act in made.items():
        for privilege in PRIVILEGES:
            lake.give(privilege)
            if privilege == needed:
                act()
            else:
                shown = needed.replace("_", " ")
                with pytest.raises(Denied, match=f"{shown} on External Location 'paths_denied'"):
                    act()
            lake.clear()


def test_grants_open_and_revokes_shut(lake: Lake) -> None:
    text = "SELECT count(*) FROM csv.`{url}/files`"
    grant = f"READ FILES ON EXTERNAL LOCATION paths_denied TO `{lake.other.user_name}`"
    assert lake.error(f"GRANT {grant}", lake.w) is None
    assert lake.error(text) is None
    assert lake.error(f"REVOKE {grant.replace(' TO ', ' FROM ')}", lake.w) is None
    assert "READ FILES" in str(lake.error(text))
    change = PermissionsChange(add=[Privilege.READ_FILES], principal=lake.other.user_name)
    lake.w.grants.update("external_location", "paths_denied", changes=[change])
    assert lake.error(text) is None
    change = PermissionsChange(remove=[Privilege.READ_FILES], principal=lake.other.user_name)
    lake.w.grants.update("external_location", "paths_denied", changes=[change])
    assert "READ FILES" in str(lake.error(text))


def test_a_view_hands_no_path_on(lake: Lake) -> None:
    """A path in a view is read with the rights of who reads the view."""
    made = "CREATE OR REPLACE VIEW {adm}.files AS SELECT * FROM csv.`{url}/files`"
    assert lake.error(made, lake.w) is None
    view = lake.w.tables.get(f"{lake.adm}.files")
    give(lake.server, lake.other.user_name, view.table_id, "SELECT")
    assert "READ FILES" in str(lake.error("SELECT * FROM {adm}.files"))
    lake.give("READ_FILES")
    assert lake.error("SELECT * FROM {adm}.files") is None
    lake.clear()


@pytest.mark.parametrize("way", CASES)
def test_no_way_leads_where_no_location_is(lake: Lake, way: str, tmp_path: Path) -> None:
    lake.give("ALL_PRIVILEGES")
    for who in (lake.other.w, lake.w):
        for url in ("file:///usr/share", "file:///etc", "s3://bucket"):
            text = TEXTS[way].replace("{url}", url)
            if who is lake.w:
                text = text.replace("{own}", "{adm}")
            said = lake.error(text, who)
            assert said is not None
            assert "NO_PARENT_EXTERNAL_LOCATION_FOR_PATH" in said, (way, url, said)
    lake.clear()


def test_a_location_that_is_read_only_is_not_written_to(lake: Lake) -> None:
    assert (
        lake.error("CREATE TABLE {adm}.rows LOCATION '{url}/rows' AS SELECT 1 AS a", lake.w) is None
    )
    lake.w.external_locations.update("paths_denied", read_only=True)
    try:
        for text in (
            "CREATE TABLE {adm}.{fresh} (a INT) LOCATION '{url}/{fresh}'",
            "INSERT INTO {adm}.rows VALUES (2)",
            "DELETE FROM {adm}.rows",
            "TRUNCATE TABLE {adm}.rows",
            "OPTIMIZE {adm}.rows",
        ):
            said = lake.error(text, lake.w)
            assert said is not None, text
            assert "read only" in said, (text, said)
        assert lake.error("SELECT * FROM {adm}.rows", lake.w) is None
        assert lake.error("SELECT * FROM csv.`{url}/files`", lake.w) is None
    finally:
        lake.w.external_locations.update("paths_denied", read_only=False)
        lake.clear()


BY_PATH = [
    "INSERT INTO delta.`{url}/delta` VALUES (2)",
    "INSERT OVERWRITE delta.`{url}/delta` VALUES (2)",
    "UPDATE delta.`{url}/delta` SET a = 2",
    "DELETE FROM delta.`{url}/delta`",
    "MERGE INTO delta.`{url}/delta` t USING (SELECT 1 AS a) s ON t.a = s.a"
    " WHEN MATCHED THEN DELETE",
    "COPY INTO delta.`{url}/delta` FROM '{url}/files' FILEFORMAT = CSV",
    "OPTIMIZE delta.`{url}/delta`",
    "VACUUM delta.`{url}/delta` RETAIN 0 HOURS",
    "RESTORE delta.`{url}/delta` TO VERSION AS OF 0",
    "TRUNCATE TABLE delta.`{url}/delta`",
    "INSERT OVERWRITE DIRECTORY '{url}/out' USING parquet SELECT 1 AS a",
    "CREATE TABLE delta.`{url}/new` (a INT)",
    "CREATE OR REPLACE TABLE delta.`{url}/delta` AS SELECT 2 AS a",
    "DROP TABLE delta.`{url}/delta`",
    "ALTER TABLE delta.`{url}/delta` ADD COLUMN b INT",
    "CREATE TABLE {own}.{fresh} (a INT) USING delta OPTIONS (path '{url}/{fresh}')",
    "CREATE TABLE {own}.{fresh} CLONE delta.`{url}/delta`",
    "CREATE TABLE {own}.{fresh} SHALLOW CLONE delta.`{url}/delta`",
    "CREATE FUNCTION {own}.{fresh}() RETURN (SELECT count(*) FROM csv.`{url}/files`)",
    "ALTER TABLE {own}.copied SET LOCATION '{url}/delta'",
    "CREATE SCHEMA {own}_new MANAGED LOCATION '{url}/schema'",
    "DESCRIBE DETAIL delta.`{url}/delta`",
    "DESCRIBE HISTORY delta.`{url}/delta`",
    "DESCRIBE TABLE delta.`{url}/delta`",
    "SHOW CREATE TABLE delta.`{url}/delta`",
    "SHOW COLUMNS IN delta.`{url}/delta`",
    "ANALYZE TABLE delta.`{url}/delta` COMPUTE STATISTICS",
    "SELECT * FROM table_changes('delta.`{url}/delta`', 0)",
    "TABLE csv.`{url}/files`",
    "FROM csv.`{url}/files` SELECT *",
    "CONVERT TO DELTA parquet.`{url}/delta`",
    "REMOVE '{url}/files/a.csv'",
    "LIST '{url}/files'",
    "PUT '/etc/hostname' INTO '{url}/files/b.csv' OVERWRITE",
]


@pytest.mark.parametrize("text", BY_PATH)
def test_nothing_is_told_or_changed_by_path_without_a_right(lake: Lake, text: str) -> None:
    before = _contents(lake.folder)
    for privilege in (None, "BROWSE", "MANAGE", "CREATE_EXTERNAL_TABLE"):
        lake.give(privilege)
        assert lake.error(text) is not None
    assert _contents(lake.folder) == before
    lake.clear()


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


@pytest.fixture
def as_user(lake: Lake) -> Iterator[Callable[[str], Context]]:
    """Contexts of principals by name."""
    made: list[Context] = []

    def context(name: str) -> Context:
        parts = lake.server.app.parts
        with parts.database.read() as tx:
            principal = principals.acting_as(tx, name)
        assert principal is not None
        made.append(Context(parts, principal, parts.clock()))
        return made[-1]

    yield context
    for one in made:
        one.close()


def path_error(ctx: Context, path: str, *, write: bool = False) -> type[ApiError] | None:
    """What a direct path is refused with."""
    try:
        Grants().require_path(ctx, path, write=write)
    except ApiError as error:
        return type(error)
    finally:
        ctx.close()
    return None


Contexts = Callable[[str], Context]


def test_files_of_tables_are_read_with_the_table_s_rights(lake: Lake, as_user: Contexts) -> None:
    other = as_user(lake.other.user_name)
    admin = as_user(lake.server.app.config.admin_user)
    inner = lake.folder / "tables" / "secret"
    url = inner.as_uri()
    made = "CREATE TABLE {adm}.secret LOCATION '{url}/tables/secret' AS SELECT 1 AS a"
    assert lake.error(made, lake.w) is None
    part = next(inner.rglob("*.parquet")).as_uri()
    lake.give("READ_FILES", "WRITE_FILES")
    try:
        # Who may not even see the table is not told its name.
        assert path_error(other, url) is LocationOverlap
        for path in (lake.folder.as_uri(), inner.parent.as_uri(), part, f"{url}/_delta_log"):
            assert path_error(other, path) is LocationOverlap, path
            assert path_error(admin, path) is LocationOverlap, path
        for path in (url, part, f"{url}/new", inner.parent.as_uri()):
            assert path_error(other, path, write=True) is LocationOverlap, path
            assert path_error(admin, path, write=True) is LocationOverlap, path
        link = lake.folder / "alias"
        link.symlink_to(inner)
        for path in (link.as_uri(), f"{url}/../secret", f"{url}//", f"file:{inner}"):
            assert path_error(other, path) is not None, path
        link.unlink()
        lake.give()
        for path in (url, part, f"{url}/new"):
            assert path_error(other, path) is PermissionDenied, path
            assert path_error(other, path, write=True) is PermissionDenied, path
        # Its own rights let one in; hidden rows shut it for everybody.
        assert path_error(admin, url) is None
        assert lake.error(f"SELECT * FROM delta.`{url}`", lake.w) is None
        for text in (
            "CREATE FUNCTION {adm}.nobody(a INT) RETURN a > 1",
            "ALTER TABLE {adm}.secret SET ROW FILTER {adm}.nobody ON (a)",
        ):
            assert lake.error(text, lake.w) is None, text
        for text in (
            f"SELECT * FROM delta.`{url}`",
            f"SELECT * FROM parquet.`{url}`",
            f"SELECT * FROM read_files('{url}', format => 'parquet')",
            f"SELECT * FROM parquet.`{part}`",
            f"COPY INTO {{adm}}.copied FROM '{url}' FILEFORMAT = PARQUET",
        ):
            said = lake.error(text, lake.w)
            assert said is not None, text
            assert "LOCATION_OVERLAP" in said, (text, said)
    finally:
        lake.clear()


def test_files_of_volumes_are_read_with_the_volume_s_rights(lake: Lake, as_user: Contexts) -> None:
    other = as_user(lake.other.user_name)
    folder = lake.folder / "volume"
    folder.mkdir()
    made = "CREATE EXTERNAL VOLUME {adm}.guarded LOCATION '{url}/volume'"
    assert lake.error(made, lake.w) is None
    volume = lake.w.volumes.read(f"{lake.adm}.guarded").volume_id
    try:
        lake.give("READ_FILES", "WRITE_FILES")
        path = folder.as_uri()
        assert path_error(other, path) is LocationOverlap
        assert path_error(other, path, write=True) is LocationOverlap
        assert path_error(other, lake.folder.as_uri()) is LocationOverlap
        lake.give()
        assert path_error(other, path) is PermissionDenied
        assert path_error(other, path, write=True) is PermissionDenied
        give(lake.server, lake.other.user_name, volume, "READ_VOLUME")
        assert path_error(other, path) is None
        assert path_error(other, path, write=True) is PermissionDenied
        give(lake.server, lake.other.user_name, volume, "WRITE_VOLUME")
        assert path_error(other, path) is PermissionDenied
        assert path_error(other, path, write=True) is None
    finally:
        lake.clear()


def test_reads_and_writes_by_path(lake: Lake, as_user: Contexts) -> None:
    other = as_user(lake.other.user_name)
    path = (lake.folder / "files").as_uri()
    for privilege in PRIVILEGES:
        lake.give(privilege)
        reads, writes = path_error(other, path), path_error(other, path, write=True)
        assert (reads is None) == (privilege == "READ_FILES"), privilege
        assert (writes is None) == (privilege == "WRITE_FILES"), privilege
        assert reads in (None, PermissionDenied)
        assert writes in (None, PermissionDenied)
    lake.clear()


def test_a_location_inside_keeps_its_own_rights(lake: Lake, as_user: Contexts) -> None:
    """Within the operator's folder: what lies in it and belongs to others is not read along."""
    other = as_user(lake.other.user_name)
    with lake.server.app.parts.database.read() as tx:
        from boathouse.services.external_locations import find

        above = find.covering(tx, str(lake.folder.parent))
    assert above is not None
    assert above.of_server
    give(lake.server, lake.other.user_name, above.location_id, "READ_FILES")
    try:
        (lake.folder.parent / "beside").mkdir(exist_ok=True)
        assert path_error(other, (lake.folder.parent / "beside").as_uri()) is None
        assert path_error(other, (lake.folder / "files").as_uri()) is PermissionDenied
        assert path_error(other, lake.folder.as_uri()) is PermissionDenied
    finally:
        give(lake.server, lake.other.user_name, above.location_id)


def test_the_server_s_own_folder_is_never_reached(lake: Lake, as_user: Contexts) -> None:
    admin, other = as_user(lake.server.app.config.admin_user), as_user(lake.other.user_name)
    data = lake.server.data_dir.resolve()
    link = lake.folder / "link"
    link.symlink_to(data)
    managed = data / "metastore" / "tables"
    for path in (data, data / "boathouse.db", managed, data.parent, link, link / "secret.key"):
        for write in (False, True):
            assert path_error(admin, path.as_uri(), write=write) is not None, path
            assert path_error(other, path.as_uri(), write=write) is not None, path
    link.unlink()
    lake.give("READ_FILES", "WRITE_FILES")
    for path in ("file:///etc/passwd", "file:///proc/self/environ", "s3://bucket/x", "gs://b/x"):
        assert path_error(other, path) is NoParentExternalLocation
        assert path_error(other, path, write=True) is NoParentExternalLocation
    lake.clear()


def test_a_folder_with_links_is_not_read(lake: Lake, as_user: Contexts, tmp_path: Path) -> None:
    other = as_user(lake.other.user_name)
    linked = lake.folder / "linked"
    linked.mkdir()
    (linked / "out").symlink_to(tmp_path)
    lake.give("READ_FILES")
    assert path_error(other, linked.as_uri()) is not None
    assert path_error(other, (linked / "out").as_uri()) is PermissionDenied
    lake.clear()


def test_a_table_s_folder_with_links_is_not_read(lake: Lake, tmp_path: Path) -> None:
    """An engine follows links: one in a table's folder would lead to the files of another table."""
    made = "CREATE TABLE {adm}.linked LOCATION '{url}/linked_table' AS SELECT 1 AS a"
    assert lake.error(made, lake.w) is None
    over = "CREATE OR REPLACE VIEW {adm}.over_linked AS SELECT * FROM {adm}.linked"
    assert lake.error(over, lake.w) is None
    link = lake.folder / "linked_table" / "x.parquet"
    link.symlink_to(tmp_path / "any")
    try:
        for text in (
            "SELECT * FROM {adm}.linked",
            "SELECT * FROM {adm}.over_linked",
            "INSERT INTO {adm}.linked VALUES (2)",
            "CREATE TABLE {adm}.{fresh} CLONE {adm}.linked",
            "CREATE TABLE {adm}.{fresh} AS SELECT * FROM {adm}.linked",
        ):
            said = lake.error(text, lake.w)
            assert said is not None, text
            assert "symbolic link" in said, (text, said)
        link.unlink()
        assert lake.error("SELECT * FROM {adm}.over_linked", lake.w) is None
    finally:
        lake.clear()
