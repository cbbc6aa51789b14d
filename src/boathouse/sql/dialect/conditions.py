"""Comparisons and conditions: what Spark converts or refuses, and the engine does otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlglot import exp

from boathouse.sql.dialect.decimals import FLOATING, INTEGERS
from boathouse.sql.dialect.forms_text import mismatch
from boathouse.sql.dialect.kinds import shape
from boathouse.sql.dialect.overflow import place_of
from boathouse.sql.errors import NotSupported
from boathouse.sql.rewrite import span
from boathouse.sql.securables import SparkType
from boathouse.sql.types import parse_decimal

if TYPE_CHECKING:
    from boathouse.sql.dialect.exact import Exact

Kind = Callable[[exp.Expr], SparkType]
MONTHS = ("interval year", "interval month")
TIMES = ("date", "timestamp", "timestamp_ntz")


def is_number(kind: SparkType) -> bool:
    return isinstance(kind, str) and (
        kind in INTEGERS or kind in FLOATING or parse_decimal(kind) is not None
    )


def sides(exact: Exact, node: exp.Expr, left: SparkType, right: SparkType) -> None:
    """The two sides of a comparison: text beside a truth value is one; a time is no number."""
    pairs = ((node.this, left, right), (node.expression, right, left))
    both = [one for one in (left, right) if isinstance(one, str) and one.startswith("interval")]
    if len(both) == 2 and len({one.startswith(MONTHS) for one in both}) == 2:
        raise mismatch("BINARY_OP_DIFF_TYPES", "Months and days cannot be compared.")
    for side, own, other in pairs:
        if own == "string" and other == "boolean":
            exact.wrap(side, "CAST(", " AS BOOLEAN)")
        if own in (*TIMES, "boolean") and is_number(other):
            raise mismatch(
                "BINARY_OP_DIFF_TYPES",
                f'The left and right operands of the binary operator have incompatible types ("'
                f'{str(left).upper()}" and "{str(right).upper()}").',
            )


def logic(exact: Exact, node: exp.Expr, kind: Kind) -> None:
    """AND, OR and NOT take truth values, and texts of them."""
    parts = [node.this] if isinstance(node, exp.Not) else [node.this, node.expression]
    for part in parts:
        found = kind(part)
        if found == "string":
            exact.wrap(part, "CAST(", " AS BOOLEAN)")
        elif is_number(found) or found in TIMES or shape(found) in ("array", "map", "struct"):
            wanted = (
                "UNEXPECTED_INPUT_TYPE" if isinstance(node, exp.Not) else "BINARY_OP_DIFF_TYPES"
            )
            raise mismatch(wanted, "The operands of AND, OR and NOT must be truth values.")


def among(exact: Exact, node: exp.In, kind: Kind) -> None:
    """`(a, b) IN ((1, 2), ...)`: the engine compares structs by their fields' names. Spark takes
    NULL for equal to NULL in there."""
    left = node.this
    if not isinstance(left, exp.Tuple) or not node.expressions:
        return
    keys = [exact.text(key) for key in left.expressions if span(key, exact.parsed.tokens)]
    rows = []
    for row in node.expressions:
        cells = row.expressions if isinstance(row, exp.Tuple) else []
        if len(cells) != len(left.expressions) or len(keys) != len(cells):
            raise NotSupported("IN takes tuples of the same length, written out.")
        pairs = zip(keys, cells, strict=True)
        rows.append(" AND ".join(f"({key} <=> {exact.text(cell)})" for key, cell in pairs))
    made = "(" + " OR ".join(f"({row})" for row in rows) + ")"
    if "start" in (node._meta or {}):
        exact.edits.supersede(*place_of(node, exact.parsed), made)
    elif isinstance(node.parent, exp.Not):
        # `x NOT IN (...)`: only the whole of it has a place
        exact.edits.supersede(*place_of(node.parent, exact.parsed), f"(NOT {made})")
