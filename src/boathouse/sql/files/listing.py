"""Which files a read is of: folders, wildcards, partitions; never through a symbolic link."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

from boathouse.sql.errors import SqlError
from boathouse.sql.files.asked import FileRead
from boathouse.sql.files.options import Options

WILD = re.compile(r"[*?\[\]{}]")
MOST_FILES = 100_000
NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True)
class Found:
    """A file. `root` and `parts` lead to it on disk; `modified` is in epoch ms."""

    root: str
    parts: tuple[str, ...]
    shown: str
    size: int
    modified: int
    partitions: tuple[tuple[str, str | None], ...] = ()

    @property
    def path(self) -> str:
        """Where it is on disk."""
        return os.path.join(self.root, *self.parts)

    @property
    def name(self) -> str:
        """Its last name."""
        return self.shown.rpartition("/")[2]

    def open(self) -> IO[bytes]:
        """To read it; nothing on the way may be a link, not even one made since it was listed."""
        descriptor = os.open(self.root, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        for part in self.parts:
            try:
                inner = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=descriptor)
            finally:
                os.close(descriptor)
            descriptor = inner
        return os.fdopen(descriptor, "rb")


def split_path(path: str) -> tuple[str, tuple[str, ...]]:
    """The part of a path before its first wildcard, and the names from there on."""
    names = path.split("/")
    wild = next((at for at, name in enumerate(names) if WILD.search(name)), len(names))
    # A comma or a slash within braces would have been split: put it together again.
    return "/".join(names[:wild]) or "/", tuple(name for name in names[wild:] if name)


def found(read: FileRead, options: Options) -> list[Found]:
    """The files of a read, by path. Raises SqlError where there are none, or too many."""
    files = sorted(_walk(read, options), key=lambda one: (len(one.parts), one.parts))
    if read.files is not None:
        wanted = set(read.files)
        files = [one for one in files if one.path in wanted]
    if not files and read.source != "copy":
        raise SqlError("PATH_NOT_FOUND", f"Path does not exist: {read.shown}.", "42K03")
    return files


def _walk(read: FileRead, options: Options) -> Iterator[Found]:
    if not os.path.exists(read.root):
        raise SqlError("PATH_NOT_FOUND", f"Path does not exist: {read.shown}.", "42K03")
    keep = _filter(options)
    deep = read.source == "read_files" or options.flag("recursivefilelookup")
    base = read.shown if not read.pattern else split_path(read.shown)[0]
    top = _Place(read.root, (), base.rstrip("/") or "/", ())
    whole = options.flag("recursivefilelookup")
    for count, one in enumerate(_matching(top, read.pattern, deep, not whole)):
        if count > MOST_FILES:
            raise SqlError(
                "TOO_MANY_FILES", f"{read.shown} holds more than {MOST_FILES} files.", "54000"
            )
        if keep is None or keep.fullmatch(one.name):
            yield one


@dataclass(frozen=True)
class _Place:
    root: str
    parts: tuple[str, ...]
    shown: str
    partitions: tuple[tuple[str, str | None], ...]

    @property
    def path(self) -> str:
        return os.path.join(self.root, *self.parts)

    def child(self, name: str, split: bool) -> _Place:
        key, equals, value = name.partition("=")
        own = ((unquote(key), None if value == NULL_PARTITION else unquote(value)),)
        more = own if split and equals and key else ()
        shown = f"{self.shown.rstrip('/')}/{name}"
        return _Place(self.root, (*self.parts, name), shown, self.partitions + more)


def _matching(place: _Place, pattern: Sequence[str], deep: bool, split: bool) -> Iterator[Found]:
    status = os.stat(place.path, follow_symlinks=False)
    if stat.S_ISREG(status.st_mode):
        if not pattern:
            yield Found(
                place.root,
                place.parts,
                place.shown,
                status.st_size,
                status.st_mtime_ns // 1_000_000,
                place.partitions,
            )
        return
    if not stat.S_ISDIR(status.st_mode):
        return
    wanted = glob(pattern[0]) if pattern else None
    with os.scandir(place.path) as entries:
        names = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    for name, folder in names:
        if _hidden(name) or (wanted is not None and not wanted.fullmatch(name)):
            continue
        if wanted is None and folder and not deep and "=" not in name:
            continue
        inner = place.child(name, split and folder)
        yield from _matching(inner, pattern[1:], deep, split)


def _hidden(name: str) -> bool:
    return name.startswith(".") or (name.startswith("_") and "=" not in name)


def _filter(options: Options) -> re.Pattern[str] | None:
    text = options.text("pathglobfilter") or options.text("filenamepattern")
    return glob(text) if text else None


def glob(text: str) -> re.Pattern[str]:
    """A pattern of Hadoop's: `*`, `?`, `[a-c]`, `[^a]`, `{a,b}`, also within each other."""
    pieces, depth, at = [], 0, 0
    while at < len(text):
        sign = text[at]
        at += 1
        if sign == "*":
            pieces.append("[^/]*")
        elif sign == "?":
            pieces.append("[^/]")
        elif sign == "[" and "]" in text[at:]:
            end = text.index("]", at + 1)
            inside = text[at:end].replace("\\", "\\\\").replace("[", "\\[")
            negative = inside[:1] in ("^", "!")
            pieces.append(f"[{'^' if negative else ''}{inside[1:] if negative else inside}]")
            at = end + 1
        elif sign == "{":
            depth += 1
            pieces.append("(?:")
        elif sign == "}" and depth:
            depth -= 1
            pieces.append(")")
        elif sign == "," and depth:
            pieces.append("|")
        elif sign == "\\" and at < len(text):
            pieces.append(re.escape(text[at]))
            at += 1
        else:
            pieces.append(re.escape(sign))
    try:
        return re.compile("".join(pieces) + ")" * depth)
    except re.error:
        raise SqlError(
            "INVALID_PARAMETER_VALUE", f"The pattern {text} cannot be read.", "22023"
        ) from None
