"""External locations through the SDK: what they are, who sees and changes them, what overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
)
from databricks.sdk.service.catalog import (
    AwsIamRoleRequest,
    ExternalLocationInfo,
    IsolationMode,
    VolumeType,
)

from boathouse.services.external_locations import places
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.grants_by_hand import give

FILES = "files"


@pytest.fixture
def lake(w: WorkspaceClient, tmp_path: Path) -> Iterator[ExternalLocationInfo]:
    """A location of the admin's."""
    made = w.external_locations.create("lake", tmp_path.as_uri(), FILES, comment="files")
    yield made
    left = {one.name for one in w.external_locations.list()}
    for name in {"lake", "harbour"} & left:
        w.external_locations.delete(name, force=True)


def test_a_location_has_all_its_facts(
    w: WorkspaceClient, lake: ExternalLocationInfo, tmp_path: Path
) -> None:
    read = w.external_locations.get("LAKE")
    assert read.as_dict() == lake.as_dict()
    assert read.name == "lake"
    assert read.url == tmp_path.as_uri()
    assert (read.credential_name, read.read_only, read.comment) == (FILES, False, "files")
    assert read.owner == read.created_by == w.current_user.me().user_name
    assert read.credential_id == w.storage_credentials.get(FILES).id
    assert read.metastore_id == w.metastores.summary().metastore_id
    assert read.isolation_mode is IsolationMode.ISOLATION_MODE_OPEN
    assert (read.fallback, read.browse_only) == (False, False)
    assert read.created_at == read.updated_at


def test_the_operator_s_folders_are_there_from_the_start(
    w: WorkspaceClient, server: LiveServer
) -> None:
    folders = {str(one.resolve()) for one in server.app.config.external_locations}
    found = {one.url: one for one in w.external_locations.list() if one.owner == "admins"}
    for folder in folders:
        seeded = found[Path(folder).as_uri()]
        assert (seeded.credential_name, seeded.created_by) == (FILES, "System user")


def test_what_an_admin_dropped_stays_dropped(tmp_path: Path) -> None:
    folder, data = tmp_path / "given", tmp_path / "data"
    folder.mkdir()
    (folder / "inner").mkdir()
    settings = {"external_locations": (folder / "inner", folder), "rate_limit": 0}
    server = LiveServer(data, **settings)
    w = WorkspaceClient(host=server.address, token=server.token)
    [only] = w.external_locations.list()
    assert only.url == folder.as_uri()
    w.external_locations.delete(only.name or "")
    server.stop()
    server = LiveServer(data, **settings)
    w = WorkspaceClient(host=server.address, token=server.token)
    try:
        assert list(w.external_locations.list()) == []
    finally:
        server.stop()


def test_it_is_changed_field_by_field(
    w: WorkspaceClient, lake: ExternalLocationInfo, other: Person, tmp_path: Path
) -> None:
    moved = tmp_path / "moved"
    moved.mkdir()
    changed = w.external_locations.update(
        "lake",
        new_name="harbour",
        comment="other",
        url=str(moved),
        read_only=True,
        isolation_mode=IsolationMode.ISOLATION_MODE_ISOLATED,
        fallback=True,
        owner=other.user_name,
    )
    assert (changed.name, changed.comment, changed.url) == ("harbour", "other", moved.as_uri())
    assert (changed.read_only, changed.fallback, changed.owner) == (True, True, other.user_name)
    assert changed.isolation_mode is IsolationMode.ISOLATION_MODE_ISOLATED
    assert w.external_locations.update("harbour", comment="").comment is None
    with pytest.raises(NotFound, match="'lake' does not exist"):
        w.external_locations.get("lake")
    # The new owner has every right on it, but may not make use of the credential.
    assert other.w.external_locations.update("harbour", comment="mine").comment == "mine"
    with pytest.raises(PermissionDenied, match="CREATE EXTERNAL LOCATION on Storage Credential"):
        other.w.external_locations.update("harbour", url=str(tmp_path))
    w.external_locations.delete("harbour")


def test_the_list_comes_in_pages(w: WorkspaceClient, tmp_path: Path) -> None:
    names = [f"paged_{number}" for number in range(5)]
    for name in names:
        (tmp_path / name).mkdir()
        w.external_locations.create(name, str(tmp_path / name), FILES)
    found = [one.name for one in w.external_locations.list(max_results=2)]
    assert [name for name in found if name in names] == names
    for name in names:
        w.external_locations.delete(name)


