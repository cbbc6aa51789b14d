"""Dates and times that Sail 0.7.2 answers otherwise, in forms that it answers alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from boathouse.sql.dialect.calls import Call
from boathouse.sql.dialect.forms_text import Form, mismatch
from boathouse.sql.dialect.kinds import holds
from boathouse.sql.dialect.offsets import shifted
from boathouse.sql.errors import NotSupported, SqlError

DAY = 86_400_000_000
MICROS = {
    "MICROSECOND": 1, "MILLISECOND": 1000, "SECOND": 1_000_000, "MINUTE": 60_000_000,
    "HOUR": 3_600_000_000, "DAY": DAY, "WEEK": 7 * DAY,
}  # fmt: skip
OTHER_UNITS = ("MONTH", "QUARTER", "YEAR", "DAYOFYEAR")
DATE_UNITS = ("YEAR", "YYYY", "YY", "QUARTER", "MONTH", "MM", "MON", "WEEK")
TIME_UNITS = (*DATE_UNITS, "DAY", "DD", "HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND")


def floored(micros: str, unit: int) -> str:
    """Whole units of an amount of microseconds; before 1970 Sail rounds towards it."""
    return f"CAST(({micros} - pmod({micros}, {unit}L)) DIV {unit} AS BIGINT)"


def epoch(call: Call) -> str:
    unit = {"unix_seconds": 1_000_000, "unix_millis": 1000}[call.name]
    return floored(f"unix_micros({call.text(0)})", unit)


def seconds(call: Call) -> str | None:
    kind = call.type(0)
    if isinstance(kind, str) and kind.startswith(("decimal", "double", "float")):
        return f"timestamp_micros(CAST({call.text(0)} * 1000000 AS BIGINT))"
    return None


def to_timestamp(call: Call) -> str | None:
    kind = call.type(0)
    numbers = ("byte", "short", "integer", "long", "double", "float", "decimal")
    if len(call.arguments) == 1 and isinstance(kind, str) and kind.startswith(numbers):
        return f"CAST({call.text(0)} AS TIMESTAMP)"
    return None


def try_to_date(call: Call) -> str:
    if len(call.arguments) == 1:
        return f"try_cast({call.text(0)} AS DATE)"
    return f"CAST(try_to_timestamp({', '.join(call.texts)}) AS DATE)"


def weekday(call: Call) -> str:
    return f"((dayofweek({call.text(0)}) + 5) % 7)"


def trunc(call: Call) -> str | None:
    unit = call.string(1)
    if call.null(1) or (unit is not None and unit.upper() not in DATE_UNITS):
        return "CAST(NULL AS DATE)"
    if call.type(0) == "date" and unit is not None:
        return first_day(call.text(0), unit.upper())
    return typed(call, "DATE", 0)


def first_day(date: str, unit: str) -> str:
    """Of the year, quarter, month or week; Sail would go by nanoseconds, which end in 1677."""
    month = {"Q": f"quarter({date}) * 3 - 2", "M": f"month({date})"}.get(unit[0], "1")
    if unit == "WEEK":
        return f"date_sub({date}, (dayofweek({date}) + 5) % 7)"
    return f"make_date(year({date}), {month}, 1)"


def date_trunc(call: Call) -> str | None:
    unit = call.string(0)
    if call.null(0) or (unit is not None and unit.upper() not in TIME_UNITS):
        return "CAST(NULL AS TIMESTAMP)"
    if call.type(1) == "date" and unit is not None:
        day = call.text(1)
        whole = unit.upper() in DATE_UNITS
        return f"CAST({first_day(day, unit.upper()) if whole else day} AS TIMESTAMP)"
    if call.type(1) == "string":
        return f"date_trunc({call.text(0)}, CAST({call.text(1)} AS TIMESTAMP))"
    return None


def typed(call: Call, type: str, *numbers: int) -> str | None:
    """NULL as one of a type, which Sail wants to know."""
    found = call.texts
    nulls = [at for at in numbers if at < len(found) and call.null(at)]
    for at in nulls:
        found[at] = f"CAST(NULL AS {type})"
    return f"{call.name}({', '.join(found)})" if nulls else None


def difference(call: Call) -> str | None:
    """Whole units between two times, towards zero."""
    if len(call.arguments) != 3:
        return None
    unit = call.parsed.text[slice(*call.arguments[0])].upper()
    if unit not in MICROS and unit not in OTHER_UNITS:
        raise unknown_unit(unit)
    if unit not in MICROS:
        return None
    low, high = (f"unix_micros(CAST({call.text(at)} AS TIMESTAMP))" for at in (1, 2))
    return f"(({high} - {low}) DIV {MICROS[unit]})"


def unknown_unit(unit: str) -> SqlError:
    why = f"A column, variable, or function parameter with name `{unit}` cannot be resolved."
    return SqlError("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", why, "42703")


def added(call: Call) -> str | None:
    if len(call.arguments) != 3:
        if len(call.arguments) == 2 and holds(call.type(1), "decimal", "double", "float"):
            raise mismatch("UNEXPECTED_INPUT_TYPE", f"{call.name} takes a whole number of days.")
        return None
    unit = call.parsed.text[slice(*call.arguments[0])].upper()
    if unit not in MICROS and unit not in OTHER_UNITS:
        raise unknown_unit(unit)
    if call.type(2) == "timestamp_ntz":
        return f"CAST({call.name}({', '.join(call.texts)}) AS TIMESTAMP_NTZ)"
    return None


def extract(node: exp.Extract, text: str, kind: object) -> str | None:
    """Fields that Sail does not have, and those of intervals. `text`: the source."""
    field = node.this.name.upper()
    if isinstance(kind, str) and kind.startswith("interval"):
        return of_interval(field, text)
    weekday_ = f"((dayofweek({text}) + 5) % 7)"
    made = {
        "DAYOFWEEK": f"dayofweek({text})",
        "DOW": f"dayofweek({text})",
        "DAYOFWEEK_ISO": f"({weekday_} + 1)",
        "DOW_ISO": f"({weekday_} + 1)",
        "YEAROFWEEK": f"year(date_add(CAST({text} AS DATE), 3 - {weekday_}))",
        "DOY": f"dayofyear({text})",
    }
    return made.get(field)


def of_interval(field: str, text: str) -> str | None:
    part = f"extract({field} FROM {text})"
    if field in ("HOUR", "MINUTE"):
        return f"CAST({part} % {24 if field == 'HOUR' else 60} AS TINYINT)"
    if field == "MONTH":
        return f"CAST({part} AS TINYINT)"
    if field in ("DAY", "YEAR"):
        return None
    if field == "SECOND":
        return None
    raise NotSupported(f"The field {field} of an interval is not supported.")


def nulls_as(type: str, *numbers: int) -> Form:
    return lambda call: typed(call, type, *numbers)


def try_add(call: Call) -> str | None:
    kinds = [call.type(at) for at in range(len(call.arguments))]
    if kinds[0] == "timestamp":
        return f"CAST({call.name}({', '.join(call.texts)}) AS TIMESTAMP)"
    return wider(call, kinds)


REFUSED_TRY = ("try_multiply", "try_divide")
WIDTHS = {"byte": 0, "short": 1, "integer": 2, "long": 3}
SQL = {"byte": "TINYINT", "short": "SMALLINT", "integer": "INT", "long": "BIGINT"}


def wider(call: Call, kinds: Sequence[object]) -> str | None:
    """Integers of two widths as those of the wider; of decimals and floats there is no try_."""
    names = [kind for kind in kinds if isinstance(kind, str)]
    if any(kind.startswith(("decimal", "double", "float")) for kind in names):
        return plain(call)
    if any(kind.startswith("interval") for kind in names) and call.name in REFUSED_TRY:
        raise NotSupported(f"{call.name} of intervals is not supported.")
    known = [kind for kind in names if kind in WIDTHS]
    if len(known) != 2:
        return None
    most = max(known, key=lambda kind: WIDTHS[kind])
    target = SQL["long" if most == "long" else "integer"]
    if WIDTHS[most] < 2 and call.name != "try_divide":
        made = f"{call.name}({', '.join(f'CAST({one} AS INT)' for one in call.texts)})"
        return f"try_cast({made} AS {SQL[most]})"
    if known[0] == known[1]:
        return None
    return f"{call.name}({', '.join(f'CAST({one} AS {target})' for one in call.texts)})"


def plain(call: Call) -> str | None:
    raise NotSupported(f"{call.name} of decimals or floats is not supported: use try_cast.")


FORMS: Mapping[str, Form] = {
    "unix_seconds": epoch,
    "unix_millis": epoch,
    "timestamp_seconds": seconds,
    "to_timestamp": to_timestamp,
    "try_to_date": try_to_date,
    "weekday": weekday,
    "trunc": trunc,
    "date_trunc": date_trunc,
    "make_date": nulls_as("INT", 0, 1, 2),
    "date_format": nulls_as("TIMESTAMP", 0),
    "hour": nulls_as("TIMESTAMP", 0),
    "minute": nulls_as("TIMESTAMP", 0),
    "second": nulls_as("TIMESTAMP", 0),
    "from_utc_timestamp": lambda call: shifted(call) or typed(call, "TIMESTAMP", 0),
    "to_utc_timestamp": lambda call: shifted(call) or typed(call, "TIMESTAMP", 0),
    "timestampdiff": difference,
    "datediff": difference,
    "date_diff": difference,
    "dateadd": added,
    "date_add": added,
    "timestampadd": added,
    "try_add": try_add,
    "try_subtract": try_add,
    "try_multiply": try_add,
    "try_divide": try_add,
}
