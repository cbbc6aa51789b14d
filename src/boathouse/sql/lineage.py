"""Which columns of what was read made which columns: from a statement's text, once it has ended.

What cannot be told for sure is left out: sqlglot names every column's relation first, and a column
that its relation does not have is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope
from sqlglot.schema import MappingSchema

from boathouse.sql.flows import VIEW, Flow
from boathouse.sql.grammar.clone import CloneTable
from boathouse.sql.parse import DIALECT, parse
from boathouse.sql.resolve import named_tables
from boathouse.sql.securables import Name, Relation
from boathouse.sql.session import TemporaryView
from boathouse.sql.statements.query import query_text

MOST_TEXT = 64 * 1024
MOST_NESTED = 150
"""Nodes within each other: sqlglot takes the square of their number, and a frame for each."""
MOST_DEPTH = 16
"""Views in views."""


class NotTold(Exception):
    """A text is too long or too deep to be thought about."""


Leaf = tuple[Name, str]
"""A relation and the name of a column of it."""
Outputs = list[tuple[str, frozenset[Leaf]]]
"""The columns of a query in their order, each with what it is made of."""
Pair = tuple[Name, str, str | None]
"""A source, its column, and the column of the target; None where the rows went to the client."""


def sources(flow: Flow) -> list[Relation]:
    """The relations that gave rows: for UPDATE, DELETE and MERGE without the table itself, unless
    the statement names it once more."""
    relations = flow.relations
    own = flow.target.name if flow.target is not None else None
    if own is None or not any(one.name == own for one in relations):
        return relations
    tree = parse(flow.text).tree if len(flow.text) <= MOST_TEXT else None
    if not isinstance(tree, exp.Update | exp.Delete | exp.Merge):
        return relations
    named = [_full(node, flow.catalog, flow.schema) for node in named_tables(tree)]
    return relations if named.count(own) > 1 else [one for one in relations if one.name != own]


def columns_of(flow: Flow) -> list[Pair]:
    """The columns that went into the target's, or to the client, each pair once. Raises NotTold,
    and whatever sqlglot raises for what it cannot name."""
    if not flow.text or len(flow.text) > MOST_TEXT:
        return []
    known = Known(flow)
    if flow.target is None:
        read = {leaf for _, leaves in known.query(parse(flow.text).tree) for leaf in leaves}
        return [(name, column, None) for name, column in sorted(read, key=str)]
    found = {
        (name, column, made) for made, leaves in _written(flow, known) for name, column in leaves
    }
    return sorted(found, key=str)


def _written(flow: Flow, known: Known) -> Iterator[tuple[str, frozenset[Leaf]]]:
    """The target's columns that a statement wrote, and what each is made of."""
    parsed = parse(flow.text)
    tree = parsed.tree
    match tree:
        case exp.Insert():
            yield from _inserted(flow, tree, known)
        case exp.Update():
            yield from known.assigned(tree.expressions, [tree.this], _spelling(flow))
        case exp.Merge():
            yield from _merged(flow, tree, known)
        case CloneTable():
            for source in flow.relations:
                for column in source.columns:
                    yield column.name, frozenset([(source.name, column.name)])
        case exp.Create():
            yield from _created(tree, known.query(parse(query_text(parsed)).tree))
        case _:
            if flow.target and flow.target.kind == VIEW:  # ALTER VIEW ... AS
                yield from known.query(parse(query_text(parsed)).tree)


def _created(tree: exp.Expr, outputs: Outputs) -> Outputs:
    """The query's columns under the names that the statement gives them."""
    schema = tree.this
    names = [node.name for node in schema.expressions] if isinstance(schema, exp.Schema) else []
    if not names:
        return outputs
    return [(name, leaves) for name, (_, leaves) in zip(names, outputs, strict=False)]


def _inserted(flow: Flow, tree: exp.Insert, known: Known) -> Outputs:
    query = tree.expression
    if not isinstance(query, exp.Query) or flow.target is None:
        return []
    if tree.args.get("with_") is not None and query.args.get("with_") is None:
        query = query.copy()
        query.set("with_", tree.args["with_"].copy())
    outputs, spelling = known.query(query), _spelling(flow)
    if tree.args.get("by_name"):
        return [(spelling[name.lower()], found) for name, found in outputs if name in spelling]
    if isinstance(tree.this, exp.Schema):
        names = [spelling.get(node.name.lower(), node.name) for node in tree.this.expressions]
    else:
        names = [column.name for column in flow.target.columns]
    if len(names) != len(outputs):
        return []  # PARTITION (p = 1): which columns the query gives is not said by their places
    return [(name, leaves) for name, (_, leaves) in zip(names, outputs, strict=True)]


