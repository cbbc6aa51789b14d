"""From a verb and a path to the operation: a trie over path segments.

Literal segments win over `{name}`, which wins over the greedy `{name...}`. A segment may carry a
verb behind its name (`{name}:cancel`). Trailing slashes match without a redirect.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import unquote

T = TypeVar("T")

_PARAMETER = re.compile(r"^\{(\w+)(\.\.\.)?\}(:[\w-]+)?$")


@dataclass
class _Node(Generic[T]):
    literal: dict[str, _Node[T]] = field(default_factory=dict)
    parameter: dict[tuple[str, str], _Node[T]] = field(default_factory=dict)
    greedy: dict[tuple[str, str], dict[str, T]] = field(default_factory=dict)
    verbs: dict[str, T] = field(default_factory=dict)


@dataclass(frozen=True)
class Match(Generic[T]):
    """The operation found, and the decoded path parameters."""

    found: T
    parameters: dict[str, str]


class Router(Generic[T]):
    """Operations by verb and path template."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, verb: str, template: str, found: T) -> None:
        """Register a template; ValueError when the same verb and template is taken."""
        node = self._root
        for segment in template.strip("/").split("/"):
            match = _PARAMETER.match(segment)
            if match and match.group(2):
                slot = node.greedy.setdefault((match.group(1), match.group(3) or ""), {})
                break
            if match:
                key = (match.group(1), match.group(3) or "")
                node = node.parameter.setdefault(key, _Node())
            else:
                node = node.literal.setdefault(segment, _Node())
        else:
            slot = node.verbs
        if verb in slot:
            raise ValueError(f"two operations answer {verb} {template}")
        slot[verb] = found

    def match(self, verb: str, raw_path: str) -> Match[T] | None:
        """The operation of a raw (percent-encoded) path, or None."""
        segments = [unquote(part) for part in raw_path.strip("/").split("/")]
        return self._walk(self._root, verb, segments, {})

    def _walk(
        self, node: _Node[T], verb: str, rest: list[str], got: dict[str, str]
    ) -> Match[T] | None:
        if not rest:
            return Match(node.verbs[verb], got) if verb in node.verbs else None
        head, tail = rest[0], rest[1:]
        if head in node.literal:
            match = self._walk(node.literal[head], verb, tail, got)
            if match:
                return match
        for (name, suffix), child in node.parameter.items():
            if head and head.endswith(suffix):
                value = head.removesuffix(suffix)
                match = self._walk(child, verb, tail, {**got, name: value})
                if match:
                    return match
        return _greedy(node, verb, rest, got)


def _greedy(node: _Node[T], verb: str, rest: list[str], got: dict[str, str]) -> Match[T] | None:
    whole = "/".join(rest)
    for (name, suffix), verbs in node.greedy.items():
        if verb in verbs and whole.endswith(suffix):
            return Match(verbs[verb], {**got, name: whole.removesuffix(suffix)})
    return None
