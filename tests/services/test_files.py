"""w.files: files and directories of volumes, names of every kind, ranges, who may do what."""

from __future__ import annotations

import io
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
    ResourceAlreadyExists,
)
from databricks.sdk.service.catalog import PermissionsChange, Privilege, VolumeType

from boathouse.services.audit import store as audit
from tests.conftest import Person
from tests.live import Api, LiveServer

NUMBERS = count(1)


@pytest.fixture
def volume(w: WorkspaceClient) -> Iterator[str]:
    """The path of a new volume."""
    name = f"files{next(NUMBERS)}"
    made = w.volumes.create("main", "default", name, VolumeType.MANAGED)
    yield f"/Volumes/main/default/{name}"
    w.volumes.delete(str(made.full_name))


@pytest.fixture
def folder(w: WorkspaceClient, volume: str) -> Path:
    """The volume's folder on disk."""
    location = w.volumes.read(volume.removeprefix("/Volumes/").replace("/", ".")).storage_location
    assert location is not None
    return Path(location.removeprefix("file:"))


def put(w: WorkspaceClient, path: str, content: bytes, **options: bool) -> None:
    w.files.upload(path, io.BytesIO(content), **options)


def get(w: WorkspaceClient, path: str) -> bytes:
    contents = w.files.download(path).contents
    assert contents is not None
    return contents.read()


def names(w: WorkspaceClient, path: str) -> list[str | None]:
    return [entry.name for entry in w.files.list_directory_contents(path)]


def url(path: str, kind: str = "files") -> str:
    return f"/api/2.0/fs/{kind}{quote(path)}"


def test_a_file_goes_in_and_comes_out(w: WorkspaceClient, volume: str) -> None:
    put(w, f"{volume}/a/b/file.txt", b"hello")
    assert get(w, f"{volume}/a/b/file.txt") == b"hello"
    told = w.files.get_metadata(f"{volume}/a/b/file.txt")
    assert (told.content_length, told.content_type) == (5, "application/octet-stream")
    assert str(told.last_modified).endswith("GMT")
    put(w, f"{volume}/a/b/file.txt", b"")
    assert get(w, f"{volume}/a/b/file.txt") == b""
    w.files.delete(f"{volume}/a/b/file.txt")
    with pytest.raises(NotFound):
        w.files.get_metadata(f"{volume}/a/b/file.txt")
    with pytest.raises(NotFound):
        w.files.delete(f"{volume}/a/b/file.txt")


def test_the_statuses_are_the_documented_ones(api: Api, volume: str) -> None:
    path = url(f"{volume}/f")
    made = api.request("PUT", path, data=b"abc")
    assert (made.status_code, made.content) == (204, b"")
    head = api.request("HEAD", path)
    assert (head.status_code, head.headers["content-length"]) == (200, "3")
    assert api.request("DELETE", path).status_code == 204
    gone = api.get(path)
    assert (gone.status_code, gone.json()["error_code"]) == (404, "NOT_FOUND")
    assert api.request("HEAD", path).status_code == 404


def test_overwrite(w: WorkspaceClient, volume: str) -> None:
    put(w, f"{volume}/f", b"one")
    put(w, f"{volume}/f", b"two")
    put(w, f"{volume}/f", b"three", overwrite=True)
    with pytest.raises(ResourceAlreadyExists) as caught:
        put(w, f"{volume}/f", b"four", overwrite=False)
    assert "already exists" in str(caught.value)
    assert get(w, f"{volume}/f") == b"three"
    put(w, f"{volume}/g", b"five", overwrite=False)
    assert get(w, f"{volume}/g") == b"five"


@pytest.mark.parametrize(
    "name",
    [
        "a b.txt",
        "what?.txt",
        "c#1",
        "100%",
        "100%25",
        "a%2Fb",
        "a+b&c=d;e,f",
        "übergrößé",
        "日本語 🚣",
        "'quoted' \"twice\"",
        "back\\slash",
        "...",
        ".hidden",
        "x" * 255,
    ],
)
def test_names_are_whatever_they_are(w: WorkspaceClient, volume: str, name: str) -> None:
    path = f"{volume}/{name}/{name}"
    put(w, path, name.encode())
    assert get(w, path) == name.encode()
    assert names(w, volume) == [name]
    (entry,) = w.files.list_directory_contents(f"{volume}/{name}")
    assert (entry.path, entry.name, entry.file_size) == (path, name, len(name.encode()))
    w.files.delete(path)
    w.files.delete_directory(f"{volume}/{name}")
    assert names(w, volume) == []


