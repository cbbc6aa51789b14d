"""What a Delta log's metaData and protocol must say of a table: its shape, features, settings."""

from __future__ import annotations

import json
import re
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from boathouse.services.tables.delta import Snapshot
from boathouse.services.tables.fields import Field, features_of
from boathouse.sql.errors import NotSupported, SqlError

# Settings that delta-rs and Sail act on; all other properties live in the store.
_UNITS = "week|day|hour|minute|second|millisecond|microsecond"
_DURATION = re.compile(rf"(interval +)?\d+ +({_UNITS})s?", re.IGNORECASE)
_COUNT = re.compile(r"-?\d{1,9}")
_BOOLEAN = re.compile(r"true|false", re.IGNORECASE)
IN_THE_LOG = {
    "delta.appendOnly": _BOOLEAN,
    "delta.checkpointInterval": re.compile(r"[1-9]\d{0,8}"),
    "delta.dataSkippingNumIndexedCols": _COUNT,
    "delta.deletedFileRetentionDuration": _DURATION,
    "delta.enableExpiredLogCleanup": _BOOLEAN,
    "delta.logRetentionDuration": _DURATION,
    "delta.targetFileSize": re.compile(r"[1-9]\d{0,15}"),
}
# What would promise something that no engine here does, with the values that do not.
REFUSED = {
    "delta.enableChangeDataFeed": ("false",),
    "delta.enableRowTracking": ("false",),
    "delta.enableIcebergCompatV1": ("false",),
    "delta.enableIcebergCompatV2": ("false",),
    "delta.universalFormat.enabledFormats": ("",),
    "delta.feature.catalogManaged": (),
}
# What a writer version stands for once features are listed by name.
IMPLIED = {2: ("appendOnly", "invariants"), 3: ("checkConstraints",)}


@dataclass(frozen=True)
class Layout:
    """The shape of a table: fields as in a Delta schema, partition columns, settings of the log."""

    fields: tuple[Field, ...]
    partitions: tuple[str, ...] = ()
    configuration: Mapping[str, str] = field(default_factory=dict)
    description: str | None = None


def of(snapshot: Snapshot) -> Layout:
    """The layout that a table has now."""
    return Layout(
        snapshot.fields, snapshot.partitions, snapshot.configuration, snapshot.description
    )


def metadata(layout: Layout, now: int, before: Snapshot | None) -> dict[str, Any]:
    """A metaData action; a table keeps its id through every change of its shape."""
    schema = {"type": "struct", "fields": list(layout.fields)}
    return {
        "id": before.log_id if before else str(uuid.uuid4()),
        "name": None,
        "description": layout.description,
        "format": {"provider": "parquet", "options": {}},
        "schemaString": json.dumps(schema, separators=(",", ":"), ensure_ascii=False),
        "partitionColumns": list(layout.partitions),
        "configuration": dict(layout.configuration),
        "createdTime": before.created_at if before else now,
    }


def protocol(layout: Layout, before: Snapshot | None) -> dict[str, Any] | None:
    """A protocol action for the features that the layout needs; None where the present one does.

    A protocol never shrinks: readers of older versions rely on it.
    """
    needed = features_of(layout.fields)
    if before is None:
        return _with_features(needed, needed) if needed else _plain(2)
    if needed <= set(before.writer_features):
        return None
    implied = {
        name
        for version, names in IMPLIED.items()
        if before.writer_version < 7 and version <= before.writer_version
        for name in names
    }
    readers = needed | set(before.reader_features)
    return _with_features(readers, needed | implied | set(before.writer_features))


def _plain(writer: int) -> dict[str, Any]:
    return {"minReaderVersion": 1, "minWriterVersion": writer}


def _with_features(readers: Any, writers: Any) -> dict[str, Any]:
    return {
        "minReaderVersion": 3,
        "minWriterVersion": 7,
        "readerFeatures": sorted(readers),
        "writerFeatures": sorted(writers),
    }


def settings(properties: Mapping[str, str]) -> dict[str, str]:
    """The properties that go into the log, their values as readers of it want them. Raises
    SqlError for those that cannot be had, and for values that no reader takes."""
    if any(key.lower().startswith("delta.constraints.") for key in properties):
        why = "Please use ALTER TABLE ADD CONSTRAINT to add CHECK constraints."
        raise SqlError("DELTA_ADD_CONSTRAINTS", why, "0A000")
    for key, harmless in REFUSED.items():
        if key in properties and properties[key].lower() not in harmless:
            raise NotSupported(f"The table property {key} = '{properties[key]}' is not supported.")
    return {key: _value(key, properties[key]) for key in properties if key in IN_THE_LOG}


def _value(key: str, value: str) -> str:
    if not IN_THE_LOG[key].fullmatch(value.strip()):
        why = f"The validation of the property {key} has failed: '{value}' is not a valid value."
        raise SqlError("DELTA_VIOLATE_TABLE_PROPERTY_VALIDATION_FAILED", why, "0A000")
    plain = value.strip()
    if IN_THE_LOG[key] is _DURATION and not plain.lower().startswith("interval"):
        return f"interval {plain}"
    return plain


def check(layout: Layout) -> None:
    """Raise SqlError where no Delta table can have this layout."""
    _check_columns(layout.fields, layout.partitions)
    from deltalake import Schema

    schema = {"type": "struct", "fields": list(layout.fields)}
    try:
        Schema.from_json(json.dumps(schema))
    except Exception as error:
        raise SqlError("DELTA_INVALID_TABLE", _first_line(error), "42KDE") from error


def _check_columns(fields: Sequence[Field], partitions: Sequence[str]) -> None:
    names = [item["name"].lower() for item in fields]
    if not names and partitions:
        why = "A table needs at least one column."
        raise SqlError("DELTA_EMPTY_DATA", why, "428GU")
    if not names:
        return  # they come with the first COPY INTO
    for name, count in Counter(names).items():
        if count == 1:
            continue
        raise SqlError("COLUMN_ALREADY_EXISTS", f"The column `{name}` already exists.", "42711")
    for item in fields:
        if isinstance(item["type"], str) and item["type"].startswith(("void", "interval")):
            why = f"The column `{item['name']}` has the type {item['type'].upper()}, which Delta"
            raise SqlError("DELTA_UNSUPPORTED_DATA_TYPES", f"{why} does not store.", "0AKDC")
    for name in partitions:
        if name.lower() not in names:
            why = f"The partition column `{name}` is not a column of the table."
            raise SqlError("DELTA_INVALID_PARTITION_COLUMN", why, "42996")
    if len(partitions) == len(names):
        why = "Cannot use all columns for partition columns."
        raise SqlError("ALL_PARTITION_COLUMNS_NOT_ALLOWED", why, "KD005")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
