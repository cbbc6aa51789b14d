"""From JSON to values of Spark's types, as Spark's reader makes them; ValueError for others."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from boathouse.sql import types
from boathouse.sql.files import json_texts, moments, values
from boathouse.sql.files.json_texts import MARK
from boathouse.sql.files.options import Options
from boathouse.sql.securables import SparkType

Read = Callable[[bytes], Any]
"""From JSON text that is not null to a value; Partial with what could be read of a struct."""

_WHOLE = re.compile(rb"-?[0-9]+")
_SPECIAL = {
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "+Infinity": float("inf"),
    "INF": float("inf"),
    "+INF": float("inf"),
    "-Infinity": float("-inf"),
    "-INF": float("-inf"),
}


class Partial(ValueError):
    """A value of which some parts could not be read: they are null in `value`."""

    def __init__(self, value: Any) -> None:
        super().__init__("partial")
        self.value = value


def reader(type: SparkType, options: Options) -> Read:
    """What reads JSON as values of a type. Raises SqlError for one that JSON does not hold."""
    if not isinstance(type, str):
        return _nested(type, options)
    kind = type.partition("(")[0]
    if kind in values.WIDTHS:
        return _integer(values.WIDTHS[kind])
    sizes = types.parse_decimal(type)
    if sizes is not None:
        return _decimal(*sizes)
    match kind:
        case "string" | "char" | "varchar":
            return _text
        case "boolean":
            return _boolean
        case "float" | "double":
            return _floating
        case "binary":
            return _binary
        case "date":
            return _of_string(values.day(options))
        case "timestamp":
            return _moment(options)
        case "timestamp_ntz":
            return _of_string(values.moment(options, zoned=False))
    raise values.unsupported(type, "json")


def _text(raw: bytes) -> str:
    if raw[:1] == b'"':
        return json_texts.string(raw).removeprefix(MARK)
    return raw.decode("utf-8", "replace")


def _boolean(raw: bytes) -> bool:
    if raw not in (b"true", b"false"):
        raise ValueError(raw)
    return raw == b"true"


def _integer(bits: int) -> Read:
    read = values.integer(bits)

    def integer(raw: bytes) -> int:
        if not _WHOLE.fullmatch(raw):
            raise ValueError(raw)
        number: int = read(raw.decode())
        return number

    return integer


def _floating(raw: bytes) -> float:
    if raw[:1] == b'"':
        found = _SPECIAL.get(json_texts.string(raw).removeprefix(MARK))
        if found is None:
            raise ValueError(raw)
        return found
    if raw[:1] not in b"-0123456789":
        raise ValueError(raw)
    return float(raw)


def _decimal(precision: int, scale: int) -> Read:
    unit = Decimal(1).scaleb(-scale)

    def decimal(raw: bytes) -> Decimal:
        if raw[:1] == b'"':
            return values.fitted(values.exact(json_texts.string(raw)), precision, unit)
        if raw[:1] not in b"-0123456789":
            raise ValueError(raw)
        return values.fitted(values.exact(raw.decode()), precision, unit)

    return decimal


def _binary(raw: bytes) -> bytes:
    try:
        return base64.b64decode(_string_in(raw), validate=True)
    except binascii.Error:
        raise ValueError(raw) from None


def _of_string(read: values.Read) -> Read:
    return lambda raw: read(_string_in(raw))


def _string_in(raw: bytes) -> str:
    if raw[:1] != b'"':
        raise ValueError(raw)
    return json_texts.string(raw)


def _moment(options: Options) -> Read:
    of_string = values.moment(options)

    def moment(raw: bytes) -> datetime:
        if _WHOLE.fullmatch(raw):
            # A number is one of seconds since 1970.
            return moments.utc(moments.EPOCH + timedelta(seconds=int(raw)))
        found: datetime = of_string(_string_in(raw))
        return found

    return moment


def _nested(type: Mapping[str, Any], options: Options) -> Read:
    match type["type"]:
        case "array":
            return _array(reader(type["elementType"], options))
        case "map":
            return _map(reader(type["keyType"], options), reader(type["valueType"], options))
    fields = {field["name"]: reader(field["type"], options) for field in type["fields"]}
    return lambda raw: _struct(raw, fields)


def _array(read: Read) -> Read:
    def array(raw: bytes) -> list[Any]:
        if raw[:1] != b"[":
            raise ValueError(raw)
        found = [_value(element, read) for element in json_texts.elements(raw)]
        values_ = [value for value, _ in found]
        if any(partial for _, partial in found):
            raise Partial(values_)
        return values_

    return array


def _map(key: Read, value: Read) -> Read:
    import json

    def pairs(raw: bytes) -> list[tuple[Any, Any]]:
        if raw[:1] != b"{":
            raise ValueError(raw)
        names = json_texts.members(raw)
        found = [_value(inner, value) for inner in names.values()]
        keys = [key(json.dumps(name).encode()) for name in names]
        values_ = [(name, inner) for name, (inner, _) in zip(keys, found, strict=True)]
        if any(partial for _, partial in found):
            raise Partial(values_)
        return values_

    return pairs


def _value(raw: Any, read: Read) -> tuple[Any, bool]:
    """A value, and whether parts of it could not be read; ValueError where none could."""
    data = bytes(raw).strip()
    try:
        return (None if data == b"null" else read(data)), False
    except Partial as partial:
        return partial.value, True


def _struct(raw: bytes, fields: Mapping[str, Read]) -> dict[str, Any]:
    if raw[:1] != b"{":
        raise ValueError(raw)
    given = json_texts.members(raw)
    found, bad = {}, False
    for name, read in fields.items():
        value, failed, _ = attempt(given.get(name), read)
        found[name] = value
        bad = bad or failed
    if bad:
        raise Partial(found)
    return found


def attempt(raw: Any, read: Read) -> tuple[Any, bool, bytes]:
    """A value, whether it could not be read whole, and its text."""
    if raw is None:
        return None, False, b""
    data = bytes(raw).strip()
    if data == b"null":
        return None, False, data
    try:
        return read(data), False, data
    except Partial as partial:
        return partial.value, True, data
    except (ValueError, OverflowError):
        return None, True, data
