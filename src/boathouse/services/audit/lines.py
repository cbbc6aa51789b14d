"""One JSON object a line, in ASCII: nothing that a client sent ends a line or moves a cursor.

JSON escapes the controls below U+0020 only; U+009B and U+2028 would stand in the log as they are.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec


def line_of(document: dict[str, Any]) -> bytes:
    """The document as a line, with its end."""
    line = msgspec.json.encode(document)
    if not line.isascii():
        line = json.dumps(msgspec.json.decode(line)).encode()
    return line + b"\n"
