"""The parts of a moment that references ask for: `{{job.start_time.iso_date}}`; all in UTC."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

PARTS: Mapping[str, Callable[[datetime], Any]] = {
    "iso_weekday": lambda moment: moment.isoweekday(),
    "is_weekday": lambda moment: moment.isoweekday() < 6,
    "iso_date": lambda moment: moment.date().isoformat(),
    "iso_datetime": lambda moment: moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z",
    "year": lambda moment: moment.year,
    "month": lambda moment: moment.month,
    "day": lambda moment: moment.day,
    "hour": lambda moment: moment.hour,
    "minute": lambda moment: moment.minute,
    "second": lambda moment: moment.second,
    "timestamp_ms": lambda moment: round(moment.timestamp() * 1000),
}


def part(milliseconds: int, name: str) -> Any:
    """One part of a moment given in epoch milliseconds."""
    return PARTS[name](datetime.fromtimestamp(milliseconds / 1000, UTC))
