"""What goes back to the client: made from a handler's result or error, and how it is sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from boathouse.context import Principal
from boathouse.errors import ApiError
from boathouse.http.events import Event
from boathouse.http.request import Disconnected, Request
from boathouse.route import Raw, Stream

CLIENT_GONE = 499
"""In the log and the audit trail: the client went away before its answer."""

PIECE_BYTES = 256 * 1024
PIECE_SECONDS = 120.0
"""A client that takes longer to make room for one piece has its stream cut."""

Send = Callable[[Any], Awaitable[None]]
T = TypeVar("T")

log = logging.getLogger("boathouse.http")


@dataclass
class Answer:
    """What goes back: status, body, headers, and for the log who asked and which error it was.

    Where there is a `stream`, it is the body.
    """

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    user: str | None = None
    error_code: str | None = None
    event: Event | None = None
    operation: str = "unknown"
    stream: Stream | None = None


def success(result: Any, principal: Principal) -> Answer:
    """The answer that a handler's result means."""
    user = principal.user_name or None
    if isinstance(result, Raw):
        headers = tuple(result.headers.items())
        return Answer(result.status, result.content, result.content_type, headers, user)
    if isinstance(result, Stream):
        headers = tuple(result.headers.items())
        return Answer(result.status, b"", result.content_type, headers, user, stream=result)
    return Answer(200, msgspec.json.encode(result if result is not None else {}), user=user)


def failure(error: ApiError, request_id: str, principal: Principal) -> Answer:
    """The answer that an error means."""
    body = msgspec.json.encode(error.document(request_id))
    headers = {**_reason(error), **error.headers}
    user = principal.user_name or None
    return Answer(
        error.status, body, headers=tuple(headers.items()), user=user, error_code=error.error_code
    )


def _reason(error: ApiError) -> dict[str, str]:
    """SQL clients read of a refusal no body, but this header [sql_wire.md 1]."""
    if error.status not in (401, 403):
        return {}
    text = " ".join(error.message.split()).encode("ascii", "replace").decode()[:1000]
    reason = {"x-databricks-reason-phrase": text}
    if error.status == 401:
        reason["www-authenticate"] = 'Bearer realm="DatabricksRealm"'
    return reason


def client_gone(principal: Principal) -> Answer:
    """Nobody is there to read it; the log and the trail are."""
    return Answer(CLIENT_GONE, b"", user=principal.user_name or None)


async def send_stream(
    send: Send, request: Request, head: list[tuple[bytes, bytes]], answer: Answer, stream: Stream
) -> None:
    """Send an answer piece by piece; one that is cut short shows in `answer.status`."""
    try:
        await send({"type": "http.response.start", "status": answer.status, "headers": head})
        if request.verb == "HEAD":
            await send({"type": "http.response.body", "body": b""})
        else:
            await unless_gone(request, _pump(send, stream.chunks))
    except Disconnected:
        answer.status = CLIENT_GONE
    except TimeoutError:
        answer.status, answer.error_code = CLIENT_GONE, "REQUEST_TIMEOUT"
    except Exception:
        # The connection is closed before its end: the client sees that something is missing.
        log.exception("%s failed while its answer was sent", answer.operation)
        answer.status, answer.error_code = 500, "INTERNAL_ERROR"
    finally:
        close = getattr(stream.chunks, "aclose", None)
        if close is not None:
            await close()


async def _pump(send: Send, chunks: AsyncIterator[bytes]) -> None:
    async for chunk in chunks:
        whole = memoryview(chunk)
        for start in range(0, len(whole), PIECE_BYTES):
            piece = whole[start : start + PIECE_BYTES]
            async with asyncio.timeout(PIECE_SECONDS):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            # Neither a fast reader nor one that is gone makes `send` wait: others want a turn.
            await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": b""})


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`; where the client goes away it is cancelled, and Disconnected raised."""
    working, gone = asyncio.ensure_future(work), asyncio.ensure_future(request.gone())
    try:
        await asyncio.wait((working, gone), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Disconnected
        return working.result()
    finally:
        gone.cancel()
        if not working.done():
            working.cancel()
            await asyncio.wait((working,))
