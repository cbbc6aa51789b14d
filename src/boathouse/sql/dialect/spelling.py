"""How Spark writes expressions where they name a column: `(a + 1)`, `sum(x)`, `-1`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from boathouse.sql.types import from_sql, to_sql

# What a call without its last arguments is completed with: (the number of all, their names).
DEFAULTS: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "substring": (3, ("2147483647",)),
    "substr": (3, ("2147483647",)),
    "round": (2, ("0",)),
    "bround": (2, ("0",)),
    "locate": (3, ("1",)),
    "position": (3, ("1",)),
    "lag": (3, ("1", "NULL")),
    "lead": (3, ("1", "NULL")),
    "split": (3, ("-1",)),
    "lpad": (3, (" ",)),
    "rpad": (3, (" ",)),
    "regexp_extract": (3, ("1",)),
    "regexp_extract_all": (3, ("1",)),
    "regexp_replace": (4, ("1",)),
    "from_unixtime": (2, ("yyyy-MM-dd HH:mm:ss",)),
    "months_between": (3, ("true",)),
    "sort_array": (2, ("true",)),
}
UPPER = frozenset(
    (
        *("ceil", "floor", "power", "exp", "expm1", "sqrt", "cbrt", "sin", "cos", "tan", "asin"),
        *("acos", "atan", "atan2", "sinh", "cosh", "tanh", "log", "log2", "log10", "log1p"),
        *("pi", "e", "degrees", "radians", "hypot", "rlike", "regexp_like"),
    )
)
CASTS = frozenset(
    (
        *("boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "decimal"),
        *("date", "timestamp", "binary", "string"),
    )
)
SIGNS: Mapping[type[exp.Expr], str] = {
    exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%", exp.IntDiv: "div",
    exp.BitwiseAnd: "&", exp.BitwiseOr: "|", exp.BitwiseXor: "^", exp.EQ: "=", exp.GT: ">",
    exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=", exp.NullSafeEQ: "<=>", exp.And: "AND",
    exp.Or: "OR",
}  # fmt: skip
BARE: Mapping[type[exp.Expr], str] = {
    exp.CurrentUser: "current_user()",
    exp.SessionUser: "session_user()",
    exp.CurrentCatalog: "current_catalog()",
    exp.CurrentSchema: "current_schema()",
    exp.CurrentDatabase: "current_database()",
    exp.CurrentDate: "current_date()",
    exp.CurrentTimestamp: "current_timestamp()",
    exp.Localtimestamp: "localtimestamp()",
}
RANKING = frozenset(("row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile"))


class Unnamed(Exception):
    """An expression that has no known name."""


@dataclass(frozen=True)
class Names:
    """Names of expressions in one text."""

    text: str
    values: Mapping[int, str]

    def top(self, node: exp.Expr) -> str | None:
        """A projection's name; None for a column, which the engine names itself."""
        while isinstance(node, exp.Paren):
            node = node.this
        if isinstance(node, (exp.Column, exp.Star)):
            return None if isinstance(node.this, exp.Star) else node.name
        inside = node.this if isinstance(node, exp.Cast) else None
        if isinstance(node, exp.Anonymous) and str(node.this).lower() in CASTS:
            inside = node.expressions[0] if node.expressions else None
        if isinstance(inside, (exp.Column, exp.JSONExtract)):
            return self.of(inside)
        return self.of(node)

    def of(self, node: Any) -> str:
        sign = SIGNS.get(type(node))
        if sign:
            return f"({self.of(node.this)} {sign} {self.of(node.expression)})"
        bare = BARE.get(type(node))
        if bare:
            return bare
        make = FORMS.get(type(node))
        if make is None:
            raise Unnamed(type(node))
        return make(self, node)

    def all(self, nodes: Any) -> str:
        return ", ".join(self.of(node) for node in nodes)


def inner(names: Names, node: Any) -> str:
    return names.of(node.this)


def column(names: Names, node: exp.Column) -> str:
    # The table of `t.a + 1` is not shown; that of a field, `s.a + 1`, is the column's: both alike.
    return node.name if not isinstance(node.this, exp.Star) else "*"


def literal(names: Names, node: exp.Literal) -> str:
    if node.is_string or node.name.isdecimal():
        return node.name
    if "e" in node.name.lower():
        from boathouse.sql.texts import double_text

        return double_text(float(node.name))
    return node.name


def negative(names: Names, node: exp.Neg) -> str:
    if isinstance(node.this, exp.Literal) and not node.this.is_string:
        return f"-{names.of(node.this)}"
    return f"(- {names.of(node.this)})"


def cast(names: Names, node: exp.Cast) -> str:
    typed = typed_literal(names, node)
    if typed:
        return typed
    word = "TRY_CAST" if isinstance(node, exp.TryCast) else "CAST"
    type = to_sql(from_sql(node.to.sql("databricks")))
    return f"{word}({names.of(node.this)} AS {type})"


