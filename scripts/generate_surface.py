"""Writes src/boathouse/http/surface.json: every operation of the SDK, one to a line.

`--check` writes nothing and fails if the file is not what it would write.

An operation: service, cls, method, accessors (`w.jobs`, `a.users`), clients (`workspace`,
`account`), request (the TypedDict of wire/<service>.py), verb, path (`{name}` one segment,
`{name...}` several), path_keys, query_keys, body_keys, body_object (that parameter is the whole
body), data (the body is bytes), raw (the answer is bytes), required (keys the SDK insists on),
response (class, `list[class]` for a bare list), items and item (key and class of a page's
elements). What is empty is left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from generated import bring_up_to_date
from sdk_source import Field, Operation, accessors, read_service, service_names

TARGET = Path(__file__).resolve().parent.parent / "src/boathouse/http/surface.json"
CLIENTS = {"w": "workspace", "a": "account"}


def surface_text() -> str:
    """The whole file: a JSON array with one operation to a line."""
    reached = accessors()
    operations = [op for name in service_names() for op in read_service(name).operations]
    operations.sort(key=lambda op: (op.service, op.cls, op.method))
    # a class that no client offers repeats the paths of one that a client does
    offered = [(op, reached.get((op.service, op.cls))) for op in operations]
    lines = [entry(op, accessor) for op, accessor in offered if accessor]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def entry(op: Operation, reached: list[str]) -> str:
    """One operation as a line of JSON."""
    document: dict[str, Any] = {
        "service": op.service,
        "cls": op.cls,
        "method": op.method,
        "accessors": reached,
        "clients": sorted({CLIENTS[one[0]] for one in reached}, reverse=True),
        "request": op.name,
        "verb": op.verb,
        "path": op.path,
        "path_keys": keys(op.path_fields),
        "query_keys": keys(op.query_fields),
        "body_keys": keys(op.body_fields),
        "body_object": op.body_object.key if op.body_object else None,
        "data": op.data,
        "raw": op.raw,
        "required": keys([one for one in op.fields if one.required]),
        "response": op.response,
        "items": op.items,
        "item": op.item,
    }
    return json.dumps({k: v for k, v in document.items() if v}, separators=(",", ":"))


def keys(fields: list[Field]) -> list[str]:
    """The keys on the wire, in the order of the method."""
    return [one.key for one in fields]


def main() -> int:
    return bring_up_to_date({TARGET: surface_text()}, check="--check" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
