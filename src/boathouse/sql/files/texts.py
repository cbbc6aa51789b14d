"""The text of files: decompressed, decoded, in lines, a block at a time."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.files.listing import Found

BLOCK = 4 * 1024 * 1024
MOST_WHOLE = 1024 * 1024 * 1024
"""Files that are read as one text (multiLine, wholetext) are at most so long."""

_COMPRESSED = (".gz", ".bz2", ".zst", ".deflate", ".snappy", ".lz4", ".lzo", ".xz")


@contextmanager
def plain(file: Found) -> Iterator[Any]:
    """The file's bytes, decompressed by the end of its name as Spark does."""
    name = file.name.lower()
    with file.open() as stream:
        if name.endswith(".gz"):
            import gzip

            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield unpacked
        elif name.endswith(".bz2"):
            import bz2

            with bz2.BZ2File(stream) as opened:
                yield opened
        elif name.endswith(".zst"):
            import pyarrow as pa

            with pa.CompressedInputStream(pa.PythonFile(stream), "zstd") as arrow:
                yield arrow
        elif name.endswith(_COMPRESSED):
            raise NotSupported(f"Files compressed as {file.name} are not supported.")
        else:
            yield stream


def blocks(file: Found, encoding: str) -> Iterator[str]:
    """The decoded text, without a byte order mark; what is no text becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    first = True
    with plain(file) as stream:
        while True:
            try:
                data = bytes(stream.read(BLOCK))
            except (OSError, EOFError, zlib.error) as error:
                raise unreadable(file, str(error)) from None
            text = decoder.decode(data, final=not data)
            if first and text:
                text, first = text.removeprefix("\ufeff"), False
            if text:
                yield text
            if not data:
                return


def lines(file: Found, encoding: str, separator: str | None) -> Iterator[list[str]]:
    """Its lines, many at a time; by LF, CR LF or CR where no separator is given."""
    rest = ""
    for block in blocks(file, encoding):
        text = rest + block
        if separator is None:
            held = text.endswith("\r")
            text = text.removesuffix("\r") if held else text
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            *whole, rest = text.split("\n")
            rest += "\r" if held else ""
        else:
            *whole, rest = text.split(separator)
        if whole:
            yield whole
    if rest:
        yield [rest.removesuffix("\r") if separator is None else rest]


def whole(file: Found, encoding: str) -> str:
    """All of its text. Raises SqlError where it is too long."""
    pieces, size = [], 0
    for block in blocks(file, encoding):
        size += len(block)
        if size > MOST_WHOLE:
            raise unreadable(file, "it is too long to be read as one text")
        pieces.append(block)
    return "".join(pieces)


def newline_of(text: str) -> str:
    """What ends lines in a text: the first of CR LF, CR and LF that is in it."""
    match = re.search(r"\r\n|\r|\n", text)
    return match[0] if match else "\n"


def unreadable(file: Found, why: str) -> SqlError:
    """The error of a file that cannot be read."""
    return SqlError(
        "FAILED_READ_FILE.NO_HINT", f"Error while reading file {file.shown}: {why}.", "KD001"
    )
