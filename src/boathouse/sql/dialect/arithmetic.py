"""Arithmetic that Sail 0.7.2 types or answers otherwise: sums, products, negatives, rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from boathouse.sql.dialect.decimals import FLOATING, INTEGERS, digits_of, result
from boathouse.sql.dialect.forms_interval import multiple
from boathouse.sql.dialect.forms_text import fail, mismatch
from boathouse.sql.dialect.kinds import Kind
from boathouse.sql.dialect.overflow import place_of
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.securables import SparkType
from boathouse.sql.types import parse_decimal

if TYPE_CHECKING:
    from boathouse.sql.dialect.exact import Exact

SMALLEST = {"2147483648": "INT", "9223372036854775808": "BIGINT"}
NINES = "9" * 38


def number_of(node: exp.Expr) -> exp.Literal | None:
    inner = node.this if isinstance(node, exp.Neg) else node
    return inner if isinstance(inner, exp.Literal) and not inner.is_string else None


def arithmetic(exact: Exact, node: exp.Expr, kind: Kind) -> None:
    """Integer literals beside decimals, floats beside others, text beside numbers."""
    left, right = kind(node.this), kind(node.expression)
    if isinstance(node.this, exp.Explode) or isinstance(node.expression, exp.Explode):
        why = "The generator is not supported: nested in expressions."
        raise SqlError("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS", why, "42K0E")
    if str(left).startswith("interval") or str(right).startswith("interval"):
        return with_interval(exact, node, left, right)
    if isinstance(node, exp.IntDiv) and {str(left), str(right)} <= {"byte", "short", "integer"}:
        exact.wrap(node.this, "CAST(", " AS BIGINT)")
    if isinstance(node, exp.Div) and node.expression == exp.Literal.number(0):
        return by_zero(exact, node)
    if "string" in (left, right):
        return with_text(exact, node, left, right)
    if left == right == "void":
        return exact.edits.supersede(*place_of(node, exact.parsed), "CAST(NULL AS DOUBLE)")
    if isinstance(node, exp.Div) and "unknown" in (left, right):
        return of_unknown(exact, node, left, right)
    pairs = ((node.this, left, right), (node.expression, right, left))
    for side, own, other in pairs:
        if own == "float" and other not in ("float", "double", "unknown", "other"):
            exact.wrap(side, "CAST(", " AS DOUBLE)")
        number = number_of(side)
        if isinstance(node, exp.Div) or number is None:
            continue
        if own not in INTEGERS or not parse_decimal(str(other)):
            continue
        exact.wrap(side, "CAST(", f" AS DECIMAL({len(number.name.lstrip('0')) or 1},0))")
    decimals(exact, node, left, right)
    return None


def with_interval(exact: Exact, node: exp.Expr, left: SparkType, right: SparkType) -> None:
    if isinstance(node, exp.Div) and node.expression == exp.Literal.number(0):
        why = "Division by zero. Use `try_divide` to tolerate divisor being 0."
        raise SqlError("INTERVAL_DIVIDED_BY_ZERO", why, "22012")
    if isinstance(node, (exp.Mul, exp.Div)) and "interval year to month" in (left, right):
        pair = (node.this, node.expression)
        first, second = pair if str(left).startswith("interval") else pair[::-1]
        made = multiple(first, second, isinstance(node, exp.Div))
        if made is None:
            raise NotSupported("Multiples of year-month intervals are supported for literals.")
        exact.edits.supersede(*place_of(node, exact.parsed), made)
    if str(left).startswith("interval") and str(right).startswith("interval") and left != right:
        raise mismatch("UNEXPECTED_INPUT_TYPE", "Months and days cannot be added to an interval.")


def by_zero(exact: Exact, node: exp.Expr) -> None:
    """An error where it is reached: the engine would compute it beforehand."""
    text = exact.text(node.this)
    why = "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead."
    made = f"CAST(if({text} IS NULL, NULL, {fail('DIVIDE_BY_ZERO', why)}) AS DOUBLE)"
    exact.edits.supersede(*place_of(node, exact.parsed), made)


def of_unknown(exact: Exact, node: exp.Expr, left: SparkType, right: SparkType) -> None:
    """Decimals divide otherwise: where the engine finds that they are some, it says so."""
    if left in FLOATING or right in FLOATING:
        return
    text = exact.text(node)
    why = fail("UNSUPPORTED_FEATURE", "Decimals of unknown precision cannot be divided: cast them.")
    made = f"if(typeof({text}) LIKE 'decimal%', {why}, {text})"
    exact.edits.supersede(*place_of(node, exact.parsed), made)


def decimals(exact: Exact, node: exp.Expr, left: SparkType, right: SparkType) -> None:
    """A product of more than 38 digits keeps fewer behind the point; sums may not fit."""
    one = digits_of(str(left), number_of(node.this))
    other = digits_of(str(right), number_of(node.expression))
    if not (parse_decimal(str(left)) or parse_decimal(str(right))) or not one or not other:
        return
    wanted = result(node, one, other)
    if isinstance(node, exp.Mul) and one[0] + other[0] + 1 > 38 and wanted[1] < one[1] + other[1]:
        exact.wrap(node, "CAST(", f" AS DECIMAL({wanted[0]},{wanted[1]}))")
    wide = max(one[0] - one[1], other[0] - other[1]) + max(one[1], other[1]) + 1
    if isinstance(node, (exp.Add, exp.Sub)) and wide > 38:
        text = exact.text(node)
        why = fail("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", "The value is out of range.")
        most = f"CAST('{NINES[: 38 - wanted[1]]}' AS DECIMAL(38,{wanted[1]}))"
        exact.edits.supersede(
            *place_of(node, exact.parsed), f"if(abs({text}) > {most}, {why}, {text})"
        )


def with_text(exact: Exact, node: exp.Expr, left: SparkType, right: SparkType) -> None:
    if left == right:
        raise mismatch("BINARY_OP_WRONG_TYPE", "An operator of numbers stands between texts.")
    other = left if right == "string" else right
    if not isinstance(other, str) or other in ("unknown", "other", "void", "date"):
        return
    whole = other in INTEGERS and not isinstance(node, exp.Div)
    if other not in (*INTEGERS, *FLOATING) and not parse_decimal(other):
        return
    for side in (node.this, node.expression):
        exact.wrap(side, "CAST(", f" AS {'BIGINT' if whole else 'DOUBLE'})")


def negated(exact: Exact, node: exp.Neg, kind: Kind) -> None:
    """The smallest integer is no negative of a larger one; text is a number."""
    inner = node.this
    if isinstance(node.parent, exp.Interval):
        return
    value = inner.this if isinstance(inner, exp.Cast) else inner
    target = SMALLEST.get(value.name) if isinstance(value, exp.Literal) else None
    if target is not None and not value.is_string:
        small = "-2147483647 - 1" if target == "INT" else "-9223372036854775807L - 1L"
        exact.edits.supersede(*place_of(node, exact.parsed), f"CAST({small} AS {target})")
    elif kind(inner) == "string":
        exact.wrap(inner, "CAST(", " AS DOUBLE)")


def rounded(exact: Exact, node: exp.Round, kind: Kind) -> None:
    """Decimals lose digits that rounding takes; doubles have no negative zero afterwards."""
    source, wanted = kind(node.this), node.args.get("decimals")
    number = number_of(wanted) if wanted is not None else None
    places = 0 if wanted is None else None if number is None else int(number.name)
    if places is not None and isinstance(wanted, exp.Neg):
        places = -places
    digits = parse_decimal(str(source))
    if digits is not None and places is not None:
        whole = digits[0] - digits[1] + 1
        scale = max(min(digits[1], places), 0)
        precision = max(whole, 1 - places) if places < 0 else whole + scale
        exact.wrap(node, "CAST(", f" AS DECIMAL({min(precision, 38)},{scale}))")
    elif source in FLOATING and places == 0:
        exact.wrap(node, "(", f" + CAST(0 AS {str(source).upper()}))")
