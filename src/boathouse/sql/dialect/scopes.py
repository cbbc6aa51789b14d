"""Queries in queries: which columns each sees and gives, as far as integers are concerned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from boathouse.sql.dialect.decimals import common_type, numeric
from boathouse.sql.dialect.integers import UNKNOWN, Columns, Scope, is_variant
from boathouse.sql.dialect.kinds import kind_of
from boathouse.sql.securables import SparkType

Tables = Mapping[tuple[str, str], Columns]
"""(schema, table), both in lower case -> columns; the schema is "" where the text has none."""

FUNCTIONS: Mapping[str, Columns] = {"range": {"id": "long"}}


class Scopes:
    """The scopes of a statement, found as they are asked for."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.known: dict[int, Columns | None] = {}
        self.pivoted = False
        self.of_source: dict[int, Columns | None] = {}
        self.united: list[tuple[exp.SetOperation, list[Columns | None]]] = []
        """Every set operation that is in no other, with the columns of its sides."""
        self.inline: list[exp.Values] = []

    def expressions(self, tree: exp.Expr) -> Iterator[tuple[exp.Expr, Scope]]:
        """Every expression of the statement that stands in no other, with what it sees."""
        yield from self.of_query(tree, None, {})

    def selects(
        self, tree: exp.Expr, pivoted: bool = False
    ) -> Iterator[tuple[exp.Select, Mapping[str, Columns | None]]]:
        """Every SELECT, innermost first, and the columns of what it reads, by name. `pivoted`:
        of relations with PIVOT the columns in front of it, which otherwise nobody knows."""
        self.pivoted = pivoted
        for node, scope in self.expressions(tree):
            if isinstance(node, exp.Select):
                yield node, scope.sources

    def of_query(
        self, node: exp.Expr, outer: Scope | None, common: Mapping[str, Columns | None]
    ) -> Iterator[tuple[exp.Expr, Scope]]:
        common = dict(common)
        clause = node.args.get("with_")
        for cte in clause.expressions if clause else ():
            yield from self.of_query(cte.this, outer, common)
            common[cte.alias_or_name.lower()] = renamed(self.gives(cte.this, outer, common), cte)
        scope = Scope(self.sources(node, outer, common), outer)
        for inner in queries_within(node):
            yield from self.of_query(inner, scope, common)
        if isinstance(node, exp.SetOperation) and not isinstance(node.parent, exp.SetOperation):
            self.united.append((node, [self.gives(x, outer, common) for x in leaves(node)]))
        if not isinstance(node, (exp.SetOperation, exp.Subquery)):
            yield node, scope

    def sources(
        self, node: exp.Expr, outer: Scope | None, common: Mapping[str, Columns | None]
    ) -> dict[str, Columns | None]:
        found: dict[str, Columns | None] = {}
        for source in relations(node):
            name = source.alias_or_name.lower() or f"#{len(found)}"
            found[name] = renamed(self.columns(source, outer, common), source)
            self.of_source[id(source)] = found[name]
        return found

    def columns(
        self, source: exp.Expr, outer: Scope | None, common: Mapping[str, Columns | None]
    ) -> Columns | None:
        if source.args.get("pivots") and not self.pivoted:
            return None
        if isinstance(source, exp.Table):
            if not isinstance(source.this, exp.Identifier):
                return FUNCTIONS.get(function_name(source.this))
            name, schema = source.name.lower(), source.db.lower()
            if not schema and name in common:
                return common[name]
            return self.tables.get((schema, name))
        if isinstance(source, exp.Values):
            self.inline.append(source)
        if isinstance(source, (exp.Subquery, exp.Values)):
            return self.gives(source, outer, common)
        return None

    def gives(
        self, node: exp.Expr, outer: Scope | None, common: Mapping[str, Columns | None]
    ) -> Columns | None:
        """The columns of a query's result; None where they cannot be told."""
        if id(node) not in self.known:
            self.known[id(node)] = self.result(node, outer, common)
        return self.known[id(node)]

    def result(
        self, node: exp.Expr, outer: Scope | None, common: Mapping[str, Columns | None]
    ) -> Columns | None:
        if isinstance(node, exp.Subquery):
            return self.gives(node.this, outer, common)
        if isinstance(node, exp.SetOperation):
            return self.merged(node, outer, common)
        common = dict(common)
        clause = node.args.get("with_")
        for cte in clause.expressions if clause else ():
            common[cte.alias_or_name.lower()] = renamed(self.gives(cte.this, outer, common), cte)
        if isinstance(node, exp.Values):
            return self.values(node, common)
        if not isinstance(node, exp.Select):
            return None
        scope = Scope(self.sources(node, outer, common), outer)
        return self.projections(node.expressions, scope, common, "")

    def values(self, node: exp.Values, common: Mapping[str, Columns | None]) -> Columns | None:
        """Of all rows: one with a decimal makes decimals of the others."""
        found: Columns | None = None
        for row in node.expressions:
            cells = row.expressions if isinstance(row, exp.Tuple) else [row]
            columns = self.projections(cells, Scope(), common, "col")
            if columns is None or (found is not None and len(columns) != len(found)):
                return None
            found = columns if found is None else united(found, columns)
        return found

    def merged(
        self, node: exp.SetOperation, outer: Scope | None, common: Mapping[str, Columns | None]
    ) -> Columns | None:
        left, right = (self.gives(side, outer, common) for side in (node.this, node.expression))
        if left is None or right is None or len(left) != len(right):
            return None
        return united(left, right)

    def projections(
        self,
        nodes: list[exp.Expr],
        scope: Scope,
        common: Mapping[str, Columns | None],
        unnamed: str,
    ) -> Columns | None:
        found: dict[str, SparkType] = {}
        for number, node in enumerate(nodes, 1):
            if node.is_star:
                wanted = node.args.get("table")
                for alias, columns in scope.sources.items():
                    if wanted is None or wanted.name.lower() == alias:
                        if columns is None:
                            return None
                        found.update(columns)
                continue
            name = node.alias_or_name.lower() or f"{unnamed or '#'}{number}"
            found[name] = self.type_of(node, scope, common)
        return found

    def type_of(
        self, node: exp.Expr, scope: Scope, common: Mapping[str, Columns | None]
    ) -> SparkType:
        inner = node.this if isinstance(node, exp.Alias) else node
        if isinstance(inner, exp.Column):
            return scope.column(inner.table, inner.name)
        if is_variant(inner, scope):
            return "variant"
        if isinstance(inner, (exp.Explode, exp.Posexplode)):
            return element_of(kind_of(inner.this, scope, lambda q: UNKNOWN, lambda n: ""))
        found = numeric(inner, scope, lambda query: self.scalar(query, scope, common))
        if found == "other":
            kind = kind_of(inner, scope, lambda query: UNKNOWN, called)
            return kind if kind != UNKNOWN else found
        return found

    def cell(self, node: exp.Expr) -> SparkType:
        """The type of an expression that sees no columns."""
        return self.type_of(node, Scope(), {})

    def scalar(
        self, query: exp.Expr, scope: Scope | None, common: Mapping[str, Columns | None]
    ) -> SparkType:
        """The type of a scalar subquery."""
        columns = self.gives(query, scope, common)
        return next(iter(columns.values())) if columns else UNKNOWN


