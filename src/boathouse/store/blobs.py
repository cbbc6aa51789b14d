"""Bytes by key in a directory. A write is whole or absent: temporary file, fsync, rename."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from boathouse.store.crypto import sync_folder

PARTIAL = ".partial"


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
        shutil.rmtree(self._partial, ignore_errors=True)
        self._partial.mkdir(parents=True, mode=0o700)

    def path(self, key: str) -> Path:
        """The file behind a key; ValueError for a key that would leave the root.

        Every existing part is resolved, so a symbolic link cannot lead out either.
        """
        if "\0" in key:
            raise ValueError("a path must not hold NUL")
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root) or path.is_relative_to(self._partial):
            raise ValueError(f"not a path inside the root: {key}")
        return path

    def write(self, key: str, data: bytes | Iterable[bytes]) -> None:
        """Replace the blob's content, durably."""
        path, draft = self.path(key), self._partial / secrets.token_hex(8)
        try:
            with draft.open("wb") as file:
                for piece in (data,) if isinstance(data, bytes) else data:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(path)
            sync_folder(path.parent)
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
        path = self.path(key)
        facts = path.stat()
        is_dir = path.is_dir()
        modified = facts.st_mtime_ns // 1_000_000
        relative = path.relative_to(self._root).as_posix()
        return Entry("" if relative == "." else relative, is_dir, 0 if is_dir else facts.st_size, modified)

    def list(self, key: str) -> list[Entry]:
        """The entries of a folder by name; NotADirectoryError for a blob."""
        names = sorted(path.name for path in self.path(key).iterdir() if path != self._partial)
        prefix = f"{key}/" if key else ""
        return [self.stat(prefix + name) for name in names]

    def delete(self, key: str) -> None:
        """Remove a blob or an empty folder; nothing happens when it is absent."""
        path = self.path(key)
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
