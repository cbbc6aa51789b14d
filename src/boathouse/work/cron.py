"""Quartz cron expressions: when they fire next, in the time of a zone.

Syntax and behaviour are those of Quartz 2.3 (its CronExpression and its tutorial): six or seven
fields, SUN=1, one of the two day fields `?`, wall times found in the zone's calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from boathouse.work import cron_fields as fields
from boathouse.work.cron_fields import BadExpression, Days
from boathouse.work.zones import UnknownZone, zone

__all__ = ["BadExpression", "Cron", "UnknownZone", "parse"]

YEARS_AHEAD = 100
"""Quartz gives up beyond these."""


@dataclass(frozen=True)
class Cron:
    """An expression in a zone. Values are sorted; `years` None: every year."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: tuple[int, ...]
    years: frozenset[int] | None
    days: Days
    zone: ZoneInfo

    def next_after(self, moment: int) -> int | None:
        """The first time after a moment at which it fires, in epoch ms; None when never again.

        Daylight saving, as Java's calendar makes Quartz behave: a time in the hour that is left
        out does not exist and is skipped; one in the hour that comes twice fires once, in the
        second (standard time). So an hourly schedule pauses for two hours on that night.
        """
        start = datetime.fromtimestamp(moment // 1000 + 1, self.zone).replace(tzinfo=None, fold=0)
        for wall in self._walls(start):
            fires = wall.replace(tzinfo=self.zone, fold=1).astimezone(UTC)
            if fires.astimezone(self.zone).replace(tzinfo=None, fold=0) == wall:
                return int(fires.timestamp()) * 1000
        return None

    def _walls(self, start: datetime) -> Iterator[datetime]:
        """Every matching wall time from `start` on, whether it exists in the zone or not."""
        for year, month, day in self._dates(start):
            first = start if (year, month, day) == (start.year, start.month, start.day) else None
            for hour, minute, second in self._times(first):
                yield datetime(year, month, day, hour, minute, second)  # noqa: DTZ001

    def _dates(self, start: datetime) -> Iterator[tuple[int, int, int]]:
        for year in range(start.year, min(start.year + YEARS_AHEAD, 9998) + 1):
            if self.years is not None and year not in self.years:
                continue
            for month in self.months:
                if (year, month) < (start.year, start.month):
                    continue
                for day in self.days.of(year, month):
                    if (year, month, day) >= (start.year, start.month, start.day):
                        yield year, month, day

    def _times(self, start: datetime | None) -> Iterator[tuple[int, int, int]]:
        """Hour, minute and second of each firing of a day, from `start` on."""
        least = (start.hour, start.minute, start.second) if start else (0, 0, 0)
        for hour in self.hours:
            if hour < least[0]:
                continue
            for minute in self.minutes:
                if (hour, minute) < least[:2]:
                    continue
                for second in self.seconds:
                    if (hour, minute, second) >= least:
                        yield hour, minute, second


@lru_cache(maxsize=4096)
def parse(expression: str, zone_id: str) -> Cron:
    """The meaning of an expression in a zone. Raises BadExpression, UnknownZone."""
    found = expression.upper().split()
    if len(found) not in (6, 7):
        raise BadExpression(f"6 or 7 fields are needed, found {len(found)}.")
    second, minute, hour, month_day, month, week_day = found[:6]
    return Cron(
        seconds=fields.values(fields.SECOND, second),
        minutes=fields.values(fields.MINUTE, minute),
        hours=fields.values(fields.HOUR, hour),
        months=fields.values(fields.MONTH, month),
        years=_years(found[6]) if len(found) == 7 else None,
        days=fields.days(month_day, week_day),
        zone=zone(zone_id),
    )


def _years(text: str) -> frozenset[int] | None:
    return None if text == "*" else frozenset(fields.values(fields.YEAR, text))
