"""Volumes inside tasks: dbutils.fs on /Volumes, and /Volumes as a folder."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.catalog import PermissionsChange, Privilege, VolumeType

from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.jobs import await_end, notebook, notebook_task, result, submit, task_ids

CATALOG = "tasks_volumes"

FS = """
fs = dbutils.fs
def shows(call):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])
top = "VOLUME"
fs.put(top + "/d/a #1?.txt", "hello"); fs.put("dbfs:" + top + "/d/b.bin", "b" * 3_000_000)
shows(lambda: fs.put(top + "/d/a #1?.txt", "again"))
shows(lambda: fs.put(top + "/d/a #1?.txt", "hello again", overwrite=True))
fs.mkdirs(top + "/d/sub")
for one in fs.ls(top + "/d"): print(one.path, one.name, one.size, one.modificationTime > 1e12)
shows(lambda: fs.head(top + "/d/a #1?.txt", 5))
local = "file:" + __import__("os").getcwd() + "/copy"
shows(lambda: fs.cp(top + "/d", local, recurse=True))
print([(f.name, f.size) for f in fs.ls(local) if f.isFile()])
shows(lambda: fs.cp(local + "/b.bin", top + "/d/sub"))
shows(lambda: fs.mv(top + "/d/sub/b.bin", top + "/moved.bin"))
shows(lambda: fs.ls(top + "/moved.bin")[0].size)
shows(lambda: fs.cp(top + "/moved.bin", "dbfs:/tmp/moved.bin"))
shows(lambda: fs.rm(top + "/d"))
shows(lambda: fs.rm(top + "/d", True))
shows(lambda: fs.rm(top + "/d"))
shows(lambda: fs.ls(top + "/nope"))
shows(lambda: fs.ls("/Volumes/CATALOG/s/absent"))
"""

OPEN = """
import os
top = "VOLUME"
def shows(call):
    try:
        print(call())
    except OSError as error:
        print(type(error).__name__)
