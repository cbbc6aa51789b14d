"""Columns as a Delta log has them: the fields of its schema, and what a table needs to hold them.

CHAR and VARCHAR are strings in a log; their length stands in the field's metadata, where Spark
keeps it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from boathouse.sql.securables import Column, SparkType
from boathouse.sql.types import stored_type

Field = dict[str, Any]
"""{"name", "type", "nullable", "metadata"} as in a Delta schemaString."""

SIZED = "__CHAR_VARCHAR_TYPE_STRING"

# A type that needs a table feature: (reader and writer feature).
FEATURES = {"timestamp_ntz": "timestampNtz", "variant": "variantType"}


def field_of(column: Column) -> Field:
    """The field that stands for a column in a Delta schema."""
    metadata: dict[str, Any] = {}
    if column.comment is not None:
        metadata["comment"] = column.comment
    if isinstance(column.type, str) and column.type.startswith(("char(", "varchar(")):
        metadata[SIZED] = column.type
    return {
        "name": column.name,
        "type": stored_type(column.type),
        "nullable": column.nullable,
        "metadata": metadata,
    }


def column_of(field: Mapping[str, Any]) -> Column:
    """The column that a field stands for, without what only the store knows."""
    metadata = field.get("metadata") or {}
    return Column(
        name=field["name"],
        type=metadata.get(SIZED, field["type"]),
        nullable=field.get("nullable", True),
        comment=metadata.get("comment"),
    )


def index_of(fields: Sequence[Mapping[str, Any]], name: str) -> int | None:
    """Where the column of a name stands; names are the same in any case."""
    wanted = name.lower()
    found = (at for at, field in enumerate(fields) if field["name"].lower() == wanted)
    return next(found, None)


def features_of(fields: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The table features that columns of these types need."""
    used = {word for field in fields for word in _words(field["type"])}
    return frozenset(FEATURES[word] for word in used if word in FEATURES)


def _words(type: SparkType) -> Iterable[str]:
    """Every simple type in a type, at any depth."""
    if isinstance(type, str):
        yield type
        return
    for key in ("elementType", "keyType", "valueType"):
        if key in type:
            yield from _words(type[key])
    for field in type.get("fields", ()):
        yield from _words(field["type"])
