"""Types as Arrow has them: what engines send, what clients get, what CREATE TABLE AS stores."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from boathouse.sql.errors import NotSupported
from boathouse.sql.securables import SparkType
from boathouse.sql.types.text import field_json, parse_decimal, to_json, to_sql

# How Sail 0.7.2 marks a variant, which is a struct on the wire, and the fields of an interval.
VARIANT = {b"ARROW:extension:name": b"arrow.parquet.variant", b"ARROW:extension:metadata": b""}
INTERVAL = b"SAIL::spark::interval"

# pyarrow reads month_interval from a schema message but has no function that makes the type (and
# no class for its values), so this is a schema message with one field of it, `n`.
MONTH_INTERVAL = (
    "/////3AAAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAEAAAAUAAAAEAAUAAgABgAHAAwA"
    "AAAQABAAAAAAAAELEAAAABgAAAAEAAAAAAAAAAEAAABuAAAABAAEAAQAAAAAAAAA"
)


def from_arrow(field: Any) -> SparkType:
    """The type of a pyarrow Field (or DataType). Raises NotSupported: times, wide decimals."""
    import pyarrow as pa

    if isinstance(field, pa.DataType):
        return from_datatype(field)
    metadata = field.metadata or {}
    if b"variant" in metadata or metadata.get(b"ARROW:extension:name", b"").endswith(b".variant"):
        return "variant"
    if INTERVAL in metadata:
        return interval(json.loads(metadata[INTERVAL]))
    return from_datatype(field.type)


def interval(fields: dict[str, str]) -> str:
    start, end = fields["startField"], fields["endField"]
    return f"interval {start}" if start == end else f"interval {start} to {end}"


def from_arrow_schema(schema: Any) -> dict[str, Any]:
    """The Spark or Delta struct type of a pyarrow Schema."""
    fields = [field_json(f.name, from_arrow(f), f.nullable) for f in schema]
    return {"type": "struct", "fields": fields}


def from_datatype(type: Any) -> SparkType:
    import pyarrow as pa

    simple = scalars().get(type)
    if simple is not None:
        return simple
    if pa.types.is_timestamp(type):
        return "timestamp_ntz" if type.tz is None else "timestamp"
    if pa.types.is_decimal(type) and type.precision <= 38 and 0 <= type.scale <= type.precision:
        return f"decimal({type.precision},{type.scale})"
    if pa.types.is_duration(type):
        return "interval day to second"
    if is_month_interval(type):
        return "interval year to month"
    if pa.types.is_fixed_size_binary(type):
        return "binary"
    if pa.types.is_dictionary(type):
        return from_datatype(type.value_type)
    return from_nested(type)


def from_nested(type: Any) -> SparkType:
    import pyarrow as pa

    if pa.types.is_map(type):
        nullable = type.item_field.nullable
        key, value = from_arrow(type.key_field), from_arrow(type.item_field)
        return {"type": "map", "keyType": key, "valueType": value, "valueContainsNull": nullable}
    if isinstance(type, pa.StructType):
        return from_arrow_schema(list(type))
    if hasattr(type, "value_field"):
        inner = type.value_field
        return {
            "type": "array",
            "elementType": from_arrow(inner),
            "containsNull": inner.nullable,
        }
    raise NotSupported(f'Unsupported data type "{type}".')


@cache
def scalars() -> dict[Any, str]:
    import pyarrow as pa

    return {
        pa.null(): "void",
        pa.bool_(): "boolean",
        pa.int8(): "byte",
        pa.int16(): "short",
        pa.int32(): "integer",
        pa.int64(): "long",
        # Spark has no unsigned types; each goes to the next type that holds all its values
        pa.uint8(): "short",
        pa.uint16(): "integer",
        pa.uint32(): "long",
        pa.uint64(): "decimal(20,0)",
        pa.float16(): "float",
        pa.float32(): "float",
        pa.float64(): "double",
        pa.string(): "string",
        pa.large_string(): "string",
        pa.string_view(): "string",
        pa.binary(): "binary",
        pa.large_binary(): "binary",
        pa.binary_view(): "binary",
        pa.date32(): "date",
        pa.date64(): "date",
    }


def month_interval() -> Any:
    """Arrow's month_interval type."""
    import pyarrow as pa

    message = pa.py_buffer(base64.b64decode(MONTH_INTERVAL))
    return pa.ipc.read_schema(message).field(0).type


