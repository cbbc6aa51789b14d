"""Rows of the sample tables, the same on every machine: TPC-H at scale factor 0.01, and a week of
taxi trips.

Made of seeded random numbers by the rules of the TPC-H specification (4.2.3: keys, dates, prices,
the words of names and types), so that its 22 queries find something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import Any

Row = tuple[Any, ...]

CUSTOMERS, SUPPLIERS, PARTS, ORDERS, TRIPS = 1500, 100, 2000, 15000, 400
FIRST_DAY, TODAY = date(1992, 1, 1), date(1995, 6, 17)
ORDER_DAYS = 2406 - 151
"""Orders end so long before 1998-12-31 that all their lines arrive by then."""

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
COLORS = (
    "almond", "antique", "azure", "beige", "blue", "brown", "chocolate", "coral", "cream", "cyan",
    "forest", "ghost", "green", "grey", "indian", "ivory", "khaki", "lemon", "linen", "maroon",
    "navy", "olive", "orchid", "peach", "plum", "red", "rose", "sandy", "tan", "white",
)  # fmt: skip
METALS = ("BRASS", "COPPER", "NICKEL", "STEEL", "TIN")
FINISHES = ("ANODIZED", "BRUSHED", "BURNISHED", "PLATED", "POLISHED")
SIZES = ("ECONOMY", "LARGE", "MEDIUM", "PROMO", "SMALL", "STANDARD")
BOXES = ("BAG", "BOX", "CAN", "CASE", "DRUM", "JAR", "PACK", "PKG")
WRAPS = ("JUMBO", "LG", "MED", "SM", "WRAP")
WORDS = (
    "accounts", "carefully", "deposits", "final", "furiously", "ironic", "packages", "pending",
    "quickly", "requests", "slyly", "special",
)  # fmt: skip
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
        # Each nation has suppliers: some queries ask for those of a single one.
        country = (key - 1) % len(NATIONS)
        said = "Customer Complaints" if key % 20 == 0 else _remark(random)
        yield (
            key, f"Supplier#{key:09d}", _address(random), country, _phone(random, country),
            _money(random, -99999, 999999), said,
        )  # fmt: skip


def part(random: Random) -> Iterator[Row]:
    for key in range(1, PARTS + 1):
        maker = random.randint(1, 5)
        kind = f"{random.choice(SIZES)} {random.choice(FINISHES)} {random.choice(METALS)}"
        brand, size = f"Brand#{maker}{random.randint(1, 5)}", random.randint(1, 50)
        box = f"{random.choice(WRAPS)} {random.choice(BOXES)}"
        if key % 50 == 0:
            # What query 19 asks for is too rare at this scale.
            maker, brand, size, box = 1, "Brand#12", 3, "SM CASE"
        yield (
            key, " ".join(random.sample(COLORS, 5)), f"Manufacturer#{maker}", brand, kind, size,
            box, _cents(_price(key)), _remark(random),
        )  # fmt: skip


def partsupp(random: Random) -> Iterator[Row]:
    for key in range(1, PARTS + 1):
        for number in range(4):
            cost = _money(random, 100, 100000)
            of = _supplier_of(key, number)
            yield key, of, random.randint(1, 9999), cost, _remark(random)


def orders(random: Random) -> Iterator[Row]:
    remarks = [_remark(random) for _ in range(1009)]
    for key, day, lines in _sold():
        open_lines = sum(line[9] == "O" for line in lines)
        status = "F" if not open_lines else "O" if open_lines == len(lines) else "P"
        total = sum(line[5] * (100 + line[7]) * (100 - line[6]) for line in lines)
        # A third of the customers orders nothing.
        buyer = random.randint(1, CUSTOMERS // 3) * 3 - random.randint(1, 2)
        yield (
            key, buyer, status, _cents(round(total / 10000)), day, random.choice(PRIORITIES),
            f"Clerk#{random.randint(1, 10):09d}", 0, random.choice(remarks),
        )  # fmt: skip


def lineitem(random: Random) -> Iterator[Row]:
    words = [
        (random.choice(INSTRUCTIONS), random.choice(MODES), _remark(random)) for _ in range(1009)
    ]
    cents = [_cents(count) for count in range(5001)]
    at = 0
    for _, _, lines in _sold():
        for line in lines:
            count, price, discount, tax = line[4:8]
            at += 1
            yield (
                *line[:4], cents[count * 100], _cents(price), cents[discount], cents[tax],
                *line[8:], *words[at % 1009],
            )  # fmt: skip


def _sold() -> Iterator[tuple[int, date, list[Row]]]:
    """Each order's key, its day and its lines, money in cents: `orders` and `lineitem` agree."""
    # Four times as fast as randint and choice, and there are many.
    chance = Random("orders").random  # noqa: S311 (the same rows everywhere)
    days = [FIRST_DAY + timedelta(days=number) for number in range(ORDER_DAYS + 200)]
    for number in range(ORDERS):
        # Eight of 32 keys are used, as the specification has it.
        key = (number // 8) * 32 + number % 8 + 1
        day, big = int(chance() * ORDER_DAYS), number % 1000 == 0
        count = 7 if big else 1 + int(chance() * 7)
        lines = [_line(chance, days, day, big) for _ in range(count)]
        yield (
            key,
            days[day],
            [(key, *line[:2], place, *line[2:]) for place, line in enumerate(lines, 1)],
        )


def _line(chance: Callable[[], float], days: list[date], day: int, big: bool) -> Row:
    of, count = 1 + int(chance() * PARTS), 44 + int(chance() * 7) if big else 1 + int(chance() * 50)
    shipped = day + 1 + int(chance() * 121)
    received = shipped + 1 + int(chance() * 30)
    return (
        of, _supplier_of(of, int(chance() * 4)), count, _price(of) * count,
        int(chance() * 11), int(chance() * 9),
        ("A" if chance() < 0.5 else "R") if days[received] <= TODAY else "N",
        "O" if days[shipped] > TODAY else "F",
        days[shipped], days[day + 30 + int(chance() * 61)], days[received],
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
    return _cents(random.randint(least, most))


def _cents(count: int) -> Decimal:
    return Decimal(count).scaleb(-2)


def _price(key: int) -> int:
    """The retail price in cents, by the specification's formula."""
    return 90000 + (key // 10) % 20001 + 100 * (key % 1000)


def _supplier_of(part: int, number: int) -> int:
    """The suppliers of a part, numbered 0 to 3, by the specification's formula."""
    step = number * (SUPPLIERS // 4 + (part - 1) // SUPPLIERS)
    return (part + step) % SUPPLIERS + 1