def test_locations_do_not_overlap(
    w: WorkspaceClient, lake: ExternalLocationInfo, tmp_path: Path
) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "inner")
    for place in (tmp_path, tmp_path / "inner", tmp_path / "link"):
        with pytest.raises(InvalidParameterValue, match="overlaps with an existing external"):
            w.external_locations.create("harbour", str(place), FILES)
    with pytest.raises(BadRequest, match="'lake' already exists") as caught:
        w.external_locations.create("Lake", str(tmp_path / "inner"), FILES)
    assert caught.value.error_code == "EXTERNAL_LOCATION_ALREADY_EXISTS"
    w.external_locations.delete("lake")
    w.external_locations.create("harbour", str(tmp_path / "inner"), FILES)
    with pytest.raises(InvalidParameterValue, match="overlaps"):
        w.external_locations.create("lake", str(tmp_path), FILES)


def test_urls_that_are_refused(w: WorkspaceClient, server: LiveServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "out").symlink_to("/etc")
    data = server.data_dir.resolve()
    for url in (
        "relative",
        f"{tmp_path}/../x",
        f"{tmp_path.as_uri()}/%2e%2e/x",
        str(tmp_path / "none"),
        str(tmp_path / "file"),
        "file://elsewhere/tmp",
        "ftp://elsewhere/tmp",
        str(data),
        str(data / "metastore"),
        str(data.parent),
        "/",
        "/etc",
        "/proc/self",
        str(tmp_path / "out"),
        "s3://bucket/x",
        "s3://",
        "",
    ):
        with pytest.raises(InvalidParameterValue):
            w.external_locations.create("refused", url, FILES)
    with pytest.raises(PermissionDenied, match="--external-location"):
        w.external_locations.create("refused", "/usr/share", FILES)
    with pytest.raises(NotFound, match="Storage Credential 'none' does not exist"):
        w.external_locations.create("refused", str(tmp_path), "none")
    with pytest.raises(InvalidParameterValue, match="not a valid name"):
        w.external_locations.create("re.fused", str(tmp_path), FILES)
    made = w.external_locations.create(
        "later", str(tmp_path / "later"), FILES, skip_validation=True
    )
    w.external_locations.delete(made.name or "")


def test_object_storage_is_kept(w: WorkspaceClient, tmp_path: Path) -> None:
    w.storage_credentials.create(
        "bucket_role", aws_iam_role=AwsIamRoleRequest("arn:aws:iam::1:role/x")
    )
    made = w.external_locations.create("bucket", "s3://bucket/a/", "bucket_role", read_only=True)
    assert (made.url, made.credential_name) == ("s3://bucket/a", "bucket_role")
    for url in ("s3a://bucket/a/b", "s3://bucket", "s3://bucket//a"):
        with pytest.raises(InvalidParameterValue, match="overlaps"):
            w.external_locations.create("bucket2", url, "bucket_role")
    with pytest.raises(InvalidParameterValue, match="object storage"):
        w.external_locations.create("bucket2", str(tmp_path), "bucket_role")
    with pytest.raises(BadRequest, match=r"1 external location\(s\) use it"):
        w.storage_credentials.delete("bucket_role")
    w.external_locations.delete("bucket")
    w.storage_credentials.delete("bucket_role")


