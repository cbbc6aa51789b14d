"""Volumes: managed and external ones, their folders, and paths that cannot leave them."""

from __future__ import annotations

import dataclasses
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound
from databricks.sdk.errors import PermissionDenied as Denied
from databricks.sdk.service.catalog import (
    PermissionsChange,
    Privilege,
    VolumeInfo,
    VolumeType,
)

from boathouse.context import Context
from boathouse.errors import ApiError, PermissionDenied, VolumeDoesNotExist
from boathouse.errors import InvalidParameterValue as Invalid
from boathouse.services.grants.authorizer import Grants
from boathouse.services.principals import store as principals
from boathouse.services.volumes import store
from boathouse.services.volumes.places import place
from boathouse.services.volumes.sweep import VolumeSweep
from tests.conftest import Person
from tests.live import Api, LiveServer

PATH = "/api/2.1/unity-catalog/volumes"
MANAGED, EXTERNAL = VolumeType.MANAGED, VolumeType.EXTERNAL


@pytest.fixture(scope="module")
def schema(w: WorkspaceClient) -> str:
    """Its catalog is `vol`."""
    w.catalogs.create("vol")
    return w.schemas.create("s", "vol").name or ""


@pytest.fixture
def ctx(server: LiveServer) -> Iterator[Context]:
    made = context_of(server, server.app.config.admin_user)
    yield made
    made.close()


def context_of(server: LiveServer, name: str) -> Context:
    parts = server.app.parts
    with parts.database.read() as tx:
        principal = principals.acting_as(tx, name)
    assert principal is not None
    return Context(parts, principal, parts.clock())


def folder_of(volume: VolumeInfo) -> Path:
    return Path(unquote(urlsplit(volume.storage_location or "").path))


def test_a_managed_volume_has_a_folder(w: WorkspaceClient, server: LiveServer, schema: str) -> None:
    made = w.volumes.create("vol", schema, "Made", MANAGED, comment="files")
    assert (made.full_name, made.volume_type, made.comment) == ("vol.s.made", MANAGED, "files")
    assert (made.catalog_name, made.schema_name, made.name) == ("vol", "s", "made")
    folder = folder_of(made)
    assert folder.is_dir()
    assert folder == server.data_dir.resolve() / "metastore" / "volumes" / str(made.volume_id)
    assert w.volumes.read("VOL.S.MADE") == made
    assert made in list(w.volumes.list("vol", "s"))


def test_names(w: WorkspaceClient, api: Api, schema: str) -> None:
    w.volumes.create("vol", schema, "twice", MANAGED)
    with pytest.raises(BadRequest, match=r"Volume 'vol.s.twice' already exists"):
        w.volumes.create("vol", schema, "TWICE", MANAGED)
    body = {"catalog_name": "vol", "schema_name": "s", "name": "twice", "volume_type": "MANAGED"}
    answer = api.post(PATH, json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "VOLUME_ALREADY_EXISTS")
    with pytest.raises(InvalidParameterValue, match="RPC CreateVolume Field"):
        w.volumes.create("vol", schema, "a/b", MANAGED)
    with pytest.raises(NotFound, match=r"Schema 'vol.none' does not exist"):
        w.volumes.create("vol", "none", "v", MANAGED)
    for call in (w.volumes.read, w.volumes.delete, w.volumes.update):
        with pytest.raises(NotFound, match=r"Volume 'vol.s.none' does not exist"):
            call("vol.s.none")
    assert api.get(f"{PATH}/vol.s").json()["error_code"] == "INVALID_PARAMETER_VALUE"
    assert api.get(f"{PATH}/vol.s.none").json()["error_code"] == "VOLUME_DOES_NOT_EXIST"


