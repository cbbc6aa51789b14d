"""w.files with large files: uploads in parts over signed URLs, downloads, what a kill leaves."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import ResourceAlreadyExists
from databricks.sdk.service.catalog import PermissionsChange, Privilege, VolumeType

from boathouse.services.files import drafts
from boathouse.services.files.rooted import HIDDEN, Rooted
from boathouse.services.files.sweep import UploadSweep
from boathouse.services.files.tickets import SESSION_MILLIS
from tests.conftest import Person
from tests.live import Api, LiveServer

MIB = 1024 * 1024
NUMBERS = count(1)
FS = "/api/2.0/fs"


@pytest.fixture
def volume(w: WorkspaceClient) -> Iterator[str]:
    """The path of a new volume."""
    name = f"large{next(NUMBERS)}"
    made = w.volumes.create("main", "default", name, VolumeType.MANAGED)
    yield f"/Volumes/main/default/{name}"
    w.volumes.delete(str(made.full_name))


@pytest.fixture
def uploads(server: LiveServer) -> Path:
    return server.data_dir / "uploads"


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within ten seconds."""
    until = time.monotonic() + 10
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


def noise(size: int) -> bytes:
    return hashlib.shake_128(b"boathouse").digest(MIB) * (size // MIB) + b"x" * (size % MIB)


class Unseekable(io.RawIOBase):
    """A stream whose length nobody knows before its end."""

    def __init__(self, content: bytes) -> None:
        self._inner = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(size)


# The SDK's parallel download does not escape the path: no `#` in a name there.
@pytest.mark.parametrize(
    ("name", "options"),
    [("large 1ü.bin", {}), ("large #1?.bin", {"use_parallel": False})],
    ids=["parallel", "in order"],
)
def test_sixty_mebibytes_through_the_sdk(
    w: WorkspaceClient,
    volume: str,
    uploads: Path,
    name: str,
    options: dict[str, Any],
    tmp_path: Path,
) -> None:
    content = noise(60 * MIB + 17)
    path = f"{volume}/{name}"
    w.files.upload(path, io.BytesIO(content), **options)
    assert w.files.get_metadata(path).content_length == len(content)
    contents = w.files.download(path).contents
    assert contents is not None
    assert contents.read() == content
    w.files.download_to(path, str(tmp_path / "copy"), use_parallel=not options)
    assert (tmp_path / "copy").read_bytes() == content
    assert not list(uploads.glob("*.parts"))
    with pytest.raises(ResourceAlreadyExists):
        w.files.upload(path, io.BytesIO(content), overwrite=False, **options)
    w.files.upload(path, Unseekable(content[: 55 * MIB]), overwrite=True)  # type: ignore[arg-type]
    assert w.files.get_metadata(path).content_length == 55 * MIB


def test_a_body_of_unknown_length(api: Api, volume: str) -> None:
    sent = api.request("PUT", f"{FS}/files{volume}/f", data=iter([b"a" * MIB] * 3))
    assert sent.status_code == 204
    assert api.get(f"{FS}/files{volume}/f").content == b"a" * 3 * MIB


@pytest.fixture
def session(api: Api, volume: str) -> str:
    """The token of an upload in parts to `<volume>/f`."""
    answer = api.post(f"{FS}/files{volume}/f?action=initiate-upload")
    token: str = answer.json()["multipart_upload"]["session_token"]
    return token


def part_urls(api: Api, volume: str, session: str, count: int = 2, **extra: Any) -> list[str]:
    asked = {"path": f"{volume}/f", "session_token": session, "start_part_number": 1}
    answer = api.post(f"{FS}/create-upload-part-urls", json={**asked, "count": count, **extra})
    assert answer.status_code == 200, answer.text
    return [one["url"] for one in answer.json()["upload_part_urls"]]


def complete(api: Api, volume: str, session: str, *etags: str) -> requests.Response:
    parts = [{"part_number": number, "etag": etag} for number, etag in enumerate(etags, 1)]
    query = {"action": "complete-upload", "upload_type": "multipart", "session_token": session}
    return api.post(f"{FS}/files{volume}/f", params=query, json={"parts": parts})


def test_parts_in_any_order_and_twice(api: Api, volume: str, session: str) -> None:
    first, second = part_urls(api, volume, session)
    etags = [requests.put(url, b"2nd", timeout=9).headers["ETag"] for url in (second, first)]
    again = requests.put(first, data=b"1st", timeout=9).headers["ETag"]
    assert len({*etags, again}) == 3
    assert api.get(f"{FS}/files{volume}/f").status_code == 404
    assert complete(api, volume, session, again, etags[0]).json() == {}
    assert complete(api, volume, session, again, etags[0]).json() == {}
    assert api.get(f"{FS}/files{volume}/f").content == b"1st2nd"


def test_what_cannot_be_completed(api: Api, volume: str, session: str, other: Person) -> None:
    (url,) = part_urls(api, volume, session, 1)
    etag = requests.put(url, data=b"x", timeout=9).headers["ETag"]
    for etags in ([], [etag, etag], ["0" * 32], ["../../x"], [""]):
        assert complete(api, volume, session, *etags).status_code == 400, etags
    assert complete(other.api, volume, session, etag).status_code == 403
    assert complete(api, volume, session + "AAAA", etag).status_code == 403
    elsewhere = {"action": "complete-upload", "session_token": session}
    answer = api.post(f"{FS}/files{volume}/g", params=elsewhere, json={"parts": []})
    assert answer.status_code == 403
    assert api.post(f"{FS}/files{volume}/f?action=other").status_code == 400
    assert complete(api, volume, session, etag).status_code == 200


def test_an_aborted_upload_is_gone(api: Api, volume: str, session: str, uploads: Path) -> None:
    (url,) = part_urls(api, volume, session, 1)
    etag = requests.put(url, data=b"x", timeout=9).headers["ETag"]
    asked = {"path": f"{volume}/f", "session_token": session}
    abort = api.post(f"{FS}/create-abort-upload-url", json=asked).json()["abort_upload_url"]["url"]
    for _ in range(2):
        assert requests.delete(abort, timeout=9).status_code == 200
    assert requests.put(url, data=b"x", timeout=9).status_code == 404
    assert complete(api, volume, session, etag).status_code == 404
    assert not list(uploads.glob("*.parts"))


def test_a_signed_url_is_for_one_act_on_one_path(
    api: Api, volume: str, session: str, w: WorkspaceClient
) -> None:
    w.files.upload(f"{volume}/f", io.BytesIO(b"content"))
    asked = {"path": f"{volume}/f"}
    get = api.post(f"{FS}/create-download-url", params=asked).json()["url"]
    put = api.post(f"{FS}/create-upload-url", json=asked).json()["url"]
    delete = api.post(f"{FS}/create-delete-url", json=asked).json()["url"]
    assert requests.get(get, timeout=9).content == b"content"
    assert requests.get(get, headers={"Range": "bytes=1-2"}, timeout=9).content == b"on"
    for verb, url in (("PUT", get), ("GET", put), ("GET", delete), ("DELETE", get)):
        assert requests.request(verb, url, timeout=9).status_code == 403, (verb, url)
    damaged = get[:-3] + ("AAA" if get[-3:] != "AAA" else "BBB")
    assert requests.get(damaged, timeout=9).status_code == 403
    assert requests.get(f"{api.address}{FS}/signed", timeout=9).status_code == 400
    assert requests.put(put, data=b"new", timeout=9).status_code == 200
    assert requests.get(get, timeout=9).content == b"new"
    assert requests.delete(delete, timeout=9).status_code == 200
    assert requests.get(get, timeout=9).status_code == 404


def test_an_expired_url_says_so_as_storage_does(api: Api, volume: str, session: str) -> None:
    past = {"expire_time": "2001-01-01T00:00:00Z"}
    (url,) = part_urls(api, volume, session, 1, **past)
    answers = [requests.put(url, data=b"x", timeout=9)]
    for act, verb in (("download", "GET"), ("delete", "DELETE")):
        asked = {"path": f"{volume}/f", **past}
        made = api.post(f"{FS}/create-{act}-url", json=asked).json()["url"]
        answers.append(requests.request(verb, made, timeout=9))
    for answer in answers:
        assert answer.status_code == 403
        assert b"<Message>Request has expired</Message>" in answer.content
    bad = {"path": f"{volume}/f", "expire_time": "soon"}
    assert api.post(f"{FS}/create-download-url", json=bad).status_code == 400


def test_a_url_is_worth_what_its_maker_may_do(
    w: WorkspaceClient, other: Person, volume: str, api: Api
) -> None:
    name = volume.removeprefix("/Volumes/").replace("/", ".")
    w.files.upload(f"{volume}/f", io.BytesIO(b"content"))
    uses = [("catalog", "main", Privilege.USE_CATALOG)]
    uses += [
        ("schema", "main.default", Privilege.USE_SCHEMA),
        ("volume", name, Privilege.READ_VOLUME),
    ]
    for kind, place, use in uses:
        given = PermissionsChange(add=[use], principal=other.user_name)
        w.grants.update(kind, place, changes=[given])
    made = other.api.post(f"{FS}/create-download-url", json={"path": f"{volume}/f"}).json()["url"]
    assert requests.get(made, timeout=9).content == b"content"
    for kind, place, use in uses:
        taken = PermissionsChange(remove=[use], principal=other.user_name)
        w.grants.update(kind, place, changes=[taken])
        assert requests.get(made, timeout=9).status_code == 403


def test_the_list_that_the_jdbc_driver_reads(w: WorkspaceClient, api: Api, volume: str) -> None:
    w.files.upload(f"{volume}/dir/f", io.BytesIO(b"abc"))
    listed = api.get(f"{FS}/list", params={"path": f"dbfs:{volume}/dir"}).json()
    (found,) = listed["files"]
    assert (found["path"], found["is_dir"], found["file_size"]) == (f"{volume}/dir/f", False, 3)


def test_a_client_that_goes_away_leaves_nothing(
    server: LiveServer, volume: str, api: Api, uploads: Path
) -> None:
    connection = HTTPConnection(server.address.removeprefix("http://"))
    connection.connect()
    head = (
        f"PUT {FS}/files{volume}/dir/f HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {server.token}\r\nContent-Length: {20 * MIB}\r\n\r\n"
    )
    connection.sock.sendall(head.encode() + b"x" * (5 * MIB))
    assert soon(lambda: bool(list(uploads.glob("*.draft"))))
    connection.close()
    assert soon(lambda: not list(uploads.glob("*.draft")))
    assert api.get(f"{FS}/directories{volume}").json() == {}


def test_more_than_the_limit_is_refused_before_it_is_sent(server: LiveServer, volume: str) -> None:
    connection = HTTPConnection(server.address.removeprefix("http://"), timeout=20)
    connection.putrequest("PUT", f"{FS}/files{volume}/f")
    connection.putheader("Authorization", f"Bearer {server.token}")
    connection.putheader("Content-Length", str(5 * 1024**3 + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_a_killed_server_leaves_nothing_to_be_seen(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as api:
        make = {"catalog_name": "main", "schema_name": "default", "volume_type": "MANAGED"}
        api.post("/api/2.1/unity-catalog/volumes", json={**make, "name": "v"})
        volume = "/Volumes/main/default/v"
        old = api.request("PUT", f"{FS}/files{volume}/f", data=b"old")
        assert old.status_code == 204
        connection = HTTPConnection(api.address.removeprefix("http://"))
        connection.connect()
        head = (
            f"PUT {FS}/files{volume}/f HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {api.token}\r\nContent-Length: {20 * MIB}\r\n\r\n"
        )
        connection.sock.sendall(head.encode() + b"x" * (5 * MIB))
        assert soon(lambda: bool(list((data / "uploads").glob("*.draft"))))
    connection.close()
    with serving(data) as api:
        assert not list((data / "uploads").iterdir())
        assert api.get(f"{FS}/files{volume}/f").content == b"old"
        listed = api.get(f"{FS}/directories{volume}").json()["contents"]
        assert [entry["name"] for entry in listed] == ["f"]


class serving:
    """A server in a process of its own, killed without mercy at the end."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def __enter__(self) -> Api:
        code = (
            "import sys, time; from pathlib import Path; from tests.live import LiveServer\n"
            "live = LiveServer(Path(sys.argv[1])); print(live.address, live.token, flush=True)\n"
            "time.sleep(600)"
        )
        argv = [sys.executable, "-c", code, str(self._data)]
        self._process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        address, token = self._process.stdout.readline().split()
        return Api(address, token)

    @property
    def pid(self) -> int:
        """Of the server's process."""
        return self._process.pid

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()


def test_abandoned_uploads_are_swept(
    server: LiveServer, api: Api, volume: str, session: str, uploads: Path
) -> None:
    (url,) = part_urls(api, volume, session, 1)
    requests.put(url, data=b"x", timeout=9)
    sweep = UploadSweep(server.app.parts)
    sweep.round()
    left = list(uploads.glob("*.parts"))
    assert left
    old = time.time() - SESSION_MILLIS / 1000 - 10
    for folder in left:
        os.utime(folder, (old, old))
    sweep.round()
    assert not list(uploads.glob("*.parts"))


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder on another disk than the temporary ones."""
    folder = Path(f"/dev/shm/boathouse-test-{os.getpid()}")
    if not folder.parent.is_dir():
        pytest.skip("there is no second file system")
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("replace", [True, False])
def test_a_volume_on_another_disk(elsewhere: Path, tmp_path: Path, replace: bool) -> None:
    if elsewhere.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system")
    draft = tmp_path / f"x{drafts.DRAFT}"
    draft.write_bytes(b"content")
    Rooted(elsewhere, ("a", "b")).publish(draft, replace=replace)
    assert (elsewhere / "a" / "b").read_bytes() == b"content"
    assert not draft.exists()
    draft.write_bytes(b"new")
    if replace:
        Rooted(elsewhere, ("a", "b")).publish(draft, replace=True)
    else:
        with pytest.raises(FileExistsError):
            Rooted(elsewhere, ("a", "b")).publish(draft, replace=False)
    assert (elsewhere / "a" / "b").read_bytes() == (b"new" if replace else b"content")
    assert [path.name for path in (elsewhere / "a").iterdir()] == ["b"]


def test_files_on_their_way_in_are_not_shown(api: Api, w: WorkspaceClient, volume: str) -> None:
    location = w.volumes.read(volume.removeprefix("/Volumes/").replace("/", ".")).storage_location
    (Path(str(location).removeprefix("file:")) / f"{HIDDEN}x").touch()
    assert api.get(f"{FS}/directories{volume}").json() == {}
    assert api.get(f"{FS}/files{volume}/{HIDDEN}x").status_code == 400


def test_memory_does_not_grow_with_a_file(tmp_path: Path) -> None:
    process = serving(tmp_path / "data")
    with process as api:
        make = {"catalog_name": "main", "schema_name": "default", "volume_type": "MANAGED"}
        api.post("/api/2.1/unity-catalog/volumes", json={**make, "name": "v"})
        path = f"{FS}/files/Volumes/main/default/v/f"
        api.request("PUT", path, data=b"warm")
        before = most_memory(process.pid)
        pieces, piece = 160, os.urandom(MIB)
        assert api.request("PUT", path, data=(piece for _ in range(pieces))).status_code == 204
        with api.request("GET", path, stream=True) as answer:
            assert sum(map(len, answer.iter_content(MIB))) == pieces * MIB
        assert most_memory(process.pid) - before < 64 * 1024


def most_memory(pid: int) -> int:
    """KiB: the most that a process has ever held, as Linux counts it."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])