@pytest.mark.parametrize(
    "tail",
    ["..", "../x", "a/../../x", "%2e%2e/x", "a%2Fb", "a%00b", "%ff", "x" * 256, "%0A"],
)
def test_names_that_lead_elsewhere_are_refused(
    api: Api, volume: str, tail: str, server: LiveServer
) -> None:

    headers = {"Authorization": f"Bearer {server.token}"}
    for verb, body in (("PUT", b"x"), ("GET", None), ("DELETE", None)):
        # Other clients fold the dots away before they send them.
        with closing(HTTPConnection(server.address.removeprefix("http://"))) as connection:
            connection.request(verb, f"/api/2.0/fs/files{volume}/{tail}", body, headers)
            answer = connection.getresponse()
            assert answer.status == 400
            assert json.loads(answer.read())["error_code"] == "INVALID_PARAMETER_VALUE"


@pytest.mark.parametrize("path", ["/etc/passwd", "/Volumes/main", "/Volumes/main/default", "/"])
def test_only_volumes_have_files(w: WorkspaceClient, path: str) -> None:
    with pytest.raises((InvalidParameterValue, NotFound)):
        put(w, path, b"x")
    with pytest.raises(NotFound):
        put(w, "/Volumes/main/default/no_such_volume/x", b"x")


def test_links_are_never_followed(
    w: WorkspaceClient, volume: str, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "file").symlink_to(tmp_path / "secret")
    (folder / "dir").symlink_to(tmp_path)
    (folder / "loop").symlink_to(folder / "loop")
    for path in ("file", "dir/secret", "loop"):
        with pytest.raises((NotFound, InvalidParameterValue)):
            get(w, f"{volume}/{path}")
        with pytest.raises((NotFound, InvalidParameterValue, ResourceAlreadyExists)):
            put(w, f"{volume}/{path}/new", b"x")
    with pytest.raises((NotFound, InvalidParameterValue)):
        list(w.files.list_directory_contents(f"{volume}/dir"))
    assert names(w, volume) == []
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert (tmp_path / "secret").read_bytes() == b"secret"