def typed_literal(names: Names, node: exp.Cast) -> str | None:
    """`1L`, `1.5D` and DATE '2020-01-01' are casts for sqlglot."""
    value = node.this
    start = (value._meta or {}).get("start") if isinstance(value, exp.Literal) else None
    if start is None:
        return None
    if not value.is_string:
        number = re.match(r"[\d.]+(?:[eE][+-]?\d+)?(?:BD|[LSYDF])\b", names.text[start:], re.I)
        return literal(names, value) if number else None
    word = re.search(
        r"\b(DATE|TIMESTAMP|TIMESTAMP_NTZ|TIMESTAMP_LTZ)\s*$", names.text[:start], re.I
    )
    if not word:
        return None
    kind = word[1].upper().replace("_LTZ", "")
    text = value.name + (" 00:00:00" if kind != "DATE" and len(value.name) == 10 else "")
    return f"{kind} '{text}'"


def case(names: Names, node: exp.Case) -> str:
    parts = ["CASE"]
    for branch in node.args["ifs"]:
        test = names.of(branch.this)
        if node.this is not None:
            test = f"({names.of(node.this)} = {test})"
        parts.append(f"WHEN {test} THEN {names.of(branch.args['true'])}")
    if node.args.get("default") is not None:
        parts.append(f"ELSE {names.of(node.args['default'])}")
    return " ".join([*parts, "END"])


def when(names: Names, node: exp.If) -> str:
    other = names.of(node.args["false"]) if node.args.get("false") is not None else "NULL"
    return f"(IF({names.of(node.this)}, {names.of(node.args['true'])}, {other}))"


def within(names: Names, node: exp.In) -> str:
    if not node.expressions:
        raise Unnamed
    return f"({names.of(node.this)} IN ({names.all(node.expressions)}))"


def negated(names: Names, node: exp.Not) -> str:
    if isinstance(node.this, exp.Is) and isinstance(node.this.expression, exp.Null):
        return f"({names.of(node.this.this)} IS NOT NULL)"
    return f"(NOT {names.of(node.this)})"


def equal_null(names: Names, node: exp.Is) -> str:
    if isinstance(node.expression, exp.Null):
        return f"({names.of(node.this)} IS NULL)"
    return f"({names.of(node.this)} <=> {names.of(node.expression)})"


def like(names: Names, node: Any) -> str:
    sides = f"{names.of(node.this)} LIKE {names.of(node.expression)}"
    if isinstance(node, exp.ILike):
        sides = f"ilike({names.of(node.this)}, {names.of(node.expression)})"
    return f"(NOT {sides})" if node.args.get("negate") else sides


def matches(names: Names, node: exp.RegexpLike) -> str:
    return f"RLIKE({names.of(node.this)}, {names.of(node.expression)})"


def between(names: Names, node: exp.Between) -> str:
    return f"between({names.all((node.this, node.args['low'], node.args['high']))})"


def call(names: Names, node: exp.Anonymous) -> str:
    name, arguments = str(node.this).lower(), node.expressions
    if name == "count" and len(arguments) == 1 and isinstance(arguments[0], exp.Star):
        return "count(1)"
    if name in CASTS and len(arguments) == 1:
        return f"CAST({names.of(arguments[0])} AS {name.upper()})"
    if name == "if" or name == "iff":
        return f"(IF({names.all(arguments)}))"
    if name in ("dateadd", "date_add", "datediff", "date_diff") and len(arguments) == 3:
        name = "timestampadd" if name.endswith("add") else "timestampdiff"
    shown = [names.of(argument) for argument in arguments]
    count, rest = DEFAULTS.get(name, (0, ()))
    missing = count - len(shown)
    shown += rest[len(rest) - missing :] if 0 < missing <= len(rest) else ()
    return f"{name.upper() if name in UPPER else name}({', '.join(shown)})"


def distinct(names: Names, node: exp.Distinct) -> str:
    return f"DISTINCT {names.all(node.expressions)}"


def filtered(names: Names, node: exp.Filter) -> str:
    return f"{names.of(node.this)} FILTER (WHERE {names.of(node.expression.this)})"


def window(names: Names, node: exp.Window) -> str:
    if node.args.get("alias") is not None or node.args.get("first") is not None:
        raise Unnamed
    parts = []
    if node.args.get("partition_by"):
        parts.append(f"PARTITION BY {names.all(node.args['partition_by'])}")
    order = node.args.get("order")
    if order is not None:
        parts.append(f"ORDER BY {names.all(order.expressions)}")
    parts.append(frame(names, node, order is not None))
    return f"{names.of(node.this)} OVER ({' '.join(parts)})"


def ordered(names: Names, node: exp.Ordered) -> str:
    way = "DESC" if node.args.get("desc") else "ASC"
    return (
        f"{names.of(node.this)} {way} NULLS {'FIRST' if node.args.get('nulls_first') else 'LAST'}"
    )


