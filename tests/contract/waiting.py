"""A listener with handlers that wait and stream, for test_async_handlers.py."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from boathouse.context import Context
from boathouse.errors import NotFound, RequestLimitExceeded
from boathouse.http.access_log import AccessLog
from boathouse.http.listener import Listener, bind
from boathouse.http.server import Api as Application
from boathouse.route import Access, Body, Raw, Stream, route, routes_of
from boathouse.services.tokens import store as tokens
from tests.live import Api, LiveServer

MIB = 1024 * 1024
HAPPENED: list[str] = []
OPEN = threading.Event()


@route("GET", "/t/echo", access=Access.USER)
async def echo(ctx: Context, word: str, times: int = 1) -> dict[str, Any]:
    held = await ctx.in_thread(lambda: len(tokens.of_user(ctx.tx, ctx.principal.user_id)))
    return {"words": [word] * times, "user": ctx.principal.user_name, "tokens": held > 0}


@route("POST", "/t/document", access=Access.ADMIN)
async def document(ctx: Context, items: list[int] | None = None) -> dict[str, Any]:
    return {"sum": sum(items or [])}


@route("GET", "/t/wait", access=Access.USER)
async def wait(ctx: Context) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while not OPEN.is_set():
            await asyncio.sleep(0.01)
    return {"waited": True}


@route("POST", "/t/cancelled", access=Access.USER, cancels=True)
async def cancelled(ctx: Context, n: int = 0) -> None:
    try:
        HAPPENED.append("begun")
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        HAPPENED.append("cancelled")
        raise


@route("GET", "/t/quick", access=Access.USER, cancels=True)
async def quick(ctx: Context) -> dict[str, Any]:
    return {"quick": True}


@route("GET", "/t/snapshot", access=Access.USER)
async def snapshot(ctx: Context) -> None:
    ctx.tx.exec_driver_sql("SELECT 1")


@route("GET", "/t/change", access=Access.USER)
async def change(ctx: Context) -> None:
    with ctx.write():
        pass


@route("GET", "/t/missing", access=Access.USER)
async def missing(ctx: Context) -> None:
    raise NotFound("nothing there")


@route("GET", "/t/broken", access=Access.USER)
async def broken(ctx: Context) -> None:
    raise ValueError("a secret of ours")


@route("POST", "/t/bytes", access=Access.USER, raw_body=True, body_limit=17 * MIB)
async def some_bytes(ctx: Context, body: bytes = b"") -> Raw:
    return Raw(body[::-1], "application/x-thrift", {"x-mark": "m"})


@route("PUT", "/t/stream/{name}", access=Access.USER, stream_body=True, body_limit=40 * MIB)
async def take(ctx: Context, name: str, body: Body, overwrite: bool = False) -> dict[str, Any]:
    HAPPENED.append("take")
    size, largest = 0, 0
    try:
        async for piece in body:
            size, largest = size + len(piece), max(largest, len(piece))
    finally:
        HAPPENED.append("taken")
    return {"size": size, "small": largest < MIB, "announced": body.length, "over": overwrite}


class Pieces:
    """Twenty pieces of a mebibyte each; counts what was asked for, and remembers its end."""

    def __init__(self, count: int = 20, fail_at: int = -1) -> None:
        self.count, self.fail_at, self.given = count, fail_at, 0

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if self.given == self.fail_at:
            raise OSError("the disk is gone")
        if self.given == self.count:
            raise StopAsyncIteration
        self.given += 1
        return bytes([self.given]) * MIB

    async def aclose(self) -> None:
        HAPPENED.append(f"closed after {self.given}")


@route("GET", "/t/pieces", access=Access.USER)
async def pieces(ctx: Context, count: int = 20, chunked: bool = False, fail_at: int = -1) -> Stream:
    length = None if chunked else count * MIB
    return Stream(Pieces(count, fail_at), "text/x-pieces", {"x-mark": "m"}, 206, length)


@route("HEAD", "/t/pieces", access=Access.USER)
def head(ctx: Context) -> Stream:
    return Stream(Pieces(), "text/x-pieces", {"x-mark": "m"}, 200, 20 * MIB)


@route("GET", "/t/patient", access=Access.USER, queued=True)
async def patient(ctx: Context) -> dict[str, Any]:
    return {"patient": True}


@route("GET", "/t/rated", access=Access.USER)
async def rated(ctx: Context) -> dict[str, Any]:
    return {"rated": True}


@dataclass
class Waiting:
    """A second listener on the live workspace, with the routes of this module."""

    api: Api
    log: Path
    rows: list[dict[str, Any]]

    def lines(self) -> list[dict[str, Any]]:
        """The access log; a line may come a moment after its answer."""
        text = self.log.read_text() if self.log.exists() else ""
        return [json.loads(line) for line in text.splitlines()]

    def connect(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.api.address)
        return http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=20)

    def begin(self, verb: str, path: str, *headers: str) -> socket.socket:
        """A request whose head has been sent, and nothing more."""
        connection = self.connect()
        connection.connect()
        lines = [f"{verb} {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {self.api.token}"]
        connection.sock.sendall("\r\n".join([*lines, *headers, "", ""]).encode())
        return connection.sock


@contextmanager
def listening(server: LiveServer, folder: Path) -> Iterator[Waiting]:
    """A listener on the workspace of `server`, whose access log is in `folder`."""
    rows: list[dict[str, Any]] = []

    def gate(ctx: Context) -> None:
        if "x-often" in ctx.headers:
            raise RequestLimitExceeded("too often", headers={"retry-after": "1"})

    async def trail(row: dict[str, Any], *, wait: bool) -> None:
        rows.append(row)

    routes = routes_of(sys.modules[__name__])
    log = AccessLog(folder)
    application = Application(
        server.app.parts, routes, tokens.principal_of, log, gates=[gate], trail=trail
    )
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listener = Listener(application, bind("127.0.0.1", 0))
    asyncio.run_coroutine_threadsafe(listener.start(), loop).result(10)
    api = Api(f"http://127.0.0.1:{listener.port}", server.token)
    yield Waiting(api, folder / "access.jsonl", rows)
    asyncio.run_coroutine_threadsafe(listener.stop(), loop).result(20)
    application.close()
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within ten seconds."""
    until = time.monotonic() + 10
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()
