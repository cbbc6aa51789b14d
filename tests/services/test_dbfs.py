"""DBFS: whole files and streams, confined to its root."""

from __future__ import annotations

import base64
import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    InvalidParameterValue,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)

from boathouse.services.dbfs.streams import IDLE_MILLIS, StreamSweep
from tests.conftest import Person
from tests.live import Api, LiveServer

MEGABYTE = 1024 * 1024


@pytest.fixture
def folder(w: WorkspaceClient) -> str:
    path = f"/tests/{uuid.uuid4().hex}"
    w.dbfs.mkdirs(path)
    return path


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def put(w: WorkspaceClient, path: str, data: bytes, overwrite: bool = False) -> None:
    w.dbfs.put(path, contents=encoded(data), overwrite=overwrite)


def content(w: WorkspaceClient, path: str) -> bytes:
    with w.dbfs.download(path) as file:
        return bytes(file.read())


def error_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error_code"]


def test_put_and_read(w: WorkspaceClient, folder: str) -> None:
    put(w, f"dbfs:{folder}/deep/er/x", b"0123456789")
    assert content(w, f"{folder}/deep/er/x") == b"0123456789"
    answer = w.dbfs.read(f"{folder}/deep/er/x", offset=8, length=100)
    assert (answer.bytes_read, base64.b64decode(str(answer.data))) == (2, b"89")
    answer = w.dbfs.read(f"{folder}/deep/er/x", offset=100)
    assert (answer.bytes_read, answer.data) == (0, "")


def test_an_existing_file_is_not_replaced_unasked(w: WorkspaceClient, folder: str) -> None:
    put(w, f"{folder}/x", b"1")
    with pytest.raises(ResourceAlreadyExists):
        put(w, f"{folder}/x", b"2")
    with pytest.raises(ResourceAlreadyExists):
        w.dbfs.create(f"{folder}/x")
    put(w, f"{folder}/x", b"3", overwrite=True)
    assert content(w, f"{folder}/x") == b"3"
    with pytest.raises(ResourceAlreadyExists):
        put(w, folder, b"4", overwrite=True)
    with pytest.raises(ResourceAlreadyExists):
        w.dbfs.create(folder, overwrite=True)


@pytest.mark.parametrize("part", ["file", "contents"])
def test_a_posted_file_of_any_size(api: Api, w: WorkspaceClient, folder: str, part: str) -> None:
    data = (
        bytes(range(256)) * 4096 * 12
    )  # 12 MiB: more than JSON could bring, and than memory keeps
    form = {"path": f"dbfs:{folder}/big", "overwrite": "True"}
    answer = api.post("/api/2.0/dbfs/put", data=form, files={part: ("", io.BytesIO(data))})
    assert (answer.status_code, answer.json()) == (200, {})
    assert w.dbfs.get_status(f"{folder}/big").file_size == len(data)
    last = w.dbfs.read(f"{folder}/big", offset=len(data) - 3, length=10)
    assert base64.b64decode(str(last.data)) == data[-3:]


def test_a_stream_appears_whole_when_it_is_closed(w: WorkspaceClient, folder: str) -> None:
    handle = w.dbfs.create(f"{folder}/x").handle
    assert handle is not None
    for block in (b"a" * MEGABYTE, b"b" * 10, b""):
        w.dbfs.add_block(handle, encoded(block))
    with pytest.raises(ResourceDoesNotExist):
        w.dbfs.get_status(f"{folder}/x")
    w.dbfs.close(handle)
    assert content(w, f"{folder}/x") == b"a" * MEGABYTE + b"b" * 10
    for act in (lambda: w.dbfs.add_block(handle, ""), lambda: w.dbfs.close(handle)):
        with pytest.raises(ResourceDoesNotExist):
            act()


def test_upload_and_download_by_the_sdk(w: WorkspaceClient, folder: str) -> None:
    data = b"0123456789" * 250_000
    w.dbfs.upload(f"{folder}/x", io.BytesIO(data))
    assert content(w, f"{folder}/x") == data
    w.dbfs.upload(f"{folder}/x", io.BytesIO(b"less"), overwrite=True)
    assert content(w, f"{folder}/x") == b"less"


