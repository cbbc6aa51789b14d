"""Values of PySpark as the texts of a Databricks SQL result of format JSON_ARRAY: binary in
hexadecimal, timestamps in ISO form where they stand alone, nested values in JSON.

Written apart from boathouse.sql.texts, which it is compared with.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
import re
import struct
from decimal import Decimal
from typing import Any

DAY = 86_400_000_000


def text(value: Any, kind: Any) -> str | None:
    """The text of a column's value; `kind` is its PySpark type."""
    if value is None:
        return None
    name = name_of(kind)
    if name == "binary":
        return bytes(value).hex()
    if name in ("timestamp", "timestamp_ntz"):
        found = value.isoformat("T", "microseconds" if value.microsecond % 1000 else "milliseconds")
        return found + ("Z" if name == "timestamp" else "")
    if name in ("array", "map", "struct", "variant"):
        return nested(value, kind)
    return scalar(value, name, kind)


def name_of(kind: Any) -> str:
    name = str(kind.typeName())
    return str(kind.simpleString()) if "interval" in name else name


def scalar(value: Any, name: str, kind: Any) -> str:
    if name == "boolean":
        return "true" if value else "false"
    if name in ("double", "float"):
        return number(value, name)
    if name == "decimal":
        return format(value, "f")
    if name in ("timestamp", "timestamp_ntz"):
        found = value.isoformat(" ")
        return found.rstrip("0") if "." in found else found
    if name.startswith("interval"):
        return interval(value, name)
    return str(value)


def number(value: float, name: str) -> str:
    """As Java writes it, in as few digits as tell it apart."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    digits = shortest(value) if name == "float" else repr(value)
    decimal = Decimal(digits)
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        plain = format(decimal, "f")
        return plain if "." in plain else plain + ".0"
    sign, figures, exponent = decimal.normalize().as_tuple()
    rest = "".join(map(str, figures[1:])) or "0"
    return f"{'-' if sign else ''}{figures[0]}.{rest}E{int(exponent) + len(figures) - 1}"


def shortest(value: float) -> str:
    packed = struct.pack("<f", value)
    tries = (f"{value:.{digits}g}" for digits in range(1, 10))
    return next(one for one in tries if struct.pack("<f", float(one)) == packed)


def interval(value: Any, name: str) -> str:
    if "day" in name or "hour" in name or "second" in name or "minute" in name:
        micros = value // dt.timedelta(microseconds=1)
        sign, left = ("-", -micros) if micros < 0 else ("", micros)
        clock = dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(microseconds=left % DAY)
        return f"{sign}{left // DAY} {clock.time().isoformat('microseconds')}000"
    months = int(value)
    return f"{'-' if months < 0 else ''}{abs(months) // 12}-{abs(months) % 12}"


def nested(value: Any, kind: Any) -> str:
    """JSON; numbers bare."""
    name = name_of(kind)
    if value is None:
        return "null"
    if name == "array":
        return "[" + ",".join(nested(one, kind.elementType) for one in value) + "]"
    if name == "map":
        pairs = ((text(k, kind.keyType), nested(v, kind.valueType)) for k, v in value.items())
        return "{" + ",".join(f"{quoted(str(k))}:{v}" for k, v in pairs) + "}"
    if name == "struct":
        fields = zip(kind.fields, value, strict=True)
        return "{" + ",".join(f"{quoted(f.name)}:{nested(v, f.dataType)}" for f, v in fields) + "}"
    if name == "variant":
        return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), value.toJson())
    if name == "binary":
        return quoted(base64.b64encode(bytes(value)).decode())
    found = scalar(value, name, kind)
    bare = name in ("boolean", "byte", "short", "integer", "long", "decimal", "double", "float")
    return found if bare and found[-1] not in "Ny" else quoted(found)


def quoted(found: str) -> str:
    return json.dumps(found, ensure_ascii=False)
