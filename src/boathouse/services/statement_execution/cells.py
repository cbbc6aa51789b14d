"""Values as the text that JSON_ARRAY and CSV results carry: as `sql.texts`, but timestamps are
ISO 8601 with `Z` or their offset, and binary is hexadecimal [sql_wire.md 3.4]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boathouse.sql.securables import SparkType
from boathouse.sql.texts import texts

if TYPE_CHECKING:
    import pyarrow as pa

UTC = ("UTC", "Etc/UTC", "+00:00", "Z")
MICROS = 1_000_000
Cells = list[str | None]


def cells(column: pa.Array, type: SparkType) -> Cells:
    """Each value of a column as text, NULL as None."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        return _timestamps(column)
    if type == "binary":
        return [None if value is None else value.hex() for value in column.to_pylist()]
    found: Cells = texts(column, type, _zone(column.type) or "Etc/UTC").to_pylist()
    return found


def _zone(type: pa.DataType) -> str | None:
    """The time zone of the timestamps inside arrays, maps and structs, where there are any."""
    import pyarrow as pa

    if pa.types.is_timestamp(type):
        return str(type.tz) if type.tz else None
    inner = (_zone(type.field(place).type) for place in range(type.num_fields))
    return next(filter(None, inner), None)


def _timestamps(column: pa.Array) -> Cells:
    import pyarrow as pa

    zone, micros = column.type.tz, pa.timestamp("us")
    utc = column.cast(pa.timestamp("us", zone), safe=False).view(micros)
    if zone is None or zone in UTC:
        suffix = "Z" if zone else ""
        return [None if text is None else iso(text) + suffix for text in _spelled(utc)]
    import pyarrow.compute as pc

    local = pc.local_timestamp(utc.view(pa.timestamp("us", zone)))
    ahead = pc.subtract(local.view(pa.int64()), utc.view(pa.int64())).to_pylist()
    return [
        None if text is None else iso(text) + offset(micros_ahead // MICROS)
        for text, micros_ahead in zip(_spelled(local), ahead, strict=True)
    ]


def _spelled(column: pa.Array) -> Cells:
    import pyarrow as pa

    found: Cells = column.cast(pa.string()).to_pylist()
    return found


def iso(text: str) -> str:
    """`2024-01-31 08:00:00.120000` as `2024-01-31T08:00:00.120`: three digits, six where needed."""
    whole = text.replace(" ", "T", 1)
    return whole[:-3] if whole.endswith("000") else whole


def offset(seconds: int) -> str:
    """`+01:00`; zones before 1900 were off by seconds too, which show."""
    sign, left = "-" if seconds < 0 else "+", abs(seconds)
    spelled = f"{sign}{left // 3600:02}:{left // 60 % 60:02}"
    return spelled if left % 60 == 0 else f"{spelled}:{left % 60:02}"
