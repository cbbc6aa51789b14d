"""Types in the words of the wires: SEA and Unity Catalog names, Thrift ids, java.sql.Types."""

from __future__ import annotations

from collections.abc import Mapping

from boathouse.sql.securables import SparkType
from boathouse.sql.types.text import parse_decimal

THRIFT_IDS: Mapping[str, int] = {
    "BOOLEAN_TYPE": 0,
    "TINYINT_TYPE": 1,
    "SMALLINT_TYPE": 2,
    "INT_TYPE": 3,
    "BIGINT_TYPE": 4,
    "FLOAT_TYPE": 5,
    "DOUBLE_TYPE": 6,
    "STRING_TYPE": 7,
    "TIMESTAMP_TYPE": 8,
    "BINARY_TYPE": 9,
    "ARRAY_TYPE": 10,
    "MAP_TYPE": 11,
    "STRUCT_TYPE": 12,
    "UNION_TYPE": 13,
    "USER_DEFINED_TYPE": 14,
    "DECIMAL_TYPE": 15,
    "NULL_TYPE": 16,
    "DATE_TYPE": 17,
    "VARCHAR_TYPE": 18,
    "CHAR_TYPE": 19,
    "INTERVAL_YEAR_MONTH_TYPE": 20,
    "INTERVAL_DAY_TIME_TYPE": 21,
}

# family -> (SEA and Unity Catalog type_name, TTypeId, java.sql.Types)
FAMILIES: Mapping[str, tuple[str, str, int]] = {
    "boolean": ("BOOLEAN", "BOOLEAN_TYPE", 16),
    "byte": ("BYTE", "TINYINT_TYPE", -6),
    "short": ("SHORT", "SMALLINT_TYPE", 5),
    "integer": ("INT", "INT_TYPE", 4),
    "long": ("LONG", "BIGINT_TYPE", -5),
    "float": ("FLOAT", "FLOAT_TYPE", 6),
    "double": ("DOUBLE", "DOUBLE_TYPE", 8),
    "decimal": ("DECIMAL", "DECIMAL_TYPE", 3),
    "string": ("STRING", "STRING_TYPE", 12),
    "varchar": ("STRING", "STRING_TYPE", 12),
    "char": ("STRING", "STRING_TYPE", 1),
    "binary": ("BINARY", "BINARY_TYPE", -2),
    "date": ("DATE", "DATE_TYPE", 91),
    "timestamp": ("TIMESTAMP", "TIMESTAMP_TYPE", 93),
    "timestamp_ntz": ("TIMESTAMP_NTZ", "TIMESTAMP_TYPE", 93),
    "void": ("NULL", "NULL_TYPE", 0),
    "variant": ("VARIANT", "STRING_TYPE", 1111),
    "geometry": ("GEOMETRY", "STRING_TYPE", 1111),
    "geography": ("GEOGRAPHY", "STRING_TYPE", 1111),
    "array": ("ARRAY", "ARRAY_TYPE", 2003),
    "map": ("MAP", "MAP_TYPE", 2000),
    "struct": ("STRUCT", "STRUCT_TYPE", 2002),
    "year-month": ("INTERVAL", "INTERVAL_YEAR_MONTH_TYPE", 1111),
    "day-time": ("INTERVAL", "INTERVAL_DAY_TIME_TYPE", 1111),
}
UNKNOWN = ("USER_DEFINED_TYPE", "USER_DEFINED_TYPE", 1111)


def family(type: SparkType) -> str:
    """The name without parameters; intervals are `year-month` or `day-time`."""
    if not isinstance(type, str):
        return str(type["type"])
    if type.startswith("interval"):
        return "year-month" if "year" in type or "month" in type else "day-time"
    return type.partition("(")[0]


def type_name(type: SparkType) -> str:
    """BYTE, SHORT, INT, LONG, ... of SEA results and Unity Catalog columns."""
    return FAMILIES.get(family(type), UNKNOWN)[0]


def type_precision(type: SparkType) -> int | None:
    """Of decimals only, as the real service sends it."""
    decimal = parse_decimal(type)
    return decimal[0] if decimal else None


def type_scale(type: SparkType) -> int | None:
    """Of decimals only."""
    decimal = parse_decimal(type)
    return decimal[1] if decimal else None


def interval_type(type: SparkType) -> str | None:
    """`DAY TO SECOND` of interval types, else None."""
    if isinstance(type, str) and type.startswith("interval "):
        return type.removeprefix("interval ").upper()
    return None


def thrift_name(type: SparkType) -> str:
    """The name of the TTypeId: BIGINT_TYPE."""
    return FAMILIES.get(family(type), UNKNOWN)[1]


def thrift_id(type: SparkType) -> int:
    """The TTypeId."""
    return THRIFT_IDS[thrift_name(type)]


def jdbc_type(type: SparkType) -> int:
    """The java.sql.Types constant, as in DATA_TYPE of GetColumns."""
    return FAMILIES.get(family(type), UNKNOWN)[2]
