"""Credentials for other engines: every right that is missing is a denial, protected tables are
never given, and what is given opens the files."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound, NotImplemented
from databricks.sdk.errors import PermissionDenied as Denied
from databricks.sdk.service.catalog import (
    ColumnInfo,
    DataSourceFormat,
    PathOperation,
    PermissionsChange,
    PolicyInfo,
    PolicyType,
    Privilege,
    RowFilterOptions,
    SecurableType,
    TableOperation,
    TableType,
    VolumeOperation,
    VolumeType,
)
from deltalake import DeltaTable, write_deltalake

from tests.conftest import Person
from tests.live import Api, LiveServer

P = Privilege
ROOT = "/api/2.1/unity-catalog"
READ, READ_WRITE = TableOperation.READ, TableOperation.READ_WRITE
USES = (P.USE_SCHEMA, P.EXTERNAL_USE_SCHEMA)


@dataclass(frozen=True)
class Place:
    """A schema with a table and a volume, and a folder with an external location on it."""

    schema: str
    table: str
    table_id: str
    volume: str
    volume_id: str
    folder: Path
    location: str


def metastore(w: WorkspaceClient) -> str:
    return w.metastores.summary().metastore_id or ""


@pytest.fixture(autouse=True)
def opened(w: WorkspaceClient) -> Iterator[None]:
    w.metastores.update(metastore(w), external_access_enabled=True)
    yield
    w.metastores.update(metastore(w), external_access_enabled=False)


def sql(w: WorkspaceClient, text: str) -> list[list[str]]:
    """The rows of a statement that must succeed."""
    api = w.statement_execution
    (warehouse,) = [one for one in w.warehouses.list() if one.name == "Starter Warehouse"]
    done = api.execute_statement(text, warehouse.id or "", wait_timeout="50s")
    assert done.status is not None
    assert done.status.error is None, done.status
    return (done.result.data_array if done.result else None) or []


def grant(w: WorkspaceClient, kind: str, name: str, who: str, *add: Privilege) -> None:
    w.grants.update(kind, name, changes=[PermissionsChange(principal=who, add=list(add))])


def take(w: WorkspaceClient, kind: str, name: str, who: str, *remove: Privilege) -> None:
    w.grants.update(kind, name, changes=[PermissionsChange(principal=who, remove=list(remove))])


@contextmanager
def holding(w: WorkspaceClient, name: str, who: Person, given: set[Privilege]) -> Iterator[None]:
    """With privileges on an external location, for as long as it lasts."""
    grant(w, "EXTERNAL_LOCATION", name, who.user_name, *given)
    try:
        yield
    finally:
        take(w, "EXTERNAL_LOCATION", name, who.user_name, *given)


@pytest.fixture
def eve(server: LiveServer) -> Person:
    name = f"eve-{uuid.uuid4().hex[:8]}@example.com"
    token = server.add_user(name)
    client = WorkspaceClient(host=server.address, token=token)
    return Person(name, token, client, Api(server.address, token))


@pytest.fixture
def place(w: WorkspaceClient, eve: Person, tmp_path: Path) -> Iterator[Place]:
    """Eve has every right on what is in it."""
    key = uuid.uuid4().hex[:8]
    schema = f"main.vend_{key}"
    w.schemas.create(f"vend_{key}", "main")
    sql(w, f"CREATE TABLE {schema}.t AS SELECT 1 AS id, 'a' AS name")
    table_id = w.tables.get(f"{schema}.t").table_id or ""
    volume = w.volumes.create("main", f"vend_{key}", "v", VolumeType.MANAGED)
    folder = tmp_path / "lake"
    folder.mkdir()
    own = _own_location(w, folder)
    grant(w, "CATALOG", "main", eve.user_name, P.USE_CATALOG)
    grant(w, "SCHEMA", schema, eve.user_name, *USES)
    grant(w, "TABLE", f"{schema}.t", eve.user_name, P.SELECT, P.MODIFY)
    grant(w, "VOLUME", f"{schema}.v", eve.user_name, P.READ_VOLUME, P.WRITE_VOLUME)
    yield Place(schema, f"{schema}.t", table_id, f"{schema}.v", volume.volume_id or "", folder, own)
    take(w, "CATALOG", "main", eve.user_name, P.USE_CATALOG)


def _own_location(w: WorkspaceClient, folder: Path) -> str:
    """The external location that covers a folder of these tests."""
    found = [
        one
        for one in w.external_locations.list()
        if folder.is_relative_to((one.url or "").removeprefix("file://"))
    ]
    return max(found, key=lambda one: len(one.url or "")).name or ""


def table(who: Person, table_id: str, operation: TableOperation | None = None) -> Any:
    api = who.w.temporary_table_credentials
    return api.generate_temporary_table_credentials(operation=operation, table_id=table_id)


def path(who: Person, url: str, operation: PathOperation, **more: Any) -> Any:
    api = who.w.temporary_path_credentials
    return api.generate_temporary_path_credentials(url, operation, **more)


def volume(who: Person, volume_id: str, operation: VolumeOperation | None = None) -> Any:
    api = who.w.temporary_volume_credentials
    return api.generate_temporary_volume_credentials(operation=operation, volume_id=volume_id)


def test_a_table_s_credential_says_where_it_is(eve: Person, place: Place) -> None:
    for operation in (None, READ, READ_WRITE):
        given = table(eve, place.table_id, operation)
        assert DeltaTable(given.url).to_pyarrow_table().to_pylist() == [{"id": 1, "name": "a"}]
        # delta-rs asks for a key that is not empty, and for both of these.
        assert given.aws_temp_credentials.access_key_id
        assert given.expiration_time > 0


def test_both_versions_of_the_path_answer(eve: Person, place: Place) -> None:
    for version in ("2.0", "2.1"):
        url = f"/api/{version}/unity-catalog/temporary-table-credentials"
        answer = eve.api.post(url, json={"table_id": place.table_id, "operation": "READ"})
        assert answer.status_code == 200


def test_what_a_client_writes_is_read_by_sql_at_once(
    w: WorkspaceClient, eve: Person, place: Place
) -> None:
    url = table(eve, place.table_id, READ_WRITE).url
    rows = pa.table({"id": pa.array([2], pa.int32()), "name": ["b"]})
    write_deltalake(url, rows, mode="append")
    grant(w, "TABLE", place.table, "admin@boathouse.local", P.SELECT)
    assert sql(w, f"SELECT id, name FROM {place.table} ORDER BY id") == [["1", "a"], ["2", "b"]]


RIGHTS: dict[str, tuple[str, Privilege, TableOperation]] = {
    "EXTERNAL USE SCHEMA": ("SCHEMA", P.EXTERNAL_USE_SCHEMA, READ),
    "SELECT": ("TABLE", P.SELECT, READ),
    "MODIFY": ("TABLE", P.MODIFY, READ_WRITE),
}


@pytest.mark.parametrize("lacking", RIGHTS)
def test_each_right_is_needed(w: WorkspaceClient, eve: Person, place: Place, lacking: str) -> None:
    kind, privilege, operation = RIGHTS[lacking]
    name = {"CATALOG": "main", "SCHEMA": place.schema, "TABLE": place.table}[kind]
    take(w, kind, name, eve.user_name, privilege)
    with pytest.raises(Denied, match=f"User does not have {lacking} on"):
        table(eve, place.table_id, operation)


@pytest.mark.parametrize("privilege", [P.USE_CATALOG, P.USE_SCHEMA])
def test_who_may_not_get_to_it_does_not_see_it(
    w: WorkspaceClient, eve: Person, place: Place, privilege: Privilege
) -> None:
    kind, name = ("CATALOG", "main") if privilege is P.USE_CATALOG else ("SCHEMA", place.schema)
    take(w, kind, name, eve.user_name, privilege)
    for call in (lambda: table(eve, place.table_id), lambda: volume(eve, place.volume_id)):
        with pytest.raises(NotFound, match=r"'[0-9a-f-]{36}' does not exist"):
            call()


def test_reading_needs_no_right_to_write(w: WorkspaceClient, eve: Person, place: Place) -> None:
    take(w, "TABLE", place.table, eve.user_name, P.MODIFY)
    assert table(eve, place.table_id, READ).url


def test_nothing_stands_for_external_use(w: WorkspaceClient, eve: Person, place: Place) -> None:
    take(w, "SCHEMA", place.schema, eve.user_name, P.EXTERNAL_USE_SCHEMA)
    grant(w, "SCHEMA", place.schema, eve.user_name, P.ALL_PRIVILEGES, P.MANAGE)
    with pytest.raises(Denied, match="EXTERNAL USE SCHEMA"):
        table(eve, place.table_id)
    w.schemas.update(place.schema, owner=eve.user_name)
    w.tables.update(place.table, owner=eve.user_name)
    with pytest.raises(Denied, match="EXTERNAL USE SCHEMA"):
        table(eve, place.table_id)
    w.schemas.update(place.schema, owner="admins")


def test_admins_need_the_grant_too(w: WorkspaceClient, place: Place) -> None:
    admin = w.temporary_table_credentials
    with pytest.raises(Denied, match="EXTERNAL USE SCHEMA"):
        admin.generate_temporary_table_credentials(table_id=place.table_id)


def test_a_table_that_is_not_seen_does_not_exist(other: Person, place: Place) -> None:
    for table_id in (place.table_id, str(uuid.uuid4())):
        with pytest.raises(NotFound, match=f"Table '{table_id}' does not exist"):
            table(other, table_id)
    for volume_id in (place.volume_id, str(uuid.uuid4())):
        with pytest.raises(NotFound, match=f"Volume '{volume_id}' does not exist"):
            volume(other, volume_id)


def test_closed_means_closed(w: WorkspaceClient, eve: Person, place: Place) -> None:
    w.metastores.update(metastore(w), external_access_enabled=False)
    assert w.metastores.summary().external_access_enabled is False
    version = {"catalog_name": "main", "schema_name": "x", "model_name": "m", "version": 1}
    names = {"catalog_name": "main", "schema_name": "x", "name": "t"}
    calls: list[Callable[[], Any]] = [
        lambda: table(eve, place.table_id),
        lambda: volume(eve, place.volume_id),
        lambda: path(eve, place.folder.as_uri(), PathOperation.PATH_READ),
        lambda: _ask(eve, "temporary-model-version-credentials", version),
        lambda: _ask(eve, "staging-tables", names),
    ]
    for call in calls:
        with pytest.raises(Denied, match="External data access is not enabled"):
            call()


def _ask(who: Person, what: str, document: dict[str, Any]) -> Any:
    operation = {"operation": "READ_MODEL_VERSION"} if "model" in what else {}
    return who.w.api_client.do("POST", f"{ROOT}/{what}", body={**document, **operation})


def test_only_admins_open_it(w: WorkspaceClient, other: Person) -> None:
    with pytest.raises(Denied):
        other.w.metastores.update(metastore(w), external_access_enabled=True)
    with pytest.raises(NotFound):
        w.metastores.update("other", external_access_enabled=True)
    with pytest.raises(NotImplemented, match="owner"):
        w.metastores.update(metastore(w), owner="users")


def test_the_metastore_has_another_name(w: WorkspaceClient) -> None:
    assert w.metastores.update(metastore(w), new_name="shed").name == "shed"
    assert w.metastores.update(metastore(w), new_name="boathouse").updated_by
    with pytest.raises(InvalidParameterValue, match="not a valid name"):
        w.metastores.update(metastore(w), new_name="a/b")


def test_protected_tables_are_never_given(w: WorkspaceClient, eve: Person, place: Place) -> None:
    sql(w, f"CREATE FUNCTION {place.schema}.f(n STRING) RETURNS BOOLEAN RETURN n = 'a'")
    sql(w, f"CREATE FUNCTION {place.schema}.m(n STRING) RETURNS STRING RETURN '*'")
    for protect, undo in (
        (f"SET ROW FILTER {place.schema}.f ON (name)", "DROP ROW FILTER"),
        (f"ALTER COLUMN name SET MASK {place.schema}.m", "ALTER COLUMN name DROP MASK"),
    ):
        sql(w, f"ALTER TABLE {place.table} {protect}")
        for operation in (READ, READ_WRITE):
            with pytest.raises(Denied, match="row filters or column masks"):
                table(eve, place.table_id, operation)
        sql(w, f"ALTER TABLE {place.table} {undo}")
    assert table(eve, place.table_id, READ_WRITE).url


def test_a_policy_protects_too(w: WorkspaceClient, eve: Person, place: Place) -> None:
    sql(w, f"CREATE FUNCTION {place.schema}.none() RETURNS BOOLEAN RETURN false")
    policy = PolicyInfo(
        name="nobody_but",
        policy_type=PolicyType.POLICY_TYPE_ROW_FILTER,
        on_securable_type=SecurableType.SCHEMA,
        on_securable_fullname=place.schema,
        for_securable_type=SecurableType.TABLE,
        to_principals=["account users"],
        # Excepted, eve reads all rows by SQL; a file is for whoever it is passed on to.
        except_principals=[eve.user_name],
        row_filter=RowFilterOptions(function_name=f"{place.schema}.none"),
    )
    w.policies.create_policy(policy)
    with pytest.raises(Denied, match="row filters or column masks"):
        table(eve, place.table_id)
    w.policies.delete_policy("SCHEMA", place.schema, "nobody_but")
    assert table(eve, place.table_id).url


def test_a_model_version_s_credential(w: WorkspaceClient, eve: Person, place: Place) -> None:
    schema = place.schema.partition(".")[2]
    w.registered_models.create(catalog_name="main", schema_name=schema, name="m")
    names = {"catalog_name": "main", "schema_name": schema, "model_name": "m"}
    body = {**names, "source": "runs:/1/m"}
    w.api_client.do("POST", f"{ROOT}/models/versions", body=body)
    grant(w, "FUNCTION", f"{place.schema}.m", eve.user_name, P.EXECUTE)
    wanted = {**names, "version": 1}
    with pytest.raises(Denied, match="CREATE MODEL VERSION on"):
        _version(eve, {**wanted, "operation": "READ_WRITE_MODEL_VERSION"})
    with pytest.raises(BadRequest, match="PENDING_REGISTRATION"):
        _version(eve, {**wanted, "operation": "READ_MODEL_VERSION"})
    full_name = f"{place.schema}.m"
    w.api_client.do("PATCH", f"{ROOT}/models/{full_name}/versions/1/finalize", body={})
    given = _version(eve, {**wanted, "operation": "READ_MODEL_VERSION"})
    assert given["url"].startswith("file:///")
    with pytest.raises(NotFound):
        _version(eve, {**wanted, "version": 2, "operation": "READ_MODEL_VERSION"})
    take(w, "SCHEMA", place.schema, eve.user_name, P.EXTERNAL_USE_SCHEMA)
    with pytest.raises(Denied, match="EXTERNAL USE SCHEMA"):
        _version(eve, {**wanted, "operation": "READ_MODEL_VERSION"})


def _version(who: Person, body: dict[str, Any]) -> dict[str, Any]:
    path = f"{ROOT}/temporary-model-version-credentials"
    answer: Any = who.w.api_client.do("POST", path, body=body)
    return dict(answer)


def test_rules_of_ours_are_not_for_others_to_keep(
    w: WorkspaceClient, eve: Person, place: Place
) -> None:
    sql(w, f"ALTER TABLE {place.table} ADD CONSTRAINT positive CHECK (id > 0)")
    with pytest.raises(Denied, match="A READ credential is given"):
        table(eve, place.table_id, READ_WRITE)
    assert table(eve, place.table_id, READ).url


def test_views_have_no_files(w: WorkspaceClient, eve: Person, place: Place) -> None:
    sql(w, f"CREATE VIEW {place.schema}.v1 AS SELECT 1 AS one")
    grant(w, "TABLE", f"{place.schema}.v1", eve.user_name, P.SELECT)
    with pytest.raises(BadRequest, match="is a view"):
        table(eve, w.tables.get(f"{place.schema}.v1").table_id or "")


def test_a_volume_s_credential(w: WorkspaceClient, eve: Person, place: Place) -> None:
    write = VolumeOperation.WRITE_VOLUME
    assert Path(volume(eve, place.volume_id, write).url.removeprefix("file://")).is_dir()
    for kind, name, privilege, operation in (
        ("VOLUME", place.volume, P.WRITE_VOLUME, write),
        ("SCHEMA", place.schema, P.EXTERNAL_USE_SCHEMA, None),
    ):
        take(w, kind, name, eve.user_name, privilege)
        lacking = privilege.value.replace("_", " ")
        with pytest.raises(Denied, match=f"User does not have {lacking} on"):
            volume(eve, place.volume_id, operation)
    take(w, "VOLUME", place.volume, eve.user_name, P.READ_VOLUME)
    with pytest.raises(NotFound):
        volume(eve, place.volume_id)
    grant(w, "SCHEMA", place.schema, eve.user_name, P.EXTERNAL_USE_SCHEMA)
    grant(w, "VOLUME", place.volume, eve.user_name, P.WRITE_VOLUME)
    with pytest.raises(Denied, match="READ VOLUME on"):
        volume(eve, place.volume_id, write)


OPERATIONS = {
    PathOperation.PATH_READ: P.READ_FILES,
    PathOperation.PATH_READ_WRITE: P.WRITE_FILES,
    PathOperation.PATH_CREATE_TABLE: P.CREATE_EXTERNAL_TABLE,
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_path_s_credential(
    w: WorkspaceClient, eve: Person, place: Place, operation: PathOperation
) -> None:
    url, location = (place.folder / "new").as_uri(), place.location
    held = {P.EXTERNAL_USE_LOCATION, OPERATIONS[operation], P.READ_FILES}
    for privilege in (P.EXTERNAL_USE_LOCATION, OPERATIONS[operation]):
        lacking = privilege.value.replace("_", " ")
        with (
            holding(w, location, eve, held - {privilege}),
            pytest.raises(Denied, match=f"User does not have {lacking} on"),
        ):
            path(eve, url, operation)
    with holding(w, location, eve, held):
        assert path(eve, url, operation).url == url
        dry = path(eve, url, operation, dry_run=True)
        assert (dry.url, dry.aws_temp_credentials) == (url, None)


def test_a_path_of_a_table_takes_the_table_s_rights(
    w: WorkspaceClient, eve: Person, place: Place
) -> None:
    target = place.folder / "t"
    write_deltalake(target, pa.table({"a": [1]}))
    schema = place.schema.partition(".")[2]
    kind, form = TableType.EXTERNAL, DataSourceFormat.DELTA
    w.tables.create("ext", "main", schema, kind, form, target.as_uri())
    with holding(w, place.location, eve, {P.EXTERNAL_USE_LOCATION, P.READ_FILES}):
        with pytest.raises(Denied, match="SELECT on Table"):
            path(eve, target.as_uri(), PathOperation.PATH_READ)
        grant(w, "TABLE", f"{place.schema}.ext", eve.user_name, P.SELECT)
        assert path(eve, target.as_uri(), PathOperation.PATH_READ).url == target.as_uri()
        with pytest.raises(Denied, match="MODIFY on Table"):
            path(eve, target.as_uri(), PathOperation.PATH_READ_WRITE)
        for inside_or_around in (target / "_delta_log", place.folder):
            with pytest.raises(BadRequest, match="overlaps"):
                path(eve, inside_or_around.as_uri(), PathOperation.PATH_READ)
        take(w, "SCHEMA", place.schema, eve.user_name, P.EXTERNAL_USE_SCHEMA)
        with pytest.raises(Denied, match="EXTERNAL USE SCHEMA"):
            path(eve, target.as_uri(), PathOperation.PATH_READ)


def test_managed_tables_have_no_path(w: WorkspaceClient, eve: Person, place: Place) -> None:
    url = table(eve, place.table_id).url
    # The tests' data folder lies in an external location, as no real one should.
    with (
        holding(w, place.location, eve, {P.EXTERNAL_USE_LOCATION, P.READ_FILES}),
        pytest.raises(InvalidParameterValue, match="is not allowed"),
    ):
        path(eve, url, PathOperation.PATH_READ)
    with pytest.raises(Denied, match="No parent external location"):
        path(eve, "file:///srv/else", PathOperation.PATH_READ)


STAGED = {"name": "staged"}


def _stage(who: Person, place: Place) -> dict[str, Any]:
    catalog, _, schema = place.schema.partition(".")
    body = {**STAGED, "catalog_name": catalog, "schema_name": schema}
    answer: Any = who.w.api_client.do("POST", f"{ROOT}/staging-tables", body=body)
    return dict(answer)


def test_a_staged_table_becomes_a_managed_one(
    w: WorkspaceClient, eve: Person, place: Place
) -> None:
    with pytest.raises(Denied, match="CREATE TABLE on Schema"):
        _stage(eve, place)
    grant(w, "SCHEMA", place.schema, eve.user_name, P.CREATE_TABLE)
    staged = _stage(eve, place)
    location, schema = staged["staging_location"], staged["schema_name"]
    create = ("staged", "main", schema, TableType.MANAGED, DataSourceFormat.DELTA, location)
    with pytest.raises(BadRequest, match="No Delta table stands"):
        eve.w.tables.create(*create)
    given = table(eve, staged["id"], READ_WRITE)
    assert given.url == location
    write_deltalake(location, pa.table({"a": [1, 2]}))
    with pytest.raises(BadRequest, match="staging"):
        w.tables.create(*create)
    made = eve.w.tables.create(*create, columns=[ColumnInfo(name="a", type_text="bigint")])
    assert (made.table_id, made.table_type) == (staged["id"], TableType.MANAGED)
    assert (made.owner, made.storage_location) == (eve.user_name, location)
    with pytest.raises(BadRequest, match=r"already exists|staging"):
        eve.w.tables.create(*create)
    with pytest.raises(BadRequest, match="already exists"):
        _stage(eve, place)
    eve.w.tables.delete(f"{place.schema}.staged")


def test_the_namespace_that_sessions_begin_in(other: Person) -> None:
    setting = other.w.settings.default_namespace.get()
    assert (setting.setting_name, setting.namespace.value) == ("default", "main")


@pytest.mark.parametrize(
    "path",
    ["delta/v1/config", "delta/preview/commits", "iceberg/v1/config", "iceberg-rest/v1/config"],
)
def test_what_clients_fall_back_from(api: Api, path: str) -> None:
    answer = api.get(f"{ROOT}/{path}")
    assert answer.status_code in (404, 501)
    assert answer.json()["error_code"] in ("ENDPOINT_NOT_FOUND", "NOT_IMPLEMENTED")
