"""The fields of a table as a tree that changes: added to, dropped from, renamed, moved, retyped.

Every field of the tree remembers what it was (`was`, its name before, absent in a new one), so
that the files can be written again in the new shape.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.services.tables.fields import Field, index_of
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import SparkType

WAS = "was"


def remembering(fields: Sequence[Field]) -> list[Field]:
    """A copy of the fields that may be changed."""
    found = copy.deepcopy(list(fields))
    _mark(found)
    return found


def _mark(fields: Sequence[Field]) -> None:
    for field in fields:
        field[WAS] = field["name"]
        for inner in structs_in(field["type"]):
            _mark(inner["fields"])


def structs_in(type: SparkType) -> list[dict[str, Any]]:
    """The outermost structs in a type."""
    if isinstance(type, str):
        return []
    if type["type"] == "struct":
        return [type]
    parts = (type.get(key) for key in ("elementType", "keyType", "valueType"))
    return [found for part in parts if part is not None for found in structs_in(part)]


def forgetting(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields as a log has them."""
    found = copy.deepcopy(list(fields))
    _unmark(found)
    return tuple(found)


def _unmark(fields: Sequence[Field]) -> None:
    for field in fields:
        field.pop(WAS, None)
        for inner in structs_in(field["type"]):
            _unmark(inner["fields"])


def inside(fields: list[Field], path: Sequence[str]) -> list[Field]:
    """The fields of the struct at a path: the table's own for (). Steps into arrays and maps are
    `element`, `key` and `value`. Raises SqlError."""
    here = fields
    type: SparkType | None = None
    for step in path:
        if type is not None and not isinstance(type, str) and type["type"] != "struct":
            keys = {"element": "elementType", "key": "keyType", "value": "valueType"}
            type = type.get(keys.get(step.lower(), ""))
        else:
            at = index_of(here, step)
            if at is None:
                raise missing(fields, ".".join(path))
            type = here[at]["type"]
        if type is not None and not isinstance(type, str) and type["type"] == "struct":
            here = type["fields"]
    if path and (type is None or isinstance(type, str) or type["type"] != "struct"):
        why = f"The field `{'.'.join(path)}` is no struct: no field can be in it."
        raise SqlError("INVALID_FIELD_NAME", why, "42000")
    return here


def place_in(fields: Sequence[Field], place: str | None, whole: Sequence[Field]) -> int:
    """Where a field goes that is to stand behind another ("": first, None: last)."""
    if place is None:
        return len(fields)
    if place == "":
        return 0
    at = index_of(fields, place)
    if at is None:
        raise missing(whole, place)
    return at + 1


def kept_in_place(before: Sequence[Field], after: Sequence[Field]) -> bool:
    """Whether the files stay as they are: the same fields in the same order, of the same types,
    and at most new ones behind them."""
    if len(after) < len(before):
        return False
    olds = zip(before, after, strict=False)
    same = all(
        new.get(WAS) == new["name"] == old["name"] and same_type(old["type"], new["type"])
        for old, new in olds
    )
    return same and all(WAS not in new for new in after[len(before) :])


def same_type(old: SparkType, new: SparkType) -> bool:
    """Whether values of two types are stored alike. A field that came counts as a difference: not
    every reader fills it."""
    if isinstance(old, str) or isinstance(new, str):
        return old == new
    if old["type"] != new["type"]:
        return False
    if old["type"] == "struct":
        both = list(zip(old["fields"], new["fields"], strict=False))
        return len(old["fields"]) == len(new["fields"]) and all(
            b.get(WAS) == b["name"] == a["name"] and same_type(a["type"], b["type"])
            for a, b in both
        )
    keys = ("elementType", "keyType", "valueType")
    return all(same_type(old[key], new[key]) for key in keys if key in old)


def reshaped(array: Any, old: SparkType, new: SparkType) -> Any:
    """An Arrow array of a type as one of the changed type (whose fields remember)."""
    import pyarrow as pa

    if isinstance(new, str) or isinstance(old, str):
        return array if old == new else array.cast(arrow_of(new))
    if array.offset:
        array = array.take(pa.array(range(len(array)), pa.int64()))
    if new["type"] == "struct":
        return _struct(array, old, new)
    empty = array.is_null() if array.null_count else None
    if new["type"] == "array":
        values = reshaped(array.values, old["elementType"], new["elementType"])
        return pa.ListArray.from_arrays(array.offsets, values, mask=empty)
    keys = reshaped(array.keys, old["keyType"], new["keyType"])
    items = reshaped(array.items, old["valueType"], new["valueType"])
    return pa.MapArray.from_arrays(array.offsets, keys, items, mask=empty)


def _struct(array: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> Any:
    import pyarrow as pa

    by_name = {field["name"]: (at, field) for at, field in enumerate(old["fields"])}
    parts, fields = [], []
    for field in new["fields"]:
        if WAS in field:
            at, before = by_name[field[WAS]]
            part = reshaped(array.field(at), before["type"], field["type"])
        else:
            part = pa.nulls(len(array), arrow_of(field["type"]))
        parts.append(part)
        fields.append(pa.field(field["name"], part.type, True))
    empty = array.is_null() if array.null_count else None
    return pa.StructArray.from_arrays(parts, fields=fields, mask=empty)


def arrow_of(type: SparkType) -> Any:
    """The Arrow type that stores a type."""
    from boathouse.sql.types import stored_type, to_arrow

    return to_arrow(stored_type(type))


def missing(fields: Sequence[Field], name: str) -> SqlError:
    """The error of a column that a table does not have."""
    near = ", ".join(f"`{field['name']}`" for field in fields[:10])
    why = f"A column with name `{name}` cannot be resolved. Did you mean one of: [{near}]?"
    return SqlError("UNRESOLVED_COLUMN.WITH_SUGGESTION", why, "42703")
