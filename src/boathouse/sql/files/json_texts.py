"""JSON as Jackson takes it in Spark: strict, but for single quotes, NaN, and what stands behind."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

MARK = "\ufdd0"
"""In front of NaN and its kin, which JSON has no word for: they go on as strings."""
_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z_.+-])")
_WORD = re.compile(r"(?:true|false|null)(?![0-9A-Za-z_])")
_NOT_A_NUMBER = re.compile(r"(?:NaN|[+-]?(?:Infinity|INF))(?![0-9A-Za-z_])")
_DOUBLE = re.compile(r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"')
_SINGLE = re.compile(r"'(?:[^'\\\x00-\x1f]|\\[\"'\\/bfnrt]|\\u[0-9a-fA-F]{4})*'")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_HALVES = re.compile(r"\\u[dD][89a-fA-F]")
MOST_DEPTH = 200

_members = msgspec.json.Decoder(dict[str, msgspec.Raw])
_elements = msgspec.json.Decoder(list[msgspec.Raw])
_string = msgspec.json.Decoder(str)


class Malformed(ValueError):
    """This is no JSON."""


def document(text: str) -> bytes:
    """The first value of a text as strict JSON. Raises Malformed."""
    data = text.encode("utf-8", "surrogatepass")
    if _HALVES.search(text):
        return _strict(text).encode("utf-8", "replace")
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return _strict(text).encode("utf-8", "replace")
    return data.strip()


def members(raw: Any) -> dict[str, Any]:
    """The values of an object, each as JSON text."""
    try:
        return _members.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        raise Malformed(bytes(raw)[:100]) from None


def elements(raw: Any) -> list[Any]:
    """The values of an array, each as JSON text."""
    try:
        return _elements.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        raise Malformed(bytes(raw)[:100]) from None


def string(raw: Any) -> str:
    """The text that a JSON string stands for."""
    try:
        return _string.decode(raw)
    except msgspec.DecodeError:
        raise Malformed(bytes(raw)[:100]) from None


def _strict(text: str) -> str:
    pieces: list[str] = []
    try:
        _value(text, _skip(text, 0), pieces, 0)
    except (IndexError, RecursionError):
        raise Malformed(text[:100]) from None
    return "".join(pieces)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _value(text: str, at: int, pieces: list[str], depth: int) -> int:
    sign = text[at]
    if depth > MOST_DEPTH:
        raise Malformed("too deep")
    if sign in "{[":
        return _nested(text, at, pieces, depth)
    if sign in "\"'":
        return _text(text, at, pieces)
    for pattern, mark in ((_WORD, ""), (_NUMBER, ""), (_NOT_A_NUMBER, MARK)):
        match = pattern.match(text, at)
        if match:
            pieces.append(f'"{mark}{match[0]}"' if mark else match[0])
            return match.end()
    raise Malformed(text[at : at + 100])


def _nested(text: str, at: int, pieces: list[str], depth: int) -> int:
    opening = text[at]
    closing = "}" if opening == "{" else "]"
    pieces.append(opening)
    at = _skip(text, at + 1)
    if text[at] == closing:
        pieces.append(closing)
        return at + 1
    while True:
        if opening == "{":
            if text[at] not in "\"'":
                raise Malformed(text[at : at + 100])
            at = _skip(text, _text(text, at, pieces))
            if text[at] != ":":
                raise Malformed(text[at : at + 100])
            pieces.append(":")
            at = _skip(text, at + 1)
        at = _skip(text, _value(text, at, pieces, depth + 1))
        sign = text[at]
        if sign not in (",", closing):
            raise Malformed(text[at : at + 100])
        pieces.append(sign)
        at = at + 1 if sign == closing else _skip(text, at + 1)
        if sign == closing:
            return at


def _text(text: str, at: int, pieces: list[str]) -> int:
    match = (_DOUBLE if text[at] == '"' else _SINGLE).match(text, at)
    if match is None:
        raise Malformed(text[at : at + 100])
    found = match[0]
    if found[0] == "'":
        inner = found[1:-1].replace("\\'", "'")
        found = '"' + re.sub(r'(?<!\\)"', r"\\" + '"', inner) + '"'
    if _HALVES.search(found):
        # Half a character alone is written as a question mark by Java.
        found = json.dumps(_SURROGATES.sub("?", json.loads(found)))
    pieces.append(found)
    return match.end()
