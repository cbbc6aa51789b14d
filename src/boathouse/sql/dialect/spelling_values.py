"""How Spark writes literals, casts, times and intervals in the name of a column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlglot import exp

from boathouse.sql.types import from_sql, to_sql

if TYPE_CHECKING:
    from boathouse.sql.dialect.spelling import Names

SIGNS: Mapping[type[exp.Expr], str] = {
    exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%", exp.IntDiv: "div",
    exp.BitwiseAnd: "&", exp.BitwiseOr: "|", exp.BitwiseXor: "^", exp.EQ: "=", exp.GT: ">",
    exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=", exp.NullSafeEQ: "<=>", exp.And: "AND",
    exp.Or: "OR",
}  # fmt: skip


class Unnamed(Exception):
    """An expression that has no known name."""


def literal(names: Names, node: exp.Literal) -> str:
    if node.is_string or node.name.isdecimal():
        return node.name
    return double_of(node.name) if "e" in node.name.lower() else node.name


def negative(names: Names, node: exp.Neg) -> str:
    if isinstance(node.this, exp.Literal) and not node.this.is_string:
        return f"-{names.of(node.this)}"
    if isinstance(node.this, exp.Cast) and NUMERAL.match(typed_literal(names, node.this) or ""):
        return f"-{names.of(node.this)}"
    return f"(- {names.of(node.this)})"


def cast(names: Names, node: exp.Cast) -> str:
    typed = typed_literal(names, node)
    if typed:
        return typed
    if node.to.this in exp.DataType.NESTED_TYPES:
        return names.of(node.this)
    word = "TRY_CAST" if isinstance(node, exp.TryCast) else "CAST"
    type = to_sql(from_sql(node.to.sql("databricks")))
    return f"{word}({names.of(node.this)} AS {type})"


NUMERAL = re.compile(r"[\d.]")
SUFFIXED = re.compile(r"[\d.]+(?:[eE][+-]?\d+)?(BD|[LSYDF])\b", re.IGNORECASE)


def double_of(text: str) -> str:
    from boathouse.sql.texts import double_text

    return double_text(float(text))


def typed_literal(names: Names, node: exp.Cast) -> str | None:
    """`1L`, `1.5D` and DATE '2020-01-01' are casts for sqlglot."""
    value = node.this
    start = None
    if isinstance(value, exp.Literal):
        start = (value._meta or node._meta or {}).get("start")
    if start is None:
        return None
    if not value.is_string or names.text[start].isdecimal() or names.text[start] == ".":
        number = SUFFIXED.match(names.text, start)
        if number is None:
            return None
        return double_of(value.name) if number[1] in "dDfF" else value.name
    word = re.search(
        r"\b(DATE|TIMESTAMP|TIMESTAMP_NTZ|TIMESTAMP_LTZ)\s*$", names.text[:start], re.I
    )
    if not word:
        return None
    kind = word[1].upper().replace("_LTZ", "")
    return f"{kind} '{moment(value.name, kind)}'"


def moment(text: str, kind: str) -> str:
    """A date or time as Spark writes it: in UTC, without zeros at the end of the fraction."""
    zoned = re.fullmatch(r"(.*?\d) ?([A-Za-z]+/[A-Za-z_]+)", text)
    text = re.sub(r" ?([+-]\d\d:\d\d|Z)$", r"\1", zoned[1] if zoned else text)
    text = re.sub(r"^(\d{4})$", r"\1-01-01", text)
    text = re.sub(r"^(\d{4}-\d\d)$", r"\1-01", text)
    text = re.sub(r"^(\d{4})-(\d)-", r"\1-0\2-", text)
    text = re.sub(r"(?<=[ T:])(\d)(?=[:.]|$)", r"0\1", text)
    text = re.sub(r"^(\d{4}-\d\d)-(\d)$", r"\1-0\2", text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    if kind == "DATE":
        return found.date().isoformat()
    if zoned:
        found = found.replace(tzinfo=ZoneInfo(zoned[2]))
    if found.tzinfo is not None and kind == "TIMESTAMP":
        found = found.astimezone(UTC)
    shown = found.replace(tzinfo=None).isoformat(" ")
    return shown.rstrip("0") if "." in shown else shown


PADDED = ("HOUR", "MINUTE", "SECOND")
BELOW = {"MILLISECOND": -3, "MICROSECOND": -6}
"""Units below the second, as powers of ten."""


def interval(names: Names, node: exp.Interval) -> str:
    unit = node.args.get("unit")
    if not isinstance(node.this, exp.Literal) or unit is None:
        raise Unnamed
    shown = re.sub(r"\b(\w+?)S\b", r"\1", unit.sql("databricks").upper())
    text = node.this.name
    if shown == "WEEK" and text.lstrip("-").isdecimal():
        text, shown = str(7 * int(text)), "DAY"
    if shown in BELOW and text.lstrip("-").isdecimal():
        text = format(Decimal(text).scaleb(BELOW[shown]).normalize(), "f")
        shown = "SECOND"
    if " " in shown and shown.endswith(("SECOND", "MINUTE", "HOUR")):
        text = re.sub(r"(?<=[ :])(\d)(?=[:.]|$)", r"0\1", text)
    if shown in PADDED:
        whole, point, rest = text.partition(".")
        text = f"{'-' if whole[:1] == '-' else ''}{whole.lstrip('-'):0>2}{point}{rest}"
    return f"INTERVAL '{text}' {shown}"


def moved(names: Names, node: exp.Expr) -> str:
    """A sum: of a time and an interval it stands without brackets."""
    left, right, sign = node.this, node.expression, SIGNS[type(node)]
    if isinstance(right, exp.Add) and isinstance(right.this, exp.Interval):
        shown = compound(names, right.this, right.expression)
        if shown is not None:
            return f"{names.of(left)} {sign} {shown}"
    dated = isinstance(left, exp.Column) and left.name.lower() in names.dates
    if dated or (isinstance(left, exp.Cast) and left.to.this == exp.DType.DATE):
        days = of_days(names, left, right, "add" if sign == "+" else "sub")
        if days is not None:
            return days
    if isinstance(left, exp.Interval) and isinstance(right, exp.Interval):
        return compound(names, left, right) or f"({names.of(left)} {sign} {names.of(right)})"
    if isinstance(left, exp.Interval) or not isinstance(right, exp.Interval):
        return f"({names.of(left)} {sign} {names.of(right)})"
    return f"{names.of(left)} {sign} {names.of(right)}"


def multiplied(names: Names, node: exp.Mul) -> str:
    sides = [names.of(node.this), names.of(node.expression)]
    if isinstance(node.expression, exp.Interval):
        sides.reverse()
    return f"({sides[0]} * {sides[1]})"


def of_days(names: Names, left: exp.Expr, right: exp.Expr, way: str) -> str | None:
    """A date and a number of days."""
    if isinstance(right, exp.Literal) and right.is_int:
        return f"date_{way}({names.of(left)}, {names.of(right)})"
    unit = right.args.get("unit") if isinstance(right, exp.Interval) else None
    if unit is None or unit.name.upper().rstrip("S") != "DAY":
        return None
    days = f"extractansiintervaldays({names.of(right)})"
    return f"date_add({names.of(left)}, {days if way == 'add' else f'(- {days})'})"


UNITS = ("DAY", "HOUR", "MINUTE", "SECOND")


def compound(names: Names, left: exp.Expr, right: exp.Expr) -> str | None:
    """`INTERVAL 1 DAY 2 HOURS` is one interval, which sqlglot reads as a sum of two."""
    if not all(isinstance(one, exp.Interval) and one.args.get("unit") for one in (left, right)):
        return None
    parts = [(one.this.name, str(one.args["unit"]).upper().rstrip("S")) for one in (left, right)]
    (one, first), (other, second) = parts
    written = rf"INTERVAL\s+'?{re.escape(one)}'?\s+\w+\s+'?{re.escape(other)}'?\s+\w+"
    if second not in UNITS or first not in UNITS or not re.search(written, names.text, re.I):
        return None
    padded = one if first == "DAY" else f"{one:0>2}"
    return f"INTERVAL '{padded}{' ' if first == 'DAY' else ':'}{other:0>2}' {first} TO {second}"
