"""The type of an expression where it can be told, for what depends on it: texts, times, arrays too.

A Spark JSON type (`string`, `timestamp`, `{"type": "array", ...}`), or UNKNOWN. `decimals.numeric`
knows numbers; this adds the rest.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from boathouse.sql.dialect.decimals import VOID, numeric
from boathouse.sql.dialect.integers import (
    UNKNOWN,
    Query,
    Scope,
    alternatives,
    is_variant,
    part_of,
)
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import SparkType
from boathouse.sql.types import from_sql

Kind = Callable[[exp.Expr], SparkType]

# Functions by name whose result has one type.
RETURNS: dict[str, SparkType] = {
    **dict.fromkeys(
        (
            *("upper", "lower", "concat_ws", "trim", "ltrim", "rtrim", "btrim", "substr", "lpad"),
            *("substring", "left", "repeat", "replace", "translate", "regexp_replace", "md5"),
            *("regexp_extract", "date_format", "hex", "base64", "initcap", "format_number"),
            *("to_json", "get_json_object", "sha2", "uuid", "typeof", "current_user", "rpad"),
            *("format_string", "array_join", "split_part", "substring_index", "ucase", "lcase"),
            *("right", "chr", "char", "from_unixtime", "url_encode", "url_decode", "space"),
        ),
        "string",
    ),
    **dict.fromkeys(
        (
            *("to_date", "date_add", "date_sub", "add_months", "last_day", "next_day", "make_date"),
            *("trunc", "current_date", "date_from_unix_date", "curdate", "try_to_date"),
        ),
        "date",
    ),
    **dict.fromkeys(
        (
            *("to_timestamp", "date_trunc", "current_timestamp", "now", "make_timestamp"),
            *("timestamp_seconds", "timestamp_millis", "timestamp_micros", "from_utc_timestamp"),
            *("to_utc_timestamp", "try_to_timestamp", "make_timestamp_ltz", "to_timestamp_ltz"),
        ),
        "timestamp",
    ),
    **dict.fromkeys(("to_timestamp_ntz", "make_timestamp_ntz", "localtimestamp"), "timestamp_ntz"),
    **dict.fromkeys(("unhex", "encode", "unbase64", "to_binary"), "binary"),
    "split": {"type": "array", "elementType": "string"},
    "array_distinct": UNKNOWN,
}
BOOLEAN = (
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.And, exp.Or, exp.Not, exp.Is),
    *(exp.Like, exp.ILike, exp.RegexpLike, exp.In, exp.Between, exp.NullSafeEQ, exp.Boolean),
    *(exp.Exists, exp.ArrayContains),
)


def kind_of(
    node: exp.Expr, scope: Scope, query: Query, written: Callable[[exp.Expr], str]
) -> SparkType:
    """`written`: the name that a call was written with, in lower case, or ""."""

    def kind(part: exp.Expr) -> SparkType:
        return kind_of(part, scope, query, written)

    if isinstance(node, (exp.Paren, exp.Alias)):
        return kind(node.this)
    if isinstance(node, exp.Literal) and node.is_string:
        return "string"
    if isinstance(node, exp.Null):
        return VOID
    if isinstance(node, BOOLEAN):
        return "boolean"
    if isinstance(node, exp.Cast):
        return cast_kind(node)
    if isinstance(node, exp.Interval):
        return interval_kind(node)
    if is_variant(node, scope):
        return "variant"
    if isinstance(node, (exp.Column, exp.Dot, exp.Bracket)):
        return part_of(node, scope)
    if isinstance(node, (exp.Array, exp.Map, exp.VarMap, exp.Struct)):
        return built(node, kind)
    if isinstance(node, exp.Neg) and not isinstance(node.this, exp.Literal):
        return kind(node.this)
    name = written(node)
    if name in RETURNS:
        return RETURNS[name]
    return by_numbers(node, scope, query, kind)


def by_numbers(node: exp.Expr, scope: Scope, query: Query, kind: Kind) -> SparkType:
    found: SparkType = numeric(node, scope, query)
    if found in ("other", UNKNOWN):
        kinds = [kind(branch) for branch in alternatives(node)]
        found = kinds[0] if kinds and all(one == kinds[0] for one in kinds) else UNKNOWN
    return found


def cast_kind(node: exp.Cast) -> SparkType:
    try:
        return from_sql(node.to.sql("databricks"))
    except SqlError:
        return UNKNOWN


def interval_kind(node: exp.Interval) -> str:
    unit = node.args.get("unit")
    shown = unit.sql("databricks").upper() if unit is not None else ""
    return (
        "interval year to month"
        if "YEAR" in shown or "MONTH" in shown
        else "interval day to second"
    )


def built(node: exp.Expr, kind: Kind) -> SparkType:
    if isinstance(node, exp.Array):
        kinds = [kind(part) for part in node.expressions]
        known = [one for one in kinds if one != VOID]
        element = known[0] if known and all(one == known[0] for one in known) else UNKNOWN
        return {"type": "array", "elementType": element if known else VOID}
    if isinstance(node, exp.Struct):
        return {
            "type": "struct",
            "fields": [],
            "parts": [kind(part_value(p)) for p in node.expressions],
        }
    keys, values = node.args.get("keys"), node.args.get("values")
    first = [list(side.expressions)[:1] if side is not None else [] for side in (keys, values)]
    found = [kind(side[0]) if side else UNKNOWN for side in first]
    return {"type": "map", "keyType": found[0], "valueType": found[1]}


def part_value(node: exp.Expr) -> exp.Expr:
    """The value of a struct's field, without its name."""
    if isinstance(node, exp.PropertyEQ):
        return node.expression  # type: ignore[no-any-return]
    return node.this if isinstance(node, exp.Alias) else node


def shape(kind: SparkType) -> str:
    """`array`, `map`, `struct`, or the name of a plain type."""
    return str(kind["type"]) if isinstance(kind, dict) else kind


def holds(kind: SparkType, *names: str) -> bool:
    """Whether a type is one of these, or has one of these inside; UNKNOWN holds none."""
    if isinstance(kind, str):
        return kind.partition("(")[0] in names
    inner = [kind.get("elementType"), kind.get("keyType"), kind.get("valueType")]
    inner += [field["type"] for field in kind.get("fields", ())] + kind.get("parts", [])
    return any(holds(one, *names) for one in inner if one is not None)
