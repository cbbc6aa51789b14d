"""Dates and timestamps in files: Spark's own lenient form, and patterns such as dd/MM/yyyy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from boathouse.sql.errors import NotSupported

_DATE = re.compile(r"\s*\+?(\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?\s*")
_MOMENT = re.compile(
    r"\s*\+?(\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T](?:(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})"
    r"(?:\.(\d{0,9}))?)?)?\s*([A-Za-z+\-].*)?)?)?)?)?\s*"
)
_ZONE = re.compile(r"(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?")
_SHORT = dict(
    pair.split("=")
    for pair in (
        "ACT=Australia/Darwin AET=Australia/Sydney AGT=America/Argentina/Buenos_Aires"
        " ART=Africa/Cairo AST=America/Anchorage BET=America/Sao_Paulo BST=Asia/Dhaka"
        " CAT=Africa/Harare CNT=America/St_Johns CST=America/Chicago CTT=Asia/Shanghai"
        " EAT=Africa/Addis_Ababa ECT=Europe/Paris EST=Etc/GMT+5 HST=Etc/GMT+10"
        " IET=America/Indiana/Indianapolis IST=Asia/Kolkata JST=Asia/Tokyo MIT=Pacific/Apia"
        " MST=Etc/GMT+7 NET=Asia/Yerevan NST=Pacific/Auckland PLT=Asia/Karachi"
        " PNT=America/Phoenix PRT=America/Puerto_Rico PST=America/Los_Angeles"
        " SST=Pacific/Guadalcanal VST=Asia/Ho_Chi_Minh"
    ).split()
)
"""The zones' short names of Java's ZoneId.SHORT_IDS."""
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_LONG_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
_LONG_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
EPOCH = datetime.combine(date(1970, 1, 1), time())
STRICT_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def to_date(text: str) -> date:
    """A date as CAST reads it. Raises ValueError."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))


def to_moment(text: str) -> tuple[datetime, bool]:
    """A time in UTC as CAST reads it, and whether it names a zone. Raises ValueError."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    micros = int((match[7] or "")[:6].ljust(6, "0"))
    day = date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    clock = time(int(match[4] or 0), int(match[5] or 0), int(match[6] or 0), micros)
    found = datetime.combine(day, clock)
    zone = (match[8] or "").strip()
    return found - offset(zone, found) if zone else found, bool(zone)


def offset(zone: str, at: datetime) -> timedelta:
    """How far a zone is from UTC. Raises ValueError for what is none."""
    if zone in ("Z", "UTC", "GMT", "UT"):
        return timedelta()
    match = _ZONE.fullmatch(zone)
    if match is not None:
        size = timedelta(
            hours=int(match[2]), minutes=int(match[3] or 0), seconds=int(match[4] or 0)
        )
        if size > timedelta(hours=18):
            raise ValueError(zone)
        return size if match[1] == "+" else -size
    zone = _SHORT.get(zone, zone)
    if not re.fullmatch(r"[A-Za-z]+(/[A-Za-z_+\-0-9]+)+", zone):
        raise ValueError(zone)
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        found = at.replace(tzinfo=ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, OSError):
        raise ValueError(zone) from None
    return found or timedelta()


Parser = Callable[[str], datetime]


@cache
def pattern(text: str) -> Parser:
    """What reads times by a pattern of Java's DateTimeFormatter; a result with a zone is in UTC.

    Raises NotSupported for letters that are not read here.
    """
    pieces, names = [], []
    for part in re.finditer(r"'((?:[^']|'')*)'|([A-Za-z])\2*|\[|\]|.", text, re.DOTALL):
        if part[1] is not None:
            pieces.append(re.escape(part[1].replace("''", "'") or "'"))
        elif part[2]:
            expression = _letter(part[2], len(part[0]), text)
            pieces.append(f"({expression})")
            names.append((part[2], len(part[0])))
        else:
            pieces.append({"[": "(?:", "]": ")?"}.get(part[0], re.escape(part[0])))
    try:
        whole = re.compile("".join(pieces), re.ASCII)
    except re.error:
        raise NotSupported(f"The pattern {text} is not supported.") from None

    def read(value: str) -> datetime:
        match = whole.fullmatch(value)
        if match is None:
            raise ValueError(value)
        return _put_together(zip(names, match.groups(), strict=True))

    return read


def _letter(letter: str, width: int, text: str) -> str:
    names = {("M", 3): _MONTHS, ("L", 3): _MONTHS, ("M", 4): _LONG_MONTHS, ("L", 4): _LONG_MONTHS}
    days = {1: _DAYS, 2: _DAYS, 3: _DAYS, 4: _LONG_DAYS}
    if (letter, width) in names:
        return "|".join(names[letter, width])
    if letter == "E" and width in days:
        return "|".join(days[width])
    if letter in "yu":
        return r"\d{2}" if width == 2 else r"\d{4}"
    if letter in "MLdHhmsk" and width <= 2:
        return r"\d{1,2}" if width == 1 else r"\d{2}"
    if letter == "S" and width <= 9:
        return rf"\d{{{width}}}"
    if letter == "a" and width == 1:
        return "AM|PM"
    if letter in "Xx" and width in (1, 2, 3):
        sign = {1: r"[+-]\d{2}(?:\d{2})?", 2: r"[+-]\d{4}", 3: r"[+-]\d{2}:\d{2}"}[width]
        return f"Z|{sign}" if letter == "X" else sign
    if letter == "Z" and width <= 3:
        return r"[+-]\d{4}"
    raise NotSupported(f"The letters {letter * width} of the pattern {text} are not supported.")


def _put_together(found: Iterable[tuple[tuple[str, int], str | None]]) -> datetime:
    year, month, day, clock, half = 1970, 1, 1, [0, 0, 0, 0], None
    zone = None
    for (letter, width), value in found:
        if value is None:
            continue
        if letter in "yu":
            year = int(value) + (2000 if width == 2 else 0)
        elif letter in "ML":
            names = _MONTHS if width == 3 else _LONG_MONTHS
            month = names.index(value) + 1 if width > 2 else int(value)
        elif letter == "d":
            day = int(value)
        elif letter in "Hkhms":
            clock["Hms".find(letter.replace("k", "H").replace("h", "H"))] = int(value)
            if letter == "h" and not 1 <= int(value) <= 12:
                raise ValueError(value)
            if letter == "k":
                clock[0] %= 24
        elif letter == "S":
            clock[3] = int(value[:6].ljust(6, "0"))
        elif letter == "a":
            half = value
        elif letter in "XxZ":
            zone = value
    if half is not None:
        clock[0] = clock[0] % 12 + (12 if half == "PM" else 0)
    moment = datetime.combine(date(year, month, day), time(clock[0], clock[1], clock[2], clock[3]))
    return moment - offset(zone, moment) if zone else moment


def utc(moment: datetime) -> datetime:
    """The moment, marked as one of UTC."""
    return moment.replace(tzinfo=UTC)
