"""Many lines of CSV at once, where they are so plain that Arrow takes them as Spark does.

Whatever is not, or holds a value that needs a closer look, is left to the slow and exact way: each
function here answers None then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from boathouse.sql import types
from boathouse.sql.files.csv_tokens import Syntax
from boathouse.sql.files.options import Options
from boathouse.sql.securables import SparkType

LEAST_LINES = 64
"""Fewer are not worth it."""

_BLANK = re.compile(r"(?:\A|\n)[\0- ]+(?:\n|\Z)")
WHOLE = r"^-?[0-9]{1,18}$"
NUMBER = r"^-?[0-9]{1,17}(\.[0-9]{1,17})?$"
DAY = r"^(1[6-9]|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"
MOMENT = r"^(1[6-9]|20)[0-9]{2}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?$"


def fits(options: Options, syntax: Syntax) -> bool:
    """Whether the options leave anything to do here."""
    plain = len(syntax.separator) == 1 and " " < syntax.separator < "\x7f"
    return (
        (plain or syntax.separator == "\t")
        and not (syntax.comment or syntax.leading or syntax.trailing or syntax.empty)
        and syntax.quote in ("", '"')
        and not options.flag("multiline")
    )


def strings(lines: Sequence[str], width: int, syntax: Syntax, null: str) -> list[Any] | None:
    """The fields as `width` arrays of strings, NULL where nothing stands or `null`."""
    if len(lines) < LEAST_LINES or width == 0:
        return None
    text = "\n".join(lines)
    if "\0" in text or "\r" in text or _BLANK.search(text):
        return None
    quoted = bool(syntax.quote) and syntax.quote in text
    if quoted and not _quoting(syntax.separator, syntax.escape).fullmatch(text):
        return None
    return _parsed(text, width, syntax.separator, quoted, null)


@lru_cache(maxsize=16)
def _quoting(separator: str, escape: str) -> re.Pattern[str]:
    """Lines whose quotes stand around whole fields and nowhere else."""
    mark, sign = re.escape(separator), re.escape(escape)
    field = rf'(?:"[^"\n{sign}]*+"|[^"\n{mark}]*+)'
    return re.compile(rf"{field}(?:[{mark}\n]{field})*+")


def _parsed(text: str, width: int, separator: str, quoted: bool, null: str) -> list[Any] | None:
    import pyarrow as pa
    from pyarrow import csv

    names = [f"f{at}" for at in range(width)]
    try:
        table = csv.read_csv(
            pa.BufferReader(text.encode()),
            csv.ReadOptions(use_threads=False, column_names=names, block_size=64 << 20),
            csv.ParseOptions(
                delimiter=separator,
                quote_char='"' if quoted else False,
                double_quote=False,
                escape_char=False,
            ),
            csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=sorted({"", null}),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return None
    return [column.combine_chunks() for column in table.columns]


def typed(array: Any, type: SparkType, options: Options) -> Any | None:
    """Strings as values of a type; None where any of them needs a closer look."""
    import pyarrow as pa

    make = _makers().get(type.partition("(")[0]) if isinstance(type, str) else None
    if make is None or (options.text("dateformat") and type == "date"):
        return None
    if options.text("timestampformat") and type == "timestamp":
        return None
    try:
        return make(array, types.to_arrow(type))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def _makers() -> dict[str, Callable[[Any, Any], Any]]:
    whole = dict.fromkeys(("byte", "short", "integer", "long"), _cast_of(WHOLE))
    return {
        **whole,
        "string": lambda array, wanted: array,
        "double": _cast_of(NUMBER),
        "date": _cast_of(DAY),
        "timestamp": _moment,
        "boolean": _boolean,
    }


def _cast_of(pattern: str) -> Callable[[Any, Any], Any]:
    def make(array: Any, wanted: Any) -> Any:
        return array.cast(wanted) if every(array, pattern) else None

    return make


def _moment(array: Any, wanted: Any) -> Any:
    import pyarrow as pa

    if not every(array, MOMENT):
        return None
    return array.cast(pa.timestamp("us")).cast(wanted)


def _boolean(array: Any, wanted: Any) -> Any:
    import pyarrow as pa
    from pyarrow import compute

    known = compute.is_in(array, pa.array(["true", "false", None], pa.string()))
    return compute.equal(array, "true") if compute.all(known).as_py() else None


def every(array: Any, pattern: str) -> bool:
    """Whether all values that are not NULL match."""
    from pyarrow import compute

    found = compute.all(compute.match_substring_regex(array, pattern)).as_py()
    return found is not False
