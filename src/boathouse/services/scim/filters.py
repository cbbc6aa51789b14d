"""SCIM filters and paths: a small parser, and what a filter says about a resource.

RFC 7644 3.4.2.2 and 3.5.2, with values that may stand without quotes as clients write them. All
attributes here are texts or booleans, so that every value is compared as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from boathouse.services.scim.errors import InvalidFilter, InvalidPath

MAX_LENGTH = 8192
MAX_DEPTH = 32
OPERATORS = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le")
CASE_EXACT = ("externalid",)

_OWN_SCHEMA = re.compile(
    r"^urn:ietf:params:scim:schemas:(core|extension:workspace):2\.0:\w+$", re.I
)
_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[()\[\]])|(?P<text>"(?:[^"\\]|\\.)*")|'(?P<quoted>[^']*)'"""
    r"""|(?P<word>[^\s()\[\]"']+))""",
)
_NAME = re.compile(r"^[A-Za-z$][\w$-]*$")


@dataclass(frozen=True)
class Compare:
    """`path op value`; a value of None is null, and `pr` (present) takes none."""

    path: tuple[str, ...]
    operator: str
    value: str | None = None


@dataclass(frozen=True)
class Inside:
    """`path[filter]`: one element of a list fulfils the filter."""

    path: tuple[str, ...]
    filter: Filter


@dataclass(frozen=True)
class Not:
    """`not (filter)`."""

    filter: Filter


@dataclass(frozen=True)
class Both:
    """`left and right and ...`."""

    filters: tuple[Filter, ...]


@dataclass(frozen=True)
class Either:
    """`left or right or ...`."""

    filters: tuple[Filter, ...]


Filter = Compare | Inside | Not | Both | Either


@dataclass(frozen=True)
class Target:
    """What the path of a PATCH operation points at: `emails[type eq "work"].value`."""

    path: tuple[str, ...]
    filter: Filter | None = None
    sub: str | None = None


def parse(text: str) -> Filter:
    """The filter of a text; InvalidFilter when it is none."""
    parser = _Parser(text)
    found = parser.either(0)
    if not parser.ended():
        raise InvalidFilter(f"The filter goes on where it should end: {text[:200]}")
    return found


def parse_target(text: str) -> Target:
    """The target of a PATCH operation's path; InvalidPath when it is none."""
    try:
        return _Parser(text).target()
    except InvalidFilter as error:
        raise InvalidPath(f"The path {text[:200]} is not valid: {error.message}") from None


def names_in(found: Filter) -> Iterator[str]:
    """The attributes (without sub-attributes) that a filter looks at, in lower case."""
    if isinstance(found, Compare | Inside):
        yield found.path[0].lower()
    elif isinstance(found, Not):
        yield from names_in(found.filter)
    else:
        for part in found.filters:
            yield from names_in(part)


def equalities(found: Filter) -> Iterator[tuple[str, str]]:
    """Attributes (in lower case) that must equal a text wherever the filter holds."""
    if isinstance(found, Compare) and found.operator == "eq" and found.value is not None:
        yield ".".join(found.path).lower(), found.value
    elif isinstance(found, Both):
        for part in found.filters:
            yield from equalities(part)


def matches(found: Filter, resource: Mapping[str, Any]) -> bool:
    """Whether a resource (or one element of a list in it) fulfils a filter."""
    if isinstance(found, Both):
        return all(matches(part, resource) for part in found.filters)
    if isinstance(found, Either):
        return any(matches(part, resource) for part in found.filters)
    if isinstance(found, Not):
        return not matches(found.filter, resource)
    if isinstance(found, Inside):
        items = (item for item in leaves(resource, found.path) if isinstance(item, Mapping))
        return any(matches(found.filter, item) for item in items)
    return _compare(found, list(texts(resource, found.path)))


def leaves(value: Any, path: Iterable[str]) -> Iterator[Any]:
    """The values under a path; lists are walked through, names match in any case."""
    names = list(path)
    if isinstance(value, list):
        for item in value:
            yield from leaves(item, names)
    elif not names:
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key.lower() == names[0].lower():
                yield from leaves(inner, names[1:])


def texts(resource: Mapping[str, Any], path: Iterable[str]) -> Iterator[str]:
    """The values under a path as texts; an element of a list stands for its `value`."""
    for leaf in leaves(resource, path):
        value = leaf.get("value") if isinstance(leaf, Mapping) else leaf
        if isinstance(value, bool):
            yield str(value).lower()
        elif value is not None:
            yield str(value)