def test_pipes_and_the_like_are_not_there(w: WorkspaceClient, volume: str, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(NotFound):
        get(w, f"{volume}/pipe")
    assert names(w, volume) == []


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=5-", 5, 100),
        ("bytes=-7", 93, 100),
        ("bytes=-1000", 0, 100),
        ("bytes=90-1000", 90, 100),
        ("bytes=99-99", 99, 100),
    ],
)
def test_ranges(api: Api, volume: str, asked: str, start: int, end: int) -> None:
    content = bytes(range(100))
    api.request("PUT", url(f"{volume}/f"), data=content)
    answer = api.get(url(f"{volume}/f"), headers={"Range": asked})
    assert (answer.status_code, answer.content) == (206, content[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/100"
    assert answer.headers["content-length"] == str(end - start)


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=0-1,5-6"])
def test_ranges_that_cannot_be(api: Api, volume: str, asked: str) -> None:
    api.request("PUT", url(f"{volume}/f"), data=bytes(100))
    answer = api.get(url(f"{volume}/f"), headers={"Range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */100")


@pytest.mark.parametrize("asked", ["bytes=", "bytes=-", "bytes=b-c", "lines=1-2", "bytes=5-2"])
def test_ranges_that_mean_nothing_are_passed_over(api: Api, volume: str, asked: str) -> None:
    api.request("PUT", url(f"{volume}/f"), data=bytes(100))
    answer = api.get(url(f"{volume}/f"), headers={"Range": asked})
    assert (answer.status_code, len(answer.content)) == (200, 100)


def test_if_unmodified_since(api: Api, volume: str, folder: Path) -> None:
    api.request("PUT", url(f"{volume}/f"), data=b"abc")
    os.utime(folder / "f", (1_000_000_000, 1_000_000_000))
    same = {"If-Unmodified-Since": "Sun, 09 Sep 2001 01:46:40 GMT"}
    before = {"If-Unmodified-Since": "Sun, 09 Sep 2001 01:46:39 GMT"}
    assert api.get(url(f"{volume}/f"), headers=same).content == b"abc"
    for verb in ("GET", "HEAD"):
        assert api.request(verb, url(f"{volume}/f"), headers=before).status_code == 412
    assert api.get(url(f"{volume}/f"), headers={"If-Unmodified-Since": "x"}).status_code == 200


def test_directories(w: WorkspaceClient, api: Api, volume: str) -> None:
    w.files.create_directory(f"{volume}/a/b/c")
    w.files.create_directory(f"{volume}/a/b/c/")
    w.files.get_directory_metadata(f"{volume}/a/b")
    w.files.get_directory_metadata(volume)
    put(w, f"{volume}/a/f", b"12")
    found = {entry.name: entry for entry in w.files.list_directory_contents(f"{volume}/a")}
    assert found["b"].as_dict() == {
        "name": "b",
        "path": f"{volume}/a/b",
        "is_directory": True,
        "last_modified": found["b"].last_modified,
    }
    assert (found["f"].is_directory, found["f"].file_size) == (False, 2)
    assert abs(int(found["f"].last_modified or 0) - int(found["b"].last_modified or 0)) < 60_000
    full = api.request("DELETE", url(f"{volume}/a/b", "directories"))
    assert (full.status_code, full.json()["error_code"]) == (400, "DIRECTORY_NOT_EMPTY")
    reasons = [detail.get("reason") for detail in full.json()["details"]]
    assert "FILES_API_DIRECTORY_IS_NOT_EMPTY" in reasons
    w.files.delete_directory(f"{volume}/a/b/c")
    for path in (f"{volume}/a/b/c", f"{volume}/a/f"):
        with pytest.raises(NotFound):
            w.files.get_directory_metadata(path)
        with pytest.raises(NotFound):
            w.files.delete_directory(path)
        with pytest.raises(NotFound):
            list(w.files.list_directory_contents(path))
    with pytest.raises(BadRequest):
        w.files.delete_directory(volume)
    assert api.get(url(f"{volume}/a/b", "directories")).json() == {}


def test_files_and_directories_do_not_mix(w: WorkspaceClient, volume: str) -> None:
    w.files.create_directory(f"{volume}/dir")
    put(w, f"{volume}/file", b"x")
    with pytest.raises(ResourceAlreadyExists):
        put(w, f"{volume}/dir", b"x")
    for path in (f"{volume}/file/x", f"{volume}/file"):
        with pytest.raises(ResourceAlreadyExists):
            w.files.create_directory(path)
    with pytest.raises(ResourceAlreadyExists):
        put(w, f"{volume}/file/x", b"x")
    for path in (f"{volume}/dir", f"{volume}/file/x"):
        with pytest.raises(NotFound):
            get(w, path)
        with pytest.raises(NotFound):
            w.files.delete(path)
        with pytest.raises(NotFound):
            w.files.get_metadata(path)


def test_lists_come_in_pages_that_changes_do_not_upset(
    w: WorkspaceClient, api: Api, volume: str, folder: Path
) -> None:
    for number in range(1205):
        (folder / f"f{number:04}").touch()
    assert names(w, volume) == [f"f{number:04}" for number in range(1205)]
    path = url(volume, "directories")
    first = api.get(path, params={"page_size": 5}).json()
    assert [entry["name"] for entry in first["contents"]] == [f"f{n:04}" for n in range(5)]
    for gone in ("f0000", "f0004", "f0005"):
        (folder / gone).unlink()
    second = api.get(path, params={"page_size": 5, "page_token": first["next_page_token"]}).json()
    assert [entry["name"] for entry in second["contents"]] == [f"f{n:04}" for n in range(6, 11)]
    assert len(api.get(path, params={"page_size": 5000}).json()["contents"]) == 1000
    assert api.get(path, params={"page_token": "%"}).status_code == 400
    assert api.get(path, params={"page_size": -1}).status_code == 400


def test_strangers_are_denied_everything(w: WorkspaceClient, other: Person, volume: str) -> None:
    put(w, f"{volume}/dir/f", b"mine")
    attempts = [
        ("GET", "files", "/dir/f"),
        ("HEAD", "files", "/dir/f"),
        ("PUT", "files", "/dir/f"),
        ("PUT", "files", "/dir/new"),
        ("DELETE", "files", "/dir/f"),
        ("POST", "files", "/dir/f?action=initiate-upload"),
        ("PUT", "directories", "/new"),
        ("GET", "directories", "/dir"),
        ("HEAD", "directories", "/dir"),
        ("DELETE", "directories", "/dir"),
    ]
    for verb, kind, tail in attempts:
        path = f"/api/2.0/fs/{kind}{volume}{tail}"
        body = b"x" if (verb, kind) == ("PUT", "files") else None
        assert other.api.request(verb, path, data=body).status_code == 403, (verb, kind, tail)
    for act in ("download", "upload", "delete"):
        document = {"path": f"{volume}/dir/f"}
        assert other.api.post(f"/api/2.0/fs/create-{act}-url", json=document).status_code == 403
    assert other.api.get("/api/2.0/fs/list", params={"path": f"{volume}/dir"}).status_code == 403
    with pytest.raises(PermissionDenied):
        get(other.w, f"{volume}/dir/f")
    assert get(w, f"{volume}/dir/f") == b"mine"
    assert names(w, f"{volume}/dir") == ["f"]


def test_the_trail_names_the_path(server: LiveServer, api: Api, volume: str) -> None:
    answer = api.request("PUT", url(f"{volume}/f"), data=b"abc")
    with server.app.parts.database.read() as tx:
        (row,) = audit.of_request(tx, answer.headers["x-request-id"])
    assert (row["service_name"], row["action_name"], row["status_code"]) == ("files", "upload", 204)
    assert row["request_params"]["file_path"] == f"{volume}/f".removeprefix("/")


USES = [
    ("catalog", "main", Privilege.USE_CATALOG),
    ("schema", "main.default", Privilege.USE_SCHEMA),
]


@pytest.fixture(scope="module", autouse=True)
def _taken_back(w: WorkspaceClient, other: Person) -> Iterator[None]:
    """Other suites rely on this user's having nothing in `main`."""
    yield
    for kind, place, use in USES:
        change = PermissionsChange(remove=[use], principal=other.user_name)
        w.grants.update(kind, place, changes=[change])


def given(w: WorkspaceClient, to: Person, volume: str, *privileges: Privilege) -> None:
    """Let somebody do exactly this with a volume, and use what it lies in."""
    name = volume.removeprefix("/Volumes/").replace("/", ".")
    for kind, place, use in USES:
        w.grants.update(kind, place, changes=[PermissionsChange(add=[use], principal=to.user_name)])
    both = [Privilege.READ_VOLUME, Privilege.WRITE_VOLUME]
    gone = [one for one in both if one not in privileges]
    change = PermissionsChange(add=[*privileges], remove=gone, principal=to.user_name)
    w.grants.update("volume", name, changes=[change])


READS = [
    ("GET", "files{volume}/dir/f"),
    ("HEAD", "files{volume}/dir/f"),
    ("GET", "directories{volume}/dir"),
    ("HEAD", "directories{volume}/dir"),
    ("POST", "create-download-url?path={volume}/dir/f"),
    ("GET", "list?path={volume}/dir"),
]
WRITES = [
    ("PUT", "files{volume}/dir/new"),
    ("PUT", "directories{volume}/made"),
    ("POST", "create-upload-url?path={volume}/dir/f"),
    ("POST", "create-delete-url?path={volume}/dir/f"),
    ("DELETE", "files{volume}/dir/f"),
    ("DELETE", "directories{volume}/made"),
]
# Where it is allowed it would leave an upload behind that other tests do not expect.
IN_PARTS = ("POST", "files{volume}/dir/large?action=initiate-upload")


@pytest.mark.parametrize(
    ("privileges", "allowed", "denied"),
    [
        ([Privilege.READ_VOLUME], READS, [*WRITES, IN_PARTS]),
        ([Privilege.WRITE_VOLUME], WRITES, READS),
        ([], [], [*READS, *WRITES, IN_PARTS]),
    ],
    ids=["reads", "writes", "neither"],
)
def test_each_call_asks_for_its_own_right(
    w: WorkspaceClient,
    other: Person,
    volume: str,
    privileges: list[Privilege],
    allowed: list[tuple[str, str]],
    denied: list[tuple[str, str]],
) -> None:
    put(w, f"{volume}/dir/f", b"mine")
    given(w, other, volume, *privileges)

    def status(verb: str, template: str) -> int:
        path, _, query = f"/api/2.0/fs/{template.format(volume=volume)}".partition("?")
        options = dict(one.split("=", 1) for one in query.split("&") if one)
        if verb == "POST" and not path.startswith("/api/2.0/fs/files"):
            return other.api.post(path, json=options).status_code
        return other.api.request(verb, path, params=options).status_code

    assert {(verb, path): status(verb, path) // 100 for verb, path in allowed} == dict.fromkeys(
        allowed, 2
    )
    assert {(verb, path): status(verb, path) for verb, path in denied} == dict.fromkeys(denied, 403)


def test_of_two_uploads_at_once_one_stays_whole(api: Api, w: WorkspaceClient, volume: str) -> None:
    path = f"/api/2.0/fs/files{volume}/f"
    contents = [bytes([65 + number]) * 3_000_000 for number in range(8)]

    def send(content: bytes, overwrite: str) -> int:
        return api.request("PUT", path, data=content, params={"overwrite": overwrite}).status_code

    with ThreadPoolExecutor(8) as pool:
        first = sorted(pool.map(lambda content: send(content, "false"), contents))
        assert first == [204] + [409] * 7
        assert get(w, f"{volume}/f") in contents
        assert set(pool.map(lambda content: send(content, "true"), contents)) == {204}
    assert get(w, f"{volume}/f") in contents
    assert names(w, volume) == ["f"]


def test_a_volume_may_be_renamed_while_a_file_is_read(
    api: Api, w: WorkspaceClient, volume: str
) -> None:
    content = os.urandom(1 << 20) * 24
    put(w, f"{volume}/f", content)
    name = volume.removeprefix("/Volumes/").replace("/", ".")
    last = name.rpartition(".")[2]
    with api.request("GET", f"/api/2.0/fs/files{volume}/f", stream=True) as answer:
        pieces = answer.iter_content(1 << 20)
        read = next(pieces)
        w.volumes.update(name, new_name=f"{last}_renamed")
        read += b"".join(pieces)
    assert read == content
    assert api.get(f"/api/2.0/fs/files{volume}/f").status_code == 404
    assert get(w, f"{volume}_renamed/f") == content
    w.volumes.update(f"{name}_renamed", new_name=last)


def test_an_upload_into_a_dropped_volume_fails(
    w: WorkspaceClient, server: LiveServer, api: Api
) -> None:
    made = w.volumes.create("main", "default", "dropped_under", VolumeType.MANAGED)
    path = "/api/2.0/fs/files/Volumes/main/default/dropped_under/f"
    location = Path(str(made.storage_location).removeprefix("file:"))

    def body() -> Iterator[bytes]:
        yield b"x" * 1000
        w.volumes.delete(str(made.full_name))
        until = time.monotonic() + 10
        while location.exists() and time.monotonic() < until:
            time.sleep(0.01)
        yield b"y" * 1000

    assert api.request("PUT", path, data=body()).status_code == 404
    assert not location.exists()
    assert not list((server.data_dir / "uploads").glob("*.draft"))


def test_who_may_not_look_is_not_told_what_is_there(w: WorkspaceClient, other: Person) -> None:
    w.catalogs.create("files_hidden")
    w.schemas.create("s", "files_hidden")
    w.volumes.create("files_hidden", "s", "v", VolumeType.MANAGED)
    told = {
        other.api.get(f"/api/2.0/fs/files/Volumes/files_hidden/{rest}").json()["message"]
        for rest in ("s/v/f", "s/absent/f", "absent/v/f")
    }
    w.catalogs.delete("files_hidden", force=True)
    assert told == {"User does not have USE CATALOG on Catalog 'files_hidden'."}
