"""A view of `information_schema` in a query: its rows for this caller, in a file that the engine
reads under a name that is the statement's own.

The rows are the caller's also inside a view that somebody else owns: an owner's rights must not
show readers what there is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from boathouse.sql.errors import NotSupported
from boathouse.sql.issued import IssuedTable
from boathouse.sql.moments import Bounds, bounds
from boathouse.sql.securables import Relation
from boathouse.sql.system_tables import TIMES

if TYPE_CHECKING:
    from boathouse.sql.planning import Planning

FOLDER = "metadata"
"""In the data folder; each statement's files lie in folders of their own there."""

Constant = Callable[["Planning", exp.Expr], str | None]
Only = Mapping[str, frozenset[str]]


def informed(
    planning: Planning, node: exp.Table, view: Relation, constant: Constant
) -> tuple[str, str, str]:
    """The name under which the engine finds the rows, as catalog, schema, table."""
    if node.args.get("version") is not None:
        raise NotSupported(f"Time travel is for tables: {view.name} is a view.")
    # Named twice in a text, it is made whole: columns may be qualified by its name alone.
    alone = _alone(node)
    only, since = _conditions(planning, node, constant) if alone else ({}, {})
    needed = _needed(node) if alone else None
    asked_for = sorted((name, sorted(asked)) for name, asked in only.items())
    named = sorted(needed) if needed is not None else None
    key = (str(view.name), repr((asked_for, sorted(since.items()), named)))
    schema = planning.notes.opened.get(key)
    if schema is None:
        schema = planning.notes.opened[key] = planning.names.open_schema()
        rows = planning.catalog.information(planning.ctx, view.name, only, since, needed)
        _make(planning, schema, view, rows)
    planning.columns[schema, view.name.name] = {one.name: one.type for one in view.columns}
    return "main", schema, view.name.name


def _make(planning: Planning, schema: str, view: Relation, rows: Any) -> None:
    from pyarrow import parquet

    within = planning.names.folder or planning.ctx.parts.config.data_dir.resolve() / FOLDER
    folder = within / schema
    location = folder / view.name.name
    os.makedirs(location, mode=0o700)
    planning.names.remove_with(schema, folder)
    parquet.write_table(
        rows,
        location / "part-0.parquet",
        compression="none",
        store_schema=False,
    )
    issued = IssuedTable(str(view.name), str(location), view.columns, (), "PARQUET")
    planning.names.issue(schema, view.name.name, issued)


def _alone(node: exp.Table) -> bool:
    """Whether the statement names this view only here."""
    name = node.name.lower()
    return sum(table.name.lower() == name for table in node.root().find_all(exp.Table)) == 1


def _needed(node: exp.Table) -> frozenset[str] | None:
    """The names that the query's text holds: no other column is asked for; None: all may be."""
    root, table = node.root(), {node.name.lower(), node.alias_or_name.lower()}
    if not isinstance(root, exp.Query) or any(one.args.get("pivots") for one in root.walk()):
        return None
    for star in root.find_all(exp.Star):
        if not isinstance(star.parent, exp.Count):
            return None
    if any(join.method == "NATURAL" for join in root.find_all(exp.Join)):
        return None
    if any(column.name.lower() in table for column in root.find_all(exp.Column)):
        return None  # the row as a whole
    return frozenset(name.name.lower() for name in root.find_all(exp.Identifier))


def _conditions(
    planning: Planning, node: exp.Table, constant: Constant
) -> tuple[Only, Mapping[str, Bounds]]:
    """The values that the query's WHERE asks for in some columns of `node`, in lower case, and the
    times that it bounds."""
    clause = node.parent
    query = clause.parent if isinstance(clause, exp.From | exp.Join) else None
    where = query.args.get("where") if isinstance(query, exp.Select) else None
    if where is None or query is None or node.args.get("pivots"):
        return {}, {}
    single = not (query.args.get("joins") or query.args.get("laterals"))
    names = {node.alias_or_name.lower(), *([""] if single else [])}
    found: dict[str, frozenset[str]] = {}
    times: dict[str, Bounds] = {}
    for condition in _all_of(where.this):
        for column, (low, high) in bounds(planning, condition, constant):
            time = TIMES.get(column.name.lower())
            if time is not None and column.table.lower() in names:
                since, until = times.get(time, (None, None))
                times[time] = (_either(max, since, low), _either(min, until, high))
        for column, values in _asked(planning, condition, constant):
            if column.table.lower() in names:
                name = column.name.lower()
                found[name] = found.get(name, values) & values
    return found, times


def _either(choose: Callable[[int, int], int], one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return choose(one, other)


def _all_of(condition: exp.Expr) -> Iterator[exp.Expr]:
    """What must hold, each by itself."""
    pending = [condition]
    while pending:
        node = pending.pop().unnest()
        if isinstance(node, exp.And):
            pending += (node.this, node.expression)
        else:
            yield node


def _asked(
    planning: Planning, condition: exp.Expr, constant: Constant
) -> Iterator[tuple[exp.Column, frozenset[str]]]:
    """`column = 'x'`, the other way round, or `column IN ('x', 'y')`; in any case of letters."""
    if isinstance(condition, exp.EQ):
        sides = (condition.this, condition.expression), (condition.expression, condition.this)
        pairs = [(one, [other]) for one, other in sides]
    elif isinstance(condition, exp.In) and condition.expressions:
        pairs = [(condition.this, condition.expressions)]
    else:
        return
    for one, others in pairs:
        column = _cased(one)
        values = [constant(planning, _cased(other)) for other in others]
        known = frozenset(value.lower() for value in values if value is not None)
        if isinstance(column, exp.Column) and None not in values:
            yield column, known


def _cased(node: exp.Expr) -> exp.Expr:
    node = node.unnest()
    return node.this.unnest() if isinstance(node, exp.Lower | exp.Upper) else node
