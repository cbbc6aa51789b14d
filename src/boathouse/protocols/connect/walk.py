"""Walks a plan before the engine gets it: refuses what is not known, resolves and authorizes what
it reads, and puts the engine's names and texts there.

Every message of the plan is visited, its unknown fields too: what this version of the protocol
does not have cannot pass unseen. Expressions may hold SQL, and SQL queries.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from boathouse.protocols.connect import allowed
from boathouse.protocols.connect.errors import refused
from boathouse.protocols.connect.frames import Scope, Texts
from boathouse.protocols.connect.wire import Wire, parsed
from boathouse.sql.errors import SqlError
from boathouse.sql.resolve import TABLE_FUNCTIONS

_RELATION = "spark.connect.Relation"
_EXPRESSION = "spark.connect.Expression"
_OPAQUE = frozenset(("google.protobuf.Any",))
_HARMLESS = frozenset(("spark.connect.DataType", "spark.connect.RelationCommon"))
_PATTERN = re.compile(r"[*?\[\]{}]")
_MOST_DEPTH = 64
"""Views in views."""


@dataclass
class Walk:
    """One plan. `frames` are the engine's views that must be there first, by their names."""

    wire: Wire
    texts: Texts
    scope: Scope
    sources: set[str] = field(default_factory=set)
    frames: dict[str, Any] = field(default_factory=dict)
    depth: int = 0

    def message(self, root: Any) -> None:
        """Walk a message and everything in it; it is changed in place. Raises SqlError."""
        pending = [root]
        while pending:
            message = pending.pop()
            name = message.DESCRIPTOR.full_name
            if name in _OPAQUE:
                raise refused("An extension of Spark Connect")
            if _has_unknown_fields(message):
                raise refused("A part of the plan that this version does not know")
            if name == _RELATION:
                pending.extend(self._relation(message))
            elif name == _EXPRESSION:
                pending.extend(self._expression(message))
            elif name not in _HARMLESS:
                pending.extend(_parts(message))

    def _relation(self, relation: Any) -> Iterator[Any]:
        kind = relation.WhichOneof("rel_type")
        if kind in allowed.PLAIN_RELATIONS:
            return _parts(getattr(relation, kind))
        special: Mapping[str, Callable[[Any], Iterator[Any]]] = {
            "read": self._read,
            "sql": self._sql,
            "with_relations": self._with_relations,
            "unresolved_table_valued_function": self._table_function,
        }
        if kind not in special:
            raise refused(f"The relation {kind or 'without a type'}")
        return special[kind](relation)

    def _expression(self, expression: Any) -> Iterator[Any]:
        kind = expression.WhichOneof("expr_type")
        if kind not in allowed.EXPRESSIONS:
            raise refused(f"The expression {kind or 'without a type'}")
        if kind == "expression_string":
            text = expression.expression_string.expression
            expression.expression_string.expression = self._text_of(text)
            return iter(())
        if kind == "unresolved_function" and not expression.unresolved_function.arguments:
            self._session_value(expression)
        return _parts(getattr(expression, expression.WhichOneof("expr_type")))

    def _text_of(self, text: str) -> str:
        found, used = self.texts.expression(text, self.scope)
        self.need(used)
        return found

    def _session_value(self, expression: Any) -> None:
        """current_user() and its kin: the engine knows neither users nor our catalogs."""
        name = expression.unresolved_function.function_name.lower()
        value = self.texts.session_value(name, self.scope)
        if value is not None:
            shown = self.wire.of("Expression.Alias")(name=[f"{name}()"])
            shown.expr.literal.string = value
            expression.alias.CopyFrom(shown)

    def _read(self, relation: Any) -> Iterator[Any]:
        read = relation.read
        match read.WhichOneof("read_type"):
            case "named_table":
                self._named(relation, read)
            case "data_source":
                self._files(read.data_source)
            case _:
                raise refused("A read without a source")
        return iter(())

    def _named(self, relation: Any, read: Any) -> None:
        named = read.named_table
        view = self.scope.view(named.unparsed_identifier)
        if view is not None and view.engine_name is not None:
            if named.options or read.is_streaming:
                raise refused("Reading a temporary view with options")
            self.texts.read.add(self.texts.last_name(named.unparsed_identifier).lower())
            self._frame(relation, named.unparsed_identifier, view)
            return
        clause = _version(named.options)
        name = self.texts.last_name(named.unparsed_identifier)  # it is a name, and nothing else
        text = f"SELECT * FROM {named.unparsed_identifier}{clause}"  # noqa: S608
        found, used, plain = self.texts.query(text, self.scope, alone=True)
        self.need(used)
        if plain is not None and not clause:
            named.Clear()
            named.unparsed_identifier = plain
        elif read.is_streaming:
            raise refused("Streaming from a view")
        else:
            self._aliased(relation, name, found)

    def _aliased(self, relation: Any, name: str, text: str) -> None:
        inner = self.wire.Relation()
        inner.common.CopyFrom(relation.common)
        inner.sql.query = text
        relation.subquery_alias.alias = name
        relation.subquery_alias.input.CopyFrom(inner)

    def _frame(self, relation: Any, name: str, view: Any) -> None:
        """The plan of a temporary view, as it was when it was made, in the place of its name."""
        inner = self._inner(view)
        plan = parsed(self.wire.Relation, view.plan)
        inner.message(plan)
        relation.subquery_alias.alias = self.texts.last_name(name)
        relation.subquery_alias.input.CopyFrom(plan)

    def _inner(self, view: Any) -> Walk:
        if self.depth >= _MOST_DEPTH:
            why = "The views are nested too deep."
            raise SqlError("VIEW_EXCEED_MAX_NESTED_DEPTH", why, "54K00")
        return Walk(
            self.wire, self.texts, Scope.of(view), self.sources, self.frames, self.depth + 1
        )

    def need(self, views: Mapping[str, Any]) -> None:
        """The engine must know these views of DataFrames, which a text reads by name."""
        for name, view in views.items():
            if name not in self.frames:
                plan = parsed(self.wire.Relation, view.plan)
                self._inner(view).message(plan)
                self.frames[name] = plan

    def _sql(self, relation: Any) -> Iterator[Any]:
        sql = relation.sql
        found, used, _ = self.texts.query(sql.query, self.scope, self.texts.parameters(sql))
        self.need(used)
        sql.Clear()
        sql.query = found
        return iter(())

    def _with_relations(self, relation: Any) -> Iterator[Any]:
        """References by name are views of the root's text; those by plan id stay."""
        whole = relation.with_relations
        if whole.root.WhichOneof("rel_type") != "sql":
            return _parts(whole)
        scope = self.scope
        for reference in whole.references:
            if reference.WhichOneof("rel_type") != "subquery_alias":
                raise refused("Such a reference from SQL")
            aliased = reference.subquery_alias
            scope = scope.with_frame(aliased.alias, aliased.input.SerializeToString())
        inner = Walk(self.wire, self.texts, scope, self.sources, self.frames, self.depth + 1)
        root = self.wire.Relation()
        root.CopyFrom(whole.root)
        inner.message(root)
        relation.CopyFrom(root)
        return iter(())

    def _table_function(self, relation: Any) -> Iterator[Any]:
        call = relation.unresolved_table_valued_function
        if call.function_name.lower() not in TABLE_FUNCTIONS:
            raise refused(f"The table function {call.function_name}")
        return _parts(call)

    def _files(self, source: Any) -> None:
        kind = (source.format or "delta").lower()
        self.options(source.options, write=False)
        if source.predicates:
            raise refused("Reading by predicates")
        if kind in self.sources:
            return
        if kind in allowed.FREE_FORMATS:
            if source.paths:
                raise refused(f"A path for {kind}")
            return
        if kind not in allowed.READ_FORMATS:
            raise refused(f"Reading the format {source.format}")
        source.format = kind
        places = [self.place(path, write=False) for path in source.paths]
        if not places and "path" not in {key.lower() for key in source.options}:
            raise SqlError("UNSUPPORTED_OPERATION", "A path is missing.", "42601")
        del source.paths[:]
        source.paths.extend(places)

    def sink(self, write: Any) -> None:
        """Where a writer writes to."""
        self.options(write.options, write=True)
        if write.path:
            write.path = self.place(write.path, write=True)

    def options(self, options: Any, *, write: bool) -> None:
        """Refuse or rewrite the options of a reader or a writer."""
        for key, value in list(options.items()):
            if key.lower() in allowed.REFUSED_OPTIONS:
                raise refused(f"The option {key}")
            if key.lower() in allowed.PATH_OPTIONS:
                options[key] = self.place(value, write=write)

    def place(self, path: str, *, write: bool) -> str:
        """Where the engine finds a path that the caller may use. Patterns in its last parts match
        files below an authorized folder."""
        parts = path.split("/")
        first = next((at for at, part in enumerate(parts) if _PATTERN.search(part)), len(parts))
        if first < len(parts) and (write or ".." in parts[first:] or first < 2):
            raise refused(f"The path {path}")
        real = self.texts.path("/".join(parts[:first]), write=write)
        if _PATTERN.search(real):
            raise refused(f"The path {path}")
        if not write and not os.path.exists(real):
            raise SqlError("PATH_NOT_FOUND", f"Path does not exist: {path}.", "42K03")
        return "/".join([real, *parts[first:]])