def test_a_stream_does_not_replace_what_came_in_between(w: WorkspaceClient, folder: str) -> None:
    handle = w.dbfs.create(f"{folder}/x").handle
    assert handle is not None
    put(w, f"{folder}/x", b"between")
    with pytest.raises(ResourceAlreadyExists):
        w.dbfs.close(handle)
    assert content(w, f"{folder}/x") == b"between"


def test_the_limits_of_a_block_and_of_a_read(api: Api, w: WorkspaceClient, folder: str) -> None:
    handle = w.dbfs.create(f"{folder}/x").handle
    large = encoded(b"x" * (MEGABYTE + 1))
    answer = api.post("/api/2.0/dbfs/add-block", json={"handle": str(handle), "data": large})
    assert error_of(answer) == (400, "MAX_BLOCK_SIZE_EXCEEDED")
    answer = api.post("/api/2.0/dbfs/put", json={"path": f"{folder}/y", "contents": large})
    assert error_of(answer) == (400, "MAX_BLOCK_SIZE_EXCEEDED")
    put(w, f"{folder}/z", b"x" * MEGABYTE)
    answer = api.get(f"/api/2.0/dbfs/read?path={folder}/z&length={MEGABYTE + 1}")
    assert error_of(answer) == (400, "MAX_READ_SIZE_EXCEEDED")
    assert api.get(f"/api/2.0/dbfs/read?path={folder}/z").json()["bytes_read"] == 512 * 1024


def test_list_and_get_status(api: Api, w: WorkspaceClient, folder: str) -> None:
    put(w, f"{folder}/b", b"123")
    w.dbfs.mkdirs(f"{folder}/a")
    found = [(e.path, e.is_dir, e.file_size) for e in w.dbfs.list(folder)]
    assert found == [(f"{folder}/a", True, 0), (f"{folder}/b", False, 3)]
    assert int(w.dbfs.get_status(f"dbfs:{folder}/b").modification_time or 0) > 10**12
    listed = api.get("/api/2.0/dbfs/list", params={"path": f"dbfs:{folder}/b"}).json()
    assert [entry["path"] for entry in listed["files"]] == [f"{folder}/b"]
    assert api.get("/api/2.0/dbfs/list", params={"path": f"{folder}/a"}).json() == {}
    assert "/tests" in [entry.path for entry in w.dbfs.list("/")]


def test_mkdirs(w: WorkspaceClient, folder: str) -> None:
    w.dbfs.mkdirs(f"{folder}/a/b")
    w.dbfs.mkdirs(f"{folder}/a/b")
    put(w, f"{folder}/x", b"")
    for path in (f"{folder}/x", f"{folder}/x/y"):
        with pytest.raises(ResourceAlreadyExists):
            w.dbfs.mkdirs(path)


def test_move(w: WorkspaceClient, folder: str) -> None:
    put(w, f"{folder}/a/x", b"1")
    put(w, f"{folder}/y", b"2")
    w.dbfs.move(f"{folder}/a", f"dbfs:{folder}/b")
    w.dbfs.move(f"{folder}/y", f"{folder}/b/y")
    assert content(w, f"{folder}/b/x") + content(w, f"{folder}/b/y") == b"12"
    with pytest.raises(ResourceAlreadyExists):
        w.dbfs.move(f"{folder}/b/x", f"{folder}/b/y")
    with pytest.raises(ResourceDoesNotExist):
        w.dbfs.move(f"{folder}/a", f"{folder}/c")
    with pytest.raises(InvalidParameterValue):
        w.dbfs.move(f"{folder}/b", f"{folder}/b/inside")


