"""What the views tell of a data type, in the words of the SQL standard."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from boathouse.sql.securables import SparkType
from boathouse.sql.types import catalog_string, interval_type, parse_decimal, type_name

NAMES = (
    "full_data_type",
    "data_type",
    "numeric_precision",
    "numeric_precision_radix",
    "numeric_scale",
    "datetime_precision",
    "interval_type",
    "collation_catalog",
    "collation_schema",
    "collation_name",
)
_BITS = {"BYTE": 8, "SHORT": 16, "INT": 32, "LONG": 64, "FLOAT": 32, "DOUBLE": 64}
_WHOLE = frozenset(("BYTE", "SHORT", "INT", "LONG"))
_COLLATION = ("SYSTEM", "BUILTIN", "UTF8_BINARY")


def named(kind: SparkType) -> Mapping[str, Any]:
    """The columns that tell of a type, by name."""
    return dict(zip(NAMES, facts(kind), strict=True))


def facts(kind: SparkType) -> tuple[Any, ...]:
    """Their values, in the order of NAMES."""
    return _plain(kind) if isinstance(kind, str) else _facts(kind)


@lru_cache(maxsize=1024)
def _plain(kind: str) -> tuple[Any, ...]:
    return _facts(kind)


def _facts(kind: SparkType) -> tuple[Any, ...]:
    name, decimal = type_name(kind), parse_decimal(kind)
    return (
        catalog_string(kind),
        name,
        decimal[0] if decimal else _BITS.get(name),
        10 if decimal else 2 if name in _BITS else None,
        decimal[1] if decimal else 0 if name in _WHOLE else None,
        _seconds(name, kind),
        interval_type(kind),
        *(_COLLATION if name == "STRING" else (None, None, None)),
    )


def _seconds(name: str, kind: SparkType) -> int | None:
    """The digits of a second's fraction; 0 for what has no seconds."""
    if name in ("TIMESTAMP", "TIMESTAMP_NTZ"):
        return 3
    if name == "INTERVAL":
        return 3 if "second" in str(kind) else 0
    return 0 if name == "DATE" else None
