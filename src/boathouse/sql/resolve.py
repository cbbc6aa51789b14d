"""Finds what each name of a query stands for, authorizes it, and puts the engine's name there.

The tree and the text are changed alike: the text by spans, so that what the user wrote goes to the
engine; the tree for the cases in which the engine needs the text written anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.planning import Planning
from boathouse.sql.securables import Name, Relation
from boathouse.sql.types import quote_if_needed

if TYPE_CHECKING:
    from boathouse.sql.rewrite import Edits

FORMATS = frozenset(
    ("delta", "parquet", "csv", "json", "text", "orc", "avro", "binaryfile", "xml", "iceberg")
)
"""`format.`path`` reads files; those that the engine reads are in READABLE."""
READABLE = frozenset(("delta", "parquet", "csv", "json", "text", "binaryfile", "avro"))
TABLE_FUNCTIONS = frozenset(
    ("range", "explode", "explode_outer", "posexplode", "posexplode_outer", "inline")
    + ("inline_outer", "stack", "json_tuple", "variant_explode", "variant_explode_outer")
)
MOST_VIEWS = 64
"""Views in views, at most so deep."""


def resolve(planning: Planning, tree: exp.Expr, edits: Edits, depth: int = 0) -> None:
    """Resolve every relation that `tree` reads. Raises SqlError and PermissionDenied."""
    if depth > MOST_VIEWS:
        raise SqlError("VIEW_EXCEED_MAX_NESTED_DEPTH", "The views are nested too deep.", "54K00")
    resolver = _Resolver(planning, edits, depth)
    pending: list[tuple[exp.Expr, frozenset[str]]] = [(tree, frozenset())]
    while pending:
        node, known = pending.pop()
        if isinstance(node, exp.Table) and "resolved" not in node.meta:
            resolver.table(node, known)
        pending.extend(_children(node, known))
    resolver.qualifiers(tree)


def _children(node: exp.Expr, known: frozenset[str]) -> list[tuple[exp.Expr, frozenset[str]]]:
    """The parts of a node, each with the names that WITH gives it."""
    clause = node.args.get("with_")
    if clause is None:
        return [(child, known) for child in node.iter_expressions()]
    found, recursive = [], bool(clause.args.get("recursive"))
    for common in clause.expressions:
        name = common.alias_or_name.lower()
        found.append((common, known | {name} if recursive else known))
        known = known | {name}
    found.extend((child, known) for child in node.iter_expressions() if child is not clause)
    return found


class _Resolver:
    def __init__(self, planning: Planning, edits: Edits, depth: int) -> None:
        self._planning, self._edits, self._depth = planning, edits, depth
        self._issued: dict[tuple[str, str], tuple[str, str, str]] = {}

    def table(self, node: exp.Table, known: frozenset[str]) -> None:
        """One relation of FROM, JOIN, USING or INTO."""
        if not isinstance(node.this, exp.Identifier):
            _function(node)
            return
        parts = [part.name for part in node.parts]
        if len(parts) == 1 and parts[0].lower() in known:
            return
        if len(parts) == 2 and parts[0].lower() in FORMATS and "/" in parts[1]:
            self._path(node, parts[0].lower(), parts[1])
        elif len(parts) == 1 and parts[0].lower() in self._planning.session.temporary_views:
            self._temporary(node, parts[0].lower())
        else:
            name = self._planning.full_name(*parts)
            self.relation(node, self._planning.table(name))

    def relation(self, node: exp.Table, relation: Relation) -> None:
        """Put the engine's name, or a view's query, where a relation is named."""
        self._planning.reads.append(relation)
        if relation.kind == "VIEW":
            self._expand(
                node,
                relation.name.name,
                relation.definition or "",
                relation.view_catalog,
                relation.view_schema,
            )
            return
        if relation.location is None:
            raise NotSupported(f"The engine cannot read {relation.name}.")
        issued = self._planning.issue(relation)
        self._issued[relation.name.schema, relation.name.name] = issued
        self._rename(node, issued)

    def qualifiers(self, tree: exp.Expr) -> None:
        """`schema.table.column`: the engine knows the table under another schema."""
        if not self._issued:
            return
        for column in tree.find_all(exp.Column):
            if not column.args.get("db"):
                continue
            issued = self._issued.get((column.text("db").lower(), column.text("table").lower()))
            if issued is not None:
                first = column.args.get("catalog") or column.args["db"]
                self._replace(first, column.args["table"], _quoted(issued))
                column.set("catalog", exp.to_identifier(issued[0]))
                column.set("db", exp.to_identifier(issued[1]))

    def _temporary(self, node: exp.Table, name: str) -> None:
        view = self._planning.session.temporary_views[name]
        self._expand(node, name, view.definition, view.catalog, view.schema)

    def _expand(
        self, node: exp.Table, name: str, definition: str, catalog: str, schema: str
    ) -> None:
        """A view: its query in brackets, read with the names that were current when it was made."""
        from boathouse.sql.engine_text import engine_text
        from boathouse.sql.parse import parse

        session = replace(
            self._planning.session,
            catalog=catalog,
            schema=schema,
            # A stored view sees no temporary ones; a temporary one sees those made before it.
            temporary_views={
                other: view
                for other, view in self._planning.session.temporary_views.items()
                if other != name
            },
        )
        inner = replace(self._planning, session=session, parsed=parse(definition), parameters=())
        text = engine_text(inner, self._depth + 1)
        shown = quote_if_needed(name)
        alias = "" if node.args.get("alias") else f" AS {shown}"
        self._replace(node.parts[0], node.parts[-1], f"({text}){alias}")
        self._rewrite_tree(node, text, name)

    def _rewrite_tree(self, node: exp.Table, text: str, name: str) -> None:
        import sqlglot

        query = sqlglot.parse_one(text, read="spark")
        alias = node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(name))
        subquery = exp.Subquery(this=query, alias=alias.copy())
        for key in ("joins", "laterals", "pivots", "sample"):
            if node.args.get(key):
                subquery.set(key, node.args[key])
        _mark(subquery)
        node.replace(subquery)

    def _path(self, node: exp.Table, kind: str, path: str) -> None:
        if kind not in READABLE:
            raise NotSupported(f"The engine cannot read {kind} files by path.")
        real = self._planning.authorizer.require_path(self._planning.ctx, path, write=False)
        self._replace(node.this, node.this, _quote(real))
        node.set("this", exp.to_identifier(real, quoted=True))
        node.meta["resolved"] = True

    def _rename(self, node: exp.Table, issued: tuple[str, str, str]) -> None:
        self._replace(node.parts[0], node.parts[-1], _quoted(issued))
        node.set("catalog", exp.to_identifier(issued[0]))
        node.set("db", exp.to_identifier(issued[1]))
        node.meta["resolved"] = True

    def _replace(self, first: exp.Expr, last: exp.Expr, text: str) -> None:
        self._edits.replace(first.meta["start"], last.meta["end"] + 1, text)


def _function(node: exp.Table) -> None:
    name = node.this.name if isinstance(node.this, exp.Anonymous) else node.this.sql_name()
    if name.lower() not in TABLE_FUNCTIONS:
        raise NotSupported(f"The table function {name} is not supported.")


def _mark(tree: exp.Expr) -> None:
    """What is in here was resolved already."""
    for table in tree.find_all(exp.Table):
        table.meta["resolved"] = True


def _quote(text: str) -> str:
    return "`" + text.replace("`", "``") + "`"


def _quoted(parts: tuple[str, str, str]) -> str:
    catalog, schema, name = parts
    return f"{catalog}.{schema}.{quote_if_needed(name)}"


def name_of(planning: Planning, node: exp.Expr) -> Name:
    """The full name that a Table node spells."""
    if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
        raise NotSupported("A table's name is expected here.")
    return planning.full_name(*(part.name for part in node.parts))
