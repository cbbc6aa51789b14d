"""dbutils.fs: files of DBFS (dbfs:/x or /x), of volumes (/Volumes/x) and of the task's machine
(file:/x)."""

import posixpath
from typing import Any, NamedTuple

from boathouse.runtime.dbutils.refused import overview, refuse
from boathouse.runtime.dbutils.storage import Dbfs, Entry, Local, Storage
from boathouse.runtime.dbutils.volumes import ROOT, Volumes
from boathouse.runtime.rest import Rest

_REFUSED = (
    *("cacheFiles", "cacheTable", "uncacheFiles", "uncacheTable"),
    *("mount", "updateMount", "mounts", "refreshMounts", "unmount"),
)


class FileInfo(NamedTuple):
    """A listed file: size in bytes, modificationTime in ms; a folder's name ends in `/`."""

    path: str
    name: str
    size: int
    modificationTime: int

    def isDir(self) -> bool:
        """Whether it is a folder."""
        return self.name.endswith("/")

    def isFile(self) -> bool:
        """Whether it is a file."""
        return not self.isDir()


class Fs:
    """The noun `fs`."""

    def __init__(self, rest: Rest) -> None:
        self._dbfs = Dbfs(rest)
        self._volumes = Volumes(rest)
        self._local = Local()

    def ls(self, path: str) -> list[FileInfo]:
        """What a folder holds, or the one file. Errors: FileNotFoundError."""
        storage, place = self._at(path)
        found = self._existing(storage, place)
        entries = storage.list(place) if found.is_dir else [found]
        return [_info(storage, entry) for entry in entries]

    def head(self, file: str, max_bytes: int = 65536) -> str:
        """The first bytes of a file as text. Errors: FileNotFoundError."""
        storage, place = self._at(file)
        found = self._existing(storage, place)
        data = b""
        for block in storage.read(place):
            data += block
            if len(data) >= max_bytes:
                break
        if found.size > max_bytes:
            print(f"[Truncated to first {max_bytes} bytes]")
        return data[:max_bytes].decode(errors="replace")

    def put(self, file: str, contents: str, overwrite: bool = False) -> bool:
        """Write text to a file. Errors: one that says that it exists, without overwrite."""
        data = contents.encode()
        storage, place = self._at(file)
        storage.write(place, iter([data]), overwrite)
        print(f"Wrote {len(data)} bytes.")
        return True

    def mkdirs(self, dir: str) -> bool:
        """Make a folder and those above it."""
        storage, place = self._at(dir)
        storage.mkdirs(place)
        return True

    def rm(self, dir: str, recurse: bool = False) -> bool:
        """Delete a file or folder; False if there is none."""
        storage, place = self._at(dir)
        if storage.status(place) is None:
            return False
        storage.delete(place, recurse)
        return True

    def cp(self, source: str, dest: str, recurse: bool = False) -> bool:
        """Copy a file, or with `recurse` a folder, replacing what is there."""
        storage, place = self._at(source)
        found = self._existing(storage, place)
        if found.is_dir and not recurse:
            raise ValueError(f"{source} is a folder: pass recurse=True to copy it")
        target, goal = self._at(dest)
        there = None if found.is_dir else target.status(goal)
        if there is not None and there.is_dir:
            goal = posixpath.join(goal, posixpath.basename(place))
        _copy(storage, found, target, goal)
        return True

    def mv(self, source: str, dest: str, recurse: bool = False) -> bool:
        """Move a file, or with `recurse` a folder."""
        storage, place = self._at(source)
        target, goal = self._at(dest)
        found = self._existing(storage, place)
        if found.is_dir and not recurse:
            raise ValueError(f"{source} is a folder: pass recurse=True to move it")
        if storage is target is self._dbfs:
            self._dbfs.move(place, goal)
            return True
        self.cp(source, dest, recurse)
        storage.delete(place, recurse)
        return True

    def help(self) -> None:
        """Print what there is."""
        print(overview("dbutils.fs", self))

    def _at(self, path: str) -> tuple[Storage, str]:
        scheme, colon, rest = path.partition(":")
        if not colon or "/" in scheme:
            scheme, rest = "dbfs", path
        # file:///x and dbfs:///x mean the same as file:/x and dbfs:/x.
        place = posixpath.normpath("/" + rest.lstrip("/"))
        if not rest.startswith("/"):
            raise ValueError(f"The path {path!r} is not absolute")
        if scheme == "file":
            return self._local, place
        if scheme != "dbfs" or place.startswith("/Workspace/"):
            raise refuse(f"dbutils.fs on {path!r}")
        if place == ROOT or place.startswith(f"{ROOT}/"):
            return self._volumes, place
        return self._dbfs, place

    def _existing(self, storage: Storage, place: str) -> Entry:
        found = storage.status(place)
        if found is None:
            raise FileNotFoundError(f"No such file or directory: {storage.scheme}{place}")
        return found

    def __getattr__(self, operation: str) -> Any:
        if operation in _REFUSED:
            raise refuse(f"dbutils.fs.{operation}")
        raise AttributeError(f"dbutils.fs has no {operation!r}")


def _copy(storage: Storage, entry: Entry, target: Storage, goal: str) -> None:
    if not entry.is_dir:
        target.write(goal, storage.read(entry.path), overwrite=True)
        return
    target.mkdirs(goal)
    for below in storage.list(entry.path):
        _copy(storage, below, target, posixpath.join(goal, posixpath.basename(below.path)))


def _info(storage: Storage, entry: Entry) -> FileInfo:
    slash = "/" if entry.is_dir else ""
    name = posixpath.basename(entry.path.rstrip("/")) + slash
    path = f"{storage.scheme}{entry.path.rstrip('/')}{slash}"
    return FileInfo(path, name, entry.size, entry.modified)
