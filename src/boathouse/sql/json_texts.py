"""Nested values as JSON text, where a client does not take them as Arrow's own."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

from boathouse.sql.securables import SparkType
from boathouse.sql.texts import Write, double_text, micros_text, variant_text, writer

BARE = ("byte", "short", "integer", "long")


def json_writer(type: SparkType, time_zone: str = "Etc/UTC") -> Write:
    """Writes values of a type, as pyarrow gives them to Python, as JSON; None is null."""
    some = _scalar(type, time_zone) if isinstance(type, str) else _nested(type, time_zone)
    return lambda value: "null" if value is None else some(value)


def quoted(text: str) -> str:
    """A JSON string."""
    return json.dumps(text, ensure_ascii=False)


def _nested(type: dict[str, Any], time_zone: str) -> Write:
    if type["type"] == "array":
        element = json_writer(type["elementType"], time_zone)
        return lambda value: f"[{','.join(map(element, value))}]"
    if type["type"] == "map":
        return _map(type, time_zone)
    fields = [
        (field["name"], quoted(field["name"]), json_writer(field["type"], time_zone))
        for field in type["fields"]
    ]
    return lambda value: (
        "{" + ",".join(f"{shown}:{write(value[name])}" for name, shown, write in fields) + "}"
    )


def _map(type: dict[str, Any], time_zone: str) -> Write:
    key, item = _scalar_text(type["keyType"], time_zone), json_writer(type["valueType"], time_zone)
    return lambda value: "{" + ",".join(f"{quoted(key(k))}:{item(v)}" for k, v in value) + "}"


def _scalar_text(type: SparkType, time_zone: str) -> Write:
    if type == "boolean":
        return lambda value: "true" if value else "false"
    return writer(type, time_zone)


def _scalar(type: str, time_zone: str) -> Write:
    """Numbers and truth values stand bare, all digits kept; the rest is quoted."""
    if type == "boolean":
        return _scalar_text(type, time_zone)
    if type in BARE:
        return str
    if type.startswith("decimal"):
        return lambda value: format(value, "f")
    if type in ("float", "double"):
        return _double
    if type == "variant":
        return variant_text
    if type == "binary":
        return lambda value: quoted(base64.b64encode(value).decode())
    if type.startswith(("interval day", "interval hour", "interval minute", "interval second")):
        return lambda value: quoted(micros_text(value // timedelta(microseconds=1)))
    write = writer(type, time_zone)
    return lambda value: quoted(write(value))


def _double(value: float) -> str:
    text = double_text(value)
    return quoted(text) if text[-1] in "Ny" else text
