"""`Range` and `If-Unmodified-Since` of a download [RFC 9110, 13.1.4 and 14.2]."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime

from boathouse.errors import BadRequest

_ONE = re.compile(r"^bytes=(\d{0,19})-(\d{0,19})$")


@dataclass(frozen=True)
class Span:
    """The bytes to send. `whole`: no range was asked for."""

    start: int
    length: int
    whole: bool = True


def span_of(headers: Mapping[str, str], size: int) -> Span:
    """What a request asks of a file of `size` bytes.

    A range that cannot be read is passed over, as the RFC has it. Errors: 416 for one behind the
    file's end, and for several ranges at once.
    """
    text = headers.get("range", "").replace(" ", "")
    if text.startswith("bytes=") and "," in text:
        raise _unsatisfiable(size, "Several ranges in one request are not supported.")
    match = _ONE.match(text)
    if match is None or match.group(0) == "bytes=-":
        return Span(0, size)
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return Span(0, size)
    if start >= size:
        raise _unsatisfiable(size, "The range begins behind the file's end.")
    return Span(start, end - start, whole=False)


def refuse_modified(headers: Mapping[str, str], modified: float) -> None:
    """412 when the file (`modified`: seconds since the epoch) changed after the asked-for time."""
    text = headers.get("if-unmodified-since")
    if text is None:
        return
    try:
        until = parsedate_to_datetime(text).timestamp()
    except ValueError:
        return
    if int(modified) > until:
        raise BadRequest(f"The file was modified at {http_date(modified)}.", status=412)


def http_date(seconds: float) -> str:
    """`Sun, 06 Nov 1994 08:49:37 GMT`."""
    return formatdate(int(seconds), usegmt=True)


def _unsatisfiable(size: int, why: str) -> BadRequest:
    return BadRequest(why, status=416, headers={"content-range": f"bytes */{size}"})
