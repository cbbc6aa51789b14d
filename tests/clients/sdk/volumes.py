"""w.files, w.dbfs and dbutils.fs on a volume, in words that databricks-sdk 0.68 knows too.

Runs in an SDK's own environment against DATABRICKS_HOST; prints one JSON document of what it saw.
The argument is the path of an empty volume.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, ResourceAlreadyExists
from databricks.sdk.version import __version__

LARGE = os.urandom(1 << 20) * 60 + b"tail"
"""More than what newer SDKs send in parts."""


def main(volume: str) -> dict[str, Any]:
    w = WorkspaceClient()
    large, small = f"{volume}/a b/large ü.bin", f"{volume}/s #1?.txt"
    w.files.upload(large, io.BytesIO(LARGE), overwrite=True)
    w.files.upload(small, io.BytesIO(b"small"))
    return {
        "version": __version__,
        "large": _content(w, large) == LARGE,
        "size": w.files.get_metadata(large).content_length == len(LARGE),
        "small": _content(w, small).decode(),
        "conflict": _conflict(w, small),
        "whole files": _whole_files(w, f"{volume}/from.bin"),
        "directories": _directories(w, f"{volume}/x"),
        "names": sorted(str(one.name) for one in w.files.list_directory_contents(volume)),
        "dbutils": _dbutils(w, f"{volume}/put.txt"),
        "dbfs": _dbfs(w, volume),
    }


def _content(w: WorkspaceClient, path: str) -> bytes:
    contents = w.files.download(path).contents
    assert contents is not None
    return contents.read()


def _conflict(w: WorkspaceClient, path: str) -> str:
    try:
        w.files.upload(path, io.BytesIO(b"x"), overwrite=False)
    except ResourceAlreadyExists:
        return _content(w, path).decode()
    return "replaced"


def _whole_files(w: WorkspaceClient, path: str) -> bool:
    """`upload_from` and `download_to`, which came later than 0.68."""
    if not hasattr(w.files, "upload_from"):
        w.files.upload(path, io.BytesIO(LARGE))
        return True
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "up").write_bytes(LARGE)
        w.files.upload_from(path, f"{folder}/up")
        w.files.download_to(path, f"{folder}/down")
        return (Path(folder) / "down").read_bytes() == LARGE


def _directories(w: WorkspaceClient, path: str) -> str:
    w.files.create_directory(f"{path}/y")
    try:
        w.files.delete_directory(path)
    except BadRequest as error:
        w.files.delete_directory(f"{path}/y")
        w.files.delete_directory(path)
        return str(error).partition(":")[0]
    return "removed"


def _dbutils(w: WorkspaceClient, path: str) -> str:
    w.dbutils.fs.put(path, "by dbutils", overwrite=True)
    return w.dbutils.fs.head(path)


def _dbfs(w: WorkspaceClient, volume: str) -> list[str]:
    w.dbfs.copy(f"{volume}/put.txt", f"{volume}/copied.txt")
    w.dbfs.delete(f"{volume}/a b", recursive=True)
    return sorted(str(one.path).rpartition("/")[2] for one in w.dbfs.list(volume))


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
