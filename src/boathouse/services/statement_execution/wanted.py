"""How a client wants a statement's result: disposition, format, compression, how long it waits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from boathouse.errors import InvalidParameterValue
from boathouse.sql.execution import Request
from boathouse.sql.parameters import Parameter
from boathouse.sql.session import Session
from boathouse.sql.shape import Flags, shape_for
from boathouse.wire.sql import QueryTag

INLINE, LINKS, HYBRID = "INLINE", "EXTERNAL_LINKS", "INLINE_OR_EXTERNAL_LINKS"
ARROW, JSON = "ARROW_STREAM", "JSON_ARRAY"
Disposition = Literal["INLINE", "EXTERNAL_LINKS", "INLINE_OR_EXTERNAL_LINKS"]
Compression = Literal["NONE", "LZ4_FRAME"]

MIB, GIB = 1024**2, 1024**3
TEXT_BYTES = 16 * MIB
INLINE_BYTES = 25 * MIB
LINKS_BYTES = 100 * GIB
DEFAULT_WAIT = "10s"

_WAIT = re.compile(r"(\d{1,3})s")


class ParameterItem(TypedDict, total=False):
    """A parameter as clients send it: `ordinal` from 1 for a `?`, `name` for a `:name`."""

    name: str | None
    ordinal: int | None
    type: str | None
    value: str | None


@dataclass(frozen=True)
class Wanted:
    """What is remembered of a statement's request for as long as its result may be asked for."""

    disposition: str
    format: str
    lz4: bool
    wait_seconds: int
    cancel: bool

    @property
    def attaches(self) -> bool:
        """Whether a small result may be in the answer itself, as Arrow."""
        return self.disposition == HYBRID and self.format == ARROW


def wanted(
    disposition: str, format: str, compression: str, wait_timeout: str, on_wait_timeout: str
) -> Wanted:
    """The checked choice; InvalidParameterValue for what does not go together."""
    if disposition == INLINE and format != JSON:
        raise InvalidParameterValue(
            f"The format {format} is not supported with the disposition INLINE, which allows"
            " JSON_ARRAY only; use the disposition EXTERNAL_LINKS."
        )
    lz4 = compression == "LZ4_FRAME" and format == ARROW
    return Wanted(disposition, format, lz4, _wait(wait_timeout), on_wait_timeout == "CANCEL")


def request(
    wanted: Wanted,
    session: Session,
    statement: str,
    parameters: list[ParameterItem],
    row_limit: int | None,
    byte_limit: int | None,
) -> Request:
    """What the road is asked to run; InvalidParameterValue for limits that are none."""
    check_text(statement)
    for name, limit in (("row_limit", row_limit), ("byte_limit", byte_limit)):
        if limit is not None and limit < 1:
            raise InvalidParameterValue(f"{name} must be at least 1.")
    inline = wanted.disposition == INLINE
    flags = Flags(time_zone=session.time_zone)
    return Request(
        text=statement,
        parameters=_parameters(parameters),
        row_limit=row_limit,
        byte_limit=byte_limit or (None if inline else LINKS_BYTES),
        timeout_seconds=_timeout(session),
        lz4=wanted.lz4,
        shape=shape_for(flags) if wanted.format == ARROW else None,
        most_bytes=INLINE_BYTES if inline else None,
    )


def check_tags(tags: list[QueryTag]) -> None:
    """Each tag needs a key; more than 20 are no error, the rest counts for nothing."""
    if any(not (tag.get("key") or "").strip() for tag in tags):
        raise InvalidParameterValue("A query tag needs a key that is not empty.")


def check_text(statement: str) -> None:
    if not statement.strip():
        raise InvalidParameterValue("The statement is empty.")
    if len(statement) > TEXT_BYTES or len(statement.encode()) > TEXT_BYTES:
        raise InvalidParameterValue("The statement is larger than 16 MiB.")


def _wait(text: str) -> int:
    match = _WAIT.fullmatch(text)
    seconds = int(match.group(1)) if match else -1
    if seconds != 0 and not 5 <= seconds <= 50:
        raise InvalidParameterValue(f"wait_timeout is {text[:20]!r}: it must be 0s, or 5s to 50s.")
    return seconds


def _timeout(session: Session) -> float:
    seconds = session.conf.get("statement_timeout", "0")
    return float(seconds) if seconds.isdigit() else 0


def _parameters(items: list[ParameterItem]) -> tuple[Parameter, ...]:
    """Named ones as they come, then those with a place in the order of their places."""
    if any("name" in item and "ordinal" in item for item in items):
        raise InvalidParameterValue("A parameter has either a name or an ordinal.")
    placed = sorted((item for item in items if "name" not in item), key=_ordinal)
    named = [item for item in items if "name" in item]
    return tuple(
        Parameter(item.get("name"), item.get("type") or "STRING", item.get("value"))
        for item in (*named, *placed)
    )


def _ordinal(item: Any) -> int:
    return int(item.get("ordinal") or 0)
