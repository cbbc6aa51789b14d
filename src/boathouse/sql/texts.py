"""Values as text, as Databricks writes them: a column of any type as a column of strings."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from boathouse.sql.securables import SparkType

Write = Callable[[Any], str]


def texts(array: Any, type: SparkType, time_zone: str = "Etc/UTC") -> Any:
    """A pyarrow string array with the text of each value; null stays null.

    Timestamps are `2024-01-31 12:00:00.5` in `time_zone`; nested values JSON, binary base64 in it
    and text as such outside; intervals are `1-2` and `1 02:03:04.000000000`.
    """
    import pyarrow as pa

    if type == "float":
        # The digits of the narrower type: 0.1, where its nearest double is 0.10000000149011612.
        array = array.cast(pa.string()).cast(pa.float64())
    vectorised = _vectorised(array, type, time_zone)
    if vectorised is not None:
        return vectorised
    write = writer(type, time_zone)
    return pa.array(
        [None if value is None else write(value) for value in _values(array)], pa.string()
    )


def _vectorised(array: Any, type: SparkType, time_zone: str) -> Any:
    """The text by pyarrow's own cast, where that is Databricks' text; else None."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if type == "void":
        return pa.nulls(len(array), pa.string())
    if pa.types.is_string(array.type):
        return array
    if type in ("boolean", "byte", "short", "integer", "long", "date", "string"):
        return array.cast(pa.string())
    if type in ("timestamp", "timestamp_ntz"):
        local = _local(array, time_zone).cast(pa.string())
        return pc.replace_substring_regex(local, r"\.?0+$", "")
    if isinstance(type, str) and type.startswith("decimal") and array.type.scale <= 6:
        return array.cast(pa.string())
    return None


def _local(array: Any, time_zone: str) -> Any:
    """The wall clock's time, without a zone."""
    import pyarrow as pa
    import pyarrow.compute as pc

    zone = array.type.tz
    micros = array.cast(pa.timestamp("us", zone), safe=False)
    if zone is None:
        return micros
    if time_zone in ("UTC", "Etc/UTC"):
        return micros.view(pa.timestamp("us"))
    return pc.local_timestamp(micros.view(pa.timestamp("us", time_zone)))


def _values(array: Any) -> list[Any]:
    import pyarrow as pa

    if pa.types.is_duration(array.type):
        unit = {"s": 1_000_000, "ms": 1000, "us": 1, "ns": 0.001}[array.type.unit]
        counts = array.view(pa.int64()).to_pylist()
        return [None if count is None else int(count * unit) for count in counts]
    listed: list[Any] = array.to_pylist()
    return listed


def writer(type: SparkType, time_zone: str) -> Write:
    """Writes one value of a type, as pyarrow gives it to Python, as text."""
    if not isinstance(type, str):
        from boathouse.sql.json_texts import json_writer

        return json_writer(type, time_zone)
    if type in ("float", "double"):
        return double_text
    if type.startswith("decimal"):
        return lambda value: format(value, "f")
    if type.startswith("interval"):
        return months_text if "year" in type or "month" in type else micros_text
    if type == "binary":
        return lambda value: value.decode("utf-8", "replace")
    if type == "variant":
        return variant_text
    if type in ("timestamp", "timestamp_ntz"):
        return lambda value: timestamp_text(value, time_zone)
    return str


def double_text(value: float) -> str:
    """As Java writes a double: `1.0`, `1.0E10`, `NaN`, `Infinity`."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return format(Decimal(repr(value)), "f") if "e" in repr(value) else repr(value)
    digits = Decimal(repr(value)).normalize()
    sign, figures, _ = digits.as_tuple()
    rest = "".join(map(str, figures[1:])) or "0"
    return f"{'-' if sign else ''}{figures[0]}.{rest}E{digits.adjusted()}"


def months_text(months: int) -> str:
    """A year-month interval: `1-2`, `-0-3`."""
    sign = "-" if months < 0 else ""
    return f"{sign}{abs(months) // 12}-{abs(months) % 12}"


def micros_text(micros: int) -> str:
    """A day-time interval of so many microseconds: `1 02:03:04.000000000`."""
    sign, left = ("-", -micros) if micros < 0 else ("", micros)
    seconds, fraction = divmod(left, 1_000_000)
    days, seconds = divmod(seconds, 86_400)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{sign}{days} {clock}.{fraction:06}000"


def timestamp_text(value: datetime, time_zone: str) -> str:
    """`2024-01-31 12:00:00.5`: local time, no zeros at the end of the fraction."""
    if value.tzinfo is not None:
        zone = UTC if time_zone in ("UTC", "Etc/UTC") else ZoneInfo(time_zone)
        value = value.astimezone(zone).replace(tzinfo=None)
    text = value.isoformat(" ")
    return text.rstrip("0") if "." in text else text


def variant_text(value: Any) -> str:
    """A variant (its `value` and `metadata` bytes) as JSON."""
    from boathouse.sql.variant import variant_json

    return variant_json(value["value"], value["metadata"])
