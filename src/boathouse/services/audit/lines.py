"""One JSON object a line, in ASCII: nothing that a client sent ends a line or moves a cursor.

JSON escapes the controls below U+0020 only; U+009B and U+2028 would stand in the log as they are.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec


def line_of(document: dict[str, Any]) -> str:
    """The document without a line's end."""
    text = msgspec.json.encode(document).decode()
    return text if text.isascii() else json.dumps(msgspec.json.decode(text))
