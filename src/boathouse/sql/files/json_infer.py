"""The types of JSON values, found and merged as Spark does; structs by their fields' names."""

from __future__ import annotations

import re
from typing import Any

from boathouse.sql.files import json_texts, values
from boathouse.sql.files.csv_infer import widest
from boathouse.sql.files.json_texts import MARK
from boathouse.sql.files.options import Options
from boathouse.sql.types import parse_decimal

# None: nothing but null so far; a dict: a struct; a list of one: an array.
Guess = Any

_WHOLE = re.compile(rb"-?[0-9]+")
_LONG = (1 << 63) - 1


class Inference:
    """How types are found under some options."""

    def __init__(self, options: Options) -> None:
        self._strings = options.flag("primitivesasstring") or not options.flag(
            "infercolumntypes", True
        )
        self._decimals = options.flag("prefersdecimal")
        self._moment = values.moment(options) if options.flag("infertimestamp") else None

    def of(self, raw: Any) -> Guess:
        """The type of one value."""
        data = bytes(raw).strip()
        match data[:1]:
            case b"{":
                return {key: self.of(value) for key, value in json_texts.members(data).items()}
            case b"[":
                found: Guess = None
                for element in json_texts.elements(data):
                    found = merged(found, self.of(element))
                return [found]
            case b"n":
                return None
            case b'"':
                return self._text(json_texts.string(data))
        if self._strings:
            return "string"
        return "boolean" if data[:1] in b"tf" else self._number(data)

    def _text(self, text: str) -> Guess:
        if text.startswith(MARK):
            return "string" if self._strings else "double"
        if self._moment is not None and not self._strings:
            try:
                self._moment(text)
                return "timestamp"
            except (ValueError, OverflowError):
                return "string"
        return "string"

    def _number(self, data: bytes) -> str:
        if _WHOLE.fullmatch(data):
            digits = data.lstrip(b"-0") or b"0"
            if len(digits) < 19 or -_LONG - 1 <= int(data) <= _LONG:
                return "long"
            return f"decimal({len(digits)},0)" if len(digits) <= 38 else "double"
        if self._decimals:
            _, digits_, exponent = values.exact(data.decode()).as_tuple()
            scale = -int(exponent)
            if 0 <= scale <= 38 and max(len(digits_), scale) <= 38:
                return f"decimal({max(len(digits_), scale)},{scale})"
        return "double"


def merged(one: Guess, other: Guess) -> Guess:
    """The type that holds the values of both."""
    if one is None or one == other:
        return other
    if other is None:
        return one
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: merged(one.get(key), other.get(key)) for key in {**one, **other}}
    if isinstance(one, list) and isinstance(other, list):
        return [merged(one[0], other[0])]
    if isinstance(one, str) and isinstance(other, str):
        return _simple(one, other)
    return "string"


def _simple(one: str, other: str) -> str:
    kinds = {one.partition("(")[0], other.partition("(")[0]}
    if kinds <= {"long", "double", "decimal"}:
        if "double" in kinds:
            return "double"
        return widest(parse_decimal(one) or (20, 0), parse_decimal(other) or (20, 0))
    return "string"


def settled(guess: Guess) -> Any:
    """The type as Spark spells it; None for a struct without fields, which Spark leaves out."""
    if guess is None:
        return "string"
    if isinstance(guess, list):
        element = settled(guess[0])
        if element is None:
            return None
        return {"type": "array", "elementType": element, "containsNull": True}
    if isinstance(guess, dict):
        fields = [(name, settled(guess[name])) for name in sorted(guess)]
        kept = [
            {"name": name, "type": type, "nullable": True, "metadata": {}}
            for name, type in fields
            if type is not None
        ]
        return {"type": "struct", "fields": kept} if kept else None
    return guess
