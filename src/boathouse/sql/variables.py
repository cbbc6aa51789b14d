"""Variables of sessions and scripts, and values as typed SQL: what stands where one is named."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.rewrite import literal, quote
from boathouse.sql.securables import SparkType
from boathouse.sql.types import to_sql

Parts = tuple[str, ...]
"""A name's parts, in lower case."""
INTEGERS = ("byte", "short", "integer", "long")


@dataclass(frozen=True)
class Value:
    """A value as pyarrow's `as_py` gives it; None is NULL."""

    type: SparkType
    value: Any

    @property
    def sql(self) -> str:
        """A typed SQL expression of it."""
        return typed(self.value, self.type)


@dataclass(frozen=True)
class Variable:
    """A variable. `default`: the SQL of what DEFAULT makes of it; None where it takes none."""

    name: str
    type: SparkType
    value: Any = None
    default: str | None = "NULL"

    @property
    def held(self) -> Value:
        """What it holds."""
        return Value(self.type, self.value)


class Locals(Protocol):
    """The variables of a running script, as one of its statements sees them."""

    def find(self, parts: Parts) -> Variable | None:
        """`v`, or `label.v`."""

    def assign(self, parts: Parts, value: Any) -> bool:
        """Give it a value of its type; whether there is such a variable."""


def session_name(parts: Sequence[str]) -> str | None:
    """The name of a session's variable: `v`, `session.v`, `system.session.v`."""
    lower = tuple(part.lower() for part in parts)
    if lower[:-1] in ((), ("session",), ("system", "session")):
        return lower[-1]
    return None


def shown(parts: Sequence[str]) -> str:
    """A name as errors show it."""
    return ".".join(quote(part) for part in parts)


def unresolved_variable(parts: Sequence[str]) -> SqlError:
    """The error of a variable that is not there, in the words of Databricks."""
    why = f"Cannot resolve variable {shown(parts)} on search path [`system`.`session`]."
    return SqlError("UNRESOLVED_VARIABLE", why, "42883")


def field_of(value: Value, path: Sequence[str]) -> Value | None:
    """A field of a struct; None where there is none."""
    for name in path:
        fields = value.type.get("fields", ()) if isinstance(value.type, dict) else ()
        found = [one for one in fields if one["name"].lower() == name.lower()]
        if len(found) != 1:
            return None
        inner = None if value.value is None else value.value[found[0]["name"]]
        value = Value(found[0]["type"], inner)
    return value


def typed(value: Any, type: SparkType) -> str:
    """A value as a SQL expression of its type. Raises NotSupported for a type without one."""
    if type == "void":
        return "NULL"
    if value is None:
        return f"CAST(NULL AS {to_sql(type)})"
    if isinstance(type, dict):
        return _nested(value, type)
    if type == "boolean":
        return "true" if value else "false"
    if type == "string" or type.startswith(("varchar", "char")):
        return literal(str(value))
    if type == "binary":
        return f"X'{bytes(value).hex()}'"
    if type.startswith("interval"):
        return _interval(value, type)
    return f"CAST({literal(text_of(value, type))} AS {to_sql(type)})"


def text_of(value: Any, type: SparkType) -> str:
    """The text of a scalar, as a cast reads it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        special = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        return repr(value) if math.isfinite(value) else special
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.UTC).replace(tzinfo=None)
        return str(value.isoformat(" "))
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (int, str)):
        return str(value)
    raise NotSupported(f"A variable of the type {to_sql(type)} is not supported.")


def _nested(value: Any, type: dict[str, Any]) -> str:
    kind = type["type"]
    if kind == "struct":
        parts = [
            f"{literal(one['name'])}, {typed(value[one['name']], one['type'])}"
            for one in type["fields"]
        ]
        return f"named_struct({', '.join(parts)})"
    if kind == "map":
        pairs = value.items() if isinstance(value, dict) else value
        parts = [
            f"{typed(key, type['keyType'])}, {typed(item, type['valueType'])}"
            for key, item in pairs
        ]
    else:
        parts = [typed(item, type["elementType"]) for item in value]
    made = f"{kind}({', '.join(parts)})"
    return made if parts else f"CAST({made} AS {to_sql(type)})"


def _interval(value: Any, type: str) -> str:
    if not isinstance(value, datetime.timedelta):
        raise NotSupported(f"A variable of the type {to_sql(type)} is not supported.")
    sign, size = ("-", -value) if value < datetime.timedelta() else ("", value)
    hours, rest = divmod(size.seconds, 3600)
    clock = f"{hours:02}:{rest // 60:02}:{rest % 60:02}.{size.microseconds:06}"
    return f"INTERVAL '{sign}{size.days} {clock}' DAY TO SECOND"
