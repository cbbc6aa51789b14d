"""Finds what each name of a query stands for, authorizes it, and puts the engine's name there.

The tree and the text are changed alike: the text by spans, so that what the user wrote goes to the
engine; the tree for the cases in which the engine needs the text written anew.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql.errors import NotSupported, SqlError, SyntaxFailure
from boathouse.sql.paths import FORMATS, READABLE, none_left, refuse_patterns
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import index_of, span
from boathouse.sql.securables import Name, Relation
from boathouse.sql.types import quote_if_needed
from boathouse.sql.using import without_qualifiers

if TYPE_CHECKING:
    from boathouse.sql.rewrite import Edits

TABLE_FUNCTIONS = frozenset(
    (
        "range",
        "explode",
        "explode_outer",
        "posexplode",
        "posexplode_outer",
        "inline",
        "inline_outer",
        "stack",
        "json_tuple",
        "variant_explode",
        "variant_explode_outer",
    )
)
MOST_VIEWS = 64
"""Views in views, at most so deep."""


def resolve(planning: Planning, tree: exp.Expr, edits: Edits, depth: int = 0) -> None:
    """Resolve every relation that `tree` reads. Raises SqlError and PermissionDenied."""
    if depth > MOST_VIEWS:
        raise SqlError("VIEW_EXCEED_MAX_NESTED_DEPTH", "The views are nested too deep.", "54K00")
    resolver = Resolver(planning, edits, depth)
    pending: list[tuple[exp.Expr, Known]] = [(tree, Known({}, 0))]
    while pending:
        node, known = pending.pop()
        if isinstance(node, exp.Table) and "resolved" not in node.meta:
            resolver.table(node, known)
        pending.extend(_children(node, known))
    without_qualifiers(tree, edits)
    resolver.qualifiers(tree)
    none_left(planning.parsed, tree, resolver.places)


@dataclass(frozen=True)
class Known:
    """The names that WITH gives a place in the text: those of its clause before `upto`, and those
    that the clause's own place knows. Shared, or 10,000 of them would take gigabytes."""

    names: Mapping[str, int]
    upto: int
    outer: Known | None = None

    def __contains__(self, name: str) -> bool:
        known: Known | None = self
        while known is not None:
            if known.names.get(name, known.upto) < known.upto:
                return True
            known = known.outer
        return False


def _children(node: exp.Expr, known: Known) -> list[tuple[exp.Expr, Known]]:
    """The parts of a node, each with the names that WITH gives it."""
    clause, hint = node.args.get("with_"), node.args.get("hint")
    if hint is not None:
        # What hints name is no table of the statement, and the engine gets none of them.
        node.set("hint", None)
    if clause is None:
        return [(child, known) for child in node.iter_expressions()]
    names: dict[str, int] = {}
    found, recursive = [], bool(clause.args.get("recursive"))
    for index, common in enumerate(clause.expressions):
        names.setdefault(common.alias_or_name.lower(), index)
        found.append((common, Known(names, index + recursive, known)))
    inside = Known(names, len(clause.expressions), known)
    found.extend((child, inside) for child in node.iter_expressions() if child is not clause)
    return found


