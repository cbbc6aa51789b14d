"""Spark Connect's messages, from the installed pyspark-client without importing it: that would
cost two seconds and pandas. Its generated modules hold the descriptors as literals; they go into
a pool of their own, so that a test which imports pyspark in this process meets no other.
"""

from __future__ import annotations

import ast
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

MOST_DEPTH = 4000
"""Of messages within each other: a DataFrame of two thousand steps."""
SERVICE = "spark.connect.SparkConnectService"
_FILES = ("types common expressions catalog ml_common relations ml pipelines commands base").split()
_WELL_KNOWN = ("any", "timestamp")


class Wire:
    """The message classes, by their names: `wire.ExecutePlanRequest`, `wire.of("Read.NamedTable")`.

    Made once; loading takes about 30 ms.
    """

    def __init__(self) -> None:
        from google.protobuf import (  # type: ignore[import-untyped,unused-ignore]
            any_pb2,
            descriptor_pb2,
            descriptor_pool,
            message_factory,
            timestamp_pb2,
        )

        self._pool = descriptor_pool.DescriptorPool()
        for module in (any_pb2, timestamp_pb2):
            self._pool.AddSerializedFile(module.DESCRIPTOR.serialized_pb)
        for name in _FILES:
            self._pool.AddSerializedFile(_serialized(name))
        self._class_of = message_factory.GetMessageClass
        self._made: dict[str, Any] = {}
        self.descriptor_proto = descriptor_pb2

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.of(name)

    def of(self, name: str) -> Any:
        """The class of a message of the package spark.connect."""
        made = self._made.get(name)
        if made is None:
            found = self._pool.FindMessageTypeByName(f"spark.connect.{name}")
            made = self._made[name] = self._class_of(found)
        return made


def parsed(kind: Any, data: bytes) -> Any:
    """A message of a class. Raises ValueError for what is none, or is nested beyond measure.

    protobuf reads a hundred levels, and a DataFrame with fifty more columns has as many. More are
    read where a walk without recursion has found how deep it goes: protobuf calls itself.
    """
    from google._upb import _message  # type: ignore[import-untyped,import-not-found,unused-ignore]
    from google.protobuf.message import (  # type: ignore[import-untyped,unused-ignore]
        DecodeError,
    )

    try:
        return kind.FromString(data)
    except DecodeError:
        if not within_depth(kind.DESCRIPTOR, data):
            raise ValueError("not a message of Spark Connect, or nested too deeply") from None
    _message.SetAllowOversizeProtos(True)
    try:
        return kind.FromString(data)
    except DecodeError:
        raise ValueError("not a message of Spark Connect") from None
    finally:
        _message.SetAllowOversizeProtos(False)


def within_depth(descriptor: Any, data: bytes) -> bool:
    """Whether the messages in a message are nested no deeper than MOST_DEPTH."""
    pending = [(descriptor, 0, len(data), 1)]
    while pending:
        kind, at, end, depth = pending.pop()
        if depth > MOST_DEPTH:
            return False
        while at < end:
            tag, at = _varint(data, at, end)
            number, shape = tag >> 3, tag & 7
            if shape == 0:
                _, at = _varint(data, at, end)
            elif shape == 1:
                at += 8
            elif shape == 5:
                at += 4
            elif shape == 2:
                size, at = _varint(data, at, end)
                field = kind.fields_by_number.get(number)
                if field is not None and field.message_type is not None:
                    pending.append((field.message_type, at, min(at + size, end), depth + 1))
                at += size
            else:  # groups: no message of Spark Connect has them
                return False
    return True


def _varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while at < end:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80 or shift > 63:
            break
    return value, at


@cache
def wire() -> Wire:
    """The one Wire of this process: it is never changed."""
    return Wire()


def _serialized(name: str) -> bytes:
    """The FileDescriptorProto that a generated module hands to its pool."""
    tree = ast.parse((_folder() / f"{name}_pb2.py").read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "AddSerializedFile":
            value = ast.literal_eval(node.args[0])
            assert isinstance(value, bytes)
            return value
    raise RuntimeError(f"pyspark-client's {name}_pb2.py holds no descriptor")


def _folder() -> Path:
    # Only the outermost package is looked for: its own __init__ stays unread.
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None:
        raise RuntimeError("pyspark-client is not installed")
    return Path(found.origin).parent / "sql" / "connect" / "proto"
