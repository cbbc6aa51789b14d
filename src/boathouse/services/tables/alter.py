"""ALTER TABLE of columns: from what is asked and what the log says to the table's next layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from boathouse.services.tables.change import Reshaping, quoted
from boathouse.services.tables.delta import Snapshot
from boathouse.services.tables.fields import SIZED, Field, column_of, field_of, index_of
from boathouse.services.tables.layout import of
from boathouse.sql.definitions import AddColumns, AlterColumn, DropColumns, RenameColumn
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.securables import Column, SparkType
from boathouse.sql.types import parse_decimal, stored_type, to_sql

ColumnChange = AddColumns | DropColumns | RenameColumn | AlterColumn

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
            return _altered(before, change)


def _added(before: Snapshot, change: AddColumns) -> Reshaping | None:
    fields = list(before.fields)
    for column in change.columns:
        if index_of(fields, column.name) is not None:
            if not change.if_not_exists:
                raise _exists(column.name)
            continue
        _refuse_unfilled(column)
        fields.append(field_of(column))
    if len(fields) == len(before.fields):
        return None
    new = fields[len(before.fields) :]
    shape = replace(of(before), fields=tuple(fields))
    return Reshaping(shape, "ADD COLUMNS", {"columns": [{"column": field} for field in new]})


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
    gone: set[int] = set()
    for name in change.names:
        at = index_of(before.fields, name)
        if at is None and not change.if_exists:
            raise _missing(before, name)
        if at is not None:
            gone.add(at)
    if not gone:
        return None
    names = [before.fields[at]["name"] for at in sorted(gone)]
    _refuse_partitions(before, names, "drop")
    fields = [field for at, field in enumerate(before.fields) if at not in gone]
    if not fields:
        raise NotSupported("Dropping all columns of a table is not supported.")
    return _anew(before, fields, "DROP COLUMNS", {"columns": names})


def _renamed(before: Snapshot, change: RenameColumn) -> Reshaping | None:
    at = index_of(before.fields, change.old)
    if at is None:
        raise _missing(before, change.old)
    taken = index_of(before.fields, change.new)
    if taken is not None and taken != at:
        raise _exists(change.new)
    old = before.fields[at]["name"]
    if old == change.new:
        return None
    fields = list(before.fields)
    fields[at] = {**fields[at], "name": change.new}
    partitions = tuple(change.new if name == old else name for name in before.partitions)
    names = {"oldColumnPath": old, "newColumnPath": change.new}
    sources = [field["name"] for field in before.fields]
    return _anew(before, fields, "RENAME COLUMN", names, sources, partitions)


def _altered(before: Snapshot, change: AlterColumn) -> Reshaping | None:
    at = index_of(before.fields, change.name)
    if at is None:
        raise _missing(before, change.name)
    field = before.fields[at]
    changed = _field(field, change)
    if changed == field:
        return None
    fields = [changed if place == at else other for place, other in enumerate(before.fields)]
    parameters = {"column": changed}
    if stored_type(changed["type"]) != stored_type(field["type"]):
        _refuse_partitions(before, [field["name"]], "change the type of")
        return _anew(before, fields, "CHANGE COLUMN", parameters)
    required = (field["name"],) if field["nullable"] and not changed["nullable"] else ()
    shape = replace(of(before), fields=tuple(fields))
    return Reshaping(shape, "CHANGE COLUMN", parameters, required=required)


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


def _anew(
    before: Snapshot,
    fields: Sequence[Field],
    operation: str,
    parameters: dict[str, Any],
    sources: Sequence[str] | None = None,
    partitions: tuple[str, ...] | None = None,
) -> Reshaping:
    """A layout whose files must be written again; `sources`: the columns that they come from."""
    named = sources or [field["name"] for field in fields]
    types = {field["name"]: field["type"] for field in before.fields}
    select = tuple(
        _expression(source, types[source], field)
        for source, field in zip(named, fields, strict=True)
    )
    shape = replace(
        of(before),
        fields=tuple(fields),
        partitions=before.partitions if partitions is None else partitions,
    )
    return Reshaping(shape, operation, parameters, select=select)


def _expression(source: str, old: SparkType, field: Field) -> str:
    new = field["type"]
    target = quoted(field["name"])
    if new == old:
        return f"{quoted(source)} AS {target}"
    kind = f"DECIMAL{new[7:]}" if parse_decimal(new) else CASTS[new]
    return f"CAST({quoted(source)} AS {kind}) AS {target}"


def _refuse_partitions(before: Snapshot, names: Sequence[str], what: str) -> None:
    for name in names:
        if name in before.partitions:
            raise NotSupported(f"ALTER TABLE cannot {what} the partition column `{name}`.")


def _exists(name: str) -> SqlError:
    return SqlError("FIELD_ALREADY_EXISTS", f"The field `{name}` already exists.", "42710")


def _missing(before: Snapshot, name: str) -> SqlError:
    near = ", ".join(f"`{field['name']}`" for field in before.fields[:10])
    why = f"A column with name `{name}` cannot be resolved. Did you mean one of: [{near}]?"
    return SqlError("UNRESOLVED_COLUMN.WITH_SUGGESTION", why, "42703")


def _unsupported_change(name: str, old: SparkType, new: SparkType) -> SqlError:
    why = (
        f"ALTER TABLE CHANGE COLUMN is not supported for changing column `{name}` from"
        f" {to_sql(old)} to {to_sql(new)}."
    )
    return SqlError("DELTA_UNSUPPORTED_ALTER_TABLE_CHANGE_COL_OP", why, "42837")