def _parts(message: Any) -> Iterator[Any]:
    """The messages right within a message."""
    for descriptor, value in message.ListFields():
        if descriptor.message_type is None:
            continue
        if descriptor.message_type.GetOptions().map_entry:
            if descriptor.message_type.fields_by_name["value"].message_type is not None:
                yield from value.values()
        elif descriptor.is_repeated:
            yield from value
        else:
            yield value


def _has_unknown_fields(message: Any) -> bool:
    from google.protobuf.unknown_fields import (  # type: ignore[import-untyped,unused-ignore]
        UnknownFieldSet,
    )

    return len(UnknownFieldSet(message)) > 0


def _version(options: Mapping[str, str]) -> str:
    """The clause of time travel that a reader's options ask for."""
    clause = ""
    for key, value in options.items():
        match key.lower():
            case "versionasof" if value.isdecimal():
                clause = f" VERSION AS OF {value}"
            case "timestampasof" if "'" not in value and "\\" not in value:
                clause = f" TIMESTAMP AS OF '{value}'"
            case "versionasof" | "timestampasof":
                raise SqlError("INVALID_PARAMETER_VALUE", f"{key} is not '{value}'.", "22023")
            case lower if lower in allowed.REFUSED_OPTIONS:
                raise refused(f"The option {key}")
    return clause
