"""A transport that sends the head of an answer together with what follows it.

uvicorn writes them apart: with TCP_NODELAY that is two packets, two system calls, and a client that
is woken twice for each answer.
"""

from __future__ import annotations

import asyncio
from typing import Any

JOINED_BYTES = 64 * 1024
"""Longer bodies are not copied to stand behind their head; they are written after it."""


class GatheredTransport:
    """Wraps a transport of asyncio; all but writing and closing is the transport's own."""

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._held: bytes | None = None

    def write(self, data: bytes | memoryview) -> None:
        """Send; a head waits for its body, but no longer than this turn of the loop."""
        held = self._held
        if held is not None:
            self._held = None
            if len(data) <= JOINED_BYTES:
                data = held + data
            else:
                self._transport.write(held)
            self._transport.write(data)
        elif isinstance(data, bytes) and data.startswith(b"HTTP/1.1 "):
            self._held = data
            self._loop.call_soon(self._flush)
        else:
            self._transport.write(data)

    def close(self) -> None:
        """Send what is held, then close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        held, self._held = self._held, None
        if held is not None and not self._transport.is_closing():
            self._transport.write(held)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
