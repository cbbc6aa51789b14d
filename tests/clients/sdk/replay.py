"""Recorded answers through the types of this environment's SDK; prints a JSON list of problems.

Reads JSON lines of {service, class, document} from standard input. A field that the type of this
version knows must come back as it was sent; a field, or a word of an enumeration, that is newer
than the SDK may be dropped.
"""

from __future__ import annotations

import dataclasses
import enum
import importlib
import inspect
import json
import re
import sys
import typing
from collections.abc import Iterator
from typing import Any


def main() -> dict[str, Any]:
    checked, unknown, problems = 0, set(), []
    for line in sys.stdin:
        answer = json.loads(line)
        module = importlib.import_module(f"databricks.sdk.service.{answer['service']}")
        kind = getattr(module, answer["class"], None)
        if kind is None:
            unknown.add(f"{answer['service']}.{answer['class']}")
            continue
        checked += 1
        problems += [f"{answer['class']} {found}" for found in _problems(kind, answer["document"])]
    return {"checked": checked, "unknown": sorted(unknown), "problems": sorted(set(problems))}


def _problems(kind: Any, document: dict[str, Any]) -> Iterator[str]:
    try:
        kept = kind.from_dict(document).as_dict()
    except Exception as error:
        yield f"raises {type(error).__name__}: {error}"
        return
    yield from _losses(kind, document, kept, "$")


def _losses(kind: Any, sent: Any, kept: Any, path: str) -> Iterator[str]:
    if isinstance(sent, dict) and isinstance(kept, dict):
        known = _fields(kind)
        for key, value in sent.items():
            inner = known.get(key) if known else None
            value = _known_words(inner, value)
            if key in kept:
                yield from _losses(inner, value, kept[key], f"{path}.{key}")
            elif known is not None and key in known and value not in ({}, [], None):
                yield f"{path}.{key} dropped"
    elif isinstance(sent, list) and isinstance(kept, list) and len(sent) == len(kept):
        for left, right in zip(sent, kept, strict=True):
            yield from _losses(kind, left, right, f"{path}[]")
    elif sent != kept:
        yield f"{path}: {sent!r} became {kept!r}"


def _known_words(kind: Any, value: Any) -> Any:
    """The words of an enumeration that this version of it has: newer ones may be dropped too."""
    if not (inspect.isclass(kind) and issubclass(kind, enum.Enum)):
        return value
    words = {one.value for one in kind}
    if isinstance(value, list):
        return [one for one in value if one in words]
    return value if value in words else None


def _fields(kind: Any) -> dict[str, Any] | None:
    """The wire names of a type's fields with their types; None for what is no such type."""
    if kind is None or not dataclasses.is_dataclass(kind):
        return None
    # As locals too: a field named like a module would stand before it otherwise.
    names = vars(sys.modules[kind.__module__])
    hints = typing.get_type_hints(kind, names, names)
    wire = _wire_names(kind)
    return {wire.get(name, name): _inner(hint) for name, hint in hints.items()}


def _wire_names(kind: Any) -> dict[str, str]:
    """Attribute -> wire name where they differ, as `as_dict` of the generated class has them."""
    source = inspect.getsource(kind.as_dict)
    pairs = re.findall(r'body\["([^"]+)"\] = (?:\[[^\]]*in )?self\.(\w+)', source)
    return {attribute: name for name, attribute in pairs}


def _inner(hint: Any) -> Any:
    """`Optional[List[X]]` -> X."""
    while True:
        arguments = [one for one in typing.get_args(hint) if one is not type(None)]
        if not arguments:
            return hint
        hint = arguments[-1]


if __name__ == "__main__":
    print(json.dumps(main()))
