"""Finds what each name of a query stands for, authorizes it, and puts the engine's name there.

The tree and the text are changed alike: the text by spans, so that what the user wrote goes to the
engine; the tree for the cases in which the engine needs the text written anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql import changes
from boathouse.sql.dialect.scopes import relations
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.file_relations import put_files, put_path, put_values
from boathouse.sql.files import planned as files
from boathouse.sql.information import is_information
from boathouse.sql.informed import informed
from boathouse.sql.paths import none_left
from boathouse.sql.planning import Planning
from boathouse.sql.protected import guarded, ready, require_own, sees_all
from boathouse.sql.protections import dated, protects, refused
from boathouse.sql.rewrite import quote, span
from boathouse.sql.securables import Name, Relation
from boathouse.sql.table_names import constant_text, is_named, is_path, named, put_name, quoted
from boathouse.sql.using import without_qualifiers
from boathouse.sql.views import Views

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
    if any(token.token_type is TokenType.USING for token in planning.parsed.tokens):
        shown = {c.name.lower(): c.name for read in planning.reads for c in read.columns}
        without_qualifiers(planning.parsed, edits, planning.columns, shown)
    resolver.qualifiers(tree)
    none_left(planning.parsed, tree, resolver.places)


def named_tables(tree: exp.Expr) -> Iterator[exp.Table]:
    """The relations that a tree names, but those of WITH and calls of table functions."""
    pending: list[tuple[exp.Expr, Known]] = [(tree, Known({}, 0))]
    while pending:
        node, known = pending.pop()
        if isinstance(node, exp.Table):
            named = is_named(node) or isinstance(node.this, exp.Identifier | exp.Dot)
            if named and not (len(node.parts) == 1 and node.name.lower() in known):
                yield node
        pending.extend(_children(node, known))


@dataclass(frozen=True)
class Known:
    """The names that WITH gives a place in the text: those of its clause before `upto`, and those
    that the clause's own place knows. Shared, or 10,000 of them would take gigabytes."""

    names: Mapping[str, tuple[int, str]]
    """In lower case -> where in the clause, and as it is written there."""
    upto: int
    outer: Known | None = None

    def __contains__(self, name: str) -> bool:
        return self.spelling(name) is not None

    def spelling(self, name: str) -> str | None:
        """A name as the clause writes it; None where no clause has it."""
        known: Known | None = self
        while known is not None:
            place, spelling = known.names.get(name, (known.upto, ""))
            if place < known.upto:
                return spelling
            known = known.outer
        return None


def _children(node: exp.Expr, known: Known) -> list[tuple[exp.Expr, Known]]:
    """The parts of a node, each with the names that WITH gives it."""
    clause, hint = node.args.get("with_"), node.args.get("hint")
    if hint is not None:
        # What hints name is no table of the statement, and the engine gets none of them.
        node.set("hint", None)
    if clause is None:
        return [(child, known) for child in node.iter_expressions()]
    names: dict[str, tuple[int, str]] = {}
    found, recursive = [], bool(clause.args.get("recursive"))
    for index, common in enumerate(clause.expressions):
        names.setdefault(common.alias_or_name.lower(), (index, common.alias_or_name))
        found.append((common, Known(names, index + recursive, known)))
    inside = Known(names, len(clause.expressions), known)
    found.extend((child, inside) for child in node.iter_expressions() if child is not clause)
    return found


