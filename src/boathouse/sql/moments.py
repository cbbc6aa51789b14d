"""How far back a query looks: bounds of time that its conditions set, as far as they are plain.

They choose what is read at all; the engine still applies the conditions. So they may be too wide
and are never too narrow: each is a day wider than it says, whatever the session's time zone.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from boathouse.sql.planning import Planning

DAY = 86_400_000
_UNITS = {"WEEK": 7 * DAY, "DAY": DAY, "HOUR": 3_600_000, "MINUTE": 60_000, "SECOND": 1000}
_FROM = {exp.GT, exp.GTE, exp.EQ}
_UPTO = {exp.LT, exp.LTE, exp.EQ}
_TURNED: Mapping[type[exp.Expr], type[exp.Expr]] = {
    exp.GT: exp.LT,
    exp.GTE: exp.LTE,
    exp.LT: exp.GT,
    exp.LTE: exp.GTE,
    exp.EQ: exp.EQ,
}
Bounds = tuple[int | None, int | None]
"""From and up to, in epoch ms, both included; None: open."""
Constant = Callable[["Planning", exp.Expr], str | None]


def bounds(
    planning: Planning, condition: exp.Expr, constant: Constant
) -> Iterator[tuple[exp.Column, Bounds]]:
    """The columns that a condition bounds, and how."""
    if isinstance(condition, exp.Between):
        column = _column(condition.this)
        low = moment(planning, condition.args["low"], constant)
        high = moment(planning, condition.args["high"], constant)
        if column is not None:
            yield column, (_less(low), _more(high))
        return
    kind = type(condition)
    if kind not in _TURNED:
        return
    for one, other, how in (
        (condition.this, condition.expression, kind),
        (condition.expression, condition.this, _TURNED[kind]),
    ):
        column, at = _column(one), moment(planning, other, constant)
        if column is not None and at is not None:
            yield column, (_less(at) if how in _FROM else None, _more(at) if how in _UPTO else None)


def _less(at: int | None) -> int | None:
    return None if at is None else at - DAY


def _more(at: int | None) -> int | None:
    # A date stands for all of its day.
    return None if at is None else at + 2 * DAY


def _column(node: exp.Expr) -> exp.Column | None:
    """A column, or the day of one."""
    node = node.unnest()
    if isinstance(node, exp.Cast | exp.TsOrDsToDate | exp.Date | exp.TsOrDsToTimestamp):
        node = node.this.unnest()
    return node if isinstance(node, exp.Column) else None


def moment(planning: Planning, node: exp.Expr, constant: Constant) -> int | None:
    """The time that an expression is, in UTC; None where that is not plain."""
    node = node.unnest()
    match node:
        case exp.CurrentTimestamp() | exp.CurrentDate():
            return planning.ctx.now
        case exp.Cast() | exp.TsOrDsToDate() | exp.TsOrDsToTimestamp() | exp.Date():
            return moment(planning, node.this, constant) if node.this is not None else None
        case exp.Sub() | exp.Add():
            at, span = moment(planning, node.this, constant), _span(node.expression)
            if at is None or span is None:
                return None
            return at - span if isinstance(node, exp.Sub) else at + span
        case exp.DateSub() | exp.DateAdd() | exp.TsOrDsAdd():
            at, span = moment(planning, node.this, constant), _days(node)
            if at is None or span is None:
                return None
            return at - span if isinstance(node, exp.DateSub) else at + span
    text = constant(planning, node)
    return _read(text) if text is not None else None


def _days(node: exp.Expr) -> int | None:
    unit = node.args.get("unit")
    name = unit.name.upper() if isinstance(unit, exp.Expr) else "DAY"
    count = _number(node.expression)
    return None if count is None or name not in _UNITS else count * _UNITS[name]


def _span(node: exp.Expr) -> int | None:
    """INTERVAL n UNIT, or a number of days."""
    node = node.unnest()
    if not isinstance(node, exp.Interval):
        count = _number(node)
        return None if count is None else count * DAY
    unit, count = node.args.get("unit"), _number(node.this)
    name = unit.name.upper().removesuffix("S") if isinstance(unit, exp.Expr) else ""
    return None if count is None or name not in _UNITS else count * _UNITS[name]


def _number(node: exp.Expr | None) -> int | None:
    sign = 1
    while isinstance(node, exp.Neg | exp.Paren):
        sign = -sign if isinstance(node, exp.Neg) else sign
        node = node.this
    if not isinstance(node, exp.Literal) or not str(node.this).isdecimal():
        return None
    return sign * int(node.this)


def _read(text: str) -> int | None:
    try:
        found = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    found = found if found.tzinfo is not None else found.replace(tzinfo=datetime.UTC)
    return int(found.timestamp() * 1000)
