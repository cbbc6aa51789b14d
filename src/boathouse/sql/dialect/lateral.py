"""`SELECT a AS x, x + 1`: the alias of a projection, used in one behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp

from boathouse.sql.dialect.integers import Columns
from boathouse.sql.dialect.scopes import Scopes
from boathouse.sql.errors import NotSupported

MOST_NODES = 5000
CHANGING = (exp.Rand, exp.Randn, exp.Uuid)


def has_lateral_aliases(selects: Iterable[exp.Select]) -> bool:
    """Whether a projection names an alias before it; of a column by that name nothing is known."""
    return any(
        next(uses(select), None) is not None
        for select in selects
        if any(isinstance(node, exp.Alias) for node in select.expressions[:-1])
    )


def uses(select: exp.Select) -> Iterator[tuple[exp.Column, exp.Expr]]:
    """Each column that may be an alias before it, and what that stands for."""
    known: dict[str, exp.Expr] = {}
    for node in select.expressions:
        for column in columns(node) if known else ():
            if column.name.lower() in known:
                yield column, known[column.name.lower()]
        if isinstance(node, exp.Alias):
            known.setdefault(node.alias.lower(), node)


def columns(node: exp.Expr) -> list[exp.Column]:
    """The columns without a table in an expression, none of those in queries in it."""
    found, pending = [], [node]
    while pending:
        part = pending.pop()
        if isinstance(part, exp.Column) and not part.table:
            found.append(part)
        elif not isinstance(part, exp.Query):
            pending.extend(part.iter_expressions())
    return found


def lateral_aliases(tree: exp.Expr, scopes: Scopes) -> exp.Expr:
    """What the alias stands for, in its place; a column of that name goes first."""
    for select, sources in list(scopes.selects(tree)):
        for column, alias in uses(select):
            if not is_column(column.name.lower(), sources):
                column.replace(exp.paren(meaning(alias)))
    return tree


def is_column(name: str, sources: Mapping[str, Columns | None]) -> bool:
    """Where not all columns are known it is taken for one, and the engine will tell."""
    return any(columns is None or name in columns for columns in sources.values())


def meaning(alias: exp.Expr) -> exp.Expr:
    found: exp.Expr = alias.this.copy()
    for nodes, node in enumerate(found.walk()):
        if isinstance(node, CHANGING) or nodes > MOST_NODES:
            raise NotSupported(
                f"The alias {alias.alias} cannot be used in the same SELECT: use a subquery."
            )
    return found