def test_delete(api: Api, w: WorkspaceClient, folder: str) -> None:
    put(w, f"{folder}/a/x", b"1")
    # Not through the SDK, which refuses this by itself.
    answer = api.post("/api/2.0/dbfs/delete", json={"path": f"{folder}/a"})
    assert error_of(answer) == (400, "IO_ERROR")
    w.dbfs.delete(f"{folder}/a/x")
    put(w, f"{folder}/a/y", b"1")
    w.dbfs.delete(f"{folder}/a", recursive=True)
    assert list(w.dbfs.list(folder)) == []
    for body in ({"path": folder}, {"path": folder}, {"path": folder, "recursive": True}):
        assert api.post("/api/2.0/dbfs/delete", json=body).status_code == 200


PATHS = [
    "",
    "relative",
    "dbfs:relative",
    "/a/../b",
    "/..",
    "dbfs:/../x",
    "/a/./b",
    "/a\0b",
    "/a\nb",
]


@pytest.mark.parametrize("path", [*PATHS, "/" + "n" * 256, "/long" * 500, "/.partial/x"])
def test_a_path_that_is_none(api: Api, path: str) -> None:
    body = {"path": path, "contents": "", "overwrite": True, "recursive": True}
    for operation in ("put", "create", "mkdirs", "delete"):
        answer = api.post(f"/api/2.0/dbfs/{operation}", json=body)
        assert error_of(answer) == (400, "INVALID_PARAMETER_VALUE")
    for operation in ("read", "list", "get-status"):
        answer = api.get(f"/api/2.0/dbfs/{operation}", params={"path": path})
        assert error_of(answer) == (400, "INVALID_PARAMETER_VALUE")
    for pair in ((path, "/x"), ("/tests", path)):
        body = {"source_path": pair[0], "destination_path": pair[1]}
        answer = api.post("/api/2.0/dbfs/move", json=body)
        assert error_of(answer) == (400, "INVALID_PARAMETER_VALUE")


def test_a_link_that_a_task_made_leads_nowhere(
    api: Api, server: LiveServer, w: WorkspaceClient, folder: str
) -> None:
    put(w, f"{folder}/inside", b"")
    (server.data_dir / "dbfs" / folder[1:] / "link").symlink_to(server.data_dir)
    for path in (f"{folder}/link", f"{folder}/link/admin.token"):
        for operation in ("read", "list", "get-status"):
            answer = api.get(f"/api/2.0/dbfs/{operation}", params={"path": path})
            assert error_of(answer) == (400, "INVALID_PARAMETER_VALUE")
    assert [entry.path for entry in w.dbfs.list(folder)] == [f"{folder}/inside"]
    w.dbfs.delete(folder, recursive=True)
    assert (server.data_dir / "admin.token").exists()


@pytest.mark.parametrize(
    ("operation", "body", "code"),
    [
        ("put", {"path": "/x"}, "INVALID_PARAMETER_VALUE"),
        ("put", {"path": "/x", "contents": "%"}, "INVALID_PARAMETER_VALUE"),
        ("put", {"contents": ""}, "INVALID_PARAMETER_VALUE"),
        ("put", {"path": "/", "contents": "", "overwrite": True}, "INVALID_PARAMETER_VALUE"),
        ("delete", {"path": "/", "recursive": True}, "INVALID_PARAMETER_VALUE"),
        ("add-block", {"handle": "seven", "data": ""}, "INVALID_PARAMETER_VALUE"),
        ("add-block", {"handle": 2**63, "data": ""}, "INVALID_PARAMETER_VALUE"),
        ("mkdirs", {"path": ["/x"]}, "INVALID_PARAMETER_VALUE"),
    ],
)
def test_a_wrong_request(api: Api, operation: str, body: dict[str, Any], code: str) -> None:
    assert error_of(api.post(f"/api/2.0/dbfs/{operation}", json=body)) == (400, code)


def test_unknown_handles_and_files(api: Api, folder: str) -> None:
    for operation in ("add-block", "close"):
        body = {"handle": "12345", "data": ""}
        answer = api.post(f"/api/2.0/dbfs/{operation}", json=body)
        assert error_of(answer) == (404, "RESOURCE_DOES_NOT_EXIST")
    for operation in ("read", "list", "get-status"):
        answer = api.get(f"/api/2.0/dbfs/{operation}", params={"path": f"{folder}/nothing"})
        assert error_of(answer) == (404, "RESOURCE_DOES_NOT_EXIST")
        assert answer.json()["message"] == (
            f"No file or directory exists on path {folder}/nothing."
        )


