"""Refusing the request fields that an operation knows but does not act on yet.

A value that means the default passes; any other answers 501 and names the field (`$.schedule`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from boathouse.errors import NotImplementedHere


def refuse_unsupported(document: Mapping[str, Any], refused: Mapping[str, tuple[Any, ...]]) -> None:
    """Raise NotImplementedHere for the first refused field that holds more than its default."""
    for pattern, defaults in refused.items():
        for path, value in _find(document, _keys(pattern), "$"):
            if not _means_default(value, defaults):
                raise NotImplementedHere(f"The request field {path} is not implemented.")


def _means_default(value: Any, defaults: tuple[Any, ...]) -> bool:
    empty = value is None or value is False or value in ("", {}, [])
    return empty or value in defaults or (isinstance(value, dict) and _hollow(value))


def _hollow(value: Mapping[str, Any]) -> bool:
    """Nothing but empty values inside, such as `{"on_start": []}`."""
    return all(item is None or item is False or item in ("", {}, []) for item in value.values())


@cache
def _keys(pattern: str) -> Sequence[tuple[str, bool]]:
    """`tasks[].run_if` -> the name of each step, and whether it is a list."""
    steps = pattern.split(".")
    return tuple((step.removesuffix("[]"), step.endswith("[]")) for step in steps)


def _find(value: Any, keys: Sequence[tuple[str, bool]], path: str) -> Iterator[tuple[str, Any]]:
    if not keys:
        yield path, value
        return
    (name, many), rest = keys[0], keys[1:]
    if not isinstance(value, dict) or name not in value:
        return
    inner = value[name]
    if not many:
        yield from _find(inner, rest, f"{path}.{name}")
    elif isinstance(inner, list):
        for position, item in enumerate(inner):
            yield from _find(item, rest, f"{path}.{name}[{position}]")
