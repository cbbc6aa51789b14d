"""Quartz expressions against truths written by hand, and against a search through every second."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from boathouse.work.cron import BadExpression, UnknownZone, parse
from boathouse.work.zones import zone

NEW_YORK = "America/New_York"


def fires(expression: str, zone_id: str, after: str, count: int = 3) -> list[str]:
    """The next local times, as `2026-03-06 02:30:00 -0500`; fewer when it ends."""
    cron, found = parse(expression, zone_id), []
    moment = int(datetime.fromisoformat(after).timestamp() * 1000)
    for _ in range(count):
        following = cron.next_after(moment)
        if following is None:
            break
        assert following > moment
        moment = following
        shown = datetime.fromtimestamp(moment / 1000, cron.zone)
        found.append(shown.strftime("%Y-%m-%d %H:%M:%S %z"))
    return found


def days(expression: str, after: str = "2026-01-01T00:00:00+00:00", count: int = 3) -> list[str]:
    return [found[:10] for found in fires(expression, "UTC", after, count)]


TRUTHS = {
    # From Quartz's tutorial, worked out with a calendar of 2026 (1 January is a Thursday).
    "0 0 12 * * ?": ["2026-01-01", "2026-01-02", "2026-01-03"],
    "0 15 10 ? * MON-FRI": ["2026-01-01", "2026-01-02", "2026-01-05"],
    "0 15 10 ? * FRI-MON": ["2026-01-02", "2026-01-03", "2026-01-04"],
    "0 15 10 15 * ?": ["2026-01-15", "2026-02-15", "2026-03-15"],
    "0 15 10 L * ?": ["2026-01-31", "2026-02-28", "2026-03-31"],
    "0 15 10 L-2 * ?": ["2026-01-29", "2026-02-26", "2026-03-29"],
    "0 15 10 L-30 * ?": ["2026-01-01", "2026-03-01", "2026-05-01"],
    "0 15 10 LW * ?": ["2026-01-30", "2026-02-27", "2026-03-31"],
    "0 15 10 L-3W * ?": ["2026-01-28", "2026-02-25", "2026-03-27"],
    "0 15 10 15W * ?": ["2026-01-15", "2026-02-16", "2026-03-16"],
    "0 15 10 1W * ?": ["2026-01-01", "2026-02-02", "2026-03-02"],
    "0 15 10 31W * ?": ["2026-01-30", "2026-03-31", "2026-05-29"],
    "0 15 10 ? * 6L": ["2026-01-30", "2026-02-27", "2026-03-27"],
    "0 15 10 ? * FRIL": ["2026-01-30", "2026-02-27", "2026-03-27"],
    "0 15 10 ? * 6#3": ["2026-01-16", "2026-02-20", "2026-03-20"],
    "0 15 10 ? * fri#5": ["2026-01-30", "2026-05-29", "2026-07-31"],
    "0 15 10 ? * L": ["2026-01-03", "2026-01-10", "2026-01-17"],
    "0 15 10 ? * SUN": ["2026-01-04", "2026-01-11", "2026-01-18"],
    "0 15 10 ? * 1,4": ["2026-01-04", "2026-01-07", "2026-01-11"],
    "0 0 12 1/5 * ?": ["2026-01-01", "2026-01-06", "2026-01-11"],
    "0 11 11 11 11 ?": ["2026-11-11", "2027-11-11", "2028-11-11"],
    "0 0 0 29 2 ?": ["2028-02-29", "2032-02-29", "2036-02-29"],
    "0 0 0 31 4,6,9,11 ?": [],
    "0 0 0 1 JAN,MAR-APR ? 2027-2028": ["2027-01-01", "2027-03-01", "2027-04-01"],
    "0 0 0 1 nov-feb ?": ["2026-02-01", "2026-11-01", "2026-12-01"],
    "0 0 0 1 1 ? 2099": ["2099-01-01"],
    "0 0 0 1 1 ? 2020": [],
    "0 0 0 1 1 ? 2027/2": ["2027-01-01", "2029-01-01", "2031-01-01"],
}


@pytest.mark.parametrize("expression", TRUTHS)
def test_the_days_are_those_of_the_calendar(expression: str) -> None:
    assert days(expression) == TRUTHS[expression]


TIMES = {
    "0 0/5 14 * * ?": ["14:00:00", "14:05:00", "14:10:00"],
    "0 0/5 14,18 * * ?": ["14:00:00", "14:05:00", "14:10:00"],
    "0 0-5 14 * * ?": ["14:00:00", "14:01:00", "14:02:00"],
    "*/20 * * * * ?": ["00:00:20", "00:00:40", "00:01:00"],
    "/20 * * * * ?": ["00:00:20", "00:00:40", "00:01:00"],
    "10-40/15 0 0 * * ?": ["00:00:10", "00:00:25", "00:00:40"],
    "0 0 22-2 * * ?": ["01:00:00", "02:00:00", "22:00:00"],
    "55-5/5 0 1 * * ?": ["01:00:00", "01:00:05", "01:00:55"],
    "5/0 0 0 * * ? *": ["00:00:05", "00:00:05", "00:00:05"],
}


@pytest.mark.parametrize("expression", TIMES)
def test_the_times_are_those_of_the_fields(expression: str) -> None:
    found = fires(expression, "UTC", "2026-01-01T00:00:00+00:00")
    assert [one[11:19] for one in found] == TIMES[expression]


def test_a_time_that_the_clocks_leave_out_is_skipped() -> None:
    found = fires("0 30 2 * * ?", NEW_YORK, "2026-03-07T00:00:00+00:00")
    assert [one[:10] for one in found] == ["2026-03-07", "2026-03-09", "2026-03-10"]


def test_an_hourly_schedule_goes_on_when_the_clocks_leave_an_hour_out() -> None:
    found = fires("0 0 * * * ?", NEW_YORK, "2026-03-08T05:30:00+00:00")
    assert [one[11:] for one in found] == ["01:00:00 -0500", "03:00:00 -0400", "04:00:00 -0400"]


def test_a_time_that_comes_twice_fires_once_in_standard_time() -> None:
    found = fires("0 30 1 * * ?", NEW_YORK, "2026-10-31T12:00:00+00:00", 2)
    assert found == ["2026-11-01 01:30:00 -0500", "2026-11-02 01:30:00 -0500"]


def test_an_hourly_schedule_pauses_for_two_hours_when_an_hour_comes_twice() -> None:
    found = fires("0 0 * * * ?", NEW_YORK, "2026-11-01T03:30:00+00:00")
    assert [one[11:] for one in found] == ["00:00:00 -0400", "01:00:00 -0500", "02:00:00 -0500"]


def test_from_within_the_first_of_two_hours_the_second_comes_next() -> None:
    found = fires("0 0/20 * * * ?", NEW_YORK, "2026-11-01T05:10:00+00:00", 2)  # 01:10 -0400
    assert [one[11:] for one in found] == ["01:20:00 -0500", "01:40:00 -0500"]


def test_a_midnight_that_the_clocks_leave_out() -> None:
    # Sao Paulo went from 00:00 to 01:00 on 4 November 2018.
    found = fires("0 0 0 * * ?", "America/Sao_Paulo", "2018-11-03T12:00:00+00:00", 1)
    assert found == ["2018-11-05 00:00:00 -0200"]


def test_half_an_hour_that_the_clocks_leave_out() -> None:
    # Lord Howe goes from 02:00 to 02:30 on 4 October 2026.
    found = fires("0 15,45 2 * * ?", "Australia/Lord_Howe", "2026-10-03T12:00:00+00:00", 2)
    assert found == ["2026-10-04 02:45:00 +1100", "2026-10-05 02:15:00 +1100"]


def test_a_day_that_a_zone_left_out() -> None:
    found = fires("0 0 12 * * ?", "Pacific/Apia", "2011-12-29T22:30:00+00:00", 1)
    assert found == ["2011-12-31 12:00:00 +1400"]


@pytest.mark.parametrize(
    ("name", "offset"),
    [
        ("UTC", 0),
        ("Etc/GMT+5", -300),
        ("US/Pacific", -480),
        ("PST", -480),
        ("IST", 330),
        ("JST", 540),
        ("EST", -300),
        ("GMT+2", 120),
        ("GMT-08:30", -510),
        ("UTC+0530", 330),
        ("+01:00", 60),
        ("Europe/Vienna", 60),
    ],
)
def test_zones_by_their_java_names(name: str, offset: int) -> None:
    moment = datetime(2026, 1, 15, tzinfo=UTC).astimezone(zone(name))
    assert moment.utcoffset() == timedelta(minutes=offset)


@pytest.mark.parametrize(
    "name", ["", "Mars/Base", "../etc/passwd", "/etc/localtime", "GMT+25", "UTC\0", "posixrules/"]
)
def test_unknown_zones(name: str) -> None:
    with pytest.raises(UnknownZone):
        parse("0 0 0 * * ?", name)


BAD = (
    "",
    "0 0 * * *",
    "* * * * * *",
    "0 0 0 ? * ?",
    "0 0 0 * * ? 2026 x",
    "60 * * * * ?",
    "0 60 * * * ?",
    "0 0 24 * * ?",
    "0 0 0 0 * ?",
    "0 0 0 32 * ?",
    "0 0 0 1 13 ?",
    "0 0 0 ? * 8",
    "0 0 0 ? * 0",
    "0 0 0 ? * 6#6",
    "0 0 0 ? * 6#0",
    "0 0 0 ? * MON#1,TUE#2",
    "0 0 0 ? * 2,6L",
    "0 0 0 L,15 * ?",
    "0 0 0 15W,20 * ?",
    "0 0 0 L-31 * ?",
    "0 0 0 32W * ?",
    "0 ? 0 * * ?",
    "0 0 0 * FOO ?",
    "0 0 0 ? * FOO",
    "0/ 0 0 * * ?",
    "0/60 0 0 * * ?",
    "0 0/x 0 * * ?",
    "1,,2 0 0 * * ?",
    "-1 0 0 * * ?",
    "0 0 0 1 1 ? 1969",
    "0 0 0 1 1 ? 2030-2028",
    "0 0 0 \u0661 * ?",  # an Arabic digit
    "0 0 0 ? * MONDAY",
)


@pytest.mark.parametrize("expression", BAD)
def test_bad_expressions_say_why(expression: str) -> None:
    with pytest.raises(BadExpression) as caught:
        parse(expression, "UTC")
    assert str(caught.value)


def _matches(expression: str, wall: datetime) -> bool:
    """Whether a wall time fits; by reading plain fields (lists and `*`) one by one."""
    second, minute, hour, day, month, week_day = expression.split()

    def fits(text: str, value: int) -> bool:
        return text in ("*", "?") or str(value) in text.split(",")

    return (
        fits(second, wall.second)
        and fits(minute, wall.minute)
        and fits(hour, wall.hour)
        and fits(day, wall.day)
        and fits(month, wall.month)
        and fits(week_day, wall.isoweekday() % 7 + 1)
    )


def _searched(expression: str, zone_id: str, start: datetime, hours: int) -> list[datetime]:
    """Every firing from `start` on, by trying each half minute of real time.

    Of a wall time that comes twice the second counts: the one with fold=1.
    """
    found, here = [], ZoneInfo(zone_id)
    for step in range(1, hours * 120 + 1):
        moment = start + timedelta(seconds=30 * step)
        wall = moment.astimezone(here)
        first_of_two = wall.utcoffset() != wall.replace(fold=1).utcoffset()
        if _matches(expression, wall) and not first_of_two:
            found.append(moment)
    return found


def _some(rng: random.Random, low: int, high: int, step: int = 1) -> str:
    if rng.random() < 0.4:
        return "*"
    values = rng.sample(range(low, high + 1, step), min(3, len(range(low, high + 1, step))))
    return ",".join(str(value) for value in sorted(values))


@pytest.mark.parametrize("seed", range(40))
def test_random_expressions_agree_with_a_search_of_every_half_minute(seed: int) -> None:
    rng = random.Random(seed)
    zone_id = rng.choice(["UTC", NEW_YORK, "Europe/Berlin", "Australia/Lord_Howe"])
    around = {  # the day before clocks change
        "UTC": (2026, 6, 1),
        NEW_YORK: rng.choice([(2026, 3, 7), (2026, 10, 31)]),
        "Europe/Berlin": rng.choice([(2026, 3, 28), (2026, 10, 24)]),
        "Australia/Lord_Howe": rng.choice([(2026, 4, 4), (2026, 10, 3)]),
    }[zone_id]
    time = f"{rng.choice(['0', '30', '0,30'])} {_some(rng, 0, 59, 15)} {_some(rng, 0, 5)}"
    date = rng.choice([f"{_some(rng, 1, 31)} * ?", f"? * {_some(rng, 1, 7)}", "* * ?"])
    expression = f"{time} {date}"
    start = datetime(*around, tzinfo=UTC)
    truth = _searched(expression, zone_id, start, 72)
    cron, moment = parse(expression, zone_id), int(start.timestamp() * 1000)
    for expected in truth:
        following = cron.next_after(moment)
        assert following is not None
        assert datetime.fromtimestamp(following / 1000, UTC) == expected, expression
        moment = following


def test_ten_years_of_hours_are_strictly_ahead_of_one_another() -> None:
    cron, moment, found = parse("0 0 * * * ?", NEW_YORK), 0, []
    for _ in range(20_000):
        following = cron.next_after(moment)
        assert following is not None
        found.append(following)
        moment = following
    gaps = {(after - before) // 3_600_000 for before, after in pairwise(found)}
    assert gaps == {1, 2}  # two where an hour came twice; an hour left out is no real hour
