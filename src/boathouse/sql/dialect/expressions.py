"""One walk over a statement's expressions: what can overflow, and what Sail answers otherwise.

Inner ones first, so that what is written around an expression holds what became of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from boathouse.sql.depth import TooDeep, deeply
from boathouse.sql.dialect.decimals import numeric
from boathouse.sql.dialect.exact import CHANGES, REFUSED, Exact, refuse
from boathouse.sql.dialect.integers import Scope
from boathouse.sql.dialect.overflow import OPERATIONS, check
from boathouse.sql.dialect.scopes import Scopes, Tables, in_view
from boathouse.sql.errors import NotSupported
from boathouse.sql.parse import Parsed
from boathouse.sql.rewrite import Edits
from boathouse.sql.securables import SparkType

CHECKED = (*OPERATIONS, exp.Sum)
LOOKED_AT: tuple[type[exp.Expr], ...] = (*CHECKED, *CHANGES, *REFUSED)


def has_expressions(tree: exp.Expr) -> bool:
    """Whether there is anything to look at."""
    return tree.find(*LOOKED_AT) is not None


def check_expressions(parsed: Parsed, edits: Edits, tables: Tables) -> bool:
    """Put checked and exact forms; whether there was anything to put."""
    before = list(edits.edits)

    def work() -> None:
        edits.edits = list(before)
        scopes, exact = Scopes(tables), Exact(parsed, edits)
        for query, scope in scopes.expressions(parsed.tree):
            if in_view(query):
                continue
            for node in reversed(list(within(query))):
                change(node, scope, scopes, exact)

    try:
        deeply(work)
    except TooDeep as error:
        raise NotSupported("The statement is nested too deeply.") from error
    return edits.edits != before


def within(query: exp.Expr) -> Iterator[exp.Expr]:
    """The expressions of one query, not those of queries within it."""
    pending = [query]
    while pending:
        node = pending.pop()
        if isinstance(node, LOOKED_AT):
            yield node
        inner = isinstance(node, (exp.Select, exp.SetOperation))
        if node is query or not (inner or node.meta.get("view")):
            pending.extend(node.iter_expressions())


def change(node: exp.Expr, scope: Scope, scopes: Scopes, exact: Exact) -> None:
    def ask(query: exp.Expr) -> SparkType:
        return scopes.scalar(query, scope, {})

    if isinstance(node, REFUSED):
        refuse(node)
    if isinstance(node, CHECKED):
        check(node, scope, ask, exact.parsed, exact.edits)
    own = CHANGES.get(type(node))
    if own is not None:
        own(exact, node, lambda part: numeric(part, scope, ask))
