"""What Sail answers otherwise than Databricks without a word: written so that it is the same.

Measured on Sail 0.7.2: decimals divide into a scale of their own and are cut off, so is avg;
round(double, n) rounds the binary number; a double's text is not Java's; DATE + INTERVAL 1 HOUR
stays a date; DATE - DATE and datediff are BIGINT; percentile_approx interpolates; split by ''
gives empty ends.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from boathouse.sql.dialect.decimals import FLOATING, INTEGERS, digits_of
from boathouse.sql.dialect.integers import UNKNOWN
from boathouse.sql.dialect.overflow import end_of_window, place_of
from boathouse.sql.errors import NotSupported
from boathouse.sql.parse import Parsed
from boathouse.sql.rewrite import Edits, span
from boathouse.sql.types import parse_decimal

Type = Callable[[exp.Expr], str]


class Exact:
    """The rewriting of one statement's text."""

    def __init__(self, parsed: Parsed, edits: Edits) -> None:
        self.parsed, self.edits = parsed, edits

    def text(self, node: exp.Expr) -> str:
        return self.edits.applied(*place_of(node, self.parsed))

    def divide(self, node: exp.Expr, type: Type) -> None:
        """One digit more than is wanted, cut off, then rounded: Sail gives the numerator's scale
        and four."""
        left, right = type(node.this), type(node.expression)
        wanted = parse_decimal(type(node))
        if wanted is None or (left in INTEGERS and right in INTEGERS):
            return
        one, other = digits_of(left, node.this), digits_of(right, node.expression)
        if one is None or other is None:
            return
        scale = max(wanted[1] - 3, one[1])
        self.wrap(node.this, "CAST(", f" AS DECIMAL(38,{scale}))")
        self.wrap(node.expression, "CAST(", f" AS DECIMAL({other[0]},{other[1]}))")
        self.wrap(node, "CAST(", f" AS DECIMAL({wanted[0]},{wanted[1]}))")

    def average(self, node: exp.Expr, type: Type) -> None:
        digits, wanted = parse_decimal(type(node.this)), parse_decimal(type(node))
        if digits is None or wanted is None:
            return
        argument = node.this
        inner = argument.expressions[0] if isinstance(argument, exp.Distinct) else argument
        start, end = place_of(node, self.parsed)
        if isinstance(node.parent, (exp.Window, exp.Filter)) or inner is not argument:
            more = min(digits[0] + 1, 38), digits[1] + 1
            self.wrap(inner, "CAST(", f" AS DECIMAL({more[0]},{more[1]}))")
            end = end_of_window(end, self.parsed)
            self.edits.wrap(start, end, "CAST(", f" AS DECIMAL({wanted[0]},{wanted[1]}))")
            return
        text = self.text(argument)
        total = f"CAST(sum({text}) AS DECIMAL(38,{digits[1] + 1}))"
        mean = f"{total} / CAST(nullif(count({text}), 0) AS DECIMAL(20,0))"
        made = f"CAST({mean} AS DECIMAL({wanted[0]},{wanted[1]}))"
        self.edits.supersede(start, end, made)

    def round(self, node: exp.Expr, type: Type) -> None:
        kind, digits = type(node.this), node.args.get("decimals")
        if kind not in FLOATING or not isinstance(digits, exp.Literal) or digits.name == "0":
            return
        text = self.text(node.this)
        decimal = f"try_cast(CAST({text} AS STRING) AS DECIMAL(38,18))"
        made = f"CAST(round({decimal}, {digits.name}) AS {kind.upper()})"
        fallback = f"if(abs({text}) > 1e15D, {text}, round({text}, {digits.name}))"
        fallback = f"CAST({fallback} AS {kind.upper()})"
        self.edits.supersede(*place_of(node, self.parsed), f"coalesce({made}, {fallback})")

    def texts(self, node: exp.Expr, type: Type) -> None:
        """Text of doubles: as in an array, which Sail writes as Java does."""
        parts = node.flatten() if isinstance(node, exp.DPipe) else node.expressions
        if isinstance(node, exp.Cast):
            if node.to.this not in exp.DataType.TEXT_TYPES:
                return
            parts = [node.this]
        for part in parts:
            if type(part) in FLOATING and span(part, self.parsed.tokens):
                text = self.text(part)
                shown = f"trim(BOTH '[]' FROM CAST(array({text}) AS STRING))"
                place = place_of(part, self.parsed)
                self.edits.supersede(*place, f"if({text} IS NULL, NULL, {shown})")

    def dates(self, node: exp.Expr, type: Type) -> None:
        left, right = node.this, node.expression
        if isinstance(right, exp.Interval) and type(left) == "date" and fine(right):
            self.wrap(left, "CAST(", " AS TIMESTAMP)")
        elif isinstance(node, exp.Sub) and type(left) == "date" and type(right) == "date":
            self.wrap(node, "CAST(", " AS INTERVAL DAY)")

    def days(self, node: exp.Expr, type: Type) -> None:
        start, end = place_of(node, self.parsed)
        called = self.parsed.text[start:end]
        if called.count(",") == 1:
            self.edits.wrap(start, end, "CAST(", " AS INT)")

    def percentile(self, node: exp.Expr, type: Type) -> None:
        kind, share = type(node.this), node.args.get("quantile")
        names = {"byte": "TINYINT", "short": "SMALLINT", "integer": "INT", "long": "BIGINT"}
        several = isinstance(share, exp.Array)
        asked = share.expressions if isinstance(share, exp.Array) else [share]
        shares = [one for one in asked if isinstance(one, exp.Literal)]
        plain = len(shares) == len(asked)
        plain = plain and not isinstance(node.parent, (exp.Window, exp.Filter))
        if not plain or kind in (UNKNOWN, "other", "date") or share is None:
            raise NotSupported(
                "percentile_approx takes a number and percentages that are literals here: use"
                " percentile or percentile_disc."
            )
        text, target = self.text(node.this), names.get(kind, kind.upper())
        found = [
            f"CAST(percentile_disc({one.name}) WITHIN GROUP (ORDER BY {text}) AS {target})"
            for one in shares
        ]
        made = f"if(count({text}) = 0, NULL, array({', '.join(found)}))" if several else found[0]
        self.edits.supersede(*place_of(node, self.parsed), made)

    def wrap(self, node: exp.Expr, before: str, after: str) -> None:
        self.edits.wrap(*place_of(node, self.parsed), before, after)


def fine(interval: exp.Interval) -> bool:
    """Whether an interval has hours, minutes or seconds."""
    unit = interval.args.get("unit")
    shown = unit.sql("databricks").upper() if unit is not None else interval.this.name.upper()
    return any(word in shown for word in ("HOUR", "MINUTE", "SECOND"))


CHANGES: dict[type[exp.Expr], Callable[[Exact, exp.Expr, Type], None]] = {
    exp.Div: Exact.divide,
    exp.Avg: Exact.average,
    exp.Round: Exact.round,
    exp.Cast: Exact.texts,
    exp.Concat: Exact.texts,
    exp.DPipe: Exact.texts,
    exp.Add: Exact.dates,
    exp.Sub: Exact.dates,
    exp.DateDiff: Exact.days,
    exp.ApproxQuantile: Exact.percentile,
}
