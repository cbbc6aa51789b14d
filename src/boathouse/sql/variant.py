"""The binary form of VARIANT, as Parquet and Spark define it, read into JSON text."""

from __future__ import annotations

import base64
import json
import struct
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

PRIMITIVE, SHORT_STRING, OBJECT, ARRAY = range(4)
MAX_DEPTH = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BROKEN = "The bytes are no VARIANT."


@dataclass(frozen=True)
class Variant:
    """A value and the names of the fields in it."""

    value: bytes
    names: tuple[str, ...]


def variant_json(value: bytes, metadata: bytes) -> str:
    """A variant as JSON, without spaces. Raises ValueError for bytes that are none."""
    try:
        return _json(Variant(value, _names(metadata)), 0, 0)
    except (IndexError, struct.error, OverflowError) as error:
        raise ValueError(BROKEN) from error


def _names(metadata: bytes) -> tuple[str, ...]:
    width = (metadata[0] >> 6) + 1
    count = _unsigned(metadata, 1, width)
    begin = 1 + width
    ends = [_unsigned(metadata, begin + width * index, width) for index in range(count + 1)]
    text = begin + width * (count + 1)
    pairs = pairwise(ends)
    return tuple(metadata[text + left : text + right].decode() for left, right in pairs)


def _unsigned(data: bytes, at: int, width: int) -> int:
    if at + width > len(data):
        raise IndexError(at)
    return int.from_bytes(data[at : at + width], "little")


def _signed(data: bytes, at: int, width: int) -> int:
    if at + width > len(data):
        raise IndexError(at)
    return int.from_bytes(data[at : at + width], "little", signed=True)


def _json(variant: Variant, at: int, depth: int) -> str:
    if depth > MAX_DEPTH:
        raise ValueError(BROKEN)
    data = variant.value
    kind, info = data[at] & 3, data[at] >> 2
    if kind == SHORT_STRING:
        return _quoted(data[at + 1 : at + 1 + info].decode())
    if kind == OBJECT:
        return _object(variant, at, info, depth)
    if kind == ARRAY:
        return _array(variant, at, info, depth)
    read = PRIMITIVES.get(info)
    if read is None:
        raise ValueError(BROKEN)
    return read(data, at + 1)


def _object(variant: Variant, at: int, info: int, depth: int) -> str:
    data, counted = variant.value, 4 if info >> 4 & 1 else 1
    wide, offset = (info >> 2 & 3) + 1, (info & 3) + 1
    count = _unsigned(data, at + 1, counted)
    ids = at + 1 + counted
    offsets = ids + wide * count
    values = offsets + offset * (count + 1)
    parts = []
    for index in range(count):
        name = variant.names[_unsigned(data, ids + wide * index, wide)]
        place = values + _unsigned(data, offsets + offset * index, offset)
        parts.append(f"{_quoted(name)}:{_json(variant, place, depth + 1)}")
    return "{" + ",".join(parts) + "}"


def _array(variant: Variant, at: int, info: int, depth: int) -> str:
    data, counted, offset = variant.value, 4 if info >> 2 & 1 else 1, (info & 3) + 1
    count = _unsigned(data, at + 1, counted)
    offsets = at + 1 + counted
    values = offsets + offset * (count + 1)
    places = (values + _unsigned(data, offsets + offset * index, offset) for index in range(count))
    return f"[{','.join(_json(variant, place, depth + 1) for place in places)}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _integer(width: int) -> Callable[[bytes, int], str]:
    return lambda data, at: str(_signed(data, at, width))


def _decimal(width: int) -> Callable[[bytes, int], str]:
    def read(data: bytes, at: int) -> str:
        found = Decimal(_signed(data, at + 1, width)).scaleb(-data[at])
        text = format(found, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text

    return read


def _double(layout: str) -> Callable[[bytes, int], str]:
    from boathouse.sql.texts import double_text

    def read(data: bytes, at: int) -> str:
        (found,) = struct.unpack_from(layout, data, at)
        # A float's own digits, not those of the double that Python makes of it.
        text = double_text(_shortest(found) if layout == "<f" else found)
        return _quoted(text) if text[-1] in "Ny" else text

    return read


def _shortest(found: float) -> float:
    """The shortest decimal that is this 4-byte float."""
    for digits in range(1, 10):
        short = float(f"{found:.{digits}g}")
        if struct.pack("<f", short) == struct.pack("<f", found):
            return short
    return found


def _date(data: bytes, at: int) -> str:
    return _quoted((date(1970, 1, 1) + timedelta(days=_signed(data, at, 4))).isoformat())


def _time(zone: str, per_micro: int = 1) -> Callable[[bytes, int], str]:
    def read(data: bytes, at: int) -> str:
        micros = _signed(data, at, 8) // per_micro
        found = EPOCH + timedelta(microseconds=micros)
        text = found.replace(tzinfo=None).isoformat(" ")
        return _quoted((text.rstrip("0") if "." in text else text) + zone)

    return read


def _sized(read: Callable[[bytes], str]) -> Callable[[bytes, int], str]:
    def sized(data: bytes, at: int) -> str:
        size = _unsigned(data, at, 4)
        return _quoted(read(data[at + 4 : at + 4 + size]))

    return sized


PRIMITIVES: dict[int, Callable[[Any, int], str]] = {
    0: lambda data, at: "null",
    1: lambda data, at: "true",
    2: lambda data, at: "false",
    3: _integer(1),
    4: _integer(2),
    5: _integer(4),
    6: _integer(8),
    7: _double("<d"),
    8: _decimal(4),
    9: _decimal(8),
    10: _decimal(16),
    11: _date,
    12: _time("+00:00"),
    13: _time(""),
    14: _double("<f"),
    15: _sized(lambda found: base64.b64encode(found).decode()),
    16: _sized(bytes.decode),
    18: _time("+00:00", 1000),
    19: _time("", 1000),
    20: lambda data, at: _quoted(str(uuid.UUID(bytes=bytes(data[at : at + 16])))),
}
