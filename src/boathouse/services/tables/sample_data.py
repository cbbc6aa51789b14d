"""Rows of the sample tables, the same on every machine: TPC-H's shape and a week of taxi trips.

Invented by seeded random numbers; regions and nations are those of the TPC-H specification.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Any

Row = tuple[Any, ...]

CUSTOMERS, SUPPLIERS, PARTS, ORDERS, TRIPS = 150, 10, 100, 300, 400
FIRST_DAY = date(1992, 1, 1)

REGIONS = ("AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST")
NATIONS = (
    ("ALGERIA", 0), ("ARGENTINA", 1), ("BRAZIL", 1), ("CANADA", 1), ("EGYPT", 4),
    ("ETHIOPIA", 0), ("FRANCE", 3), ("GERMANY", 3), ("INDIA", 2), ("INDONESIA", 2),
    ("IRAN", 4), ("IRAQ", 4), ("JAPAN", 2), ("JORDAN", 4), ("KENYA", 0),
    ("MOROCCO", 0), ("MOZAMBIQUE", 0), ("PERU", 1), ("CHINA", 2), ("ROMANIA", 3),
    ("SAUDI ARABIA", 4), ("VIETNAM", 2), ("RUSSIA", 3), ("UNITED KINGDOM", 3),
    ("UNITED STATES", 1),
)  # fmt: skip
SEGMENTS = ("AUTOMOBILE", "BUILDING", "FURNITURE", "HOUSEHOLD", "MACHINERY")
PRIORITIES = ("1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW")
MODES = ("AIR", "FOB", "MAIL", "RAIL", "REG AIR", "SHIP", "TRUCK")
INSTRUCTIONS = ("COLLECT COD", "DELIVER IN PERSON", "NONE", "TAKE BACK RETURN")
COLORS = ("almond", "azure", "blue", "coral", "forest", "green", "ivory", "lemon", "plum", "tan")
METALS = ("BRASS", "COPPER", "NICKEL", "STEEL", "TIN")
FINISHES = ("ANODIZED", "BRUSHED", "BURNISHED", "PLATED", "POLISHED")
SIZES = ("ECONOMY", "LARGE", "MEDIUM", "PROMO", "SMALL", "STANDARD")
BOXES = ("BAG", "BOX", "CAN", "CASE", "DRUM", "JAR", "PACK", "PKG")
WORDS = ("accounts", "carefully", "deposits", "final", "furiously", "ironic", "packages", "quickly")
ZIPS = (10001, 10003, 10009, 10011, 10016, 10019, 10023, 10110, 10171, 11201, 11371, 11430)


def region(random: Random) -> Iterator[Row]:
    for key, name in enumerate(REGIONS):
        yield key, name, _remark(random)


def nation(random: Random) -> Iterator[Row]:
    for key, (name, of) in enumerate(NATIONS):
        yield key, name, of, _remark(random)


def customer(random: Random) -> Iterator[Row]:
    for key in range(1, CUSTOMERS + 1):
        country = random.randrange(len(NATIONS))
        yield (
            key, f"Customer#{key:09d}", _address(random), country, _phone(random, country),
            _money(random, -99999, 999999), random.choice(SEGMENTS), _remark(random),
        )  # fmt: skip


def supplier(random: Random) -> Iterator[Row]:
    for key in range(1, SUPPLIERS + 1):
        country = random.randrange(len(NATIONS))
        yield (
            key, f"Supplier#{key:09d}", _address(random), country, _phone(random, country),
            _money(random, -99999, 999999), _remark(random),
        )  # fmt: skip


def part(random: Random) -> Iterator[Row]:
    for key in range(1, PARTS + 1):
        maker = random.randint(1, 5)
        kind = f"{random.choice(SIZES)} {random.choice(FINISHES)} {random.choice(METALS)}"
        yield (
            key, " ".join(random.sample(COLORS, 3)), f"Manufacturer#{maker}",
            f"Brand#{maker}{random.randint(1, 5)}", kind, random.randint(1, 50),
            f"{random.choice(('JUMBO', 'LG', 'MED', 'SM', 'WRAP'))} {random.choice(BOXES)}",
            _price(key), _remark(random),
        )  # fmt: skip


def partsupp(random: Random) -> Iterator[Row]:
    for key in range(1, PARTS + 1):
        for of in sorted(random.sample(range(1, SUPPLIERS + 1), 4)):
            cost = _money(random, 100, 100000)
            yield key, of, random.randint(1, 9999), cost, _remark(random)


def orders(random: Random) -> Iterator[Row]:
    for key in range(1, ORDERS + 1):
        day = _day(random)
        yield (
            key, random.randint(1, CUSTOMERS), "F" if day.year < 1995 else "O",
            _money(random, 90000, 40000000), day, random.choice(PRIORITIES),
            f"Clerk#{random.randint(1, 1000):09d}", 0, _remark(random),
        )  # fmt: skip


def lineitem(random: Random) -> Iterator[Row]:
    for order in range(1, ORDERS + 1):
        for line in range(1, random.randint(1, 5) + 1):
            yield _line(random, order, line)


def _line(random: Random, order: int, line: int) -> Row:
    of, count = random.randint(1, PARTS), random.randint(1, 50)
    shipped = _day(random)
    past = shipped.year < 1995
    return (
        order, of, random.randint(1, SUPPLIERS), line, Decimal(count) * Decimal("1.00"),
        _price(of) * count, _money(random, 0, 10), _money(random, 0, 8),
        random.choice("AR") if past else "N", "F" if past else "O", shipped,
        shipped + timedelta(days=random.randint(-30, 30)),
        shipped + timedelta(days=random.randint(1, 30)),
        random.choice(INSTRUCTIONS), random.choice(MODES), _remark(random),
    )  # fmt: skip


def trips(random: Random) -> Iterator[Row]:
    start = datetime(2016, 2, 13, tzinfo=UTC)
    for _ in range(TRIPS):
        begin = start + timedelta(seconds=random.randrange(7 * 86_400))
        miles = round(random.lognormvariate(0.6, 0.8), 2)
        end = begin + timedelta(seconds=120 + int(miles * random.uniform(180, 420)))
        fare = round(2.5 + 2.4 * miles + random.uniform(0, 3), 1)
        yield begin, end, miles, fare, random.choice(ZIPS), random.choice(ZIPS)


ROWS: Mapping[str, Callable[[Random], Iterator[Row]]] = MappingProxyType(
    {
        "tpch.region": region,
        "tpch.nation": nation,
        "tpch.customer": customer,
        "tpch.supplier": supplier,
        "tpch.part": part,
        "tpch.partsupp": partsupp,
        "tpch.orders": orders,
        "tpch.lineitem": lineitem,
        "nyctaxi.trips": trips,
    }
)


def _remark(random: Random) -> str:
    return " ".join(random.sample(WORDS, 4))


def _address(random: Random) -> str:
    return f"{random.randint(1, 999)} {random.choice(COLORS).title()} Street"


def _phone(random: Random, country: int) -> str:
    groups = random.randint(100, 999), random.randint(100, 999), random.randint(1000, 9999)
    return f"{country + 10}-{groups[0]}-{groups[1]}-{groups[2]}"


def _money(random: Random, least: int, most: int) -> Decimal:
    return Decimal(random.randint(least, most)) / 100


def _price(key: int) -> Decimal:
    """The retail price by the specification's formula."""
    return Decimal(90000 + (key // 10) % 20001 + 100 * (key % 1000)) / 100


def _day(random: Random) -> date:
    return FIRST_DAY + timedelta(days=random.randrange(2405))