class Resolver:
    """The names of one statement, or of one view in it."""

    def __init__(self, planning: Planning, edits: Edits, depth: int) -> None:
        self._planning, self._edits, self._depth = planning, edits, depth
        self._found: dict[Name, tuple[str, str, str] | None] = {}
        self.places: set[int] = set()
        """Where in the text names begin that stand for something authorized."""

    def table(self, node: exp.Table, known: Known) -> None:
        """One relation of FROM, JOIN, USING or INTO."""
        if not isinstance(node.this, exp.Identifier | exp.Dot):
            if not is_named(node):
                _function(node)
                return
            self._identified(node)
        if not all(isinstance(part, exp.Identifier) for part in node.parts):
            raise _too_long(node)
        parts = [part.name for part in node.parts]
        if len(parts) == 1 and parts[0].lower() in known:
            return
        self.places.add(node.parts[0].meta["start"])
        if is_path(node):
            self._path(node, parts[0].lower(), parts[1])
        elif len(parts) == 1 and parts[0].lower() in self._planning.session.temporary_views:
            self._temporary(node, parts[0].lower())
        else:
            name = self._planning.full_name(*parts)
            self.relation(node, self._planning.table(name))

    def relation(self, node: exp.Table, relation: Relation) -> None:
        """Put the engine's name, or a view's query, where a relation is named."""
        self._planning.reads.append(relation)
        self._planning.notes.known.extend(column.name for column in relation.columns)
        if relation.kind == "VIEW":
            self._found[relation.name] = None
            self._expand(
                node,
                relation.name.name,
                relation.definition or "",
                relation.view_catalog,
                relation.view_schema,
                owner=relation.owner,
            )
            return
        if relation.location is None:
            raise NotSupported(f"The engine cannot read {relation.name}.")
        issued = self._planning.issue(relation)
        self._found[relation.name] = issued
        self._version(node)
        self._rename(node, issued)

    def qualifiers(self, tree: exp.Expr) -> None:
        """`schema.table.column`: the engine knows the table under another schema, a view by its
        last name only."""
        if not self._found:
            return
        for column in tree.find_all(exp.Column):
            if column.args.get("db"):
                self._qualifier(column)

    def _qualifier(self, column: exp.Column) -> None:
        wanted = [column.text(part).lower() for part in ("catalog", "db", "table")]
        names = [
            name
            for name in self._found
            if [name.schema, name.name] == wanted[1:] and wanted[0] in ("", name.catalog)
        ]
        if len(names) != 1:
            return
        issued = self._found[names[0]] or ("", "", names[0].name)
        first = column.args.get("catalog") or column.args["db"]
        self._replace(first, column.args["table"], _quoted(issued))
        column.set("catalog", exp.to_identifier(issued[0]) if issued[0] else None)
        column.set("db", exp.to_identifier(issued[1]) if issued[1] else None)

    def _identified(self, node: exp.Table) -> None:
        """IDENTIFIER('a.b') is the name a.b."""
        call = node.this
        name, place = named(self._planning, node), span(call, self._planning.parsed.tokens)
        if name is None or place is None:
            raise NotSupported("IDENTIFIER(...) takes a string or a parameter here.")
        for part in name.parts:
            part.meta.update(start=place[0], end=place[1] - 1)
        for key in ("this", "db", "catalog"):
            node.set(key, name.args.get(key))

    def _version(self, node: exp.Table) -> None:
        """`t@v1` is VERSION AS OF 1, which the engine reads."""
        version = node.args.get("version")
        alias = node.args.get("alias")
        short = alias.this if isinstance(alias, exp.TableAlias) else None
        if version is None and isinstance(short, exp.Parameter):
            raise NotSupported("Time travel by `@` is written VERSION AS OF or TIMESTAMP AS OF.")
        if version is not None and version.find(exp.Query, exp.Table):
            raise NotSupported("Time travel takes a constant.")

    def _temporary(self, node: exp.Table, name: str) -> None:
        self._planning.temporary_reads.append(name)
        view = self._planning.session.temporary_views[name]
        self._expand(node, name, view.definition, view.catalog, view.schema)

    def _expand(
        self,
        node: exp.Table,
        name: str,
        definition: str,
        catalog: str,
        schema: str,
        owner: str | None = None,
    ) -> None:
        """A view: its query in brackets, read with the names that were current when it was made.

        `owner`: a stored view reads with the rights of this principal, and sees no temporary view;
        a temporary one sees those made before it.
        """
        from boathouse.sql.engine_text import engine_text
        from boathouse.sql.parse import parse

        others = {} if owner is not None else dict(self._planning.session.temporary_views)
        others.pop(name, None)
        session = replace(
            self._planning.session, catalog=catalog, schema=schema, temporary_views=others
        )
        inner = replace(
            self._planning,
            session=session,
            parsed=parse(definition),
            parameters=(),
            owner=owner if owner is not None else self._planning.owner,
        )
        text = engine_text(inner, self._depth + 1)
        if node.args.get("version") is not None:
            raise NotSupported(f"Time travel is for tables: {name} is a view.")
        shown = quote_if_needed(name)
        alias = "" if node.args.get("alias") else f" AS {shown}"
        self._put_query(node, f"({text}){alias}")
        self._rewrite_tree(node, text, name)

    def _put_query(self, node: exp.Table, query: str) -> None:
        start, tokens = int(node.parts[0].meta["start"]), self._planning.parsed.tokens
        before = tokens[index_of(start, tokens) - 1]
        if start and before.token_type is TokenType.TABLE:
            # TABLE v: no query may stand behind the word.
            start, query = before.start, f"SELECT * FROM {query}"
        self._edits.replace(start, node.parts[-1].meta["end"] + 1, query)

    def _rewrite_tree(self, node: exp.Table, text: str, name: str) -> None:
        from boathouse.sql.parse import parse

        try:
            query = parse(text).tree
        except SyntaxFailure:
            # The engine's own words, not ours: then the text alone has them, and a statement that
            # must be written anew from its tree fails, its view unknown to the engine.
            node.meta["resolved"] = True
            return
        for table in query.find_all(exp.Table):
            table.meta["resolved"] = True
        alias = node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(name))
        subquery = exp.Subquery(this=query, alias=alias.copy())
        # Its places are those of another text.
        subquery.meta["view"] = True
        for key in ("joins", "laterals", "pivots", "sample"):
            if node.args.get(key):
                subquery.set(key, node.args[key])
        node.replace(subquery)

    def _path(self, node: exp.Table, kind: str, path: str) -> None:
        if kind not in READABLE:
            raise NotSupported(f"The engine cannot read {kind} files by path.")
        real = self._planning.authorizer.require_path(self._planning.ctx, path, write=False)
        refuse_patterns(real)
        if not os.path.exists(real):
            raise SqlError("PATH_NOT_FOUND", f"Path does not exist: {path}.", "42K03")
        self._replace(node.parts[0], node.parts[-1], f"{kind}.{_quote(real)}")
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
    this = node.this
    name = this.name if isinstance(this, exp.Anonymous) else this.key
    if not isinstance(this, exp.Func) or name.lower() not in TABLE_FUNCTIONS:
        raise NotSupported(f"The table function {name} is not supported.")


