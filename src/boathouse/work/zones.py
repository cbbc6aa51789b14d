"""Time zones by the names that Java's TimeZone knows: the IANA database's, its own short ones, and
offsets such as GMT+05:30."""

from __future__ import annotations

import re
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# java.time.ZoneId.SHORT_IDS; EST, MST and HST are in the IANA database itself.
SHORT = {
    "ACT": "Australia/Darwin",
    "AET": "Australia/Sydney",
    "AGT": "America/Argentina/Buenos_Aires",
    "ART": "Africa/Cairo",
    "AST": "America/Anchorage",
    "BET": "America/Sao_Paulo",
    "BST": "Asia/Dhaka",
    "CAT": "Africa/Harare",
    "CNT": "America/St_Johns",
    "CST": "America/Chicago",
    "CTT": "Asia/Shanghai",
    "EAT": "Africa/Addis_Ababa",
    "ECT": "Europe/Paris",
    "IET": "America/Indiana/Indianapolis",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "MIT": "Pacific/Apia",
    "NET": "Asia/Yerevan",
    "NST": "Pacific/Auckland",
    "PLT": "Asia/Karachi",
    "PNT": "America/Phoenix",
    "PRT": "America/Puerto_Rico",
    "PST": "America/Los_Angeles",
    "SST": "Pacific/Guadalcanal",
    "VST": "Asia/Ho_Chi_Minh",
}

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*")
_OFFSET = re.compile(r"(?:GMT|UTC|UT)?([+-])(\d{1,2})(?::?([0-5]\d))?")
_MOST_HOURS = 18


class UnknownZone(ValueError):
    """No time zone has this name."""


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The zone of a name, upper and lower case as they are written. Raises UnknownZone."""
    offset = _OFFSET.fullmatch(name)
    if offset:
        return _fixed(name, *offset.groups())
    if not _NAME.fullmatch(name):
        raise UnknownZone(name)
    try:
        return ZoneInfo(SHORT.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(name) from None


def _fixed(name: str, sign: str, hours: str, minutes: str | None) -> ZoneInfo:
    """A zone of one offset, made of a file as zoneinfo reads them (RFC 8536)."""
    from io import BytesIO

    if int(hours) > _MOST_HOURS:
        raise UnknownZone(name)
    offset = (int(hours) * 60 + int(minutes or 0)) * 60 * (-1 if sign == "-" else 1)
    counts = b"".join(count.to_bytes(4, "big") for count in (0, 0, 0, 0, 1, 4))
    body = offset.to_bytes(4, "big", signed=True) + b"\0\0" + b"GMT\0"
    return ZoneInfo.from_file(BytesIO(b"TZif" + b"\0" * 16 + counts + body), key=name)
