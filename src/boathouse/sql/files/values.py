"""From texts to values, as Spark's CSV reader makes them; ValueError for what is none."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

from boathouse.sql import types
from boathouse.sql.errors import SqlError
from boathouse.sql.files import moments
from boathouse.sql.files.options import Options
from boathouse.sql.securables import SparkType

Read = Callable[[str], Any]

WIDTHS = {"byte": 8, "short": 16, "integer": 32, "long": 64}
INTEGER = re.compile(r"[+-]?[0-9]{1,40}")
DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?")
FLOAT = re.compile(
    r"[\0- ]*([+-]?(?:NaN|Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?))[fFdD]?[\0- ]*"
)
MOST_DIGITS = 1000
_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)


def integer(bits: int) -> Read:
    """Whole numbers of so many bits."""
    least, most = -(1 << (bits - 1)), (1 << (bits - 1)) - 1

    def read(text: str) -> int:
        if not INTEGER.fullmatch(text):
            raise ValueError(text)
        number = int(text)
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return read


def floating(options: Options) -> Read:
    """Java's floating point numbers."""
    own = {
        options.text("nanvalue", "NaN"): float("nan"),
        options.text("positiveinf", "Inf"): float("inf"),
        options.text("negativeinf", "-Inf"): float("-inf"),
    }

    def read(text: str) -> float:
        found = own.get(text)
        if found is not None:
            return found
        match = FLOAT.fullmatch(text)
        if match is None or len(text) > MOST_DIGITS:
            raise ValueError(text)
        number = match[1]
        return float(number.replace("Infinity", "inf").replace("NaN", "nan"))

    return read


def single(options: Options) -> Read:
    """The same in four bytes, rounded once."""
    double = floating(options)

    def read(text: str) -> float:
        wide: float = double(text)
        if not math.isfinite(wide):
            return wide
        (bits,) = struct.unpack("<q", struct.pack("<d", wide))
        if bits & 0x1FFFFFFF == 0x10000000:
            # Half way between two floats: what the double lost decides.
            digits = Decimal(text.strip("\0 ").rstrip("fFdD"))
            lost = digits.compare(Decimal(wide))
            wide = math.nextafter(wide, math.inf * float(lost)) if lost else wide
        try:
            (found,) = struct.unpack("<f", struct.pack("<f", wide))
        except OverflowError:
            return math.copysign(math.inf, wide)
        return float(found)

    return read


def exact(text: str) -> Decimal:
    """A decimal number of any size; commas between digits are dropped."""
    plain = text.replace(",", "")
    if not DECIMAL.fullmatch(plain) or len(plain) > MOST_DIGITS:
        raise ValueError(text)
    return Decimal(plain)


def decimal(precision: int, scale: int) -> Read:
    """Decimals, rounded half up to the scale."""
    unit = Decimal(1).scaleb(-scale)

    def read(text: str) -> Decimal:
        return fitted(exact(text), precision, unit)

    return read


def fitted(number: Decimal, precision: int, unit: Decimal) -> Decimal:
    """A decimal with the unit's scale. Raises ValueError where it has too many digits."""
    if number and number.adjusted() > 40:
        raise ValueError(str(number))
    if number.adjusted() < -60:
        return unit * 0
    try:
        found = number.quantize(unit, context=_EXACT)
    except InvalidOperation:
        raise ValueError(str(number)) from None
    if found and found.adjusted() + 1 + -int(unit.as_tuple().exponent) > precision:
        raise ValueError(str(number))
    return found


def boolean(text: str) -> bool:
    """true or false, in any case."""
    word = text.lower()
    if word not in ("true", "false"):
        raise ValueError(text)
    return word == "true"


def day(options: Options) -> Read:
    """Dates by the option dateFormat, or as CAST reads them."""
    wanted = options.text("dateformat")
    if not wanted:
        return moments.to_date
    parse = moments.pattern(wanted)

    def read(text: str) -> date:
        return parse(text).date()

    return read


def moment(options: Options, *, zoned: bool = True) -> Read:
    """Timestamps by their option, or as CAST reads them."""
    wanted = options.text("timestampformat" if zoned else "timestampntzformat")
    if wanted:
        parse = moments.pattern(wanted)
        return (lambda text: moments.utc(parse(text))) if zoned else parse

    def read(text: str) -> Any:
        found, named = moments.to_moment(text)
        if zoned:
            return moments.utc(found)
        if named:
            raise ValueError(text)
        return found

    return read


def reader(type: SparkType, options: Options) -> Read | None:
    """What reads texts as values of a type; None where the text is the value. Raises SqlError."""
    if not isinstance(type, str):
        raise unsupported(type, options.format)
    kind = type.partition("(")[0]
    if kind in WIDTHS:
        return integer(WIDTHS[kind])
    sizes = types.parse_decimal(type)
    if sizes is not None:
        return decimal(*sizes)
    match kind:
        case "string" | "char" | "varchar":
            return None
        case "binary":
            return lambda text: text.encode()
        case "double":
            return floating(options)
        case "float":
            return single(options)
        case "boolean":
            return boolean
        case "date":
            return day(options)
        case "timestamp":
            return moment(options)
        case "timestamp_ntz":
            return moment(options, zoned=False)
    raise unsupported(type, options.format)


def unsupported(type: SparkType, format: str) -> SqlError:
    """The error of a type that files of a format do not hold."""
    return SqlError(
        "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
        f'The {format.upper()} datasource doesn\'t support the type "{types.to_sql(type)}".',
        "0A000",
    )
