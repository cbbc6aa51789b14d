"""Rows in columns: TRowSet for clients that read no Arrow, and for metadata calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from boathouse.protocols.thrift.idl import tcli
from boathouse.sql.answer import Batch, record_batch

if TYPE_CHECKING:
    import pyarrow as pa

# Arrow type -> (field of TColumn, its struct, what stands where the value is null)
PLACES: dict[str, tuple[str, str, Any]] = {
    "bool": ("boolVal", "TBoolColumn", False),
    "int8": ("byteVal", "TByteColumn", 0),
    "int16": ("i16Val", "TI16Column", 0),
    "int32": ("i32Val", "TI32Column", 0),
    "int64": ("i64Val", "TI64Column", 0),
    "float": ("doubleVal", "TDoubleColumn", 0.0),
    "double": ("doubleVal", "TDoubleColumn", 0.0),
    "binary": ("binaryVal", "TBinaryColumn", b""),
}
TEXT = ("stringVal", "TStringColumn", "")


def of(schema: pa.Schema, batches: Sequence[Batch]) -> Any:
    """The TRowSet of batches that have the shape `NO_ARROW`."""
    import pyarrow as pa

    table = pa.Table.from_batches([record_batch(schema, batch) for batch in batches], schema)
    made = [_column(table.column(index).combine_chunks()) for index in range(len(schema))]
    return tcli().TRowSet(columns=made, columnCount=len(made))


def of_nothing() -> Any:
    """The one column without rows that DDL answers."""
    empty = tcli().TStringColumn(values=[], nulls=b"")
    return tcli().TRowSet(columns=[tcli().TColumn(stringVal=empty)], columnCount=1)


def _column(array: Any) -> Any:
    import pyarrow as pa

    place, struct, absent = PLACES.get(str(array.type), TEXT)
    if place == "stringVal" and not pa.types.is_string(array.type):
        array = array.cast(pa.string())
    values = array.to_pylist()
    nulls = _bitmap(array) if array.null_count else b"\0"
    if array.null_count:
        values = [absent if value is None else value for value in values]
    made = getattr(tcli(), struct)(values=values, nulls=nulls)
    return tcli().TColumn(**{place: made})


def _bitmap(array: Any) -> bytes:
    """A set bit where the value is null, the first in the lowest bit of the first byte."""
    packed = bytes(array.is_null().buffers()[1].to_pybytes())
    return packed[: (len(array) + 7) // 8]
