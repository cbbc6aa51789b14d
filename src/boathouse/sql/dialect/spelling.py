"""How Spark writes expressions where they name a column: `(a + 1)`, `sum(x)`, `-1`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from boathouse.sql.dialect.spelling_calls import (
    CASTS,
    call,
    distinct,
    filtered,
    ordered,
    position,
    trimmed,
    window,
    within_group,
)
from boathouse.sql.dialect.spelling_values import (
    SIGNS,
    Unnamed,
    cast,
    interval,
    literal,
    moved,
    multiplied,
    negative,
)

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


@dataclass(frozen=True)
class Names:
    """Names of expressions in one text."""

    text: str
    values: Mapping[int, str]
    dates: frozenset[str] = frozenset()
    """The names of columns that are dates."""

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
        if sign and type(node) not in FORMS:
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
    value = names.values.get((node.parts[0]._meta or {}).get("start", -1))
    if value is not None:
        return value
    # The table of `t.a + 1` is not shown; that of a field, `s.a + 1`, is the column's: both alike.
    return node.name if not isinstance(node.this, exp.Star) else "*"


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
    shown = names.of(node.this)
    quantified = re.match(r"like(any|all)\(", shown)
    return f"not{shown}" if quantified else f"(NOT {shown})"


def equal_null(names: Names, node: exp.Is) -> str:
    if isinstance(node.expression, exp.Null):
        return f"({names.of(node.this)} IS NULL)"
    return f"({names.of(node.this)} <=> {names.of(node.expression)})"


def like(names: Names, node: Any) -> str:
    if isinstance(node.expression, (exp.Any, exp.All)):
        kind = "any" if isinstance(node.expression, exp.Any) else "all"
        shown = names.of(node.this)
        shown = f"lower({shown})" if isinstance(node, exp.ILike) else shown
        return f"{'not' if node.args.get('negate') else ''}like{kind}({shown})"
    sides = f"{names.of(node.this)} LIKE {names.of(node.expression)}"
    if isinstance(node, exp.ILike):
        sides = f"ilike({names.of(node.this)}, {names.of(node.expression)})"
    return f"(NOT {sides})" if node.args.get("negate") else sides


def matches(names: Names, node: exp.RegexpLike) -> str:
    return f"RLIKE({names.of(node.this)}, {names.of(node.expression)})"


def between(names: Names, node: exp.Between) -> str:
    return f"between({names.all((node.this, node.args['low'], node.args['high']))})"


def parameter(names: Names, node: exp.Expr) -> str:
    start = (node._meta or {}).get("start")
    if start is None or start not in names.values:
        raise Unnamed
    return names.values[start]


def subquery(names: Names, node: exp.Subquery) -> str:
    return "scalarsubquery()"


def lambda_(names: Names, node: exp.Lambda) -> str:
    return f"lambdafunction({names.all((node.this, *node.expressions))})"


def tuple_(names: Names, node: exp.Tuple) -> str:
    shown = (
        f"{part.name if isinstance(part, (exp.Identifier, exp.Column)) else f'col{at}'},"
        f" {names.of(part)}"
        for at, part in enumerate(node.expressions, 1)
    )
    return f"named_struct({', '.join(shown)})"


def escape(names: Names, node: exp.Escape) -> str:
    return f"{names.of(node.this)} ESCAPE '{node.expression.name}'"


def path(names: Names, node: exp.JSONExtract) -> str:
    if not node.args.get("variant_extract"):
        raise Unnamed
    keys = [part.this for part in node.expression.expressions if isinstance(part.this, str)]
    if not keys:
        raise Unnamed
    return keys[-1]


FORMS: dict[type[exp.Expr], Callable[[Names, Any], str]] = {
    exp.Paren: inner,
    exp.Add: moved,
    exp.Mul: multiplied,
    exp.Sub: moved,
    exp.Tuple: tuple_,
    exp.WithinGroup: within_group,
    exp.Escape: escape,
    exp.Any: lambda names, node: f"any({names.of(node.this)})",
    exp.RawString: lambda names, node: node.name,
    exp.BitwiseLeftShift: lambda names, node: (
        f"({names.of(node.this)} << {names.of(node.expression)})"
    ),
    exp.BitwiseRightShift: lambda names, node: (
        f"({names.of(node.this)} {'>>>' if node.expression.meta.get('unsigned') else '>>'}"
        f" {names.of(node.expression)})"
    ),
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
    exp.Concat: lambda names, node: adjacent(names, node),
    exp.Exists: lambda names, node: "exists()",
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
    exp.Extract: lambda names, node: f"extract({node.this.name} FROM {names.of(node.expression)})",
    exp.Trim: trimmed,
    exp.StrPosition: position,
    exp.Overlay: lambda names, node: (
        f"overlay({names.of(node.this)}, {names.of(node.expression)}, "
        f"{names.of(node.args['from_'])}, "
        f"{names.of(node.args['for_']) if node.args.get('for_') else '-1'})"
    ),
    exp.Substring: lambda names, node: (
        f"substring({names.of(node.this)}, {names.of(node.args['start'])}, "
        f"{names.of(node.args['length']) if node.args.get('length') else '2147483647'})"
    ),
}


def adjacent(names: Names, node: exp.Concat) -> str:
    """`'a' 'b'` is one text."""
    if not all(isinstance(part, exp.Literal) and part.is_string for part in node.expressions):
        raise Unnamed
    return "".join(part.name for part in node.expressions)
