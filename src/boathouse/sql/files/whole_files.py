"""Text files, a row a line or a file, and files as they are (binaryFile)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from boathouse.sql.files import texts
from boathouse.sql.files.asked import FileRead
from boathouse.sql.files.listing import Found
from boathouse.sql.files.options import Options
from boathouse.sql.files.rows import CHUNK
from boathouse.sql.securables import Column

MOST_CONTENT = 1024 * 1024 * 1024


class TextFiles:
    """One column, `value`."""

    def __init__(self, read: FileRead, options: Options) -> None:
        self._options = options

    def columns(self, files: Sequence[Found]) -> list[Column]:
        """Always the same."""
        return [Column("value", "string")]

    def chunks(
        self, file: Found, columns: Sequence[Column], *, rescues: bool
    ) -> Iterator[list[Sequence[Any]]]:
        """The lines."""
        if self._options.flag("wholetext"):
            yield [[texts.whole(file, self._options.encoding)]]
            return
        separator = self._options.line_separator
        for lines in texts.lines(file, self._options.encoding, separator):
            for start in range(0, len(lines), CHUNK):
                yield [lines[start : start + CHUNK]]


class BinaryFiles:
    """The columns of Spark's binaryFile source, a row a file."""

    def __init__(self, read: FileRead, options: Options) -> None:
        self._options = options

    def columns(self, files: Sequence[Found]) -> list[Column]:
        """Always the same."""
        return [
            Column("path", "string"),
            Column("modificationTime", "timestamp"),
            Column("length", "long"),
            Column("content", "binary"),
        ]

    def chunks(
        self, file: Found, columns: Sequence[Column], *, rescues: bool
    ) -> Iterator[list[Sequence[Any]]]:
        """The one row."""
        if file.size > MOST_CONTENT:
            raise texts.unreadable(file, "it is longer than 1 GB")
        with file.open() as stream:
            content = stream.read()
        moment = datetime.fromtimestamp(file.modified / 1000, UTC)
        yield [[file.shown], [moment], [file.size], [content]]