def _merged(flow: Flow, tree: exp.Merge, known: Known) -> Iterator[tuple[str, frozenset[Leaf]]]:
    target, source = tree.this, tree.args["using"]
    both, spelling = [target, source], _spelling(flow)
    for when in tree.args["whens"].expressions:
        then = when.args.get("then")
        if isinstance(then, exp.Update) and then.expressions:
            yield from known.assigned(then.expressions, both, spelling)
        elif isinstance(then, exp.Insert) and isinstance(then.this, exp.Tuple):
            values = then.expression
            pairs = zip(then.this.expressions, getattr(values, "expressions", ()), strict=False)
            equal = [exp.EQ(this=name.copy(), expression=value.copy()) for name, value in pairs]
            yield from known.assigned(equal, [source], spelling)
        elif isinstance(then, exp.Update | exp.Insert):  # `*`
            for name, leaves in known.select([exp.Star()], [source]):
                if name.lower() in spelling:
                    yield spelling[name.lower()], leaves


def _spelling(flow: Flow) -> Mapping[str, str]:
    columns = flow.target.columns if flow.target is not None else ()
    return {column.name.lower(): column.name for column in columns}


def _full(node: exp.Table, catalog: str, schema: str) -> Name:
    parts = [part.name.lower() for part in node.parts]
    return Name(*([catalog, schema][: max(0, 3 - len(parts))]), *parts[-3:])