def test_one_in_use_is_dropped_and_moved_only_by_force(
    w: WorkspaceClient, lake: ExternalLocationInfo, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    w.volumes.create(
        "main", "default", "in_lake", VolumeType.EXTERNAL, storage_location=str(tmp_path / "a")
    )
    try:
        with pytest.raises(BadRequest, match=r"1 external table\(s\) or volume\(s\)"):
            w.external_locations.delete("lake")
        with pytest.raises(BadRequest, match="cannot be moved"):
            w.external_locations.update("lake", url=str(tmp_path / "b"))
        with pytest.raises(InvalidParameterValue, match="external tables or volumes"):
            w.external_locations.update("lake", url=str(tmp_path / "a"), force=True)
        w.external_locations.update("lake", url=str(tmp_path / "b"), force=True)
        w.external_locations.update("lake", url=str(tmp_path))
        w.external_locations.delete("lake", force=True)
    finally:
        w.volumes.delete("main.default.in_lake")


def test_others_see_and_change_what_they_were_given(
    w: WorkspaceClient,
    server: LiveServer,
    lake: ExternalLocationInfo,
    other: Person,
    tmp_path: Path,
) -> None:
    location = next(one for one in server_rows(server) if one[1] == "lake")[0]
    create = other.w.external_locations.create
    with pytest.raises(PermissionDenied, match="READ FILES on External Location 'lake'"):
        other.w.external_locations.get("lake")
    assert "lake" not in {one.name for one in other.w.external_locations.list()}
    for privilege in ("READ_FILES", "CREATE_EXTERNAL_TABLE", "EXTERNAL_USE_LOCATION"):
        give(server, other.user_name, location, privilege)
        assert other.w.external_locations.get("lake").url == tmp_path.as_uri()
        with pytest.raises(PermissionDenied, match="MANAGE on External Location 'lake'"):
            other.w.external_locations.update("lake", comment="x")
        with pytest.raises(PermissionDenied, match="MANAGE on External Location 'lake'"):
            other.w.external_locations.delete("lake", force=True)
    give(server, other.user_name, location, "MANAGE")
    assert other.w.external_locations.update("lake", comment="x").comment == "x"
    give(server, other.user_name, location)
    with pytest.raises(PermissionDenied, match="CREATE EXTERNAL LOCATION on Metastore"):
        create("mine", str(tmp_path), FILES)
    metastore = w.metastores.summary().metastore_id
    give(server, other.user_name, metastore, "CREATE_EXTERNAL_LOCATION")
    with pytest.raises(PermissionDenied, match="LOCATION on Storage Credential 'files'"):
        create("mine", str(tmp_path), FILES)
    credential = w.storage_credentials.get(FILES).id
    give(server, other.user_name, credential, "CREATE_EXTERNAL_LOCATION")
    w.external_locations.delete("lake")
    assert create("mine", str(tmp_path), FILES).owner == other.user_name
    other.w.external_locations.delete("mine")
    give(server, other.user_name, metastore)
    give(server, other.user_name, credential)


def server_rows(server: LiveServer) -> list[tuple[str, str]]:
    from boathouse.services.external_locations import store

    with server.app.parts.database.read() as tx:
        return [(row.location_id, row.name) for row in store.after(tx, "", 1000)]


def test_browse_alone_does_not_tell_where(
    w: WorkspaceClient, server: LiveServer, lake: ExternalLocationInfo, other: Person
) -> None:
    location = next(one for one in server_rows(server) if one[1] == "lake")[0]
    give(server, other.user_name, location, "BROWSE")
    seen = other.w.external_locations.get("lake", include_browse=True)
    assert (seen.browse_only, seen.url, seen.name) == (True, None, "lake")
    listed = {one.name: one for one in other.w.external_locations.list(include_browse=True)}
    assert listed["lake"].browse_only
    assert listed["lake"].url is None
    with pytest.raises(PermissionDenied, match="READ FILES on External Location 'lake'"):
        other.w.external_locations.get("lake")
    assert "lake" not in {one.name for one in other.w.external_locations.list()}


@pytest.mark.parametrize(
    ("place", "above"),
    [
        ("/a/b", ["/a/b", "/a", "/"]),
        ("/", ["/"]),
        ("s3://bucket/a/b", ["s3://bucket/a/b", "s3://bucket/a", "s3://bucket"]),
    ],
)
def test_what_a_place_lies_in(place: str, above: list[str]) -> None:
    assert places.above(place) == above
    assert all(places.within(place, one) for one in above)
    assert not places.within(f"{place.rstrip('/')}x", place) or place == "/"


ODD = (
    " ",
    "a\0b",
    "///",
    "file:",
    "file:////",
    "file:///tmp/%00x",
    "s3:///x",
    "s3://bucket/../x",
    "http://[",
    "file://[::1",
    "/tmp/\n",
    f"/tmp/{'x' * 300}",
    f"/{'a/' * 3000}",
    f"s3://bucket/{'a/' * 100_000}",
    "/proc/self/root/etc",
)


@pytest.mark.parametrize("url", ODD, ids=range(len(ODD)))
def test_odd_urls_are_the_client_s_mistake(api: Api, url: str) -> None:
    root = "/api/2.1/unity-catalog"
    within = {"catalog_name": "main", "schema_name": "default", "name": "odd"}
    table = {"table_type": "EXTERNAL", "data_source_format": "DELTA", "storage_location": url}
    column = {"columns": [{"name": "a", "type_text": "int"}]}
    for path, body in (
        ("external-locations", {"name": "odd", "url": url, "credential_name": FILES}),
        ("external-locations", {"name": url, "url": "/tmp", "credential_name": url}),
        ("volumes", {**within, "volume_type": "EXTERNAL", "storage_location": url}),
        ("tables", {**within, **table, **column}),
    ):
        answer = api.post(f"{root}/{path}", json=body)
        assert answer.status_code in (400, 403, 404), (path, answer.text)
    tried = {"storage_credential_name": FILES, "url": url}
    assert api.post(f"{root}/validate-storage-credentials", json=tried).status_code in (200, 400)
