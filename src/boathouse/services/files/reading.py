"""The answer that is a file: its head, and its bytes piece by piece."""

from __future__ import annotations

import os
import stat
from collections.abc import AsyncIterator, Mapping

from boathouse.route import Stream
from boathouse.services.files.places import Spot, missing, told
from boathouse.services.files.ranges import http_date, refuse_modified, span_of
from boathouse.services.files.threads import to_the_end

PIECE_BYTES = 1024 * 1024


class Pieces:
    """Some bytes of an open file, which is closed at their end. For one reader."""

    def __init__(self, descriptor: int, start: int, length: int) -> None:
        self._descriptor, self._at, self._left = descriptor, start, length

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Itself."""
        return self

    async def __anext__(self) -> bytes:
        """The next piece; EOFError when the file has become shorter."""
        if not self._left:
            raise StopAsyncIteration
        wanted = min(PIECE_BYTES, self._left)
        piece = await to_the_end(os.pread, self._descriptor, wanted, self._at)
        if not piece:
            raise EOFError("the file became shorter while it was sent")
        self._at, self._left = self._at + len(piece), self._left - len(piece)
        return piece

    async def aclose(self) -> None:
        """Close the file."""
        descriptor, self._descriptor, self._left = self._descriptor, -1, 0
        if descriptor >= 0:
            os.close(descriptor)


async def answer(spot: Spot, headers: Mapping[str, str]) -> Stream:
    """The file, or the range that the headers ask for. Errors: NotFound, 412, 416."""
    with told(spot.shown):
        descriptor = await to_the_end(spot.file.open)
    try:
        found = os.fstat(descriptor)
        refuse_modified(headers, found.st_mtime)
        span = span_of(headers, found.st_size)
    except BaseException:
        os.close(descriptor)
        raise
    shown = _head(found)
    if span.whole:
        pieces = Pieces(descriptor, 0, found.st_size)
        return Stream(pieces, headers=shown, length=found.st_size)
    last = span.start + span.length - 1
    shown["content-range"] = f"bytes {span.start}-{last}/{found.st_size}"
    pieces = Pieces(descriptor, span.start, span.length)
    return Stream(pieces, headers=shown, status=206, length=span.length)


async def head(spot: Spot, headers: Mapping[str, str]) -> Stream:
    """What a HEAD request of the file is told; the range it asks for is not looked at."""
    with told(spot.shown):
        found = await to_the_end(spot.file.status)
    if stat.S_ISDIR(found.st_mode):
        raise missing(spot.shown, "file")
    refuse_modified(headers, found.st_mtime)
    return Stream(Pieces(-1, 0, 0), headers=_head(found), length=found.st_size)


def _head(found: os.stat_result) -> dict[str, str]:
    return {
        "last-modified": http_date(found.st_mtime),
        "accept-ranges": "bytes",
        # A signed URL can be opened by a browser: what somebody put there is data, never a page.
        "x-content-type-options": "nosniff",
    }
