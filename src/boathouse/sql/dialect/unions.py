"""Columns of several types: the sides of a set operation, and the rows of an inline table.

Spark finds one type for them; the engine makes text of numbers, or times without a zone.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from boathouse.sql.dialect.conditions import TIMES, is_number
from boathouse.sql.dialect.decimals import FLOATING, INTEGERS, VOID, widest
from boathouse.sql.dialect.integers import Columns
from boathouse.sql.dialect.scopes import Scopes, leaves
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.parse import Parsed
from boathouse.sql.rewrite import Edits, quote, span
from boathouse.sql.securables import SparkType
from boathouse.sql.types import parse_decimal

MOST_CELLS = 4000
"""Of an inline table; a longer one is data that a program wrote, of one type."""
NONE = ("unknown", "other", VOID)


class Apart(Exception):
    """Types that have none in common."""


def common(kinds: Iterable[SparkType]) -> str | None:
    """The SQL type that values of these become; None where nothing need be done, or nobody knows.

    Raises Apart.
    """
    known = {kind for kind in kinds if isinstance(kind, str) and kind != VOID}
    known |= {"unknown" for kind in kinds if not isinstance(kind, str)}
    if len(known) < 2 or known & set(NONE) or any(one.startswith("interval") for one in known):
        return None
    rest = known - {"string"}
    if rest <= set(TIMES):
        if len(rest) == 1:
            return next(iter(rest)).upper()
        return "TIMESTAMP" if "timestamp" in rest else "TIMESTAMP_NTZ"
    if all(is_number(one) for one in rest):
        return of_numbers(rest, text="string" in known)
    if len(rest) == 1 and rest <= {"boolean", "binary"}:
        return next(iter(rest)).upper()
    raise Apart


def of_numbers(kinds: set[str], *, text: bool) -> str | None:
    if text:
        return "BIGINT" if kinds <= set(INTEGERS) else "DOUBLE"
    if kinds & set(FLOATING):
        return "FLOAT" if kinds <= {"float", "byte", "short"} else "DOUBLE"
    if any(parse_decimal(one) for one in kinds):
        return widest(list(kinds)).upper()
    return None


def unite(
    node: exp.SetOperation, found: list[Columns | None], parsed: Parsed, edits: Edits
) -> None:
    """Cast the columns of a set operation's sides. `found`: the columns of each leaf."""
    columns = [list(one.values()) for one in found if one is not None]
    if len(columns) < len(found) or len({len(one) for one in columns}) != 1:
        return
    for at, kinds in enumerate(zip(*columns, strict=True)):
        try:
            wanted = common(kinds)
        except Apart:
            why = f"Set operations take compatible column types: column {at + 1} has several."
            raise SqlError("INCOMPATIBLE_COLUMN_TYPE", why, "42825") from None
        if wanted is not None:
            for leaf in leaves(node):
                cast_column(leaf, at, wanted, parsed, edits)


def cast_column(leaf: exp.Expr, at: int, wanted: str, parsed: Parsed, edits: Edits) -> None:
    if isinstance(leaf, exp.Select) and not any(one.is_star for one in leaf.expressions):
        shown = leaf.expressions[at]
        cell = shown.this if isinstance(shown, exp.Alias) else shown
        name = "" if isinstance(shown, exp.Alias) else f" AS {quote(cell.name)}"
        cells = [(cell, name)]
    elif isinstance(leaf, exp.Values):
        rows = leaf.expressions
        cells = [(row.expressions[at] if isinstance(row, exp.Tuple) else row, "") for row in rows]
    else:
        raise refused()
    for cell, name in cells:
        place = span(cell, parsed.tokens) or placed(cell)
        if place is None:
            raise refused()
        edits.wrap(*place, "CAST(", f" AS {wanted}){name}")


def placed(node: exp.Expr) -> tuple[int, int] | None:
    """The place of a projection, whose end is kept as that of its last character."""
    place = (node._meta or {}).get("projection")
    return (place[0], place[1] + 1) if place else None


def refused() -> NotSupported:
    return NotSupported(
        "The sides of this set operation have columns of different types: cast them to one."
    )


def level(node: exp.Values, scopes: Scopes, parsed: Parsed, edits: Edits) -> None:
    """Doubles beside other numbers make doubles of them; text stands beside nothing else."""
    rows = [row.expressions if isinstance(row, exp.Tuple) else [row] for row in node.expressions]
    if len(rows) < 2 or len(rows) * len(rows[0]) > MOST_CELLS or len({len(r) for r in rows}) > 1:
        return
    for at, cells in enumerate(zip(*rows, strict=True), 1):
        kinds = [scopes.cell(cell) for cell in cells]
        try:
            wanted = common(kinds)
        except Apart:
            raise incompatible(at) from None
        if wanted is not None and "string" in kinds:
            raise incompatible(at)
        for cell in cells if wanted in ("DOUBLE", "FLOAT", "TIMESTAMP") else ():
            place = span(cell, parsed.tokens) or placed(cell)
            if place is not None:
                edits.wrap(*place, "CAST(", f" AS {wanted})")


def incompatible(at: int) -> SqlError:
    why = f"Invalid inline table. Found incompatible types in the column `col{at}` of the table."
    return SqlError("INVALID_INLINE_TABLE.INCOMPATIBLE_TYPES_IN_INLINE_TABLE", why, "42000")
