"""`@route`: a verb, the paths, the access rule and the fields of one operation, beside its handler.

Plain declarations; http/ reads them. A handler's name and parameters are the SDK method's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
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
    """The raw body of a request, for handlers that take bytes as they come."""

    stream: AsyncIterator[bytes]


@dataclass(frozen=True)
class Raw:
    """An answer that is not JSON."""

    content: bytes
    content_type: str = "application/octet-stream"
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


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
) -> Callable[[Handler], Handler]:
    """Declare the operation that the function below handles.

    `paths` are templates: `/api/2.0/x/{name}`; `{name...}` takes slashes too; `2.0|2.1|2.2` in a
    segment stands for each. `upload` names the file part of a multipart body (it arrives as an
    `Upload` in the parameter of that name). `raw_body` hands over a `Body` as `body`.
    """

    def declare(handler: Handler) -> Handler:
        spelled = tuple(p for path in paths for p in _versions(path))
        declared = Route(
            verb, spelled, access, handler, fields or Fields(), upload, raw_body, body_limit
        )
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
