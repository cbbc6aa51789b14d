"""The rows of GetTableTypes and GetTypeInfo, and the sizes that GetColumns shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from boathouse.sql.securables import SparkType
from boathouse.sql.types import jdbc_type, parse_decimal, to_sql
from boathouse.sql.types.wire import family

TABLE, VIEW = "TABLE", "VIEW"

# The greatest number of digits, and the size in characters, of types that have one.
DIGITS = {"byte": 3, "short": 5, "integer": 10, "long": 19, "float": 7, "double": 15}
SIZES = {**DIGITS, "boolean": 1, "date": 10, "timestamp": 29, "timestamp_ntz": 29}
TEXT_SIZE = 2_147_483_647

LISTED: tuple[SparkType, ...] = (
    "void",
    "boolean",
    "byte",
    "short",
    "integer",
    "long",
    "float",
    "double",
    "string",
    "binary",
    "decimal(38,0)",
    "date",
    "timestamp",
    "timestamp_ntz",
    "interval year to month",
    "interval day to second",
)
NESTED = (("ARRAY", 2003), ("MAP", 2000), ("STRUCT", 2002))
QUOTED = ("string", "date", "timestamp", "timestamp_ntz")
NULLABLE, SEARCHABLE = 1, 3


def table_types(wanted: object, req: Any) -> Iterable[tuple[Any, ...]]:
    return [(TABLE,), (VIEW,)]


def type_info(wanted: object, req: Any) -> Iterable[tuple[Any, ...]]:
    """Ordered by the number of the type, as JDBC asks."""
    found = [_type(kind) for kind in LISTED]
    found += [_row(name, number, None, None, searchable=0) for name, number in NESTED]
    return sorted(found, key=lambda row: int(row[1]))


def _type(kind: SparkType) -> tuple[Any, ...]:
    name = to_sql(kind).partition("(")[0]
    return _row(
        name, jdbc_type(kind), size_of(kind), "'" if kind in QUOTED else None, digits(kind)[1]
    )


def _row(
    name: str,
    number: int,
    precision: int | None,
    quote: str | None,
    radix: int | None = None,
    *,
    searchable: int = SEARCHABLE,
) -> tuple[Any, ...]:
    decimal = name == "DECIMAL"
    return (
        name,
        number,
        precision,
        quote,
        quote,
        "precision,scale" if decimal else None,
        NULLABLE,
        name == "STRING",
        searchable,
        radix is None,
        False,
        False,
        None,
        0,
        38 if decimal else 0,
        None,
        None,
        radix,
    )


def size_of(kind: SparkType) -> int | None:
    """COLUMN_SIZE: digits of numbers, characters of text."""
    decimal = parse_decimal(kind)
    if decimal:
        return decimal[0]
    if isinstance(kind, str) and kind.startswith(("char(", "varchar(")):
        return int(kind[kind.index("(") + 1 : -1])
    if kind in ("string", "binary"):
        return TEXT_SIZE
    return SIZES.get(family(kind))


def digits(kind: SparkType) -> tuple[int | None, int | None]:
    """DECIMAL_DIGITS and NUM_PREC_RADIX of numbers."""
    decimal = parse_decimal(kind)
    if decimal:
        return decimal[1], 10
    name = family(kind)
    if name in ("float", "double"):
        return DIGITS[name], 10
    return (0, 10) if name in DIGITS else (None, None)
