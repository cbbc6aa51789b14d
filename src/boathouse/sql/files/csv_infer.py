"""The types of CSV columns, found as Spark finds them: the narrowest that all values have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from boathouse.sql import types
from boathouse.sql.files import csv_blocks, moments, values
from boathouse.sql.files.options import Options

ORDER = ("integer", "long", "decimal", "double", "date", "timestamp", "boolean", "string")
NUMBERS = ("integer", "long", "decimal", "double")


class Guess:
    """The type of one column so far; None as long as it held nothing."""

    def __init__(self, options: Options) -> None:
        self.type: str | None = None
        self._floating = values.floating(options)
        self._date = _strict_day(options)
        self._moment = values.moment(options)
        self._dates_first = options.flag("preferdate", True)
        self._null = options.text("nullvalue")
        self._options = options

    def add(self, text: str) -> None:
        """One more value."""
        if self.type == "string" or not text or text == self._null:
            return
        start = "integer" if self.type is None else self.type.partition("(")[0]
        self.type = merged(self.type, self._of(text, start))

    def add_all(self, array: Any) -> None:
        """Many more values, an Arrow array of strings."""
        kind = "integer" if self.type is None else self.type.partition("(")[0]
        if kind == "string" or array.null_count == len(array):
            return
        if not self._simple(array, kind):
            for text in array.unique().to_pylist():
                self.add(text or "")

    def _simple(self, array: Any, kind: str) -> bool:
        """Whether all values are of one kind that is clear at a glance."""
        found = None
        broken = r"^-?[0-9]{1,15}\.[0-9]{1,15}$"
        number = csv_blocks.NUMBER if kind == "double" else broken
        if kind in ("integer", "long") and csv_blocks.every(array, r"^-?[0-9]{1,9}$"):
            found = "integer"
        elif kind in NUMBERS and csv_blocks.every(array, number):
            found = "double"
        elif kind in (*NUMBERS, "date") and self._days(array):
            found = "date"
        if found is not None:
            self.type = merged(self.type, found)
        return found is not None

    def _days(self, array: Any) -> bool:
        if not self._dates_first:
            return False
        return csv_blocks.typed(array, "date", self._options) is not None

    def _of(self, text: str, start: str) -> str:
        for kind in ORDER[ORDER.index(start) :]:
            found = self._try(kind, text)
            if found is not None:
                return found
        return "string"

    def _try(self, kind: str, text: str) -> str | None:
        match kind:
            case "integer":
                return kind if _reads(values.integer(32), text) else None
            case "long":
                return kind if _reads(values.integer(64), text) else None
            case "decimal":
                return _decimal(text)
            case "double":
                return kind if _reads(self._floating, text) else None
            case "date":
                return kind if self._dates_first and _reads(self._date, text) else None
            case "timestamp":
                return kind if _reads(self._moment, text) else None
            case "boolean":
                return kind if text.lower() in ("true", "false") else None
        return "string"


def _reads(read: Callable[[str], Any], text: str) -> bool:
    try:
        read(text)
    except (ValueError, OverflowError):
        return False
    return True


def _strict_day(options: Options) -> Callable[[str], Any]:
    if options.text("dateformat"):
        return values.day(options)

    def read(text: str) -> Any:
        if not moments.STRICT_DATE.fullmatch(text):
            raise ValueError(text)
        return moments.to_date(text)

    return read


def _decimal(text: str) -> str | None:
    """Only what has no digits behind the point and no exponent left."""
    try:
        number = values.exact(text)
    except ValueError:
        return None
    _, digits, exponent = number.as_tuple()
    if exponent != 0 or len(digits) > 38:
        return None
    return f"decimal({len(digits)},0)"


def merged(one: str | None, other: str) -> str:
    """The type that holds the values of both."""
    if one is None or one == other:
        return other
    kinds = {one.partition("(")[0], other.partition("(")[0]}
    if kinds <= set(NUMBERS):
        if "double" in kinds:
            return "double"
        if "decimal" in kinds:
            return widest(_as_decimal(one), _as_decimal(other))
        return "long"
    return "timestamp" if kinds == {"date", "timestamp"} else "string"


def _as_decimal(type: str) -> tuple[int, int]:
    return types.parse_decimal(type) or ((10, 0) if type == "integer" else (20, 0))


def widest(one: tuple[int, int], other: tuple[int, int]) -> str:
    scale = max(one[1], other[1])
    whole = max(one[0] - one[1], other[0] - other[1])
    return "double" if whole + scale > 38 else f"decimal({whole + scale},{scale})"