def is_month_interval(type: Any) -> bool:
    import pyarrow as pa

    return bool(type.id == pa.lib.Type_INTERVAL_MONTHS)


def readable(schema: Any) -> Any:
    """The schema with int32 for each month_interval, also in nested types.

    Both are laid out alike, so pyarrow reads the engine's batches under this schema's message,
    where under their own it raises KeyError for the values of such a column.
    """
    import pyarrow as pa

    return pa.schema([replaced(field, months_as_int) for field in schema], schema.metadata)


def months_as_int(type: Any) -> Any:
    import pyarrow as pa

    return pa.int32() if is_month_interval(type) else type


def replaced(field: Any, leaf: Callable[[Any], Any]) -> Any:
    """The field with `leaf` of each type that is not nested."""
    import pyarrow as pa

    type = field.type
    if pa.types.is_map(type):
        key, item = replaced(type.key_field, leaf), replaced(type.item_field, leaf)
        return field.with_type(pa.map_(key, item, type.keys_sorted))
    if isinstance(type, pa.StructType):
        return field.with_type(pa.struct([replaced(inner, leaf) for inner in type]))
    if pa.types.is_list(type):
        return field.with_type(pa.list_(replaced(type.value_field, leaf)))
    return field.with_type(leaf(type))


def to_arrow(type: SparkType, time_zone: str = "UTC") -> Any:
    """The pyarrow DataType. A variant is the engine's struct: use `arrow_field` to mark it."""
    import pyarrow as pa

    if not isinstance(type, str):
        return to_nested(type, time_zone)
    decimal = parse_decimal(type)
    if decimal:
        return pa.decimal128(*decimal)
    if type == "timestamp":
        return pa.timestamp("us", time_zone)
    if type.startswith("interval"):
        months = "year" in type or "month" in type
        return month_interval() if months else pa.duration("us")
    plain = plain_types().get(type.partition("(")[0])
    if plain is None:
        raise NotSupported(f'Unsupported data type "{to_sql(type)}".')
    return plain


@cache
def plain_types() -> dict[str, Any]:
    import pyarrow as pa

    return {
        "void": pa.null(),
        "boolean": pa.bool_(),
        "byte": pa.int8(),
        "short": pa.int16(),
        "integer": pa.int32(),
        "long": pa.int64(),
        "float": pa.float32(),
        "double": pa.float64(),
        "string": pa.string(),
        "varchar": pa.string(),
        "char": pa.string(),
        "binary": pa.binary(),
        "date": pa.date32(),
        "timestamp_ntz": pa.timestamp("us"),
        "variant": pa.struct(
            [
                pa.field("value", pa.binary(), nullable=False),
                pa.field("metadata", pa.binary(), nullable=False),
            ]
        ),
    }


def to_nested(type: dict[str, Any], time_zone: str) -> Any:
    import pyarrow as pa

    if type["type"] == "array":
        nullable = type.get("containsNull", True)
        return pa.list_(arrow_field("element", type["elementType"], nullable, time_zone))
    if type["type"] == "map":
        nullable = type.get("valueContainsNull", True)
        key = arrow_field("key", type["keyType"], False, time_zone)
        return pa.map_(key, arrow_field("value", type["valueType"], nullable, time_zone))
    if type["type"] == "struct":
        return pa.struct(
            [
                arrow_field(field["name"], field["type"], field.get("nullable", True), time_zone)
                for field in type["fields"]
            ]
        )
    raise NotSupported(f'Unsupported data type "{type["type"]}".')


def arrow_field(name: str, type: SparkType, nullable: bool = True, time_zone: str = "UTC") -> Any:
    """A pyarrow Field as the engine would send it: variants are marked."""
    import pyarrow as pa

    marks = VARIANT if type == "variant" else None
    return pa.field(name, to_arrow(type, time_zone), nullable, marks)


def field_metadata(type: SparkType) -> dict[str, str]:
    """What clients read on the Arrow field of a result's column (sql_wire.md 4.1)."""
    return {"Spark:DataType:SqlName": to_sql(type), "Spark:DataType:JsonType": to_json(type)}
