"""Which types may be written to a column of another type: what ANSI lets one cast."""

from __future__ import annotations

import re

from boathouse.sql import types
from boathouse.sql.engine_errors import translated
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Column, Relation, SparkType
from boathouse.sql.types import quote_if_needed

_NUMBERS = frozenset(("byte", "short", "integer", "long", "float", "double", "decimal"))
_WHOLE = frozenset(("byte", "short", "integer", "long"))
_TIMES = frozenset(("date", "timestamp", "timestamp_ntz"))
_TEXTS = frozenset(("string", "char", "varchar"))
_WIDTHS = ("byte", "short", "integer", "long", "decimal", "float", "double")
OWN = (
    "[DELTA_NOT_NULL_CONSTRAINT_VIOLATED]",
    "[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES]",
    "[EXCEED_LIMIT_LENGTH]",
    "[ARITHMETIC_OVERFLOW]",
)
"""How the errors begin that rows.py raises."""
_OVERFLOWS = ("CAST_OVERFLOW", "NUMERIC_VALUE_OUT_OF_RANGE")
_OVERFLOWN = re.compile(r'cannot be cast to "([^"]+)" due to an overflow|too large to store')


def refuse_unsafe(target: Relation, column: Column, found: SparkType) -> None:
    """Raise SqlError INCOMPATIBLE_DATA_FOR_TABLE where a column takes no values of a type."""
    wrong = _wrong(found, types.stored_type(column.type), (column.name,))
    if wrong is None:
        return
    path, given, wanted = wrong
    where = ".".join(f"`{part}`" for part in path)
    raise incompatible(
        target,
        "CANNOT_SAFELY_CAST",
        f'Cannot safely cast {where} "{_shown(given)}" to "{_shown(wanted)}".',
    )


def incompatible(target: Relation, kind: str, why: str) -> SqlError:
    """The error of data that a table does not take."""
    name = target.name
    table = ".".join(f"`{part}`" for part in (name.catalog, name.schema, name.name))
    text = f"Cannot write incompatible data for the table {table}: {why}"
    return SqlError(f"INCOMPATIBLE_DATA_FOR_TABLE.{kind}", text, "KD000")


def _shown(type: SparkType) -> str:
    return types.to_sql(type)


Wrong = tuple[tuple[str, ...], SparkType, SparkType] | None


def _wrong(found: SparkType, wanted: SparkType, path: tuple[str, ...]) -> Wrong:
    """The innermost place where a type does not fit."""
    if found in ("void", wanted):
        return None
    if isinstance(found, str) and isinstance(wanted, str):
        return None if _castable(_family(found), _family(wanted)) else (path, found, wanted)
    if isinstance(found, str) or isinstance(wanted, str) or found["type"] != wanted["type"]:
        return (path, found, wanted)
    if found["type"] == "struct":
        ours, theirs = wanted["fields"], found["fields"]
        if len(ours) != len(theirs):
            return (path, found, wanted)
        pairs = [
            (one["type"], other["type"], other["name"])
            for one, other in zip(theirs, ours, strict=True)
        ]
    else:
        keys = {"elementType": "element", "keyType": "key", "valueType": "value"}
        pairs = [(found[key], wanted[key], word) for key, word in keys.items() if key in found]
    wrong = (_wrong(one, other, (*path, word)) for one, other, word in pairs)
    return next((one for one in wrong if one is not None), None)


def _family(type: str) -> str:
    return "interval" if type.startswith("interval") else type.partition("(")[0]


def _castable(found: str, wanted: str) -> bool:
    """As Spark's Cast.canAnsiCast has it, for simple types."""
    if found == wanted or wanted == "variant":
        return True
    if wanted in _TEXTS:
        return found != "binary" or wanted == "string"
    if found in _TEXTS:
        return wanted not in ("variant", "void")
    if wanted in _NUMBERS:
        return (
            found in _NUMBERS
            or found in ("boolean", "timestamp", "variant")
            or (found == "interval" and wanted in _WHOLE | {"decimal"})
        )
    if wanted == "boolean":
        return found in _NUMBERS or found == "variant"
    if wanted in _TIMES:
        return (
            found in _TIMES or found == "variant" or (wanted == "timestamp" and found in _NUMBERS)
        )
    if wanted == "interval":
        return found in _WHOLE
    return found == "variant"


def worded(error: SqlError, pairs: list[tuple[Column, SparkType]]) -> SqlError:
    """The error of a write as Databricks tells it: a broken rule, or an overflow, where it is clear
    in which column it was.
    `pairs`: the columns that were given values, and the types of those."""
    if error.error_class == "USER_RAISED_EXCEPTION" and error.message.startswith(OWN):
        return translated(error.message)
    match = _OVERFLOWN.search(error.message)
    if match is None or not error.error_class.startswith(_OVERFLOWS):
        return error
    kind = match[1]
    for column, found in pairs:
        wanted = types.to_sql(types.stored_type(column.type))
        named = wanted == kind or (kind is None and wanted.startswith("DECIMAL"))
        if named and found not in ("void", column.type) and isinstance(found, str):
            return SqlError(
                "CAST_OVERFLOW_IN_TABLE_INSERT",
                f'Fail to assign a value of "{_shown(found)}" type to the "{wanted}" type column or'
                f" variable {_quoted(column.name)} due to an overflow. Use `try_cast` on the input"
                " value to tolerate overflow and return NULL instead.",
                "22003",
            )
    return error


def _quoted(name: str) -> str:
    return quote_if_needed(name) if "`" in name else f"`{name}`"
