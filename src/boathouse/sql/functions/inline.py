"""Calls of SQL functions replaced by what the functions return, before anything else is planned.

The new text is read like any other: names, types and differences of the engine are looked after by
what comes behind. What a function reads is named `<borrowed>.<table>`, a name that only this
statement knows, and is read with the rights of the function's owner.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.functions import body as bodies
from boathouse.sql.functions import failures
from boathouse.sql.functions.arguments import Level, Value, values_of
from boathouse.sql.functions.body import Body
from boathouse.sql.functions.builtin import BUILTIN
from boathouse.sql.functions.calls import Call, calls
from boathouse.sql.lexical import plain
from boathouse.sql.parse import Parsed, parse
from boathouse.sql.planning import Borrowed, Planning
from boathouse.sql.rewrite import Edits
from boathouse.sql.securables import Function
from boathouse.sql.types import quote_if_needed, to_sql

MOST_FUNCTIONS = 64
"""Functions in functions, at most so deep."""
MOST_TEXT = 2_000_000
"""Characters that a statement may grow to."""


def inlined(planning: Planning) -> Parsed:
    """The statement without calls of users' functions. Raises SqlError and PermissionDenied."""
    found = calls(planning.parsed)
    if not found:
        return planning.parsed
    parsed = plain(planning.parsed)
    inliner = Inliner(planning)
    level = Level(planning, parsed, Edits(parsed.text), found)
    if not inliner.put(level):
        return _staged(planning, parsed) if planning.notes.python else planning.parsed
    text = level.edits.apply()
    return _staged(planning, parse(text))


def _staged(planning: Planning, parsed: Parsed) -> Parsed:
    if not planning.notes.python:
        return parsed
    from boathouse.sql.functions.python import staged

    return staged(planning, parsed)


def in_from(call: Call) -> bool:
    """Whether a call stands for a table."""
    return call.node is not None and isinstance(call.node.parent, exp.Table | exp.Lateral)


class Inliner:
    """The functions of one statement; each body is read once."""

    def __init__(self, planning: Planning) -> None:
        self._planning = planning
        self._bodies: dict[str, Body] = {}
        self._found: dict[tuple[str | None, bool, str, str, tuple[str, ...]], Function | None] = {}

    def put(self, level: Level) -> bool:
        """Replace the calls of a text; whether there were any."""
        changed = prepared = False
        for call in level.calls:
            if call.parts[-1] in level.planning.notes.python:
                continue
            function = self.find(level.planning, call)
            if function is None:
                changed = self._builtin(level, call) or changed
                continue
            if not prepared and not level.path:
                _prepare(level, self)
            changed = prepared = True
            self._put(level, call, function)
        return changed

    def find(self, planning: Planning, call: Call) -> Function | None:
        """The user's function that a call means, which the caller may execute; None for one of
        Databricks' own."""
        parts = tuple(part.lower() for part in call.parts)
        session = planning.session
        key = (planning.owner, bool(planning.trusted), session.catalog, session.schema, parts)
        if key not in self._found:
            try:
                self._found[key] = self._look(planning, parts)
            except SqlError as error:
                if error.error_class == "UNRESOLVED_ROUTINE" and in_from(call):
                    raise failures.no_table_function(parts) from error
                raise
        return self._found[key]

    def _look(self, planning: Planning, parts: tuple[str, ...]) -> Function | None:
        if _own(parts):
            return None
        temporary = planning.session.temporary_functions
        if parts[-1] in temporary and parts[:-1] in ((), ("session",), ("system", "session")):
            planning.notes.temporary_functions.append(parts[-1])
            return temporary[parts[-1]]
        engine_functions = planning.session.engine_functions
        if planning.owner is None and len(parts) == 1 and parts[0] in engine_functions:
            return None
        if len(parts) > 3:
            raise failures.unresolved(planning.session, parts)
        name = planning.full_name(*parts)
        function = planning.catalog.function(planning.ctx, name)
        if function is None:
            if parts[:-1] not in ((), ("session",)):
                planning.require_sight(name.catalog, name.schema)
            raise failures.unresolved(planning.session, parts)
        if function.name in planning.trusted:
            return function
        if planning.owner is None:
            planning.authorizer.require(planning.ctx, "EXECUTE", function)
        else:
            planning.authorizer.require_as(planning.ctx, planning.owner, "EXECUTE", function)
        return function

    def called(self) -> list[Function]:
        """The functions of users that were called, also by others."""
        return [function for function in self._found.values() if function is not None]

    def _builtin(self, level: Level, call: Call) -> bool:
        """`system.builtin.abs(x)` is abs(x)."""
        if len(call.parts) == 1:
            return False
        level.edits.replace(call.start, call.at, "")
        return True

    def _put(self, level: Level, call: Call, function: Function) -> None:
        known = any(one.name == function.name for one in level.path)
        if len(level.path) >= MOST_FUNCTIONS or known:
            raise failures.cyclic([*level.path, function])
        table = isinstance(call.node.parent, (exp.Table, exp.Lateral))
        if table == (function.returns is not None):
            raise failures.misplaced(function, table=not table)
        if function.language != "SQL":
            from boathouse.sql.functions.python import placed

            values = values_of(level, call, function, None)
            text = placed(level, call, function, values)
        else:
            text = self._expanded(level, call, function, table=table)
        if not function.deterministic:
            level.volatile.append((call.start, call.end))
        if len(text) + len(level.edits.text) > MOST_TEXT:
            raise NotSupported("The functions of the statement make it too long.")
        level.edits.supersede(call.start, call.end, text)

    def _expanded(self, level: Level, call: Call, function: Function, *, table: bool) -> str:
        inner = acting(level.planning, function)
        body = self._bodies.get(function.function_id)
        if body is None:
            body = self._bodies[function.function_id] = bodies.read(inner, function)
        values = values_of(level, call, function, body)
        text = self.body_text(inner, function, body, values, level.path)
        if not table:
            return f"CAST({text} AS {to_sql(function.returns or 'string')})"
        names = [f"c{index}" for index in range(len(function.columns))]
        listed = ", ".join(
            f"CAST(q_.{name} AS {to_sql(column.type)}) AS {quote_if_needed(column.name)}"
            for name, column in zip(names, function.columns, strict=True)
        )
        alias = "" if call.node.parent.args.get("alias") else f" AS {function.name.name}"
        return f"(SELECT {listed} FROM {text} AS q_({', '.join(names)})){alias}"

    def body_text(
        self,
        inner: Planning,
        function: Function,
        body: Body,
        values: Sequence[Value],
        path: tuple[Function, ...] = (),
    ) -> str:
        """A body with values for its parameters, its own calls replaced."""
        edits = Edits(body.parsed.text)
        uses = [(use, values[use.parameter]) for use in body.uses]
        for use, value in uses:
            edits.replace(use.start, use.end, value.sql)
        _borrow(inner, body, edits)
        level = Level(inner, body.parsed, edits, body.calls, (*path, function), uses)
        self.put(level)
        return body.cut(edits.apply())


