"""Intervals that are literals: their types, multiples, and casts from and to other types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from sqlglot import exp

from boathouse.sql.dialect.decimals import INTEGERS
from boathouse.sql.dialect.forms_text import mismatch
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.securables import SparkType
from boathouse.sql.types import parse_decimal

MICROS = {"DAY": 86_400_000_000, "HOUR": 3_600_000_000, "MINUTE": 60_000_000, "SECOND": 1_000_000}
MONTHS = {"YEAR": 12, "MONTH": 1}
# Units that are written, and those of the type that they make.
OF: Mapping[str, tuple[str, Fraction]] = {
    "WEEK": ("DAY", Fraction(7)),
    "MILLISECOND": ("SECOND", Fraction(1, 1000)),
    "MICROSECOND": ("SECOND", Fraction(1, 1_000_000)),
}
AMOUNT = re.compile(r"\s*([+-]?\d{1,9}(?:\.\d{1,6})?)\s*$")
CLOCK = re.compile(r"\s*([+-]?)(\d{1,9}) (\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d{1,6})?)\s*$")
QUOTED = re.compile(r"\s*interval\s+'([^']*)'\s+(\w+)\s*$", re.IGNORECASE)
UNIT = re.compile(r"\s*\d+\s+[a-z]+\s*$", re.IGNORECASE)
Amount = tuple[int, str, str]
"""Microseconds or months, and the first and the last unit of the type."""


def amount(node: exp.Expr) -> Amount | None:
    """Of an interval that is a literal; None for what is none, or is not read here."""
    unit = node.args.get("unit") if isinstance(node, exp.Interval) else None
    value, sign = node.this, 1
    if isinstance(value, exp.Neg):
        value, sign = value.this, -1
    if unit is None or not isinstance(value, exp.Literal):
        return None
    words = re.sub(r"S\b", "", unit.sql("databricks").upper()).split(" TO ")
    found = read(value.name, words)
    return None if found is None else (sign * found[0], found[1], found[2])


def read(text: str, words: list[str]) -> Amount | None:
    if len(words) == 2:
        made = {"DAY": clock, "YEAR": calendar}.get(words[0])
        known = words in (["DAY", "SECOND"], ["YEAR", "MONTH"])
        return made(text) if known and made is not None else None
    unit, times = OF.get(words[0], (words[0], Fraction(1)))
    size, written = {**MICROS, **MONTHS}.get(unit), AMOUNT.match(text)
    if size is None or written is None:
        return None
    if "." in written[1] and words[0] != "SECOND":
        return None
    total = Fraction(written[1]) * times * size
    return (int(total), unit, unit) if total.denominator == 1 else None


def calendar(text: str) -> Amount | None:
    found = re.match(r"\s*([+-]?)(\d{1,9})-(\d{1,2})\s*$", text)
    if found is None or int(found[3]) > 11:
        return None
    months = int(found[2]) * 12 + int(found[3])
    return months * (-1 if found[1] == "-" else 1), "YEAR", "MONTH"


def clock(text: str) -> Amount | None:
    found = CLOCK.match(text)
    if found is None:
        return None
    days, hours, minutes, seconds = (Fraction(part) for part in found.groups()[1:])
    if hours > 23 or minutes > 59 or seconds >= 60:
        return None
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return int(total * 1_000_000) * (-1 if found[1] == "-" else 1), "DAY", "SECOND"


def type_name(node: exp.Expr) -> str:
    """What typeof says."""
    found = amount(node)
    if found is None:
        raise NotSupported("typeof of an interval that is no literal is not supported.")
    _, first, last = found
    return f"interval {first.lower()}" + (f" to {last.lower()}" if first != last else "")


def written(total: int, unit: str) -> str:
    """As SQL that the engine reads. `unit`: any of its kind."""
    sign, rest = "-" if total < 0 else "", abs(total)
    if unit in MONTHS:
        return f"INTERVAL '{sign}{rest // 12}-{rest % 12}' YEAR TO MONTH"
    seconds, micros = divmod(rest, 1_000_000)
    days, seconds = divmod(seconds, 86_400)
    time = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{micros:06}"
    return f"INTERVAL '{sign}{days} {time}' DAY TO SECOND"


def multiple(node: exp.Expr, factor: exp.Expr, divided: bool) -> str | None:
    """A literal times or divided by an integer literal, rounded half up as Spark does."""
    found, number = amount(node), integer(factor)
    if found is None or number is None or (divided and number == 0):
        return None
    share = Fraction(found[0], number) if divided else Fraction(found[0] * number)
    exact = abs(share)
    total = int(exact + Fraction(1, 2)) * (-1 if share < 0 else 1)
    return written(total, found[1]) if abs(total) < 2**31 or found[1] in MICROS else None


def integer(node: exp.Expr) -> int | None:
    sign = -1 if isinstance(node, exp.Neg) else 1
    inner = node.this if isinstance(node, exp.Neg) else node
    plain = isinstance(inner, exp.Literal) and not inner.is_string and inner.name.isdecimal()
    return sign * int(inner.name) if plain else None


def as_number(node: exp.Expr, target: SparkType) -> str:
    """An interval as the number of its last unit."""
    if target in ("double", "float"):
        raise mismatch("CAST_WITHOUT_SUGGESTION", f"Cannot cast an interval to {target}.")
    found = amount(node)
    if found is None:
        raise NotSupported("Casts to numbers are supported for intervals that are literals.")
    share = Fraction(found[0], {**MICROS, **MONTHS}[found[2]])
    if parse_decimal(str(target)) is None:
        return str(int(share))
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return format(exact.quantize(Decimal("0.000001"), ROUND_HALF_UP), "f")


def from_other(node: exp.Expr, text: str, source: SparkType, target: str, tried: bool) -> str:
    """A text literal, or integers, as an interval. `target`: `interval day`, or alike."""
    words = target.upper().removeprefix("INTERVAL ").split(" TO ")
    if words[0] in MONTHS:
        raise NotSupported("Casts to year-month intervals are not supported.")
    sql = f"INTERVAL {' TO '.join(words)}"
    if isinstance(node, exp.Literal) and node.is_string:
        total = parsed(node.name, words, tried)
        return f"CAST({'NULL' if total is None else written(total, 'DAY')} AS {sql})"
    whole = source in INTEGERS and source != "long"
    if len(words) != 1 or words[0] not in MICROS or not whole:
        raise NotSupported("Casts to intervals take text literals, or INT for one unit.")
    return f"CAST({text} * INTERVAL '1' {words[0]} AS {sql})"


def parsed(text: str, words: list[str], tried: bool) -> int | None:
    quoted = QUOTED.match(text)
    if quoted is not None and [quoted[2].upper()] == words:
        text = quoted[1]
    found = read(text, words) if words[0] in MICROS else None
    if found is not None:
        return found[0]
    if any(sign.isdigit() for sign in text) and not UNIT.match(text):
        raise NotSupported("This text is not read as an interval here.")
    if tried:
        return None
    why = f"Error parsing '{text}' to interval. Please ensure that the value provided is in a valid"
    why += " format for defining an interval."
    raise SqlError("INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE", why, "22006")