class Resolver:
    """The names of one statement, or of one view in it."""

    def __init__(self, planning: Planning, edits: Edits, depth: int) -> None:
        self._planning, self._edits = planning, edits
        self._views, self._depth = Views(planning, edits, depth), depth
        self._found: dict[Name, tuple[str, str, str] | None] = {}
        self.places: set[int] = set()
        """Where in the text names begin that stand for something authorized."""

    def table(self, node: exp.Table, known: Known) -> None:
        """One relation of FROM, JOIN, USING or INTO."""
        if not isinstance(node.this, exp.Identifier | exp.Dot):
            if files.is_read_files(node):
                put_files(
                    self._planning,
                    self._edits,
                    node,
                    files.called(self._planning, node, constant_text),
                )
                return
            if changes.is_table_changes(node):
                raise changes.refused(self._planning, node, constant_text)
            if not is_named(node):
                _function(node)
                return
            self._identified(node)
        if not all(isinstance(part, exp.Identifier) for part in node.parts):
            raise _too_long(node)
        parts = [part.name for part in node.parts]
        spelling = known.spelling(parts[0].lower()) if len(parts) == 1 else None
        if spelling is not None:
            self._respelled(node, spelling)
            return
        self.places.add(node.parts[0].meta["start"])
        if len(parts) == 3 and parts[1] in self._planning.notes.opened.values():
            # A name that this statement was given: it stands in a query of ours (COPY INTO).
            node.meta["resolved"] = True
            return
        if len(parts) == 3 and self._planning.given and self._given(node, parts[1]):
            return
        if len(parts) == 2 and parts[0] in self._planning.notes.mapped:
            put_values(self._edits, node, self._planning.notes.mapped[parts[0]])
            return
        if len(parts) == 2 and parts[0] in self._planning.notes.borrowed:
            self._borrowed(node, *parts)
            return
        if is_path(node):
            put_path(self._planning, self._edits, node, parts[0].lower(), parts[1])
        elif len(parts) == 1 and parts[0].lower() in self._planning.session.temporary_views:
            self._views.temporary(node, parts[0].lower())
        else:
            name = self._planning.full_name(*parts)
            self.relation(node, self._planning.table(name))

    def _respelled(self, node: exp.Table, spelling: str) -> None:
        """For the engine, names of WITH differ by the case of their letters."""
        if node.name != spelling:
            put_name(self._edits, node.parts[0], node.parts[-1], quote(spelling))
            node.set("this", exp.to_identifier(spelling, quoted=True))

    def _given(self, node: exp.Table, schema: str) -> bool:
        """Rows that the statement made itself, for WITH RECURSIVE."""
        given = next((one for one in self._planning.given.values() if one.schema == schema), None)
        if given is not None:
            kinds = {column.name.lower(): column.type for column in given.columns}
            self._planning.columns[schema, node.name.lower()] = kinds
            self._planning.notes.known.extend(column.name for column in given.columns)
            node.meta["resolved"] = True
        return given is not None

    def relation(self, node: exp.Table, relation: Relation, *, shown: bool = True) -> None:
        """Put the engine's name, or a view's query, where a relation is named. `shown`: whether
        the caller may know its columns."""
        self._planning.reads.append(relation)
        if shown and self._planning.owner is None:
            # Errors suggest no column of what the owner of a view or function alone may read.
            self._planning.notes.known.extend(column.name for column in relation.columns)
        if is_information(relation):
            self._found[relation.name] = name = informed(
                self._planning, node, relation, constant_text
            )
            self._rename(node, name)
            return
        if relation.kind == "VIEW":
            self._found[relation.name] = None
            rows = ready(self._planning, relation) if self._planning.names.own else None
            if rows is not None:
                if node.args.get("version") is not None:
                    raise NotSupported(f"Time travel is for tables: {relation.name} is a view.")
                self._views.put(node, relation.name.name, rows)
                return
            self._views.expand(
                node,
                relation.name.name,
                relation.definition or "",
                relation.view_catalog,
                relation.view_schema,
                owner=relation.owner,
                through=relation,
            )
            return
        if relation.location is None:
            raise NotSupported(f"The engine cannot read {relation.name}.")
        if not relation.columns:
            why = f"Delta table '{relation.name}' doesn't have any columns."
            raise SqlError("DELTA_READ_TABLE_WITHOUT_COLUMNS", why, "428GU")
        require_own(self._planning, relation)
        held = self._planning.protection(relation)
        if protects(held):
            self._guarded(node, held)
            return
        issued = self._planning.issue(relation)
        self._found[relation.name] = issued
        self._version(node)
        self._rename(node, issued)

    def _guarded(self, node: exp.Table, relation: Relation) -> None:
        """Put in the query that shows what the caller may see of a protected table."""
        if node.arg_key == "this" and isinstance(node.parent, exp.Update | exp.Delete | exp.Merge):
            if not sees_all(self._planning, relation):
                what = f"{node.parent.key.upper()} by somebody from whom something is hidden"
                raise refused(relation, what)
            issued = self._planning.issue(relation, reading=False)
            self._found[relation.name] = issued
            self._rename(node, issued)
            return
        self._version(node)
        if node.args.get("version") is not None:
            raise dated(relation)
        self._found[relation.name] = None
        text = guarded(self._planning, relation, self._depth)
        self._views.put(node, relation.name.name, text)

    def _borrowed(self, node: exp.Table, token: str, table: str) -> None:
        """What a function reads: with its owner's rights."""
        found = self._planning.notes.borrowed[token]
        acting = replace(self._planning, owner=found.owner)
        read = acting.table(Name(found.catalog, found.schema, table))
        self.relation(node, read, shown=found.owner is None)

    def qualifiers(self, tree: exp.Expr) -> None:
        """`schema.table.column`: the engine knows the table under another schema, a view by its
        last name only. `table.*`: the engine finds no columns unless all of the name is there."""
        if not self._found:
            return
        for column in tree.find_all(exp.Column):
            if column.args.get("db"):
                self._qualifier(column)
            elif isinstance(column.this, exp.Star) and column.table:
                self._starred(column)

    def _starred(self, column: exp.Column) -> None:
        select = column.find_ancestor(exp.Select)
        wanted = column.table.lower()
        for source in relations(select) if select is not None else ():
            if not isinstance(source, exp.Table) or source.args.get("alias"):
                continue
            if source.name.lower() == wanted and source.args.get("catalog"):
                parts = (source.catalog, source.db, source.name)
                put_name(self._edits, column.args["table"], column.args["table"], quoted(parts))
                column.set("db", source.args["db"].copy())
                column.set("catalog", source.args["catalog"].copy())
                return

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
        put_name(self._edits, first, column.args["table"], quoted(issued))
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

    def _rename(self, node: exp.Table, issued: tuple[str, str, str]) -> None:
        put_name(self._edits, node.parts[0], node.parts[-1], quoted(issued))
        node.set("catalog", exp.to_identifier(issued[0]))
        node.set("db", exp.to_identifier(issued[1]))
        node.meta["resolved"] = True


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
