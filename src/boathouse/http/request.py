"""One HTTP request as the pipeline sees it: headers, the body within its limit, multipart parts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from boathouse.errors import BadRequest, MalformedRequest, RequestTimeout, RequestTooLarge
from boathouse.http.slow import body_deadline
from boathouse.route import Upload

Receive = Callable[[], Awaitable[Any]]


class Disconnected(Exception):
    """The client went away before its request was whole."""


class Request:
    """Reads an ASGI scope lazily."""

    def __init__(self, scope: Any, receive: Receive) -> None:
        self._scope, self._receive = scope, receive
        self.verb: str = scope["method"]
        self.path: str = scope["raw_path"].decode("latin-1").partition("?")[0]
        self.headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}

    def header(self, name: str) -> str | None:
        """A header by its lower-case name."""
        return self.headers.get(name)

    @property
    def host(self) -> str:
        """Scheme and authority as the client wrote them."""
        return f"{self._scope['scheme']}://{self.headers.get('host', 'localhost')}"

    @property
    def client(self) -> str:
        """The address of the peer; empty where there is none (a Unix socket)."""
        peer = self._scope.get("client")
        return str(peer[0]) if peer else ""

    def query(self) -> list[tuple[str, str]]:
        """The query's pairs, decoded."""
        text = self._scope["query_string"].decode("latin-1")
        try:
            return parse_qsl(text, keep_blank_values=True, max_num_fields=1000, errors="strict")
        except ValueError as error:
            raise BadRequest(f"The query string is not valid: {error}") from None

    async def body(self, limit: int) -> bytes:
        """The whole body; RequestTooLarge as soon as it is known to exceed `limit` bytes."""
        if not self._has_body:
            return b""
        pieces = [piece async for piece in self.stream(limit)]
        return b"".join(pieces)

    @property
    def _has_body(self) -> bool:
        """Whether the head announces a body; otherwise there is none [RFC 9112, 6.3]."""
        return "transfer-encoding" in self.headers or "content-length" in self.headers

    async def stream(self, limit: int) -> AsyncGenerator[bytes, None]:
        """The body piece by piece, never more than `limit` bytes."""
        declared = self.header("content-length")
        if declared and declared.isdigit() and int(declared) > limit:
            raise RequestTooLarge(f"The request body is larger than {limit} bytes.")
        received, began = 0, asyncio.get_running_loop().time()
        while True:
            message = await self._next(began, received)
            if message["type"] == "http.disconnect":
                raise Disconnected
            received += len(message.get("body", b""))
            if received > limit:
                raise RequestTooLarge(f"The request body is larger than {limit} bytes.")
            yield message.get("body", b"")
            if not message.get("more_body"):
                return

    @property
    def length(self) -> int | None:
        """The length of the body as announced, in bytes; None where it is not known before."""
        if not self._has_body:
            return 0
        declared = self.header("content-length")
        return int(declared) if declared and declared.isdigit() else None

    async def gone(self) -> None:
        """Return once the client has gone away; for after the body has been read."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _next(self, began: float, received: int) -> Any:
        """The next message; a body that comes more slowly than the least rate ends here."""
        late = began + body_deadline(received)
        try:
            async with asyncio.timeout_at(late):
                return await self._receive()
        except TimeoutError:
            raise RequestTimeout from None

    @property
    def is_multipart(self) -> bool:
        """Whether the body is a form with parts."""
        return (self.header("content-type") or "").lower().startswith("multipart/form-data")

    async def form(self, limit: int, file_part: str) -> dict[str, Any]:
        """A multipart body: plain parts as text, the file part as an Upload (spooled to disk)."""
        from starlette.datastructures import Headers, UploadFile
        from starlette.formparsers import MultiPartException, MultiPartParser

        parser = MultiPartParser(
            Headers(raw=self._scope["headers"]), self.stream(limit), max_files=1, max_fields=20
        )
        try:
            form = await parser.parse()
        except (MultiPartException, KeyError) as error:
            raise MalformedRequest(f"The multipart body is not valid: {error}") from None
        document: dict[str, Any] = {}
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                # The file part goes by one name here; the legacy CLI calls it "file" [api.md 2.5].
                document[file_part] = Upload(value.file, value.size or 0)
            else:
                document[name] = value
        return document
