"""The numeric type that Spark gives an expression: decimals with digits, doubles, integers."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp
from sqlglot.dialects.databricks import Databricks

from boathouse.sql.dialect.integers import (
    SAME,
    UNKNOWN,
    WIDTHS,
    Query,
    Scope,
    alternatives,
    part_of,
    type_of,
)
from boathouse.sql.securables import SparkType
from boathouse.sql.types import from_sql, parse_decimal

Digits = tuple[int, int]
"""Precision and scale."""

INTEGERS: Mapping[str, Digits] = {
    "byte": (3, 0),
    "short": (5, 0),
    "integer": (10, 0),
    "long": (20, 0),
}
VOID = "void"
FLOATING = ("double", "float")
MOST = 38
LEAST_SCALE = 6


def numeric(node: exp.Expr, scope: Scope, query: Query) -> str:
    """A Spark JSON type's name; of what is no number `other`, or `date`; or UNKNOWN."""
    if id(node) not in scope.numbers:
        scope.numbers[id(node)] = find_number(node, scope, query)
    return scope.numbers[id(node)]


def find_number(node: exp.Expr, scope: Scope, query: Query) -> str:
    integer = type_of(node, scope, query)
    if integer in WIDTHS:
        return integer
    if isinstance(node, (exp.Column, exp.Bracket, exp.Dot)):
        found = part_of(node, scope)
        return found if isinstance(found, str) else "other"
    if isinstance(node, exp.Null):
        return VOID
    if isinstance(node, exp.Literal):
        return literal(node)
    if isinstance(node, exp.Cast):
        return cast(node)
    if isinstance(node, (*SAME, exp.Neg, exp.Abs)):
        return numeric(node.this, scope, query)
    if isinstance(node, (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)):
        return operation(node, *(numeric(x, scope, query) for x in (node.this, node.expression)))
    if isinstance(node, exp.Distinct) and node.expressions:
        return numeric(node.expressions[0], scope, query)
    if isinstance(node, (exp.Sum, exp.Avg)):
        return aggregate(node, numeric(node.this, scope, query))
    branches = alternatives(node)
    if branches:
        return widest([numeric(branch, scope, query) for branch in branches])
    return by_function(node)


def literal(node: exp.Literal) -> str:
    text = node.name
    if node.is_string:
        return "other"
    if "e" in text.lower():
        return "double"
    whole, _, fraction = text.partition(".")
    whole = whole.lstrip("0")
    return decimal((max(len(whole) + len(fraction), 1), len(fraction)))


def cast(node: exp.Cast) -> str:
    kind = node.to.sql("databricks")
    found = from_sql(kind) if node.to.this not in (exp.DType.UNKNOWN,) else "other"
    return found if isinstance(found, str) else "other"


def by_function(node: exp.Expr) -> str:
    if isinstance(node, (exp.CurrentDate, exp.TsOrDsToDate)):
        return "date"
    returns = Databricks.EXPRESSION_METADATA.get(type(node), {}).get("returns")
    names = {exp.DType.DOUBLE: "double", exp.DType.FLOAT: "float", exp.DType.DATE: "date"}
    return names.get(returns, "other") if returns else UNKNOWN


def decimal(digits: Digits) -> str:
    return f"decimal({digits[0]},{digits[1]})"


def digits_of(type: str, node: exp.Expr | None = None) -> Digits | None:
    """As a decimal; an integer literal is as wide as it is written."""
    if isinstance(node, exp.Literal) and type in INTEGERS:
        return len(node.name.lstrip("0")) or 1, 0
    return INTEGERS.get(type) or parse_decimal(type)


def bounded(precision: int, scale: int) -> Digits:
    """Of more than 38 digits the last ones behind the point go first, down to 6."""
    if precision <= MOST:
        return precision, scale
    whole = precision - scale
    return MOST, max(MOST - whole, min(scale, LEAST_SCALE))


def operation(node: exp.Expr, left: str, right: str) -> str:
    if UNKNOWN in (left, right):
        return UNKNOWN
    if left in FLOATING or right in FLOATING:
        return "double" if "double" in (left, right) or left != right else "float"
    one, other = digits_of(left, node.this), digits_of(right, node.expression)
    if one is None or other is None:
        return "date" if "date" in (left, right) and left != right else "other"
    if isinstance(node, exp.Div) and left in INTEGERS and right in INTEGERS:
        return "double"
    return decimal(result(node, one, other))


def result(node: exp.Expr, one: Digits, other: Digits) -> Digits:
    (p1, s1), (p2, s2) = one, other
    if isinstance(node, exp.Mul):
        return bounded(p1 + p2 + 1, s1 + s2)
    if isinstance(node, exp.Div):
        scale = max(LEAST_SCALE, s1 + p2 + 1)
        return bounded(p1 - s1 + s2 + scale, scale)
    if isinstance(node, exp.Mod):
        return bounded(min(p1 - s1, p2 - s2) + max(s1, s2), max(s1, s2))
    scale = max(s1, s2)
    return bounded(max(p1 - s1, p2 - s2) + scale + 1, scale)


def aggregate(node: exp.Expr, inner: str) -> str:
    digits = parse_decimal(inner)
    if digits is None:
        return "double" if inner in FLOATING or inner in INTEGERS else inner
    if isinstance(node, exp.Sum):
        return decimal((min(digits[0] + 10, MOST), digits[1]))
    return decimal(bounded(digits[0] + 4, digits[1] + 4))


def widest(types: list[str]) -> str:
    if UNKNOWN in types:
        return UNKNOWN
    if any(one in FLOATING for one in types):
        return "double"
    found = [digits_of(one) for one in types]
    known = [digits for digits in found if digits is not None]
    if len(known) < len(found) or not known:
        return types[0] if len(set(types)) == 1 else "other"
    scale = max(s for _, s in known)
    return decimal((min(max(p - s for p, s in known) + scale, MOST), scale))


def common_type(one: SparkType, other: SparkType) -> SparkType:
    """The type of a column that is one type here and another there."""
    if one == other or other == VOID:
        return one
    if one == VOID:
        return other
    if not isinstance(one, str) or not isinstance(other, str):
        return UNKNOWN
    if one in INTEGERS and other in INTEGERS:
        return max(one, other, key=list(INTEGERS).index)
    found = widest([one, other])
    return UNKNOWN if found == "other" else found