def frame(names: Names, node: exp.Window, order: bool) -> str:
    spec = node.args.get("spec")
    if spec is not None:
        start = edge(names, spec.args["start"], spec.args.get("start_side"))
        end = edge(names, spec.args.get("end") or "CURRENT ROW", spec.args.get("end_side"))
        return f"{spec.args['kind'].upper()} BETWEEN {start} AND {end}"
    function = node.find(exp.Anonymous)
    name = str(function.this).lower() if function is not None else ""
    if name in ("lag", "lead"):
        step = function.expressions[1] if function and len(function.expressions) > 1 else None
        shift = names.of(step) if step is not None else "1"
        at = f"{'-' if name == 'lag' else ''}{shift} FOLLOWING"
        return f"ROWS BETWEEN {at} AND {at}"
    if name in RANKING:
        return "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
    if order:
        return "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
    return "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"


def edge(names: Names, at: Any, side: str | None) -> str:
    shown = at.upper() if isinstance(at, str) else names.of(at)
    if not side:
        return str(shown)
    return f"{shown} {side.upper()}"


def parameter(names: Names, node: exp.Expr) -> str:
    start = (node._meta or {}).get("start")
    if start is None or start not in names.values:
        raise Unnamed
    return names.values[start]


def subquery(names: Names, node: exp.Subquery) -> str:
    return "scalarsubquery()"


def lambda_(names: Names, node: exp.Lambda) -> str:
    return f"lambdafunction({names.all((node.this, *node.expressions))})"


def interval(names: Names, node: exp.Interval) -> str:
    unit = node.args.get("unit")
    if not isinstance(node.this, exp.Literal) or unit is None:
        raise Unnamed
    shown = re.sub(r"\b(\w+?)S\b", r"\1", unit.sql("databricks").upper())
    return f"INTERVAL '{node.this.name}' {shown}"


def path(names: Names, node: exp.JSONExtract) -> str:
    if not node.args.get("variant_extract"):
        raise Unnamed
    keys = [part.this for part in node.expression.expressions if isinstance(part.this, str)]
    if not keys:
        raise Unnamed
    return keys[-1]


FORMS: dict[type[exp.Expr], Callable[[Names, Any], str]] = {
    exp.Paren: inner,
    exp.Column: column,
    exp.Identifier: lambda names, node: "namedlambdavariable()",
    exp.Literal: literal,
    exp.Null: lambda names, node: "NULL",
    exp.Boolean: lambda names, node: "true" if node.this else "false",
    exp.HexString: lambda names, node: f"X'{node.name.upper()}'",
    exp.Neg: negative,
    exp.NEQ: lambda names, node: f"(NOT ({names.of(node.this)} = {names.of(node.expression)}))",
    exp.NullSafeNEQ: lambda names, node: (
        f"(NOT ({names.of(node.this)} <=> {names.of(node.expression)}))"
    ),
    exp.BitwiseNot: lambda names, node: f"~{names.of(node.this)}",
    exp.Cast: cast,
    exp.TryCast: cast,
    exp.Case: case,
    exp.If: when,
    exp.In: within,
    exp.Not: negated,
    exp.Is: equal_null,
    exp.Like: like,
    exp.ILike: like,
    exp.RegexpLike: matches,
    exp.Between: between,
    exp.Anonymous: call,
    exp.Distinct: distinct,
    exp.Filter: filtered,
    exp.Window: window,
    exp.Ordered: ordered,
    exp.Placeholder: parameter,
    exp.Subquery: subquery,
    exp.Lambda: lambda_,
    exp.Interval: interval,
    exp.JSONExtract: path,
    exp.IgnoreNulls: inner,
    exp.DPipe: lambda names, node: f"concat({names.of(node.this)}, {names.of(node.expression)})",
    exp.Dot: lambda names, node: f"{names.of(node.this)}.{node.expression.name}",
    exp.Bracket: lambda names, node: f"{names.of(node.this)}[{names.all(node.expressions)}]",
    exp.Alias: lambda names, node: f"{names.of(node.this)} AS {node.alias}",
    exp.DecodeCase: lambda names, node: f"decode({names.all(node.expressions)})",
    exp.Transform: lambda names, node: (
        f"transform({names.of(node.this)}, {names.of(node.expression)})"
    ),
    exp.Extract: lambda names, node: (
        f"extract({node.this.name.lower()} FROM {names.of(node.expression)})"
    ),
    exp.Trim: lambda names, node: trimmed(names, node),
    exp.StrPosition: lambda names, node: (
        f"locate({names.of(node.args['substr'])}, {names.of(node.this)}, 1)"
    ),
    exp.Substring: lambda names, node: (
        f"substring({names.of(node.this)}, {names.of(node.args['start'])}, "
        f"{names.of(node.args['length']) if node.args.get('length') else '2147483647'})"
    ),
}


def trimmed(names: Names, node: exp.Trim) -> str:
    signs = node.expression
    if signs is None:
        return f"trim({names.of(node.this)})"
    side = node.args.get("position") or "BOTH"
    return f"TRIM({side} {names.of(signs)} FROM {names.of(node.this)})"