shows(lambda: os.listdir("/Volumes/CATALOG/s"))
shows(lambda: open(top + "/in/there.txt").read())
shows(lambda: open(top + "/in/new.txt", "w").write("new"))
shows(lambda: os.listdir("/Volumes/CATALOG/t"))
print("END")
"""


@pytest.fixture(scope="module")
def volume(w: WorkspaceClient) -> Iterator[str]:
    """The path of a volume in a catalog of its own."""
    w.catalogs.create(CATALOG)
    w.schemas.create("s", CATALOG)
    w.schemas.create("t", CATALOG)
    w.volumes.create(CATALOG, "s", "v", VolumeType.MANAGED)
    yield f"/Volumes/{CATALOG}/s/v"
    w.catalogs.delete(CATALOG, force=True)


def log_of(server: LiveServer, api: Api, text: str, volume: str) -> list[str]:
    """What a notebook printed."""
    path = notebook(api, text.replace("VOLUME", volume).replace("CATALOG", CATALOG))
    run = await_end(api, submit(api, notebook_task(path)))
    assert result(run) == ("TERMINATED", "SUCCESS"), run["state"]
    folder = server.data_dir / "runs" / str(task_ids(run)["main"])
    return (folder / "output.log").read_text().splitlines()


def test_dbutils(server: LiveServer, api: Api, volume: str) -> None:
    assert log_of(server, api, FS, volume) == [
        "Wrote 5 bytes.",
        "Wrote 3000000 bytes.",
        "WorkspaceError RESOURCE_ALREADY_EXISTS: The file being created already exists: "
        f"{volume}/d/a #1?.txt",
        "Wrote 11 bytes.",
        "True",
        f"dbfs:{volume}/d/a #1?.txt a #1?.txt 11 True",
        f"dbfs:{volume}/d/b.bin b.bin 3000000 True",
        f"dbfs:{volume}/d/sub/ sub/ 0 True",
        "[Truncated to first 5 bytes]",
        "hello",
        "True",
        "[('a #1?.txt', 11), ('b.bin', 3000000)]",
        "True",
        "True",
        "3000000",
        "True",
        f"WorkspaceError DIRECTORY_NOT_EMPTY: The directory is not empty: {volume}/d",
        "True",
        "False",
        f"FileNotFoundError No such file or directory: dbfs:{volume}/nope",
        f"FileNotFoundError No such file or directory: dbfs:/Volumes/{CATALOG}/s/absent",
    ]


def test_volumes_are_folders_of_a_task(
    server: LiveServer, w: WorkspaceClient, api: Api, volume: str
) -> None:
    isolation = server.app.parts.isolation
    if not isolation.own_root:
        pytest.skip("tasks have no root of their own here")
    w.files.upload(f"{volume}/in/there.txt", io.BytesIO(b"there"), overwrite=True)
    written = "OSError" if isolation.own_uid else "3"
    assert log_of(server, api, OPEN, volume) == [
        "['v']",
        "there",
        written,
        "FileNotFoundError",
        "END",
    ]


REFUSED = "WorkspaceError PERMISSION_DENIED: User does not have"

DENIED = """
import os
def shows(call):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, str(error).splitlines()[0])
shows(lambda: os.path.exists("/Volumes/CATALOG/s/v"))
shows(lambda: len(dbutils.fs.ls("VOLUME/in")))
shows(lambda: dbutils.fs.put("VOLUME/mine.txt", "x"))
shows(lambda: dbutils.fs.rm("VOLUME/in", True))
"""


def test_rights_decide_with_each_task(
    server: LiveServer, w: WorkspaceClient, other: Person, volume: str
) -> None:
    def seen() -> list[str]:
        return log_of(server, other.api, DENIED, volume)

    def change(**changes: list[Privilege]) -> None:
        given = PermissionsChange(principal=other.user_name, **changes)
        w.grants.update("volume", f"{CATALOG}.s.v", changes=[given])

    isolation = server.app.parts.isolation
    if not isolation.complete:
        pytest.skip("tasks of two principals cannot be kept apart here")
    w.files.upload(f"{volume}/in/there.txt", io.BytesIO(b"there"), overwrite=True)
    lacking = f"{REFUSED} USE CATALOG on Catalog '{CATALOG}'."
    assert seen() == ["False", lacking, lacking, lacking]
    for kind, name, privilege in (
        ("catalog", CATALOG, Privilege.USE_CATALOG),
        ("schema", f"{CATALOG}.s", Privilege.USE_SCHEMA),
        ("volume", f"{CATALOG}.s.v", Privilege.READ_VOLUME),
    ):
        given = PermissionsChange(principal=other.user_name, add=[privilege])
        w.grants.update(kind, name, changes=[given])
    lacking = f"{REFUSED} WRITE VOLUME on Volume '{CATALOG}.s.v'."
    assert seen() == [str(isolation.own_root), "1", lacking, lacking]
    change(remove=[Privilege.READ_VOLUME], add=[Privilege.WRITE_VOLUME])
    assert seen()[:2] == [
        "False",
        f"{REFUSED} READ VOLUME on Volume '{CATALOG}.s.v'.",
    ]


SPARK = """
for text in ("LIST 'VOLUME/in'", "PUT '/x' INTO 'VOLUME/x'", "REMOVE 'VOLUME/in/there.txt'"):
    try:
        print([row.name for row in spark.sql(text).collect()])
    except Exception as error:
        print("dbutils.fs or the Files API" in str(error))
"""


def test_spark_lists_and_moves_nothing(
    server: LiveServer, w: WorkspaceClient, api: Api, volume: str
) -> None:
    w.files.upload(f"{volume}/in/there.txt", io.BytesIO(b"there"), overwrite=True)
    assert log_of(server, api, SPARK, volume) == ["['there.txt']", "True", "True"]
    assert w.files.get_metadata(f"{volume}/in/there.txt").content_length == 5
