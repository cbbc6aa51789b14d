"""surface.json against the SDK at work: each method is called, and its one HTTP call recorded."""

from __future__ import annotations

import dataclasses
import enum
import importlib
import io
import json
import re
import types
import typing
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk.common.types.fieldmask import FieldMask
from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

ROOT = Path(__file__).resolve().parents[2]
SURFACE = json.loads((ROOT / "src/boathouse/http/surface.json").read_text())
SERVICES = sorted({one["service"] for one in SURFACE})


class RecordedError(Exception):
    """Ends the SDK's method at its HTTP call and carries what it was about to send."""

    def __init__(self, verb: str, path: str, query: dict[str, Any], body: Any) -> None:
        super().__init__(verb, path)
        self.verb, self.path, self.query, self.body = verb, path, query, body


class RecordingApi:
    """Stands where the SDK's HTTP client stands."""

    account_id = "text"
    _cfg = types.SimpleNamespace(workspace_id=None, account_id="text", host="http://localhost")

    def do(
        self, verb: str, path: str, query: Any = None, body: Any = None, **_more: Any
    ) -> typing.NoReturn:
        raise RecordedError(verb, path, query or {}, body)


def value_of(kind: Any) -> Any:
    """Some value of an annotated type."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Union:
        return value_of(arguments[0])
    if origin in (list, typing.Iterator):
        return [value_of(arguments[0])]
    if origin is dict:
        return {"key": value_of(arguments[1])}
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind))
    if dataclasses.is_dataclass(kind):
        return kind.from_dict({})  # type: ignore[attr-defined]
    plain = {str: "text", int: 7, bool: True, float: 1.5, dict: {"a": 1}, Any: "any", any: "any"}
    made = {Timestamp: Timestamp(), Duration: Duration(), FieldMask: FieldMask(["a"])}
    return {**plain, **made, typing.BinaryIO: io.BytesIO(b"")}[kind]


def record(op: dict[str, Any]) -> RecordedError:
    """What the method sends when every parameter is given."""
    module = importlib.import_module(f"databricks.sdk.service.{op['service']}")
    api = getattr(module, op["cls"])(RecordingApi())
    method = getattr(api, op["method"])
    hints = typing.get_type_hints(method, vars(module) | {"Any": Any})
    given = {name: value_of(kind) for name, kind in hints.items() if name != "return"}
    with pytest.raises(RecordedError) as caught:
        next(iter(method(**given)))
    return caught.value


@pytest.mark.parametrize("service", SERVICES)
def test_the_sdk_sends_what_the_surface_says(service: str) -> None:
    for op in (one for one in SURFACE if one["service"] == service):
        sent = record(op)
        assert sent.verb == op["verb"], op
        assert re.fullmatch(pattern(op["path"]), sent.path), (sent.path, op["path"])
        assert sent.query.keys() == set(op.get("query_keys", [])), op
        assert_body(op, sent.body)


def pattern(template: str) -> str:
    """The template as a regular expression; `/{name...}` begins with its own slash."""
    whole = re.sub(r"/\\\{\w+\\\.\\\.\\\.\\\}", ".+", re.escape(template))
    return re.sub(r"\\\{\w+\\\}", "[^/]+", whole)


def assert_body(op: dict[str, Any], body: Any) -> None:
    """Its keys, or one of: whole document, bytes, nothing."""
    if "body_keys" in op:
        assert body.keys() == set(op["body_keys"]), op
    elif "body_object" in op:
        assert isinstance(body, dict), op
    elif "data" not in op:
        assert not body, op
