"""Casts that Spark refuses, and those that Sail 0.7.2 does otherwise."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from sqlglot import exp

from boathouse.sql.dialect.decimals import FLOATING
from boathouse.sql.dialect.forms_interval import as_number, from_other
from boathouse.sql.dialect.forms_text import mismatch
from boathouse.sql.dialect.forms_time import floored
from boathouse.sql.dialect.kinds import Kind, holds, shape
from boathouse.sql.errors import NotSupported
from boathouse.sql.rewrite import literal, span
from boathouse.sql.securables import SparkType
from boathouse.sql.types import from_sql, parse_decimal

if TYPE_CHECKING:
    from boathouse.sql.dialect.exact import Exact

NUMBERS = ("byte", "short", "integer", "long", "float", "double", "decimal")
# From a type's family to the families that it may be cast to, with ANSI mode on.
ALLOWED = {
    "number": ("number", "string", "boolean", "timestamp", "interval", "variant"),
    "string": ("number", "string", "boolean", "timestamp", "timestamp_ntz", "date", "binary",
               "interval", "variant"),
    "boolean": ("number", "string", "boolean", "variant"),
    "date": ("string", "date", "timestamp", "timestamp_ntz", "variant"),
    "timestamp": ("number", "string", "date", "timestamp", "timestamp_ntz", "variant"),
    "timestamp_ntz": ("string", "date", "timestamp", "timestamp_ntz", "variant"),
    "binary": ("string", "binary", "variant"),
    "array": ("array", "string", "variant"),
    "map": ("map", "string", "variant"),
    "struct": ("struct", "string", "variant"),
}  # fmt: skip


def family(kind: SparkType) -> str:
    name = shape(kind).partition("(")[0]
    if name in NUMBERS:
        return "number"
    if name.startswith("interval"):
        return "interval"
    return "string" if name in ("varchar", "char") else name


def cast(exact: Exact, node: exp.Cast, kind: Kind) -> None:
    """Casts that Spark refuses, and those that the engine does otherwise."""
    source, target = kind(node.this), from_sql(node.to.sql("databricks"))
    old, new = family(source), family(target)
    if old in ALLOWED and new not in (*ALLOWED[old], "unknown", "other"):
        raise mismatch("CAST_WITHOUT_SUGGESTION", f"Cannot cast {old} to {new}.")
    if source == "long" and new == "binary":
        return
    place = span(node, exact.parsed.tokens)
    if place is None or (
        "start" not in (node.this._meta or {}) and not span(node.this, exact.parsed.tokens)
    ):
        return
    text = exact.text(node.this)
    word = "try_cast" if isinstance(node, exp.TryCast) else "CAST"
    sql = node.to.sql("databricks")
    if old == "interval" and new == "number":
        exact.edits.supersede(*place, f"{word}({as_number(node.this, target)} AS {sql})")
    elif new == "interval" and old not in ("interval", "void"):
        tried = isinstance(node, exp.TryCast)
        made = from_other(node.this, text, source, str(target), tried)
        exact.edits.supersede(*place, made)
    elif source == "timestamp" and target in ("long", "integer", "short", "byte"):
        seconds = floored(f"unix_micros({text})", 1_000_000)
        exact.edits.supersede(*place, f"{word}({seconds} AS {sql})")
    elif old == "number" and new == "boolean" and parse_decimal(str(source)):
        exact.edits.supersede(*place, f"({text} <> 0)")
    elif old == "boolean" and parse_decimal(str(target)):
        exact.edits.supersede(*place, f"{word}(CAST({text} AS INT) AS {sql})")
    elif source in FLOATING and parse_decimal(str(target)):
        shown = f"try_cast(CAST({text} AS STRING) AS DECIMAL(38,18))"
        made = f"coalesce({word}({shown} AS {sql}), {word}({text} AS {sql}))"
        exact.edits.supersede(*place, made)
    elif new == "string" and old in ("array", "map", "struct"):
        nested_text(exact, node, source, text, place)
    elif isinstance(node.this, exp.Literal) and node.this.is_string:
        told = plainer(node.this.name, target)
        if told is not None:
            exact.edits.supersede(*place, f"{word}({literal(told)} AS {sql})")


def plainer(text: str, target: SparkType) -> str | None:
    """A literal as the engine reads it: a date without time, a decimal without exponent."""
    if target == "date":
        return text.strip().partition("T")[0] if "T" in text or text != text.strip() else None
    if parse_decimal(str(target)) and "e" in text.lower():
        try:
            return format(Decimal(text.strip()), "f")
        except InvalidOperation:
            return None
    return None


def nested_text(
    exact: Exact, node: exp.Cast, source: SparkType, text: str, place: tuple[int, int]
) -> None:
    """NULL inside is written `null`."""
    if not holds(source, "string", "binary", "char", "varchar", "unknown", "other"):
        made = f"replace(CAST({text} AS STRING), 'NULL', 'null')"
    elif isinstance(source, dict) and source.get("elementType") == "string":
        parts = f"array_join(transform({text}, e__ -> coalesce(e__, 'null')), ', ')"
        made = f"concat('[', {parts}, ']')"
    else:
        raise NotSupported("Casts of structs or maps with text to STRING: use to_json.")
    exact.edits.supersede(*place, made)
