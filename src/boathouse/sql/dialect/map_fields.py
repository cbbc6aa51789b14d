"""`m.a`, where m is a map: the value of the key 'a', which the engine takes for a column of m."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from boathouse.sql.dialect.integers import Scope
from boathouse.sql.dialect.kinds import shape
from boathouse.sql.dialect.scopes import Tables
from boathouse.sql.parse import Parsed
from boathouse.sql.rewrite import Edits, literal, quote, span


def has_maps(tables: Tables) -> bool:
    """Whether any column is a map."""
    return any(shape(one) == "map" for columns in tables.values() for one in columns.values())


def put_keys(query: exp.Expr, scope: Scope, parsed: Parsed, edits: Edits) -> None:
    for column in qualified(query):
        table = column.table.lower()
        known = table in scope.sources or (scope.outer and table in scope.outer.sources)
        if known or shape(scope.column("", table)) != "map":
            continue
        place = span(column, parsed.tokens)
        if place is not None:
            whole = f"{column.args['table'].sql('databricks')}[{literal(column.name)}]"
            shown = column.parent is query and column.arg_key == "expressions"
            edits.replace(*place, f"{whole} AS {quote(column.name)}" if shown else whole)


def qualified(query: exp.Expr) -> Iterator[exp.Column]:
    """The columns `x.y` of a query itself."""
    pending = list(query.iter_expressions())
    while pending:
        node = pending.pop()
        if isinstance(node, exp.Column) and node.table and not node.db and not node.is_star:
            yield node
        elif not isinstance(node, exp.Query):
            pending.extend(node.iter_expressions())
