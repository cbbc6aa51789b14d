"""ALTER TABLE of columns: from what is asked and what the log says to the table's next layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from boathouse.services.tables.change import Reshaping, quoted
from boathouse.services.tables.delta import Snapshot
from boathouse.services.tables.fields import SIZED, Field, column_of, field_of, index_of
from boathouse.services.tables.layout import of
from boathouse.services.tables.shape import (
    WAS,
    forgetting,
    inside,
    kept_in_place,
    missing,
    place_in,
    remembering,
    same_type,
)
from boathouse.sql.definitions import (
    AddColumns,
    AlterColumn,
    AlterMany,
    DropColumns,
    RenameColumn,
)
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.securables import Column, SparkType
from boathouse.sql.types import parse_decimal, stored_type, to_sql

ColumnChange = AddColumns | DropColumns | RenameColumn | AlterColumn | AlterMany

# What every value of a type can become without loss: the type widening of Delta.
WIDER: dict[str, tuple[str, ...]] = {
    "byte": ("short", "integer", "long", "double"),
    "short": ("integer", "long", "double"),
    "integer": ("long", "double"),
    "float": ("double",),
    "date": ("timestamp_ntz",),
}
DIGITS = {"byte": 3, "short": 5, "integer": 10, "long": 20}
CASTS = {
    "short": "SMALLINT",
    "integer": "INT",
    "long": "BIGINT",
    "double": "DOUBLE",
    "timestamp_ntz": "TIMESTAMP",
    "string": "VARCHAR",
}


def reshaping(before: Snapshot, change: ColumnChange) -> Reshaping | None:
    """What the change makes of the table; None where it leaves the log as it is."""
    match change:
        case AddColumns():
            return _added(before, change)
        case DropColumns():
            return _dropped(before, change)
        case RenameColumn():
            return _renamed(before, change)
        case AlterColumn():
            return _altered(before, (change,))
        case AlterMany():
            return _altered(before, change.changes)


def _added(before: Snapshot, change: AddColumns) -> Reshaping | None:
    fields = remembering(before.fields)
    count = len(change.columns)
    parents = change.parents or ((),) * count
    places = change.places or (None,) * count
    new = []
    for column, parent, place in zip(change.columns, parents, places, strict=True):
        within = inside(fields, parent)
        if index_of(within, column.name) is not None:
            if not change.if_not_exists:
                raise _exists(".".join((*parent, column.name)))
            continue
        _refuse_unfilled(column)
        field = field_of(column)
        within.insert(place_in(within, place, fields), field)
        new.append(field)
    if not new:
        return None
    return _made(before, fields, "ADD COLUMNS", {"columns": [{"column": field} for field in new]})


def _refuse_unfilled(column: Column) -> None:
    """Present rows would need a value at once."""
    if not column.nullable:
        why = f"NOT NULL in ADD COLUMNS is not supported: `{column.name}`."
        raise SqlError("DELTA_ADD_COLUMN_NOT_NULL", why, "0A000")
    if column.default is not None:
        why = (
            f"Failed to execute the command because DEFAULT values are not supported when adding"
            f" new columns to previously existing Delta tables: add `{column.name}` without a"
            " default value first, then run ALTER TABLE ALTER COLUMN SET DEFAULT to apply for"
            " future inserted rows instead."
        )
        raise SqlError("WRONG_COLUMN_DEFAULTS_FOR_DELTA_ALTER_TABLE_ADD_COLUMN", why, "0AKDC")
    if column.generated is not None:
        raise NotSupported(f"Adding the generated column `{column.name}` is not supported.")


def _dropped(before: Snapshot, change: DropColumns) -> Reshaping | None:
    fields = remembering(before.fields)
    names = []
    for path in change.paths or tuple((name,) for name in change.names):
        within = inside(fields, path[:-1])
        at = index_of(within, path[-1])
        if at is None:
            if not change.if_exists:
                raise missing(before.fields, ".".join(path))
            continue
        if len(path) == 1:
            _refuse_partitions(before, [within[at]["name"]], "drop")
        names.append(".".join((*path[:-1], within[at]["name"])))
        del within[at]
        if not within:
            raise NotSupported("Dropping all columns of a table or a struct is not supported.")
    return _made(before, fields, "DROP COLUMNS", {"columns": names}) if names else None


def _renamed(before: Snapshot, change: RenameColumn) -> Reshaping | None:
    fields = remembering(before.fields)
    path = change.path or (change.old,)
    within = inside(fields, path[:-1])
    at = index_of(within, path[-1])
    if at is None:
        raise missing(before.fields, ".".join(path))
    taken = index_of(within, change.new)
    if taken is not None and taken != at:
        raise _exists(".".join((*path[:-1], change.new)))
    old = within[at]["name"]
    if old == change.new:
        return None
    within[at]["name"] = change.new
    top = len(path) == 1
    partitions = tuple(change.new if top and name == old else name for name in before.partitions)
    names = {"oldColumnPath": ".".join(path), "newColumnPath": ".".join((*path[:-1], change.new))}
    return _made(before, fields, "RENAME COLUMN", names, partitions=partitions)


def _altered(before: Snapshot, changes: Sequence[AlterColumn]) -> Reshaping | None:
    fields = remembering(before.fields)
    altered, required = [], []
    for change in changes:
        field, changed = _changed(before, fields, change)
        altered.append({key: value for key, value in changed.items() if key != WAS})
        if field["nullable"] and not changed["nullable"]:
            required.append(field["name"])
    if forgetting(fields) == before.fields:
        return None
    parameters = {"column": altered[0]} if len(altered) == 1 else {"columns": altered}
    return _made(before, fields, "CHANGE COLUMN", parameters, required=tuple(required))


def _changed(before: Snapshot, fields: list[Field], change: AlterColumn) -> tuple[Field, Field]:
    """Change one field of the tree; what it was, and what it is."""
    path = change.path or (change.name,)
    within = inside(fields, path[:-1])
    at = index_of(within, path[-1])
    if at is None:
        raise missing(before.fields, ".".join(path))
    field = within[at]
    changed = within[at] = _field(field, change)
    if change.after is not None:
        if change.after.lower() == field["name"].lower():
            raise missing(before.fields, change.after)
        del within[at]
        within.insert(place_in(within, change.after, before.fields), changed)
    if len(path) > 1:
        _refuse_inside(field, changed, change)
    elif stored_type(changed["type"]) != stored_type(field["type"]):
        _refuse_partitions(before, [field["name"]], "change the type of")
    return field, changed


def _refuse_inside(field: Field, changed: Field, change: AlterColumn) -> None:
    if change.default is not None or change.drop_default:
        raise NotSupported("Defaults of fields inside a column are not supported.")
    if field["nullable"] and not changed["nullable"]:
        raise NotSupported("SET NOT NULL of a field inside a column is not supported.")


def _field(field: Field, change: AlterColumn) -> Field:
    metadata = dict(field.get("metadata") or {})
    if change.comment is not None:
        metadata["comment"] = change.comment
    changed = {**field, "metadata": metadata}
    if change.nullable is not None:
        changed["nullable"] = change.nullable
    if change.type is not None:
        present = column_of(field)
        if change.type != present.type and not _widens(present.type, change.type):
            raise _unsupported_change(field["name"], present.type, change.type)
        fresh = field_of(Column(field["name"], change.type))
        metadata.pop(SIZED, None)
        metadata.update(fresh["metadata"])
        changed["type"] = fresh["type"]
    return changed


def _widens(old: SparkType, new: SparkType) -> bool:
    """Whether every value of the one type is a value of the other."""
    if not isinstance(old, str) or not isinstance(new, str):
        return False
    if new in WIDER.get(old, ()):
        return True
    wide, narrow = parse_decimal(new), parse_decimal(old)
    if wide and narrow:
        return wide[1] >= narrow[1] and wide[0] - wide[1] >= narrow[0] - narrow[1]
    if wide and old in DIGITS:
        return wide[0] - wide[1] >= DIGITS[old]
    return _length(new) >= _length(old) > 0


def _length(type: str) -> float:
    """How long a text may be; 0 for what is no text."""
    if type == "string":
        return float("inf")
    kind, _, rest = type.partition("(")
    return float(rest.rstrip(")")) if kind in ("varchar", "char") else 0


def _made(
    before: Snapshot,
    fields: Sequence[Field],
    operation: str,
    parameters: dict[str, Any],
    *,
    partitions: tuple[str, ...] | None = None,
    required: tuple[str, ...] = (),
) -> Reshaping:
    """The layout of fields that remember what they were; its files written again if need be."""
    shape = replace(
        of(before),
        fields=forgetting(fields),
        partitions=before.partitions if partitions is None else partitions,
    )
    if kept_in_place(before.fields, fields):
        return Reshaping(shape, operation, parameters, required=required)
    old = {field["name"]: field for field in before.fields}
    select = tuple(_expression(old[field[WAS]], field) for field in fields if WAS in field)
    nested = {
        field["name"]: (old[field[WAS]]["type"], field["type"])
        for field in fields
        if WAS in field
        and not same_type(old[field[WAS]]["type"], field["type"])
        and not isinstance(field["type"], str)
    }
    return Reshaping(shape, operation, parameters, select, required, nested)


def _expression(old: Field, field: Field) -> str:
    """A column of the new files in the SQL of delta-rs; what is inside it changes afterwards."""
    new, target = field["type"], quoted(field["name"])
    source = quoted(old["name"])
    if new == old["type"] or not isinstance(new, str):
        return f"{source} AS {target}"
    kind = f"DECIMAL{new[7:]}" if parse_decimal(new) else CASTS[new]
    return f"CAST({source} AS {kind}) AS {target}"


def _refuse_partitions(before: Snapshot, names: Sequence[str], what: str) -> None:
    for name in names:
        if name in before.partitions:
            raise NotSupported(f"ALTER TABLE cannot {what} the partition column `{name}`.")


def _exists(name: str) -> SqlError:
    return SqlError("FIELD_ALREADY_EXISTS", f"The field `{name}` already exists.", "42710")


def _unsupported_change(name: str, old: SparkType, new: SparkType) -> SqlError:
    why = (
        f"ALTER TABLE CHANGE COLUMN is not supported for changing column `{name}` from"
        f" {to_sql(old)} to {to_sql(new)}."
    )
    return SqlError("DELTA_UNSUPPORTED_ALTER_TABLE_CHANGE_COL_OP", why, "42837")
