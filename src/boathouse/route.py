"""`@route`: a verb, the paths, the access rule and the fields of one operation, beside its handler.

Plain declarations; http/ reads them. A handler's name and parameters are the SDK method's.
"""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Any, BinaryIO, TypeVar

Handler = TypeVar("Handler", bound=Callable[..., Any])

DEFAULT_BODY_LIMIT = 10 * 1024 * 1024


class Access(Enum):
    """Who may call an operation at all. What they may touch is the handler's own check."""

    PUBLIC = "no credential needed"
    USER = "any active user of the workspace"
    ADMIN = "workspace admins"


@dataclass(frozen=True)
class Fields:
    """What becomes of the request's fields that are not simply acted on.

    Keys are paths such as `tasks[].run_if`. `inert`: kept and shown, with the reason why nothing
    acts on it. `refused`: the values that mean the default; any other answers 501 naming the field
    (empty values always count as default).
    """

    inert: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Upload:
    """A file part of a multipart body: a file object, on disk when large, and its size in bytes."""

    file: BinaryIO
    size: int

    def read(self) -> bytes:
        """The whole part."""
        self.file.seek(0)
        return self.file.read()


@dataclass(frozen=True)
class Body:
    """The raw body of a request as it comes (`stream_body`): `async for piece in body`, once.

    `length` is what the client announced, in bytes (None: chunked). Iterating raises
    RequestTooLarge beyond the route's body_limit, RequestTimeout where the client is too slow,
    and an exception that is no ApiError where the client goes away: clean up in a `finally`,
    let all of them pass. A body need not be read to its end.
    """

    stream: AsyncIterator[bytes]
    length: int | None = None

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self.stream


@dataclass(frozen=True)
class Raw:
    """An answer that is not JSON."""

    content: bytes
    content_type: str = "application/octet-stream"
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Stream:
    """An answer that is sent piece by piece, from a sync or an async handler.

    `length` is the number of bytes in all; None: they are sent chunked. A HEAD request gets the
    head only. The iterator runs on the event loop (blocking work goes to a thread), is cancelled
    where it waits when the client goes away, and its `aclose()`, if it has one, is called in any
    case. But a generator that was never begun runs no `finally`: open files inside it, or give an
    object with an `aclose` of its own. What it raises cuts the connection: the head is gone by
    then.
    """

    chunks: AsyncIterator[bytes]
    content_type: str = "application/octet-stream"
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    length: int | None = None


@dataclass(frozen=True)
class Route:
    """One operation and everything that http/ needs to serve it."""

    verb: str
    paths: tuple[str, ...]
    access: Access
    handler: Callable[..., Any]
    fields: Fields
    upload: str | None
    raw_body: bool
    body_limit: int
    stream_body: bool = False
    queued: bool = False
    cancels: bool = False

    @cached_property
    def waits(self) -> bool:
        """Whether the handler is an `async def`."""
        return inspect.iscoroutinefunction(self.handler)

    @property
    def service(self) -> str:
        """The folder of the handler, which is the SDK's accessor: `jobs`."""
        return self.handler.__module__.split(".")[-2]

    @property
    def operation(self) -> str:
        """`jobs.create`, for messages and docs."""
        return f"{self.service}.{self.handler.__name__}"


def route(
    verb: str,
    *paths: str,
    access: Access,
    fields: Fields | None = None,
    upload: str | None = None,
    raw_body: bool = False,
    body_limit: int = DEFAULT_BODY_LIMIT,
    stream_body: bool = False,
    queued: bool = False,
    cancels: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare the operation that the function below handles.

    `paths` are templates: `/api/2.0/x/{name}`; `{name...}` takes slashes too; `2.0|2.1|2.2` in a
    segment stands for each. `upload` names the file part of a multipart body (it arrives as an
    `Upload` in the parameter of that name). `raw_body` hands over the bytes as `body` (declare
    it as `body: bytes = b""`; at most 100 MiB are held in memory).

    A handler may be `async def`: it is admitted (authentication, gates, access) in a handler
    thread before its body is read, then awaited on the event loop without a snapshot. It reaches
    the database by `await ctx.in_thread(fn, ...)`; `ctx.tx` and `ctx.write()` raise on the loop.
    For such handlers only:
    - `stream_body` hands over the body as it comes, a `Body` as `body` (declare `body: Body`);
    - `cancels`: a client that goes away while the handler waits cancels it (CancelledError in
      it; the log and the audit trail then say 499). Not together with `stream_body`, whose
      reader notices by itself.

    `queued`: never answered 429: the clients of these paths take it badly. (Whoever is locked out
    for wrong passwords gets 401 there.)
    """

    def declare(handler: Handler) -> Handler:
        spelled = tuple(p for path in paths for p in _versions(path))
        declared = Route(
            verb,
            spelled,
            access,
            handler,
            fields or Fields(),
            upload,
            raw_body,
            body_limit,
            stream_body,
            queued,
            cancels,
        )
        if (stream_body or cancels) and not declared.waits:
            raise TypeError(f"{declared.operation} is not async: it cannot wait")
        if stream_body and (cancels or raw_body or upload):
            raise TypeError(f"{declared.operation}: stream_body goes with no other kind of body")
        handler.__route__ = declared  # type: ignore[attr-defined]
        return handler

    return declare


def routes_of(module: Any) -> list[Route]:
    """Every operation that a module declares, in the order of its text."""
    found = (getattr(value, "__route__", None) for value in vars(module).values())
    return [route for route in found if isinstance(route, Route)]


def _versions(path: str) -> list[str]:
    """`/api/2.0|2.1/x` -> `/api/2.0/x`, `/api/2.1/x`."""
    spelled = [""]
    for segment in path.split("/")[1:]:
        choices = segment.split("|") if not segment.startswith("{") else [segment]
        spelled = [f"{left}/{choice}" for left in spelled for choice in choices]
    return spelled