def element_of(kind: SparkType) -> SparkType:
    return kind.get("elementType", UNKNOWN) if isinstance(kind, dict) else UNKNOWN


def united(left: Columns, right: Columns) -> Columns:
    """The columns of a UNION."""
    return {
        name: common_type(one, other)
        for (name, one), other in zip(left.items(), right.values(), strict=True)
    }


def called(node: exp.Expr) -> str:
    """The name of a function, as far as the tree tells it."""
    if isinstance(node, exp.Anonymous):
        return str(node.name).lower()
    return node.sql_name().lower() if isinstance(node, exp.Func) else ""


def leaves(node: exp.Expr) -> Iterator[exp.Expr]:
    """The queries that a set operation is made of, from left to right."""
    if isinstance(node, exp.SetOperation):
        yield from leaves(node.this)
        yield from leaves(node.expression)
    elif isinstance(node, exp.Subquery) and not node.args.get("alias"):
        yield from leaves(node.this)
    else:
        yield node


def function_name(node: exp.Expr) -> str:
    return node.name.lower() if isinstance(node, exp.Anonymous) else node.key


def renamed(columns: Columns | None, source: exp.Expr) -> Columns | None:
    """`AS t(a, b)` gives other names."""
    alias = source.args.get("alias")
    names = alias.args.get("columns") if isinstance(alias, exp.TableAlias) else None
    if not names or columns is None:
        return columns
    if len(names) != len(columns):
        return None
    return {n.name.lower(): type for n, type in zip(names, columns.values(), strict=True)}


def relations(node: exp.Expr) -> Iterator[exp.Expr]:
    """What FROM, JOIN, LATERAL VIEW, USING and the target of a write name."""
    if isinstance(node, (exp.Update, exp.Delete, exp.Merge)):
        for key in ("this", "using"):
            if isinstance(node.args.get(key), exp.Expr):
                yield node.args[key]
    clause = node.args.get("from_")
    if clause is not None:
        yield from with_joins(clause.this)
    for join in node.args.get("joins") or ():
        yield from with_joins(join.this)
    yield from node.args.get("laterals") or ()


def with_joins(source: exp.Expr) -> Iterator[exp.Expr]:
    yield source
    for join in source.args.get("joins") or ():
        yield from with_joins(join.this)


def queries_within(node: exp.Expr) -> Iterator[exp.Expr]:
    """The queries directly in a statement: subqueries, the sides of a set operation, sources."""
    pending = [child for child in node.iter_expressions() if not isinstance(child, exp.With)]
    while pending:
        child = pending.pop()
        if isinstance(child, (exp.Select, exp.SetOperation)):
            yield child
        else:
            pending.extend(child.iter_expressions())


def in_view(node: exp.Expr) -> bool:
    """Whether a node belongs to a view's query, whose places are those of another text."""
    above = node.parent
    while above is not None and not above.meta.get("view"):
        above = above.parent
    return above is not None
