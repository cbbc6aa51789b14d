"""Workspace paths: one spelling for each object, and what a path may hold."""

from __future__ import annotations

from boathouse.errors import InvalidParameterValue

MAX_NAME_BYTES = 255
MAX_PATH_BYTES = 4096

_ALIAS = "/Workspace"


def normalise(path: str) -> str:
    """The one spelling: no repeated or trailing slash, no `/Workspace` alias before it.

    Errors: InvalidParameterValue for a relative path, `.`, `..`, NUL and over-long names.
    """
    if not path.startswith("/"):
        raise InvalidParameterValue(f"Path ({path}) doesn't start with '/'")
    parts = [part for part in path.split("/") if part]
    for part in parts:
        _check(path, part)
    spelled = "/" + "/".join(parts)
    if len(spelled.encode()) > MAX_PATH_BYTES:
        raise InvalidParameterValue(f"The path is longer than {MAX_PATH_BYTES} bytes.")
    # Repeated ones too: who normalises once and who does so twice must mean the same object.
    while spelled.startswith(f"{_ALIAS}/"):
        spelled = spelled.removeprefix(_ALIAS)
    return "/" if spelled == _ALIAS else spelled


def parent(path: str) -> str:
    """The folder that holds a path; the root holds itself."""
    return path.rpartition("/")[0] or "/"


def name(path: str) -> str:
    """The last part of a path."""
    return path.rpartition("/")[2]


def _check(path: str, part: str) -> None:
    if part in (".", ".."):
        raise InvalidParameterValue(f"Path ({path}) must not hold '{part}'")
    if any(ord(character) < 32 or ord(character) == 127 for character in part):
        raise InvalidParameterValue("A path must not hold control characters.")
    if len(part.encode()) > MAX_NAME_BYTES:
        raise InvalidParameterValue(
            f"A name in the path is longer than {MAX_NAME_BYTES} bytes: {part[:64]}..."
        )