def acting(planning: Planning, function: Function) -> Planning:
    """The planning of what a function reads: its names, its owner's rights. A temporary one reads
    with those of the caller, and sees what the session has made."""
    temporary = not function.owner
    session = replace(
        planning.session,
        catalog=function.catalog,
        schema=function.schema,
        temporary_views=planning.session.temporary_views if temporary else {},
        temporary_functions=planning.session.temporary_functions if temporary else {},
    )
    owner = planning.owner if temporary else function.owner
    return replace(planning, session=session, owner=owner, trusted=frozenset())


def _own(parts: tuple[str, ...]) -> bool:
    if len(parts) == 1:
        return parts[0] in BUILTIN
    return parts[:-1] in (("builtin",), ("system", "builtin"))


def _prepare(level: Level, inliner: Inliner) -> None:
    """Before the first call is replaced: names of columns as the user wrote the calls, and values
    of unnamed parameters, whose numbers would change."""
    from boathouse.sql.functions.naming import name_calls, number_parameters

    functions: Mapping[int, Function] = {
        call.at: found
        for call in level.calls
        if call.parts[-1] not in level.planning.notes.python
        and (found := inliner.find(level.planning, call)) is not None
    }
    name_calls(level.planning, level.parsed, level.edits, level.calls, functions)
    number_parameters(level.planning, level.parsed, level.edits)


def _borrow(inner: Planning, body: Body, edits: Edits) -> None:
    """Names for what a body reads that mean it in the caller's text."""
    aliases: dict[str, str] = {}
    for table in body.tables:
        name = inner.full_name(*(part.name for part in table.parts))
        schema = _borrowed(inner, name.catalog, name.schema)
        alias = ""
        if name.name in body.renamed:
            own = aliases.setdefault(name.name, f"{name.name}_{schema[-6:]}")
            alias = f" AS {quote_if_needed(own)}"
        text = f"{schema}.{quote_if_needed(name.name)}{alias}"
        edits.replace(table.parts[0].meta["start"], table.parts[-1].meta["end"] + 1, text)
    for node in body.parsed.tree.find_all(exp.Column):
        own = aliases.get(node.table.lower(), "")
        first = node.parts[0]
        if own and "start" in first.meta:
            edits.replace(first.meta["start"], node.args["table"].meta["end"] + 1, own)


def _borrowed(inner: Planning, catalog: str, schema: str) -> str:
    wanted = Borrowed(inner.owner, catalog, schema)
    for token, known in inner.notes.borrowed.items():
        if known == wanted:
            return token
    token = f"f_{secrets.token_hex(12)}"
    inner.notes.borrowed[token] = wanted
    return token
