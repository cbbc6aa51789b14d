"""Files below a volume's folder, reached step by step from its file descriptor.

No step follows a symbolic link, so that whoever may write in a volume cannot lead the server out
of it, not even by a link made between a check and its use.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

HIDDEN = ".boathouse-upload-"
"""How the names of files on their way in begin, in volumes on a disk of their own."""

COPY_BYTES = 16 * 1024 * 1024

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Not blocking: to open a named pipe would wait for its writer.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Rooted:
    """A place below `root`: `parts` are the names on the way to it, none for `root` itself."""

    def __init__(self, root: Path, parts: Sequence[str]) -> None:
        self._root, self._parts = root, tuple(parts)

    def status(self) -> os.stat_result:
        """Of a file or folder; FileNotFoundError for anything else, links too."""
        with self._parent() as (parent, name):
            return _plain(os.stat(name, dir_fd=parent, follow_symlinks=False), name)

    def open(self) -> int:
        """A descriptor to read the file from; IsADirectoryError for a folder."""
        with self._parent() as (parent, name):
            descriptor = os.open(name, _FILE, dir_fd=parent)
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode):
            return descriptor
        os.close(descriptor)
        raise IsADirectoryError(name) if stat.S_ISDIR(found.st_mode) else FileNotFoundError(name)

    def entries(self) -> list[str]:
        """The names in the folder, of whatever kind."""
        with self._folder(self._parts) as folder:
            return os.listdir(folder)

    def statuses(self, names: Sequence[str]) -> Iterator[tuple[str, os.stat_result]]:
        """Those of names in the folder that are files or folders, with what they are."""
        with self._folder(self._parts) as folder:
            for name in names:
                try:
                    found = os.stat(name, dir_fd=folder, follow_symlinks=False)
                    yield name, _plain(found, name)
                except FileNotFoundError:
                    continue

    def make_folder(self) -> None:
        """Make the folder and those above it; NotADirectoryError where a file is in the way."""
        with self._folder(self._parts, make=True):
            pass

    def remove_file(self) -> None:
        """Remove the file; IsADirectoryError for a folder."""
        with self._parent() as (parent, name):
            found = _plain(os.stat(name, dir_fd=parent, follow_symlinks=False), name)
            if stat.S_ISDIR(found.st_mode):
                raise IsADirectoryError(name)
            os.unlink(name, dir_fd=parent)
            os.fsync(parent)

    def remove_folder(self) -> None:
        """Remove the empty folder; OSError (ENOTEMPTY) for one that is not."""
        with self._parent() as (parent, name):
            os.rmdir(name, dir_fd=parent)
            os.fsync(parent)

    def publish(self, draft: Path, *, replace: bool) -> None:
        """Give the draft its name here, durably and at once; makes the folders above.

        Errors: FileExistsError when something is there and not `replace`, IsADirectoryError,
        NotADirectoryError.
        """
        if not self._parts:
            raise IsADirectoryError(self._root)
        with self._folder(self._parts[:-1], make=True) as parent:
            name = self._parts[-1]
            try:
                _move(str(draft), None, name, parent, replace)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                _bring(draft, name, parent, replace)
            os.fsync(parent)

    @contextmanager
    def _parent(self) -> Iterator[tuple[int, str]]:
        """The folder that holds the place, and the place's name in it."""
        if not self._parts:
            with self._folder(()) as root:
                yield root, "."
            return
        with self._folder(self._parts[:-1]) as parent:
            yield parent, self._parts[-1]

    @contextmanager
    def _folder(self, parts: Sequence[str], *, make: bool = False) -> Iterator[int]:
        folder = os.open(self._root, _FOLDER)
        try:
            for part in parts:
                folder = _step(folder, part, make)
            yield folder
        finally:
            os.close(folder)


def _step(folder: int, part: str, make: bool) -> int:
    """The folder of that name in `folder`, which is closed if all goes well."""
    try:
        inner = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
    except FileNotFoundError:
        if not make:
            raise
        try:
            os.mkdir(part, dir_fd=folder)
            os.fsync(folder)
        except FileExistsError:
            pass  # another request was faster
        inner = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
    os.close(folder)
    return inner


def _move(draft: str, draft_folder: int | None, name: str, folder: int, replace: bool) -> None:
    if replace:
        os.replace(draft, name, src_dir_fd=draft_folder, dst_dir_fd=folder)
        return
    # Unlike a rename, a link fails where something is.
    os.link(draft, name, src_dir_fd=draft_folder, dst_dir_fd=folder)
    os.unlink(draft, dir_fd=draft_folder)


def _bring(draft: Path, name: str, folder: int, replace: bool) -> None:
    """`_move` from another disk: a copy beside the place first, under a name that is not shown."""
    near = f"{HIDDEN}{secrets.token_hex(16)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    copy = os.open(near, flags, 0o644, dir_fd=folder)
    try:
        with draft.open("rb") as source, os.fdopen(copy, "wb") as target:
            shutil.copyfileobj(source, target, COPY_BYTES)
            target.flush()
            os.fsync(target.fileno())
        _move(near, folder, name, folder, replace)
        draft.unlink()
    finally:
        with suppress(FileNotFoundError):
            os.unlink(near, dir_fd=folder)


def _plain(found: os.stat_result, name: str) -> os.stat_result:
    if stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode):
        return found
    raise FileNotFoundError(name)