@dataclass
class Known:
    """The relations of a statement, and what the names in its text stand for."""

    flow: Flow
    depth: int = 0
    relations: dict[Name, Relation] = field(init=False)
    spelled: dict[Name, dict[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        target = self.flow.target
        self.relations = {one.name: one for one in self.flow.relations}
        self.spelled = {
            name: {column.name.lower(): column.name for column in one.columns}
            for name, one in self.relations.items()
        }
        if target is not None and target.name is not None and target.columns:
            own = {column.name.lower(): column.name for column in target.columns}
            self.spelled.setdefault(target.name, own)
        self._schema = MappingSchema(self._nested(), dialect=DIALECT)

    def _nested(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, columns in self.spelled.items():
            tables = found.setdefault(name.catalog, {}).setdefault(name.schema, {})
            tables[name.name] = dict.fromkeys(columns, "string")
        return found

    def query(self, tree: exp.Expr) -> Outputs:
        """The columns of a query, and what of the relations each is made of."""
        return self._outputs(tree, self.flow.catalog, self.flow.schema, self.flow.views)

    def select(self, expressions: Sequence[exp.Expr], places: Sequence[exp.Expr]) -> Outputs:
        """The same for expressions over relations as they stand in a statement."""
        query = exp.select(*(one.copy() for one in expressions))
        query = query.from_(places[0].copy())
        for place in places[1:]:
            query = query.join(place.copy(), join_type="cross")
        return self.query(query)

    def assigned(
        self, items: Sequence[exp.Expr], places: Sequence[exp.Expr], spelling: Mapping[str, str]
    ) -> Outputs:
        """`column = value` for each: the columns under the names that their table has."""
        pairs = [(one.this.name, one.expression) for one in items if isinstance(one, exp.EQ)]
        aliased = [exp.alias_(value.copy(), f"c{at}") for at, (_, value) in enumerate(pairs)]
        if not aliased:
            return []
        outputs = dict(self.select(aliased, places))
        return [
            (spelling[name.lower()], outputs.get(f"c{at}", frozenset()))
            for at, (name, _) in enumerate(pairs)
            if name.lower() in spelling
        ]

    def _outputs(
        self, tree: exp.Expr, catalog: str, schema: str, views: Mapping[str, TemporaryView]
    ) -> Outputs:
        _fits(tree)
        tree = _opened(tree.copy(), views)
        qualified = qualify(
            tree,
            schema=self._schema,
            catalog=catalog,
            db=schema,
            dialect=DIALECT,
            validate_qualify_columns=False,
            identify=False,
        )
        root = build_scope(qualified)
        if root is None:
            return []
        return [
            (name, frozenset(self._deep(leaves))) for name, leaves in Traced(self).outputs(root)
        ]

    def _deep(self, leaves: frozenset[Leaf]) -> Iterator[Leaf]:
        """The columns of views, and those of the tables behind them."""
        for name, column in leaves:
            yield name, column
            relation = self.relations.get(name)
            if relation is None or relation.kind != "VIEW" or self.depth >= MOST_DEPTH:
                continue
            places = [one.name for one in relation.columns]
            inner = Known(self.flow, self.depth + 1)
            tree = parse(relation.definition or "").tree
            outputs = inner._outputs(tree, relation.view_catalog, relation.view_schema, {})
            if column in places and len(outputs) == len(places):
                yield from outputs[places.index(column)][1]


def _fits(tree: exp.Expr) -> None:
    pending = [(tree, 0)]
    while pending:
        node, depth = pending.pop()
        if depth > MOST_NESTED:
            raise NotTold
        pending.extend((child, depth + 1) for child in node.iter_expressions())


def _opened(tree: exp.Expr, views: Mapping[str, TemporaryView]) -> exp.Expr:
    """The tree with temporary views as queries in their places."""
    for node in list(named_tables(tree)) if views else ():
        view = views.get(node.name.lower()) if len(node.parts) == 1 else None
        if view is None:
            continue
        query = _opened(parse(view.definition).tree, {**views, node.name.lower(): None})  # type: ignore[dict-item]
        for inner in named_tables(query):
            full = _full(inner, view.catalog, view.schema)
            for key, part in (("catalog", full.catalog), ("db", full.schema)):
                inner.set(key, exp.to_identifier(part))
        alias = node.alias or node.name
        node.replace(exp.Subquery(this=query, alias=exp.TableAlias(this=exp.to_identifier(alias))))
    return tree


@dataclass
class Traced:
    """The columns of the scopes of one query, each traced once."""

    known: Known
    done: dict[int, Outputs] = field(default_factory=dict)

    def outputs(self, scope: Scope) -> Outputs:
        """The columns that a query gives."""
        found = self.done.get(id(scope))
        if found is None:
            self.done[id(scope)] = []  # a recursion ends here
            found = self.done[id(scope)] = self._outputs(scope)
        return found

    def _outputs(self, scope: Scope) -> Outputs:
        if scope.set_operation_scopes:
            left, *rest = [self.outputs(one) for one in scope.set_operation_scopes]
            for side in rest:
                left = [
                    (name, leaves | more)
                    for (name, leaves), (_, more) in zip(left, side, strict=True)
                ]
            return left
        query = scope.expression.unnest()
        if not isinstance(query, exp.Select):
            return []
        return [
            (one.alias_or_name, frozenset(self._leaves(one, scope))) for one in query.expressions
        ]

    def _leaves(self, node: exp.Expr, scope: Scope) -> Iterator[Leaf]:
        pending = [node]
        while pending:
            one = pending.pop()
            if isinstance(one, exp.Column):
                yield from self._column(one, scope)
            elif isinstance(one, exp.Query) and one is not node:
                for inner in scope.subquery_scopes:
                    if inner.expression is one or inner.expression.unnest() is one.unnest():
                        yield from (leaf for _, found in self.outputs(inner) for leaf in found)
            else:
                pending.extend(one.iter_expressions())

    def _column(self, column: exp.Column, scope: Scope | None) -> Iterator[Leaf]:
        while scope is not None and column.table not in scope.sources:
            scope = scope.parent
        if scope is None:
            return
        source = scope.sources[column.table]
        if isinstance(source, exp.Table):
            yield from self._of_table(column, source)
        elif isinstance(source.expression, exp.UDTF):
            yield from self._leaves(source.expression.this, scope)
        else:
            for name, leaves in self.outputs(source):
                if name == column.name or isinstance(column.this, exp.Star):
                    yield from leaves

    def _of_table(self, column: exp.Column, table: exp.Table) -> Iterator[Leaf]:
        name = Name(table.catalog.lower(), table.db.lower(), table.name.lower())
        spelled = self.known.spelled.get(name, {})
        if isinstance(column.this, exp.Star):
            yield from ((name, one) for one in spelled.values())
        elif column.name.lower() in spelled:
            yield name, spelled[column.name.lower()]
