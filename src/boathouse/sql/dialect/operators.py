"""Comparisons, conditions and other operators that Sail 0.7.2 types or answers otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlglot import exp

from boathouse.sql.dialect.arithmetic import arithmetic, negated, rounded
from boathouse.sql.dialect.calls import written_name
from boathouse.sql.dialect.casts import cast
from boathouse.sql.dialect.conditions import among, logic, sides
from boathouse.sql.dialect.decimals import FLOATING, INTEGERS
from boathouse.sql.dialect.filters import put_filter
from boathouse.sql.dialect.forms_text import fail, mismatch
from boathouse.sql.dialect.forms_time import extract
from boathouse.sql.dialect.integers import Query, Scope, alternatives
from boathouse.sql.dialect.kinds import Kind, holds, kind_of, shape
from boathouse.sql.dialect.overflow import place_of
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.rewrite import span
from boathouse.sql.securables import SparkType
from boathouse.sql.types import parse_decimal

if TYPE_CHECKING:
    from boathouse.sql.dialect.exact import Exact

NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$")


def within(exact: Exact, node: exp.In, kind: Kind) -> None:
    if not node.expressions and not any(node.args.get(key) for key in ("query", "unnest", "field")):
        why = "Invalid SQL syntax: IN predicate requires at least one value."
        raise SqlError("INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE", why, "42000")
    among(exact, node, kind)


UNITS = frozenset(
    "YEAR QUARTER MONTH WEEK DAY HOUR MINUTE SECOND MILLISECOND MICROSECOND NANOSECOND".split()
)


def interval(exact: Exact, node: exp.Interval, kind: Kind) -> None:
    unit = node.args.get("unit")
    text = isinstance(node.this, exp.Literal) and node.this.is_string
    if text and isinstance(unit, exp.Var) and unit.name.upper().rstrip("S") not in UNITS:
        why = "The value of the typed literal INTERVAL is invalid."
        raise SqlError("INVALID_TYPED_LITERAL", why, "42604")


def bits(exact: Exact, node: exp.Expr, kind: Kind) -> None:
    kinds = [kind(side) for side in (node.this, node.args.get("expression")) if side is not None]
    if any(holds(one, "decimal", "double", "float", "string", "boolean") for one in kinds):
        error = "UNEXPECTED_INPUT_TYPE" if len(kinds) == 1 else "BINARY_OP_DIFF_TYPES"
        raise mismatch(error, "Bitwise operators take integers.")
    names = {"byte": "TINYINT", "short": "SMALLINT"}
    if len(kinds) == 1 and kinds[0] in names:
        exact.wrap(node, "CAST(", f" AS {names[str(kinds[0])]})")


def compared(exact: Exact, node: exp.Expr, kind: Kind) -> None:
    """A float beside another number is a double; maps and variants have no order."""
    left, right = kind(node.this), kind(node.expression)
    for one in (left, right):
        if shape(one) in ("map", "variant"):
            raise mismatch("INVALID_ORDERING_TYPE", "Maps and variants cannot be compared.")
    sides(exact, node, left, right)
    for side, own, other in ((node.this, left, right), (node.expression, right, left)):
        if own == "float" and isinstance(other, str) and (
            other in (*INTEGERS, "double") or parse_decimal(other)
        ):  # fmt: skip
            exact.wrap(side, "CAST(", " AS DOUBLE)")


def condition(exact: Exact, node: exp.Expr, kind: Kind) -> None:
    """IF and CASE ask for truth values; what they give is of one type."""
    tests = [node.this] if isinstance(node, exp.If) else []
    if isinstance(node, exp.Case) and node.this is None:
        tests = [branch.this for branch in node.args["ifs"]]
    if isinstance(node.parent, exp.Case) and isinstance(node, exp.If):
        return
    allowed = (
        "boolean",
        "unknown",
        "other",
        "variant",
        *(["void"] if not isinstance(node, exp.Case) else []),
    )
    for test in tests:
        if shape(kind(test)) not in allowed:
            raise mismatch("UNEXPECTED_INPUT_TYPE", "A condition must be a truth value.")
    same_type(exact, alternatives(node), kind)


def same_type(exact: Exact, parts: list[exp.Expr], kind: Kind) -> None:
    """Text beside numbers is a number, a date beside a timestamp a timestamp."""
    kinds = [kind(part) for part in parts]
    known = {one for one in kinds if isinstance(one, str)}
    if "string" in known and known - {"string", "void", "unknown", "other"}:
        numbers = known - {"string", "void"}
        if numbers <= set(INTEGERS):
            target = "BIGINT"
        elif all(one in (*INTEGERS, *FLOATING) or parse_decimal(one) for one in numbers):
            target = "DOUBLE"
        else:
            return
        for part in parts:
            if isinstance(part, exp.Literal) and part.is_string and not NUMBER.match(part.name):
                if isinstance(part.parent, exp.Array):
                    why = f"The value '{part.name}' cannot be cast to \"BIGINT\"."
                    raise SqlError("CAST_INVALID_INPUT", why, "22018")
                why = f"The value '{part.name}' cannot be cast to \"{target}\"."
                made = f"CAST({fail('CAST_INVALID_INPUT', why)} AS {target})"
                exact.edits.supersede(*place_of(part, exact.parsed), made)
                continue
            if span(part, exact.parsed.tokens):
                exact.wrap(part, "CAST(", f" AS {target})")
    elif {"date", "timestamp"} <= known:
        for part, one in zip(parts, kinds, strict=True):
            if one != "void" and span(part, exact.parsed.tokens):
                exact.wrap(part, "CAST(", " AS TIMESTAMP)")


def array(exact: Exact, node: exp.Expr, kind: Kind) -> None:
    shapes = {shape(kind(part)) for part in node.expressions} - {"void", "unknown", "other"}
    if shapes & {"array", "map", "struct"} and len(shapes) > 1:
        raise mismatch("DATA_DIFF_TYPES", "An array holds values of one type.")
    same_type(exact, [e for e in node.expressions if not isinstance(e, exp.Null)], kind)


def extracted(exact: Exact, node: exp.Extract, kind: Kind) -> None:
    source = node.expression
    if span(source, exact.parsed.tokens) is None:
        return
    made = extract(node, exact.text(source), kind(source))
    if made is not None:
        exact.edits.supersede(*place_of(node, exact.parsed), made)


def indexed(exact: Exact, node: exp.Bracket, kind: Kind) -> None:
    """The engine takes literal indexes only."""
    end = (node._meta or {}).get("end")
    if len(node.expressions) != 1 or end is None or exact.parsed.text[end] != "]":
        return
    index = node.expressions[0]
    if isinstance(index, (exp.Literal, exp.Slice)) or span(index, exact.parsed.tokens) is None:
        return
    whole, at = exact.text(node.this), exact.text(index)
    found = shape(kind(node.this))
    why = fail("INVALID_ARRAY_INDEX", "The index is out of bounds. Use `get` to tolerate it.")
    if found == "map":
        made = f"try_element_at({whole}, {at})"
    elif found == "array":
        bad = f"{at} < 0 OR {at} >= size({whole})"
        made = f"if({bad}, {why}, get({whole}, {at}))"
    else:
        raise NotSupported("An index that is no literal is supported for arrays and maps whose"
                           " type is known: use element_at.")  # fmt: skip
    exact.edits.supersede(*place_of(node, exact.parsed), made)


def extreme(exact: Exact, node: exp.Expr, kind: Kind) -> None:
    """Statistics in files leave NaN out, so that the engine must look at the values."""
    source = kind(node.this)
    if shape(source) == "struct":
        raise NotSupported("min and max of structs are not supported.")
    if source in FLOATING and not isinstance(node.this, exp.Literal):
        exact.wrap(node.this, "", f" + CAST(0 AS {str(source).upper()})")


ORDERED = (
    *(exp.Lag, exp.Lead, exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile, exp.PercentRank),
    exp.CumeDist,
)


def window(exact: Exact, node: exp.Window, kind: Kind) -> None:
    if isinstance(node.this, exp.Filter):
        put_filter(exact, node.this)
    function = node.this.this if isinstance(node.this, exp.IgnoreNulls) else node.this
    if isinstance(function.this, exp.Distinct):
        why = "Distinct window functions are not supported."
        raise SqlError("DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", why, "0A000")
    named = node.args.get("alias") is not None or node.args.get("first") is not None
    if isinstance(function, ORDERED) and not node.args.get("order") and not named:
        why = "The window function needs an ordered frame: add ORDER BY to its window."
        raise SqlError("WINDOW_FUNCTION_FRAME_NOT_ORDERED", why, "42601")


def like(exact: Exact, node: exp.Expr, kind: Kind) -> None:
    pattern = node.expression
    if isinstance(pattern, exp.Literal) and not isinstance(node.parent, exp.Escape):
        text = pattern.name
        if (len(text) - len(text.rstrip("\\"))) % 2:
            why = "The pattern is invalid: the escape character is not allowed to end with."
            raise SqlError("INVALID_FORMAT.ESC_AT_THE_END", why, "42601")


CHANGES: dict[type[exp.Expr], Callable[..., None]] = {
    **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Mod, exp.Div, exp.IntDiv), arithmetic),
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE), compared),
    **dict.fromkeys((exp.BitwiseAnd, exp.BitwiseOr, exp.BitwiseXor, exp.BitwiseNot), bits),
    **dict.fromkeys((exp.If, exp.Case, exp.Coalesce), condition),
    **dict.fromkeys((exp.Max, exp.Min), extreme),
    **dict.fromkeys((exp.And, exp.Or, exp.Not), logic),
    exp.Neg: negated,
    exp.Window: window,
    exp.Like: like,
    exp.In: within,
    exp.Interval: interval,
    exp.Cast: cast,
    exp.TryCast: cast,
    exp.Extract: extracted,
    exp.Bracket: indexed,
    exp.Round: rounded,
    exp.Array: array,
}


def put_operator(exact: Exact, node: exp.Expr, scope: Scope, ask: Query) -> None:
    """Write an operator as the engine needs it. Raises SqlError for what Spark refuses."""
    change = CHANGES.get(type(node))
    if change is None:
        return

    def kind(part: exp.Expr) -> SparkType:
        return kind_of(part, scope, ask, lambda inner: written_name(inner, exact.parsed))

    try:
        change(exact, node, kind)
    except LookupError:
        return
