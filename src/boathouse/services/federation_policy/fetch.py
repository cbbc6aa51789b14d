"""Fetching an issuer's documents: https, no redirect, within bounds of size and time.

Plain http counts for loopback alone, where the traffic does not leave the machine.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from email.message import Message
from typing import IO, Any
from urllib.parse import urlsplit

import msgspec

from boathouse.context import refuse_inside_write

MAX_BYTES = 256 * 1024
MAX_SECONDS = 5.0
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class FetchFailed(Exception):
    """The document could not be had; the message holds no content of it."""


def acceptable(url: str) -> bool:
    """Whether a URL may be asked: https anywhere, http on loopback; no user, no fragment."""
    if not url.isascii() or any(ord(c) <= 32 or c in '\\"<>' for c in url) or len(url) > 512:
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)


def fetch_json(url: str) -> dict[str, Any]:
    """The JSON object at a URL; FetchFailed otherwise."""
    refuse_inside_write("an issuer's document")
    if not acceptable(url):
        raise FetchFailed("its address may not be asked")
    deadline = time.monotonic() + MAX_SECONDS
    try:
        with _opener().open(url, timeout=MAX_SECONDS) as response:
            document = msgspec.json.decode(_read(response, deadline))
    except urllib.error.HTTPError as error:
        error.close()
        raise FetchFailed(f"it answered {error.code}") from None
    except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
        raise FetchFailed(type(error).__name__) from None
    if not isinstance(document, dict):
        raise FetchFailed("it did not answer a JSON object")
    return document


def _read(response: Any, deadline: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(64 * 1024):
        pieces.append(piece)
        size += len(piece)
        if size > MAX_BYTES:
            raise FetchFailed("its answer is too large")
        if time.monotonic() > deadline:
            raise FetchFailed("it took too long")
    return b"".join(pieces)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """A redirect could lead anywhere; None makes it an error."""
        return


def _opener() -> urllib.request.OpenerDirector:
    # build_opener would add file:, ftp: and data:.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _NoRedirect(),
    ):
        opener.add_handler(handler)
    return opener
