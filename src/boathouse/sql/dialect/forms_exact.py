"""Decimals through pmod, try_* and bround, with the digits that Spark gives them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from boathouse.sql.dialect.calls import Call
from boathouse.sql.dialect.decimals import FLOATING, INTEGERS, Digits, digits_of, result
from boathouse.sql.dialect.forms_interval import multiple
from boathouse.sql.dialect.forms_number import ZERO
from boathouse.sql.dialect.forms_number import pmod as whole_pmod
from boathouse.sql.dialect.forms_text import Form, fail
from boathouse.sql.dialect.forms_time import try_add
from boathouse.sql.errors import NotSupported
from boathouse.sql.types import parse_decimal

MOST = 38
SQL = {"byte": "TINYINT", "short": "SMALLINT", "integer": "INT", "long": "BIGINT"}
NODES: Mapping[str, tuple[type[exp.Expr], str]] = {
    "try_add": (exp.Add, "+"),
    "try_subtract": (exp.Sub, "-"),
    "try_multiply": (exp.Mul, "*"),
    "try_divide": (exp.Div, "/"),
}


def shape_of(call: Call, at: int) -> Digits | None:
    part = call.part(at)
    inner = part.this if isinstance(part, exp.Neg) else part
    return digits_of(str(call.type(at)), inner)


def pair(call: Call) -> tuple[Digits, Digits] | None:
    """The digits of two arguments, one of which is a decimal, the other one or an integer."""
    one, other = shape_of(call, 0), shape_of(call, 1)
    some = any(parse_decimal(str(call.type(at))) for at in (0, 1))
    return (one, other) if some and one is not None and other is not None else None


def sql(digits: Digits) -> str:
    return f"DECIMAL({digits[0]},{digits[1]})"


def floating(call: Call) -> bool:
    kinds = [call.type(at) for at in (0, 1)]
    known = all(k in INTEGERS or k == "double" or parse_decimal(str(k)) for k in kinds)
    return "double" in kinds and known


def pmod(call: Call) -> str:
    if len(call.arguments) != 2 or not any(parse_decimal(str(call.type(at))) for at in (0, 1)):
        return whole_pmod(call)
    x, y = call.texts
    if floating(call):
        x, y = f"CAST({x} AS DOUBLE)", f"CAST({y} AS DOUBLE)"
        return f"if({y} = 0, {ZERO}, pmod({x}, {y}))"
    found = pair(call)
    if found is None:
        raise NotSupported("pmod of a decimal and this is not supported: cast them.")
    one, other = found
    wanted = result(exp.Mod(), one, other)
    if max(one[0] - one[1], other[0] - other[1]) + max(one[1], other[1]) >= MOST:
        raise NotSupported("pmod of decimals of so many digits is not supported.")
    x, y = f"CAST({x} AS {sql(one)})", f"CAST({y} AS {sql(other)})"
    return f"if({y} = 0, {ZERO}, CAST(pmod({x}, {y}) AS {sql(wanted)}))"


def tried(call: Call) -> str | None:
    """try_ of decimals that cannot overflow, of doubles, of intervals that are literals."""
    if len(call.arguments) != 2:
        return try_add(call)
    node, sign = NODES[call.name]
    if call.name in ("try_multiply", "try_divide") and str(call.type(0)).startswith("interval"):
        return of_interval(call)
    x, y = call.texts
    if floating(call):
        x, y = f"CAST({x} AS DOUBLE)", f"CAST({y} AS DOUBLE)"
        return f"({x} {sign} {f'nullif({y}, 0D)' if sign == '/' else y})"
    found = pair(call)
    if found is None:
        return try_add(call)
    one, other = found
    wanted = result(node(), one, other)
    if sign == "/":
        return divided(x, y, one, other, wanted)
    need = {"*": one[0] + other[0] + 1}.get(sign, max(one[0] - one[1], other[0] - other[1]) + 2)
    need = need if sign == "*" else need + max(one[1], other[1])
    if need > MOST:
        raise NotSupported(f"{call.name} of decimals of so many digits is not supported.")
    return f"CAST(CAST({x} AS {sql(one)}) {sign} CAST({y} AS {sql(other)}) AS {sql(wanted)})"


def divided(x: str, y: str, one: Digits, other: Digits, wanted: Digits) -> str:
    """As Exact.divide: one digit more than is wanted, then rounded."""
    scale = max(wanted[1] - 3, one[1])
    if one[0] - one[1] + scale + 4 + other[1] > MOST:
        raise NotSupported("try_divide of decimals of so many digits is not supported.")
    above = f"CAST({x} AS DECIMAL({MOST},{scale}))"
    return f"CAST({above} / nullif(CAST({y} AS {sql(other)}), 0) AS {sql(wanted)})"


def of_interval(call: Call) -> str:
    first, second = call.part(0), call.part(1)
    made = None
    if first is not None and second is not None and "month" not in str(call.type(0)):
        made = multiple(first, second, call.name == "try_divide")
    if made is None:
        raise NotSupported(f"{call.name} of intervals is supported for literals.")
    return made


def bround(call: Call) -> str:
    """Half to even. Doubles are rounded as they are written, as Spark does."""
    if call.null(0):
        return "CAST(NULL AS DOUBLE)"
    places = call.number(1) if len(call.arguments) == 2 else 0
    kind, text = call.type(0), call.text(0)
    if places is None or len(call.arguments) > 2:
        raise NotSupported("bround takes a number of places that is a literal.")
    if kind == "double" and 0 <= places <= 15:
        return of_double(text, places)
    digits = digits_of(str(kind))
    if kind in FLOATING or digits is None:
        raise NotSupported("bround of values of this type is not supported: cast them.")
    scale = max(digits[1], places + 1, 0)
    if kind in INTEGERS and places >= 0:
        return text
    if digits[0] - digits[1] + max(scale, -places) >= MOST - 1 or places < -18:
        raise NotSupported("bround of decimals of so many digits is not supported.")
    made = even(f"CAST({text} AS DECIMAL({MOST},{scale}))", places, scale)
    if isinstance(kind, str) and kind in SQL:
        return whole(made, kind)
    kept = max(min(digits[1], places), 0)
    width = digits[0] - digits[1] + 1
    width = max(width, 1 - places) if places < 0 else width + kept
    return f"CAST({made} AS DECIMAL({min(width, MOST)},{kept}))"


def whole(made: str, kind: str) -> str:
    most = 2 ** (8 * {"byte": 1, "short": 2, "integer": 4, "long": 8}[kind] - 1)
    bad = f"{made} >= {most}BD OR {made} < -{most}BD"
    return f"CAST(if({bad}, {fail('ARITHMETIC_OVERFLOW', 'Overflow.')}, {made}) AS {SQL[kind]})"


def even(value: str, places: int, scale: int) -> str:
    """A decimal of that scale, rounded half to even."""
    one, two, half = (
        f"CAST('{number}' AS DECIMAL({MOST},{scale}))"
        for number in (power(1, places), power(2, places), power(5, places + 1))
    )
    rest = f"abs({value} % {one})"
    low = f"{value} - {value} % {one}"
    up = f"{rest} > {half} OR ({rest} = {half} AND ({low}) % {two} <> 0)"
    return f"({low} + CASE WHEN NOT ({up}) THEN 0 WHEN {value} < 0 THEN -{one} ELSE {one} END)"


def power(digit: int, places: int) -> str:
    """A digit at a place behind the point; places below zero stand in front of it."""
    if places <= 0:
        return f"{digit}{'0' * -places}"
    return f"0.{'0' * (places - 1)}{digit}"


def of_double(text: str, places: int) -> str:
    written = f"try_cast(CAST({text} AS STRING) AS DECIMAL({MOST},22))"
    made = f"CAST({even(written, places, 22)} AS DOUBLE)"
    small = f"abs({text}) < {power(4, places + 1)}D"
    why = fail("UNSUPPORTED_FEATURE", "bround of a double of so many digits is not supported.")
    return (
        f"CASE WHEN {text} IS NULL OR isnan({text}) OR abs({text}) >= 1e16D THEN {text}"
        f" WHEN {small} THEN 0D WHEN {written} IS NULL THEN {why} ELSE {made} END"
    )


FORMS: Mapping[str, Form] = {
    "pmod": pmod,
    **dict.fromkeys(NODES, tried),
    "bround": bround,
}