def test_what_cannot_be_read(api: Api, folder: str) -> None:
    for more in ("", "&offset=-1", "&length=-1"):
        answer = api.get(f"/api/2.0/dbfs/read?path={folder}{more}")
        assert error_of(answer) == (400, "INVALID_PARAMETER_VALUE")


def test_volumes_are_named_as_lacking(api: Api) -> None:
    answer = api.get("/api/2.0/dbfs/list", params={"path": "dbfs:/Volumes/main"})
    assert error_of(answer) == (501, "NOT_IMPLEMENTED")


def test_a_stream_belongs_to_who_opened_it(w: WorkspaceClient, other: Person, folder: str) -> None:
    handle = w.dbfs.create(f"{folder}/x").handle
    assert handle is not None
    for act in (lambda: other.w.dbfs.add_block(handle, ""), lambda: other.w.dbfs.close(handle)):
        with pytest.raises(PermissionDenied):
            act()
    w.dbfs.close(handle)


def test_nobody_without_a_token_reads_or_writes(api: Api) -> None:
    nobody = api.as_(None)
    assert nobody.get("/api/2.0/dbfs/list?path=/").status_code == 401
    answer = nobody.post("/api/2.0/dbfs/put", data={"path": "/x"}, files={"file": b"x"})
    assert answer.status_code == 401


def test_a_stream_goes_on_after_a_restart(tmp_path: Path) -> None:
    live = LiveServer(tmp_path)
    api = Api(live.address, live.token)
    handle = api.post("/api/2.0/dbfs/create", json={"path": "/x"}).json()["handle"]
    body = {"handle": handle, "data": encoded(b"before ")}
    assert api.post("/api/2.0/dbfs/add-block", json=body).status_code == 200
    live.stop()
    # A block that reached the disk, but not its client: it must not count.
    with (tmp_path / "dbfs" / ".partial" / f"growing-{handle}").open("ab") as file:
        file.write(b"lost")
    live = LiveServer(tmp_path)
    api = Api(live.address, live.token)
    body = {"handle": handle, "data": encoded(b"after")}
    assert api.post("/api/2.0/dbfs/add-block", json=body).status_code == 200
    assert api.post("/api/2.0/dbfs/close", json={"handle": handle}).status_code == 200
    assert (tmp_path / "dbfs" / "x").read_bytes() == b"before after"
    live.stop()


def test_a_close_cut_off_by_a_kill_can_be_repeated(w: WorkspaceClient, server: LiveServer) -> None:
    path = f"/tests/{uuid.uuid4().hex}"
    handle = w.dbfs.create(path).handle
    assert handle is not None
    root = server.data_dir / "dbfs"
    # As after a kill between putting the file in its place and removing the handle.
    (root / ".partial" / f"growing-{handle}").rename(root / path[1:])
    w.dbfs.close(handle)
    assert w.dbfs.get_status(path).file_size == 0


def test_an_idle_stream_ends(tmp_path: Path) -> None:
    now = [1_700_000_000_000]
    live = LiveServer(tmp_path, clock=lambda: now[0])
    api = Api(live.address, live.token)
    handle = api.post("/api/2.0/dbfs/create", json={"path": "/x"}).json()["handle"]
    now[0] += IDLE_MILLIS
    body = {"handle": handle, "data": ""}
    assert api.post("/api/2.0/dbfs/add-block", json=body).status_code == 200
    now[0] += IDLE_MILLIS + 1
    answer = api.post("/api/2.0/dbfs/add-block", json=body)
    assert error_of(answer) == (404, "RESOURCE_DOES_NOT_EXIST")
    sweep = StreamSweep(live.app.parts)
    sweep.round()
    assert list((tmp_path / "dbfs" / ".partial").iterdir()) == []
    live.stop()
