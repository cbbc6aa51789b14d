"""The fields of a Quartz cron expression: their values, ranges, steps and the special days."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class BadExpression(ValueError):
    """The expression is not Quartz's; the text says why."""


@dataclass(frozen=True)
class Field:
    """One field: its bounds, the names of its values, and what is said of values out of bounds."""

    name: str
    low: int
    high: int
    bounds: str
    names: tuple[str, ...] = ()


_CLOCK = "Minute and Second values must be between 0 and 59"
SECOND = Field("second", 0, 59, _CLOCK)
MINUTE = Field("minute", 0, 59, _CLOCK)
HOUR = Field("hour", 0, 23, "Hour values must be between 0 and 23")
MONTH_DAY = Field("day-of-month", 1, 31, "Day of month values must be between 1 and 31")
MONTH = Field(
    "month",
    1,
    12,
    "Month values must be between 1 and 12",
    ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
)
WEEK_DAY = Field(
    "day-of-week",
    1,
    7,
    "Day-of-Week values must be between 1 and 7",
    ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"),
)
YEAR = Field("year", 1970, 2199, "Year values must be between 1970 and 2199")

_NUMBER = re.compile(r"[0-9]{1,4}")
_LAST = re.compile(r"L(?:-([0-9]{1,2}))?(W)?")
_NEAREST = re.compile(r"([0-9]{1,2})W")
_LAST_WEEK_DAY = re.compile(r"([0-9]|[A-Z]{3})L")
_NTH = re.compile(r"([0-9]|[A-Z]{3})#([0-9]+)")


def values(field: Field, text: str) -> tuple[int, ...]:
    """What a field allows, sorted. Raises BadExpression."""
    found: set[int] = set()
    for part in text.split(","):
        found.update(_values(field, part))
    return tuple(sorted(found))


def _values(field: Field, part: str) -> Sequence[int]:
    base, slash, step = part.partition("/")
    every = _step(field, step) if slash else 0
    if base == "*" or (slash and not base):
        return range(field.low, field.high + 1, every or 1)
    first, dash, last = base.partition("-")
    start = _value(field, first)
    stop = _value(field, last) if dash else field.high if every else start
    if stop >= start:
        return range(start, stop + 1, every or 1)
    if field is YEAR:
        raise BadExpression("Start year must be less than stop year")
    # A range may run over the field's end: 22-2, FRI-MON.
    size = field.high - field.low + 1
    run = range(start, stop + size + 1, every or 1)
    return [field.low + (value - field.low) % size for value in run]


def _step(field: Field, text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise BadExpression("'/' must be followed by an integer.")
    most = field.high + 1 if field.low == 0 else field.high
    if field is not YEAR and int(text) > field.high:
        raise BadExpression(f"Increment > {most} : {text}")
    return int(text)


def _value(field: Field, text: str) -> int:
    if text in field.names:
        return field.names.index(text) + 1
    if not _NUMBER.fullmatch(text):
        raise BadExpression(f"Invalid {field.name} value: '{text}'")
    if not field.low <= int(text) <= field.high:
        raise BadExpression(field.bounds)
    return int(text)


class Days(Protocol):
    """What the two day fields say."""

    def of(self, year: int, month: int) -> Sequence[int]:
        """The days of a month, sorted."""
        ...


@dataclass(frozen=True)
class _MonthDays:
    days: tuple[int, ...]

    def of(self, year: int, month: int) -> Sequence[int]:
        last = calendar.monthrange(year, month)[1]
        return [day for day in self.days if day <= last]


@dataclass(frozen=True)
class _Last:
    """L, L-3, LW: so many days before the last; `nearest`: the weekday nearest to that."""

    before: int
    nearest: bool

    def of(self, year: int, month: int) -> Sequence[int]:
        day = calendar.monthrange(year, month)[1] - self.before
        if day < 1:
            return []
        return [_weekday_near(year, month, day) if self.nearest else day]


@dataclass(frozen=True)
class _Nearest:
    """15W: the weekday nearest to a day, in the same month."""

    day: int

    def of(self, year: int, month: int) -> Sequence[int]:
        if self.day > calendar.monthrange(year, month)[1]:
            return []
        return [_weekday_near(year, month, self.day)]


@dataclass(frozen=True)
class _WeekDays:
    """Days of the week, SUN=1. `nth`: the n-th of its kind in the month, -1 the last."""

    days: frozenset[int]
    nth: int = 0

    def of(self, year: int, month: int) -> Sequence[int]:
        first, last = calendar.monthrange(year, month)
        # Python's Monday is 0, Quartz's Sunday is 1.
        found = [day for day in range(1, last + 1) if (first + day) % 7 + 1 in self.days]
        if self.nth > 0:
            return found[self.nth - 1 : self.nth]
        return found[-1:] if self.nth else found


def _weekday_near(year: int, month: int, day: int) -> int:
    last = calendar.monthrange(year, month)[1]
    weekday = calendar.weekday(year, month, day)
    if weekday == calendar.SATURDAY:
        return day + 2 if day == 1 else day - 1
    if weekday == calendar.SUNDAY:
        return day - 2 if day == last else day + 1
    return day


def days(month_day: str, week_day: str) -> Days:
    """The days that the two day fields allow; one of them is `?`. Raises BadExpression."""
    if (month_day == "?") and (week_day == "?"):
        raise BadExpression("'?' can only be specified for Day-of-Month -OR- Day-of-Week.")
    if week_day == "?":
        return _month_days(month_day)
    if month_day == "?":
        return _week_days(week_day)
    raise BadExpression(
        "Support for specifying both a day-of-week AND a day-of-month parameter is not implemented."
    )


def _month_days(text: str) -> Days:
    last, nearest = _LAST.fullmatch(text), _NEAREST.fullmatch(text)
    if last:
        if int(last[1] or 0) > 30:
            raise BadExpression("Offset from last day must be <= 30")
        return _Last(int(last[1] or 0), bool(last[2]))
    if nearest:
        return _Nearest(_value(MONTH_DAY, nearest[1]))
    if "L" in text:
        raise BadExpression(
            "Support for specifying 'L' and 'LW' with other days of the month is not implemented"
        )
    if "W" in text:
        raise BadExpression("'W' can only be specified with a single day of the month")
    return _MonthDays(values(MONTH_DAY, text))


def _week_days(text: str) -> Days:
    if text == "L":
        return _WeekDays(frozenset({7}))
    last, nth = _LAST_WEEK_DAY.fullmatch(text), _NTH.fullmatch(text)
    if last:
        return _WeekDays(frozenset({_value(WEEK_DAY, last[1])}), -1)
    if nth:
        if not 1 <= int(nth[2]) <= 5:
            raise BadExpression("A numeric value between 1 and 5 must follow the '#' option")
        return _WeekDays(frozenset({_value(WEEK_DAY, nth[1])}), int(nth[2]))
    if text.count("#") > 1:
        raise BadExpression('Support for specifying multiple "nth" days is not implemented.')
    if "," in text and any(part.endswith("L") for part in text.split(",")):
        raise BadExpression(
            "Support for specifying 'L' with other days of the week is not implemented"
        )
    return _WeekDays(frozenset(values(WEEK_DAY, text)))