def _compare(found: Compare, values: list[str]) -> bool:
    if found.operator == "pr":
        return any(values)
    if found.value is None:
        return (found.operator == "eq") != bool(values)
    wanted = found.value
    if found.path[-1].lower() not in CASE_EXACT:
        values, wanted = [value.casefold() for value in values], wanted.casefold()
    if found.operator == "ne":
        return wanted not in values
    return any(_holds(found.operator, value, wanted) for value in values)


def _holds(operator: str, value: str, wanted: str) -> bool:
    match operator:
        case "eq":
            return value == wanted
        case "co":
            return wanted in value
        case "sw":
            return value.startswith(wanted)
        case "ew":
            return value.endswith(wanted)
        case "gt":
            return value > wanted
        case "ge":
            return value >= wanted
        case "lt":
            return value < wanted
        case _:
            return value <= wanted


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise InvalidFilter(f"The filter is longer than {MAX_LENGTH} characters.")
        self._tokens = list(_tokens(text))
        self._at = 0

    def ended(self) -> bool:
        return self._at >= len(self._tokens)

    def either(self, depth: int) -> Filter:
        if depth > MAX_DEPTH:
            raise InvalidFilter("The filter is nested too deeply.")
        parts = [self._both(depth)]
        while self._take("or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def target(self) -> Target:
        path = self._path()
        if self.ended():
            return Target(path)
        if not self._take("["):
            raise InvalidFilter("'[' is missing.")
        found = self._closed("]", 0)
        sub = None if self.ended() else self._next("a sub-attribute")[1]
        if not self.ended() or (sub is not None and not _NAME.match(sub.removeprefix("."))):
            raise InvalidFilter("it goes on where it should end.")
        return Target(path, found, sub.removeprefix(".") if sub else None)

    def _both(self, depth: int) -> Filter:
        parts = [self._one(depth)]
        while self._take("and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _one(self, depth: int) -> Filter:
        if self._take("not"):
            if not self._take("("):
                raise InvalidFilter("'(' is missing after not.")
            return Not(self._closed(")", depth))
        if self._take("("):
            return self._closed(")", depth)
        path = self._path()
        if self._take("["):
            return Inside(path, self._closed("]", depth))
        return self._comparison(path)

    def _comparison(self, path: tuple[str, ...]) -> Filter:
        operator = self._next("an operator")[1].lower()
        if operator == "pr":
            return Compare(path, "pr")
        if operator not in OPERATORS:
            raise InvalidFilter(f"There is no operator {operator[:50]}.")
        kind, value = self._next("a value")
        if kind == "mark":
            raise InvalidFilter(f"A value is missing after {operator}.")
        return Compare(path, operator, None if (kind, value) == ("word", "null") else value)

    def _closed(self, mark: str, depth: int) -> Filter:
        found = self.either(depth + 1)
        if not self._take(mark):
            raise InvalidFilter(f"'{mark}' is missing.")
        return found

    def _path(self) -> tuple[str, ...]:
        kind, word = self._next("an attribute")
        schema, _, name = word.rpartition(":")
        names = tuple(name.split("."))
        if kind != "word" or not all(_NAME.match(part) for part in names) or len(names) > 2:
            raise InvalidFilter(f"{word[:100]} is no attribute.")
        return names if not schema or _OWN_SCHEMA.match(schema) else (schema, *names)

    def _next(self, wanted: str) -> tuple[str, str]:
        if self.ended():
            raise InvalidFilter(f"The filter ends where {wanted} is needed.")
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, word: str) -> bool:
        """Step over a keyword or mark if it is next (a quoted one is a value)."""
        if self.ended() or self._tokens[self._at][0] not in ("word", "mark"):
            return False
        found = self._tokens[self._at][1].lower() == word
        self._at += found
        return found


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, text = 0, text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise InvalidFilter(f"The filter cannot be read from here on: {text[at : at + 50]}")
        kind = str(match.lastgroup)
        value = match[kind]
        if kind == "text":
            value = _unquoted(value)
        yield kind, value
        at = match.end()


def _unquoted(text: str) -> str:
    try:
        return str(msgspec.json.decode(text.encode()))
    except (msgspec.DecodeError, UnicodeError):
        raise InvalidFilter(f"The text {text[:50]} is not valid JSON.") from None