def test_a_refused_volume_leaves_no_folder(
    w: WorkspaceClient,
    server: LiveServer,
    ctx: Context,
    schema: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from boathouse.services.volumes import change
    from boathouse.sql.securables import Name

    def full(*_args: object) -> None:
        raise OSError("the disk is full")

    before = set(os.listdir(server.data_dir / "metastore" / "volumes"))
    monkeypatch.setattr(store, "insert_volume", full)
    with pytest.raises(OSError, match="the disk is full"):
        change.create(ctx, Name("vol", schema, "refused"))
    assert set(os.listdir(server.data_dir / "metastore" / "volumes")) == before


def test_pages(w: WorkspaceClient, api: Api) -> None:
    w.schemas.create("pages", "vol")
    assert api.get(PATH, params={"catalog_name": "vol", "schema_name": "pages"}).json() == {}
    names = [f"v{number}" for number in range(5)]
    for name in reversed(names):
        w.volumes.create("vol", "pages", name, MANAGED)
    assert [one.name for one in w.volumes.list("vol", "pages", max_results=2)] == names
    query = {"catalog_name": "vol", "schema_name": "pages", "max_results": 4}
    first = api.get(PATH, params=query).json()
    assert len(first["volumes"]) == 4
    assert first["next_page_token"]


def test_an_update_changes_what_it_names(w: WorkspaceClient, schema: str) -> None:
    made = w.volumes.create("vol", schema, "change", MANAGED, comment="old")
    changed = w.volumes.update("vol.s.change", owner="users")
    assert (changed.comment, changed.owner) == ("old", "users")
    renamed = w.volumes.update("vol.s.change", new_name="Changed", comment="new")
    assert (renamed.full_name, renamed.comment) == ("vol.s.changed", "new")
    assert renamed.storage_location == made.storage_location
    w.volumes.create("vol", schema, "taken", MANAGED)
    with pytest.raises(BadRequest, match="already exists"):
        w.volumes.update("vol.s.changed", new_name="taken")


def test_a_dropped_volume_s_files_go_with_it(
    w: WorkspaceClient, server: LiveServer, schema: str
) -> None:
    folders = []
    w.schemas.create("dropping", "vol")
    for parent in (schema, "dropping"):
        folder = folder_of(w.volumes.create("vol", parent, "drop", MANAGED))
        (folder / "deep").mkdir()
        (folder / "deep" / "file").write_bytes(b"x")
        folders.append(folder)
    w.volumes.delete("vol.s.drop")
    w.schemas.delete("vol.dropping", force=True)
    # The server's own sweep may be at it too: either removes them.
    VolumeSweep(server.app.parts).round()
    assert not any(folder.exists() for folder in folders)
    with server.app.parts.database.read() as tx:
        assert store.dropped_ids(tx) == []


def test_a_folder_that_a_kill_left_goes_and_those_with_a_row_stay(tmp_path: Path) -> None:
    server = LiveServer(tmp_path, rate_limit=0)
    w = WorkspaceClient(host=server.address, token=server.token)
    kept = folder_of(w.volumes.create("main", "default", "kept", MANAGED))
    server.stop()
    orphan = kept.parent / "2f1c9c1e-0000-4000-8000-000000000000"
    orphan.mkdir()
    (orphan / "half").write_bytes(b"x")
    server = LiveServer(tmp_path, rate_limit=0)
    try:
        VolumeSweep(server.app.parts).round()
        assert not orphan.exists()
        assert kept.is_dir()
    finally:
        server.stop()


def test_a_new_folder_waits_for_its_row(server: LiveServer) -> None:
    now = server.app.parts.clock()
    parts = dataclasses.replace(server.app.parts, clock=lambda: now)
    sweep = VolumeSweep(parts)
    young = server.data_dir / "metastore" / "volumes" / "young"
    young.mkdir(parents=True)
    sweep.round()
    sweep.round()  # woken for a drop right after
    assert young.is_dir()
    now += 600_000
    sweep.round()
    assert not young.exists()


def test_an_external_volume_is_a_folder_of_the_admin_s(
    w: WorkspaceClient, tmp_path: Path, schema: str
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "file").write_bytes(b"x")
    made = w.volumes.create("vol", schema, "ext", EXTERNAL, storage_location=f"{folder}/")
    assert (made.volume_type, made.storage_location) == (EXTERNAL, str(folder))
    with pytest.raises(BadRequest, match="overlaps"):
        w.volumes.create("vol", schema, "ext2", EXTERNAL, storage_location=tmp_path.as_uri())
    w.volumes.delete("vol.s.ext")
    assert (folder / "file").read_bytes() == b"x"
    again = w.volumes.create("vol", schema, "ext", EXTERNAL, storage_location=folder.as_uri())
    assert again.storage_location == folder.as_uri()
    w.volumes.delete("vol.s.ext")


def test_locations_that_are_refused(
    w: WorkspaceClient, server: LiveServer, tmp_path: Path, schema: str
) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to(server.data_dir)
    data = server.data_dir.resolve()
    for location in (
        "relative",
        str(tmp_path / "none"),
        str(tmp_path / "file"),
        f"{tmp_path}/../x",
        "file://elsewhere/tmp",
        "file:relative",
        str(data),
        str(data / "metastore"),
        str(data.parent),
        str(tmp_path / "link"),
    ):
        with pytest.raises(InvalidParameterValue):
            w.volumes.create("vol", schema, "refused", EXTERNAL, storage_location=location)
    for location in ("/", "/proc/self", "/etc", "s3://bucket/x"):
        with pytest.raises(Denied, match="No parent external location"):
            w.volumes.create("vol", schema, "refused", EXTERNAL, storage_location=location)
    with pytest.raises(BadRequest, match="storage_location must be provided"):
        w.volumes.create("vol", schema, "refused", EXTERNAL)
    with pytest.raises(BadRequest, match="storage_location can not be provided"):
        w.volumes.create("vol", schema, "refused", MANAGED, storage_location=str(tmp_path))


def test_a_path_is_a_place_in_its_volume(w: WorkspaceClient, ctx: Context, schema: str) -> None:
    folder = folder_of(w.volumes.create("vol", schema, "paths", MANAGED))
    for spelled in ("/Volumes/vol/s/paths/a/B", "dbfs:/Volumes/VOL/S/Paths//a/B/"):
        found = place(ctx, spelled, write=True)
        assert (found.key, found.root, found.path) == ("a/B", folder, folder / "a" / "B")
        assert found.shown == "/Volumes/vol/s/paths/a/B"
    top = place(ctx, "/Volumes/vol/s/paths")
    assert (top.key, top.path, top.shown) == ("", folder, "/Volumes/vol/s/paths")
    assert Grants().require_path(ctx, "/Volumes/vol/s/paths/x", write=False) == str(folder / "x")


@pytest.mark.parametrize(
    "path",
    [
        "/Volumes/vol/s/escape/..",
        "/Volumes/vol/s/escape/../../other",
        "/Volumes/vol/s/escape/./x",
        "/Volumes/vol/s/../s/escape",
        "/Volumes/vol/s/escape/a\0b",
        "/Volumes/vol/s/escape/\ud800",
        f"/Volumes/vol/s/escape/{'x' * 256}",
        f"/Volumes/vol/s/escape/{'x/' * 3000}",
        "/Volumes/vol/s",
        "/Volumes",
        "/volumes/vol/s/escape",
        "Volumes/vol/s/escape",
        "/tmp",
        "/Volumes/vol/s/escape/link",
        "/Volumes/vol/s/escape/link/new",
        "/Volumes/vol/s/escape/round",
    ],
)
def test_no_path_leaves_its_volume(
    w: WorkspaceClient, ctx: Context, schema: str, path: str
) -> None:
    folder = _escape(w, schema)
    with pytest.raises(Invalid):
        place(ctx, path)
    assert folder.is_dir()


def _escape(w: WorkspaceClient, schema: str) -> Path:
    """A volume in which somebody made links."""
    try:
        return folder_of(w.volumes.read("vol.s.escape"))
    except NotFound:
        folder = folder_of(w.volumes.create("vol", schema, "escape", MANAGED))
    (folder / "link").symlink_to("/etc")
    (folder / "round").symlink_to(folder / "round")
    (folder / "deep").mkdir()
    (folder / "deep" / "inner").symlink_to("/etc/passwd")
    return folder


def test_an_engine_is_given_no_folder_that_holds_links(
    w: WorkspaceClient, ctx: Context, schema: str
) -> None:
    folder = _escape(w, schema)
    for path in ("/Volumes/vol/s/escape", "/Volumes/vol/s/escape/deep"):
        with pytest.raises(Invalid, match="symbolic link"):
            Grants().require_path(ctx, path, write=False)
    (folder / "clean").mkdir(exist_ok=True)
    assert Grants().require_path(ctx, "/Volumes/vol/s/escape/clean", write=False)


def test_other_paths_of_statements(server: LiveServer, ctx: Context, tmp_path: Path) -> None:
    grants, data = Grants(), server.data_dir.resolve()
    assert grants.require_path(ctx, "dbfs:/x/y", write=True) == str(data / "dbfs" / "x" / "y")
    assert grants.require_path(ctx, "/x", write=False) == str(data / "dbfs" / "x")
    assert grants.require_path(ctx, tmp_path.as_uri(), write=False) == str(tmp_path)
    new = (tmp_path / "new").as_uri()
    assert grants.require_path(ctx, new, write=True) == str(tmp_path / "new")
    server.add_user("paths@example.com")
    other = context_of(server, "paths@example.com")
    refused: list[tuple[Context, str, type[ApiError]]] = [
        (ctx, new, Invalid),
        (ctx, data.as_uri(), Invalid),
        (ctx, "dbfs:/../secret.key", Invalid),
        (ctx, "/Volumes/main/default/none/x", VolumeDoesNotExist),
        (other, tmp_path.as_uri(), PermissionDenied),
    ]
    for who, path, error in refused:
        with pytest.raises(error):
            grants.require_path(who, path, write=False)
    other.close()


def test_managing_is_not_reading(w: WorkspaceClient, other: Person, schema: str) -> None:
    made = w.volumes.create("vol", schema, "managed", MANAGED)
    name, path = str(made.full_name), f"/Volumes/{str(made.full_name).replace('.', '/')}/f"
    w.files.upload(path, io.BytesIO(b"content"))

    def give(kind: str, on: str, privilege: Privilege) -> None:
        change = PermissionsChange(add=[privilege], principal=other.user_name)
        w.grants.update(kind, on, changes=[change])

    refused: list[Callable[[], object]] = [
        lambda: other.w.volumes.read(name),
        lambda: other.w.volumes.update(name, comment="theirs"),
        lambda: other.w.volumes.update(name, new_name="theirs"),
        lambda: other.w.volumes.update(name, owner=other.user_name),
        lambda: other.w.volumes.delete(name),
        lambda: other.w.volumes.create("vol", schema, "theirs", MANAGED),
    ]
    give("catalog", "vol", Privilege.USE_CATALOG)
    give("schema", f"vol.{schema}", Privilege.USE_SCHEMA)
    for act in refused:
        with pytest.raises(Denied):
            act()
    give("volume", name, Privilege.READ_VOLUME)
    assert other.w.volumes.read(name).comment is None
    for act in refused[1:]:
        with pytest.raises(Denied):
            act()
    w.grants.update(
        "volume",
        name,
        changes=[
            PermissionsChange(
                add=[Privilege.MANAGE],
                remove=[Privilege.READ_VOLUME],
                principal=other.user_name,
            )
        ],
    )
    assert other.w.volumes.update(name, comment="theirs").comment == "theirs"
    with pytest.raises(Denied):
        other.w.files.download(path)
    other.w.volumes.update(name, owner=other.user_name)
    assert other.w.files.get_metadata(path).content_length == 7
    with pytest.raises(Denied):  # an admin, but neither its owner nor granted
        w.files.download(path)
    other.w.volumes.delete(name)
    with pytest.raises(NotFound):
        w.volumes.read(name)
