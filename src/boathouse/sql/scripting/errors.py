"""What leaves a block of a script, and errors with the line that they come from."""

from __future__ import annotations

from typing import Any

from boathouse.sql.errors import SqlError
from boathouse.sql.scripting.frames import Frame


class Left(Exception):
    """LEAVE and ITERATE: on their way to the block or loop of this label."""

    def __init__(self, label: str, *, again: bool) -> None:
        super().__init__(label)
        self.label, self.again = label, again


class Exited(Exception):
    """An EXIT handler has run: its block is over."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.frame = frame


class Unhandled(Exception):
    """An error that no block handles: the script is over."""

    def __init__(self, error: SqlError) -> None:
        super().__init__()
        self.error = error


def placed(error: SqlError, node: Any, script: str) -> SqlError:
    """The error with its place in the script, the first one that it is given."""
    if getattr(error, "line", None) is not None and hasattr(error, "in_script"):
        return error
    line = script[node.start : node.end].split("\n", 1)[0][:200]
    column = node.start - (script.rfind("\n", 0, node.start) + 1) + 1
    place = f"\n== SQL (line {node.line}, position {column}) ==\n{line}"
    error.args = (f"{error.args[0]}{place}",)
    error.line, error.in_script = node.line, True  # type: ignore[attr-defined]
    return error
