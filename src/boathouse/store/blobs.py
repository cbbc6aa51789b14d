"""Bytes by key in a directory. A write is whole or absent: temporary file, fsync, rename.

Symbolic links below the root are never followed, listed or shown: a task could have made them.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR, S_ISLNK
from typing import BinaryIO

from boathouse.context import refuse_inside_write
from boathouse.store.crypto import sync_folder

PARTIAL = ".partial"
_GROWING = "growing-"


@dataclass(frozen=True)
class Entry:
    """One blob or folder: its key, size in bytes, modification time in epoch milliseconds."""

    key: str
    is_dir: bool
    size: int
    modified: int


class DirectoryBlobs:
    """Blobs under one root. Keys are relative POSIX paths; any that leave the root are refused."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._partial = self._root / PARTIAL
        self._partial.mkdir(parents=True, exist_ok=True, mode=0o700)

    def swept(self) -> DirectoryBlobs:
        """This store without the drafts that a killed server left; call it before serving."""
        for path in self._partial.iterdir():
            if not path.name.startswith(_GROWING):
                path.unlink(missing_ok=True)
        return self

    def path(self, key: str) -> Path:
        """The file behind a key; ValueError for a key that leaves the root or crosses a link."""
        if "\0" in key:
            raise ValueError("a path must not hold NUL")
        path = self._root / key
        if not path.is_relative_to(self._root) or path.is_relative_to(self._partial):
            raise ValueError(f"not a path inside the root: {key}")
        # Equal only when no part is `..` or a symbolic link, existing or not.
        if _resolved(path) != path:
            raise ValueError(f"not a path inside the root: {key}")
        return path

    def write(self, key: str, data: bytes | Iterable[bytes], *, replace: bool = True) -> None:
        """Set the blob's content, durably; FileExistsError when there is one and not `replace`."""
        refuse_inside_write("the writing of a blob")
        path, draft = self.path(key), self._partial / secrets.token_hex(8)
        try:
            with draft.open("wb") as file:
                for piece in (data,) if isinstance(data, bytes) else data:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            _publish(draft, path, replace)
        finally:
            draft.unlink(missing_ok=True)

    def read(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        """The bytes from an offset on; FileNotFoundError when there is no such blob."""
        with self.path(key).open("rb") as file:
            file.seek(offset)
            return file.read(-1 if length is None else length)

    def size(self, key: str) -> int:
        """Bytes of the blob."""
        return self.path(key).stat().st_size

    def stat(self, key: str) -> Entry:
        """What stands under a key; FileNotFoundError when nothing does."""
        return self._entry(self.path(key))

    def list(self, key: str) -> list[Entry]:
        """The entries of a folder by name; NotADirectoryError for a blob."""
        with os.scandir(self.path(key)) as found:
            paths = [Path(one.path) for one in found if not one.is_symlink()]
        entries: list[Entry] = []
        for path in sorted(paths):
            try:
                if path != self._partial:
                    entries.append(self._entry(path))
            except FileNotFoundError:
                continue  # gone since the folder was read
        return entries

    def keys(self, folder: str) -> Iterator[str]:
        """The keys of the blobs right in a folder, in no order; none when it is absent."""
        path = self.path(folder)
        if path.is_dir():
            with os.scandir(path) as found:
                yield from (f"{folder}/{one.name}" for one in found if one.is_file())

    def make_folder(self, key: str) -> None:
        """Make a folder and those above it; FileExistsError or NotADirectoryError over a blob."""
        _make_folders(self.path(key))

    def move(self, source: str, target: str) -> None:
        """Move a blob or a folder; FileExistsError when the target exists, OSError into itself."""
        old, new = self.path(source), self.path(target)
        if new.exists():
            raise FileExistsError(target)
        _make_folders(new.parent)
        if old.is_dir():
            old.rename(new)
        else:
            # A link never replaces what is there, unlike a rename.
            os.link(old, new)
            old.unlink()
        sync_folder(new.parent)
        sync_folder(old.parent)

    def delete(self, key: str) -> None:
        """Remove a blob or an empty folder; nothing happens when it is absent."""
        path = self.path(key)
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)

    def delete_tree(self, key: str) -> None:
        """Remove a folder with all that it holds; links in it go, what they name stays."""
        shutil.rmtree(self.path(key))

    def grow(self, name: str) -> None:
        """Begin a blob that grows block by block; it survives a restart until it is ended."""
        with self._growing(name).open("xb") as file:
            os.fsync(file.fileno())
        sync_folder(self._partial)

    @contextmanager
    def growing(self, name: str) -> Iterator[GrowingBlob]:
        """The growing blob, for this thread alone; FileNotFoundError once it is ended."""
        path = self._growing(name)
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            # Whoever held the lock before may have published or ended it.
            if os.stat(path).st_ino != os.fstat(file.fileno()).st_ino:
                raise FileNotFoundError(path)
            yield GrowingBlob(self, path, file)

    def end_growing(self, name: str) -> None:
        """Drop a growing blob; nothing happens when it is absent."""
        self._growing(name).unlink(missing_ok=True)

    def growing_names(self) -> set[str]:
        """The names of all blobs that grow."""
        found = (path.name for path in self._partial.iterdir())
        return {name.removeprefix(_GROWING) for name in found if name.startswith(_GROWING)}

    def _growing(self, name: str) -> Path:
        return self._partial / f"{_GROWING}{name}"

    def _entry(self, path: Path) -> Entry:
        facts = path.lstat()
        if S_ISLNK(facts.st_mode):
            raise FileNotFoundError(path)
        is_dir = S_ISDIR(facts.st_mode)
        key = "" if path == self._root else path.relative_to(self._root).as_posix()
        return Entry(key, is_dir, 0 if is_dir else facts.st_size, facts.st_mtime_ns // 1_000_000)


@dataclass(frozen=True)
class GrowingBlob:
    """A growing blob whose lock this thread holds."""

    blobs: DirectoryBlobs
    draft: Path
    file: BinaryIO

    def append(self, offset: int, data: bytes) -> None:
        """Put a block at `offset`, durably; what lies behind was never acknowledged and goes."""
        refuse_inside_write("the writing of a blob")
        self.file.truncate(offset)
        self.file.seek(offset)
        self.file.write(data)
        self.file.flush()
        os.fsync(self.file.fileno())

    def publish(self, key: str, size: int, *, replace: bool) -> None:
        """Make its first `size` bytes the blob of `key`; FileExistsError as for `write`."""
        self.file.truncate(size)
        os.fsync(self.file.fileno())
        _publish(self.draft, self.blobs.path(key), replace)


def _resolved(path: Path) -> Path | None:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # RuntimeError: links that go round in circles
        return None


def _publish(draft: Path, path: Path, replace: bool) -> None:
    _make_folders(path.parent)
    if replace:
        draft.replace(path)
    else:
        os.link(draft, path)
        draft.unlink()
    sync_folder(path.parent)


def _make_folders(path: Path) -> None:
    """mkdir -p, each new entry on disk."""
    if path.is_dir():
        return
    _make_folders(path.parent)
    path.mkdir(exist_ok=True)
    sync_folder(path.parent)
