"""Clients that send slowly: a deadline for a request's head, a least rate for its body.

uvicorn has neither. Without them a handful of connections that send a byte a second would hold
the server's sockets and memory for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from boathouse.http.gathered import GatheredTransport

HEAD_SECONDS = 10.0
"""From the first byte that a connection could send until its request's head is whole."""

BODY_GRACE_SECONDS = 30.0
LEAST_BYTES_A_SECOND = 1024
MAX_HEAD_BYTES = 64 * 1024
"""The request line and all headers together."""


class ImpatientProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 protocol that closes a connection whose head is late or too large."""

    _deadline: asyncio.TimerHandle | None = None
    _head_begun = False
    _head_bytes = 0

    def connection_made(self, transport: Any) -> None:
        """A head is due from now on."""
        super().connection_made(GatheredTransport(transport, self.loop))  # type: ignore[arg-type]
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Count the bytes of a head that is not whole yet."""
        if self._deadline is not None:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES and not self._body_begun(data):
                self._refuse(b"431 Request Header Fields Too Large")
                return
        super().data_received(data)
        # Most heads come in one piece: those need no timer.
        if self._head_begun and self._deadline is None and not self.transport.is_closing():
            self._await_head()

    def on_message_begin(self) -> None:
        """A request begins, perhaps the next one of a connection that is kept alive."""
        super().on_message_begin()
        self._head_begun = True

    def on_headers_complete(self) -> None:
        """The head is whole in time."""
        self._head_begun = False
        self._end_wait()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is due any more."""
        self._end_wait()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._head_bytes = 0
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._refuse, b"408 Request Timeout")

    def _end_wait(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    @staticmethod
    def _body_begun(data: bytes) -> bool:
        return b"\r\n\r\n" in data

    def _refuse(self, status: bytes) -> None:
        self._end_wait()
        if not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            )
            self.transport.close()


def body_deadline(received: int) -> float:
    """The seconds after its start within which a body must have come so far."""
    return BODY_GRACE_SECONDS + received / LEAST_BYTES_A_SECOND