def _too_long(node: exp.Table) -> SqlError:
    shown = node.sql(dialect="databricks")
    return SqlError(
        "IDENTIFIER_TOO_MANY_NAME_PARTS",
        f"{shown} is not a valid identifier as it has more than 3 name parts.",
        "42601",
    )


def _quote(text: str) -> str:
    return "`" + text.replace("`", "``") + "`"


def _quoted(parts: tuple[str, str, str]) -> str:
    return ".".join(quote_if_needed(part) for part in parts if part)


def is_path(node: exp.Table) -> bool:
    """Whether a Table node is `format.`path``."""
    parts = [part.name for part in node.parts]
    return len(parts) == 2 and parts[0].lower() in FORMATS and "/" in parts[1]


def is_named(node: exp.Expr) -> bool:
    """Whether a Table node is IDENTIFIER(...)."""
    this = node.this
    return isinstance(this, exp.Anonymous) and this.name.upper() == "IDENTIFIER"


def named(planning: Planning, node: exp.Expr) -> exp.Table | None:
    """The name that IDENTIFIER(...) spells; None where its argument is not constant."""
    from boathouse.sql.parse import parse_name

    arguments = node.this.expressions
    text = _constant(planning, arguments[0]) if len(arguments) == 1 else None
    found: exp.Table | None = parse_name(text) if text is not None else None
    return found


def _constant(planning: Planning, node: exp.Expr) -> str | None:
    """The text that an expression of strings and parameters has."""
    match node:
        case exp.Literal() if node.is_string:
            return str(node.this)
        case exp.Placeholder():
            values = [one.value for one in planning.parameters if one.name == node.name]
            return values[0] if len(values) == 1 and node.name else None
        case exp.Concat() | exp.DPipe():
            parts = [_constant(planning, part) for part in node.flatten()]
            if isinstance(node, exp.Concat):
                parts = [_constant(planning, part) for part in node.expressions]
            texts = [part for part in parts if part is not None]
            return "".join(texts) if len(texts) == len(parts) else None
        case exp.Paren():
            return _constant(planning, node.this)
        case _:
            return None


def name_of(planning: Planning, node: exp.Expr) -> Name:
    """The full name that a Table node spells."""
    if isinstance(node, exp.Table) and is_named(node):
        node = named(planning, node) or node
    parts = node.parts if isinstance(node, exp.Table) else []
    if not parts or not all(isinstance(part, exp.Identifier) for part in parts):
        raise NotSupported("A table's name is expected here.")
    return planning.full_name(*(part.name for part in parts))
