"""Where dbutils.fs keeps files: the workspace's DBFS over REST, or this machine."""

import base64
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from boathouse.runtime.rest import Rest, WorkspaceError

# The DBFS API moves at most 1 MB of content in one call.
BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Entry:
    """A file or folder: absolute path, size in bytes, change time in ms."""

    path: str
    is_dir: bool
    size: int
    modified: int


class Storage(Protocol):
    """Files by absolute path. Errors: OSError or WorkspaceError."""

    scheme: str

    def status(self, path: str) -> Entry | None: ...
    def list(self, path: str) -> list[Entry]: ...
    def read(self, path: str) -> Iterator[bytes]: ...
    def write(self, path: str, blocks: Iterator[bytes], overwrite: bool) -> None: ...
    def mkdirs(self, path: str) -> None: ...
    def delete(self, path: str, recursive: bool) -> None: ...


class Dbfs:
    """The workspace's DBFS."""

    scheme = "dbfs:"

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    def status(self, path: str) -> Entry | None:
        try:
            return _entry(self._rest.get("/api/2.0/dbfs/get-status", path=path))
        except WorkspaceError as error:
            if error.code == "RESOURCE_DOES_NOT_EXIST":
                return None
            raise

    def list(self, path: str) -> "list[Entry]":
        answer = self._rest.get("/api/2.0/dbfs/list", path=path)
        return [_entry(one) for one in answer.get("files", [])]

    def read(self, path: str) -> Iterator[bytes]:
        offset = 0
        while True:
            answer = self._rest.get("/api/2.0/dbfs/read", path=path, offset=offset, length=BLOCK)
            data = base64.b64decode(answer.get("data") or "")
            if not data:
                return
            yield data
            offset += len(data)

    def write(self, path: str, blocks: Iterator[bytes], overwrite: bool) -> None:
        opened = self._rest.post("/api/2.0/dbfs/create", path=path, overwrite=overwrite)
        handle = opened["handle"]
        for block in blocks:
            for start in range(0, len(block), BLOCK):
                data = base64.b64encode(block[start : start + BLOCK]).decode()
                self._rest.post("/api/2.0/dbfs/add-block", handle=handle, data=data)
        self._rest.post("/api/2.0/dbfs/close", handle=handle)

    def move(self, source: str, target: str) -> None:
        """Rename within DBFS."""
        self._rest.post("/api/2.0/dbfs/move", source_path=source, destination_path=target)

    def mkdirs(self, path: str) -> None:
        self._rest.post("/api/2.0/dbfs/mkdirs", path=path)

    def delete(self, path: str, recursive: bool) -> None:
        self._rest.post("/api/2.0/dbfs/delete", path=path, recursive=recursive)


class Local:
    """The machine that the task runs on."""

    scheme = "file:"

    def status(self, path: str) -> Entry | None:
        return _local_entry(Path(path)) if os.path.lexists(path) else None

    def list(self, path: str) -> "list[Entry]":
        place = Path(path)
        return [_local_entry(one) for one in sorted(place.iterdir())]

    def read(self, path: str) -> Iterator[bytes]:
        with open(path, "rb") as file:
            while data := file.read(BLOCK):
                yield data

    def write(self, path: str, blocks: Iterator[bytes], overwrite: bool) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb" if overwrite else "xb") as file:
            file.writelines(blocks)

    def mkdirs(self, path: str) -> None:
        os.makedirs(path, exist_ok=True)

    def delete(self, path: str, recursive: bool) -> None:
        if os.path.isdir(path) and not os.path.islink(path):
            (shutil.rmtree if recursive else os.rmdir)(path)
        else:
            os.unlink(path)


def _entry(document: dict[str, object]) -> Entry:
    size, modified = document.get("file_size", 0), document.get("modification_time", 0)
    return Entry(
        str(document["path"]), bool(document.get("is_dir")), int(str(size)), int(str(modified))
    )


def _local_entry(path: Path) -> Entry:
    found = path.lstat()
    return Entry(str(path), path.is_dir(), found.st_size, int(found.st_mtime * 1000))
