"""How a client wants the types of a result: Arrow's own, or text in their place [sql_wire.md 4.1].

Where the engine's batches are laid out as the client wants them they pass untouched: only the
schema is written anew, with what clients read in its fields' metadata.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boathouse.sql.answer import Batch, batch_of
from boathouse.sql.execution import Convert, Shape
from boathouse.sql.securables import SparkType

if TYPE_CHECKING:
    import pyarrow as pa

UTC = frozenset({"UTC", "Etc/UTC", "Z", "+00:00", "GMT", "Etc/GMT"})


@dataclass(frozen=True)
class Flags:
    """Which types come as Arrow's own; the others come as text. TSparkArrowTypes of Thrift."""

    timestamps: bool = True
    decimals: bool = True
    complex: bool = True
    intervals: bool = False
    nulls: bool = False
    time_zone: str = "Etc/UTC"


NO_ARROW = Flags(timestamps=False, decimals=False, complex=False)
"""What a client that reads no Arrow gets: numbers, binary, dates, and text for the rest."""


def shape_for(flags: Flags) -> Shape:
    """The shape of results for these flags."""

    def shape(schema: pa.Schema) -> tuple[pa.Schema, Convert | None]:
        import pyarrow as pa

        columns = [_column(field, flags) for field in schema]
        wanted = pa.schema([column.wanted for column in columns])
        if not any(column.converted for column in columns):
            return wanted, None
        return wanted, _converter(columns, wanted, flags)

    return shape


def spark_type(field: pa.Field) -> SparkType:
    """The Databricks type of a result's column, from its metadata or else from Arrow's type."""
    noted = (field.metadata or {}).get(b"Spark:DataType:JsonType")
    if noted is not None:
        known: SparkType = json.loads(noted)
        return known
    from boathouse.sql.types import from_arrow

    return from_arrow(field)


@dataclass(frozen=True)
class _Column:
    """`read`: the field under which the engine's batch is read; `wanted`: what the client gets."""

    type: SparkType
    read: Any
    wanted: Any
    converted: bool


def _column(field: pa.Field, flags: Flags) -> _Column:
    import pyarrow as pa

    from boathouse.sql.types import field_metadata, readable

    type = spark_type(field)
    metadata = field_metadata(type)
    if _as_text(type, flags):
        wanted = pa.field(field.name, pa.string(), True, metadata)
        plain = pa.types.is_string(field.type)
        return _Column(type, readable(pa.schema([field])).field(0), wanted, not plain)
    target = _target(field, type, flags)
    wanted = pa.field(field.name, target, field.nullable, metadata)
    converted = _layout(field.type) != _layout(target)
    return _Column(type, field if converted else wanted, wanted, converted)


def _as_text(type: SparkType, flags: Flags) -> bool:
    from boathouse.sql.types.wire import family

    if not isinstance(type, str):
        return not flags.complex or any(_unreadable(leaf, flags) for leaf in _leaves(type))
    kind = family(type)
    return _unreadable(type, flags) or (
        (kind in ("timestamp", "timestamp_ntz") and not flags.timestamps)
        or (kind == "decimal" and not flags.decimals)
        or (kind == "void" and not flags.nulls)
    )


def _unreadable(type: str, flags: Flags) -> bool:
    """What clients cannot read as Arrow, in nested types neither."""
    return type.startswith(("variant", "geo")) or (
        type.startswith("interval") and not flags.intervals
    )


def _leaves(type: SparkType) -> list[str]:
    if isinstance(type, str):
        return [type]
    inner = [type[key] for key in ("elementType", "keyType", "valueType") if key in type]
    inner += [field["type"] for field in type.get("fields", ())]
    return [leaf for part in inner for leaf in _leaves(part)]


def _target(field: pa.Field, type: SparkType, flags: Flags) -> Any:
    """The Arrow type that clients expect; months have none that pyarrow can make."""
    from boathouse.sql.types import to_arrow

    if any(leaf.startswith("interval") for leaf in _leaves(type)):
        return field.type
    return to_arrow(type, flags.time_zone)


def _layout(type: Any) -> Any:
    """What two types have in common whose bytes are the same: names, zones, nullability go."""
    import pyarrow as pa

    if pa.types.is_timestamp(type):
        return ("timestamp", type.unit)
    if pa.types.is_map(type):
        return ("map", _layout(type.key_type), _layout(type.item_type))
    if isinstance(type, pa.StructType):
        return ("struct", *(_layout(field.type) for field in type))
    if isinstance(type, pa.ListType):
        return ("list", _layout(type.value_type))
    return str(type)


def _converter(columns: list[_Column], wanted: pa.Schema, flags: Flags) -> Convert:
    import pyarrow as pa

    from boathouse.sql.texts import texts

    read = pa.schema([column.read for column in columns])

    def one(array: Any, column: _Column) -> Any:
        if not column.converted:
            return array
        if pa.types.is_string(column.wanted.type) and column.type != "string":
            return texts(array, column.type, flags.time_zone)
        return array.cast(column.wanted.type, safe=not pa.types.is_timestamp(column.wanted.type))

    def convert(batch: Batch) -> Batch:
        found = pa.ipc.read_record_batch(pa.py_buffer(batch.message), read)
        arrays = [one(array, column) for array, column in zip(found, columns, strict=True)]
        return batch_of(pa.RecordBatch.from_arrays(arrays, schema=wanted))

    return convert
