"""One POST of a JSON document: TLS checked, no redirect followed, nothing read but the status.

Errors say what went wrong without the URL: it is a key.
"""

from __future__ import annotations

import asyncio
import base64
import os
import ssl
from typing import Any
from urllib.parse import urlsplit

import msgspec

SECONDS = 20.0
"""For all of it, from the name's look-up to the answer's first line."""

MAX_LINE = 16 * 1024
MAX_HEADERS = 200


class Undelivered(Exception):
    """Why a try failed, in words that hold no secret; `final` when no other can succeed."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


async def post(
    url: str,
    document: dict[str, Any],
    *,
    user: str | None = None,
    password: str = "",
    headers: dict[str, str] | None = None,
) -> None:
    """Send a document; Undelivered unless the answer is 2xx."""
    try:
        async with asyncio.timeout(SECONDS):
            status = await _status(url, document, {**(headers or {}), **_basic(user, password)})
    except TimeoutError:
        raise Undelivered(f"there was no answer in {SECONDS:.0f} seconds") from None
    except ssl.SSLError as error:
        raise Undelivered(f"TLS failed: {error.reason or type(error).__name__}") from None
    except OSError as error:
        what = os.strerror(error.errno) if error.errno and error.errno > 0 else "no connection"
        raise Undelivered(f"the server cannot be reached: {what}") from None
    except (ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        raise Undelivered("the answer was not HTTP") from None
    if not 200 <= status < 300:
        raise Undelivered(f"the server answered {status}")


async def _status(url: str, document: dict[str, Any], headers: dict[str, str]) -> int:
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    context = ssl.create_default_context() if secure else None
    port = parts.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(host, port, ssl=context, limit=MAX_LINE)
    try:
        body = msgspec.json.encode(document)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        named = {
            "Host": parts.netloc,
            "User-Agent": "boathouse",
            "Accept": "*/*",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
            **headers,
        }
        lines = [f"POST {path} HTTP/1.1", *(f"{key}: {value}" for key, value in named.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode("ascii") + body)
        await writer.drain()
        return await _final(reader)
    finally:
        writer.close()


async def _final(reader: asyncio.StreamReader) -> int:
    """The status of the answer, behind any that are only informational."""
    while True:
        version, _, rest = (await _line(reader)).partition(" ")
        status = int(rest[:3])
        if not version.startswith("HTTP/1.") or not 100 <= status <= 599:
            raise ValueError("not a status line")
        if status >= 200:
            return status
        for _ in range(MAX_HEADERS):
            if not (await _line(reader)).strip():
                break


async def _line(reader: asyncio.StreamReader) -> str:
    return (await reader.readuntil(b"\n")).decode("latin-1")


def _basic(user: str | None, password: str) -> dict[str, str]:
    if user is None:
        return {}
    credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {credentials}"}
