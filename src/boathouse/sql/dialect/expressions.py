"""One walk over a statement's expressions: what can overflow, and what Sail answers otherwise.

Inner ones first, so that what is written around an expression holds what became of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from boathouse.sql.depth import TooDeep, deeply
from boathouse.sql.dialect.decimals import numeric
from boathouse.sql.dialect.equivalents import has_forms, put_form
from boathouse.sql.dialect.exact import CHANGES, Exact
from boathouse.sql.dialect.integers import Scope
from boathouse.sql.dialect.map_fields import has_maps, put_keys
from boathouse.sql.dialect.operators import CHANGES as OPERATORS
from boathouse.sql.dialect.operators import put_operator
from boathouse.sql.dialect.overflow import OPERATIONS, check
from boathouse.sql.dialect.scopes import Scopes, Tables, in_view
from boathouse.sql.dialect.unions import level, unite
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.parse import Parsed
from boathouse.sql.rewrite import Edits
from boathouse.sql.securables import SparkType

CHECKED = (*OPERATIONS, exp.Sum)
LOOKED_AT: tuple[type[exp.Expr], ...] = (*CHECKED, *CHANGES, *OPERATORS)
WHOLE = (exp.Union, exp.Except, exp.Intersect, exp.Values)
CALLS: tuple[type[exp.Expr], ...] = (*LOOKED_AT, exp.Func, exp.AtTimeZone)


def has_expressions(parsed: Parsed) -> bool:
    """Whether there is anything to look at."""
    return has_forms(parsed.tokens) or parsed.tree.find(*LOOKED_AT, *WHOLE) is not None


def check_expressions(parsed: Parsed, edits: Edits, tables: Tables) -> bool:
    """Put checked and exact forms; whether there was anything to put."""
    before, maps = list(edits.edits), has_maps(tables)

    def work() -> None:
        edits.edits = list(before)
        scopes, exact = Scopes(tables), Exact(parsed, edits)
        for query, scope in scopes.expressions(parsed.tree):
            if in_view(query):
                continue
            check_grouping(query)
            if maps:
                put_keys(query, scope, parsed, edits)
            for node in reversed(list(within(query))):
                change(node, scope, scopes, exact)
        for union, columns in scopes.united:
            if not in_view(union):
                unite(union, columns, parsed, edits)
        for values in scopes.inline:
            if not in_view(values):
                level(values, scopes, parsed, edits)

    try:
        deeply(work)
    except TooDeep as error:
        raise NotSupported("The statement is nested too deeply.") from error
    return edits.edits != before


def check_grouping(query: exp.Expr) -> None:
    """A column beside an aggregate, and no GROUP BY."""
    if not isinstance(query, exp.Select) or query.args.get("group"):
        return
    shown = [node.this if isinstance(node, exp.Alias) else node for node in query.expressions]
    if any(isinstance(node, exp.Column) for node in shown) and any(
        isinstance(node, exp.AggFunc) and type(node) not in OFFSETS for node in shown
    ):
        why = (
            "The query does not include a GROUP BY clause. Add GROUP BY or turn it into the window"
            " functions using OVER clauses."
        )
        raise SqlError("MISSING_GROUP_BY", why, "42803")


OFFSETS = (exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue, exp.Explode)


def within(query: exp.Expr) -> Iterator[exp.Expr]:
    """The expressions of one query, not those of queries within it."""
    pending = [query]
    while pending:
        node = pending.pop()
        if isinstance(node, CALLS):
            yield node
        inner = isinstance(node, (exp.Select, exp.SetOperation))
        if node is query or not (inner or node.meta.get("view")):
            pending.extend(node.iter_expressions())


def change(node: exp.Expr, scope: Scope, scopes: Scopes, exact: Exact) -> None:
    def ask(query: exp.Expr) -> SparkType:
        return scopes.scalar(query, scope, {})

    if put_form(node, scope, ask, exact.parsed, exact.edits):
        return
    if isinstance(node, CHECKED):
        check(node, scope, ask, exact.parsed, exact.edits)
    own = CHANGES.get(type(node))
    if own is not None:
        own(exact, node, lambda part: numeric(part, scope, ask))
    put_operator(exact, node, scope, ask)
