"""What a statement asks to be read from files, and what is there once they are read."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from boathouse.sql.securables import Column


@dataclass(frozen=True)
class FileRead:
    """Files to read, authorized already.

    `shown` is the path as the user wrote it; `root` the folder or file on disk that it begins with
    up to `pattern`, the names with wildcards behind it. `source`: read_files, path or copy, which
    differ in their defaults. `files`: only these, as paths on disk.
    """

    shown: str
    root: str
    pattern: tuple[str, ...]
    format: str
    options: tuple[tuple[str, str], ...]
    source: str = "read_files"
    metadata: bool = False
    files: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Loaded:
    """The rows of a read, as Parquet files in a folder. `hidden`: how many of the last columns a
    star does not stand for."""

    folder: str
    columns: tuple[Column, ...]
    hidden: int = 0


class FilesWanted(Exception):
    """Planning met files: it is to be done in a thread that may wait for them."""


@dataclass
class Reading:
    """How planning goes about files. `waits`: whether it reads them itself, or raises FilesWanted.
    `stopped` is set when the statement is canceled."""

    waits: bool = True
    stopped: threading.Event = field(default_factory=threading.Event)
