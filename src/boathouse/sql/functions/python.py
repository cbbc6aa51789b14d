"""Calls of Python functions. The engine runs none of them: before the statement's own text, a
query asks for the distinct arguments of each call, a confined process makes the values, and the
call becomes a column of that table of arguments and values, joined to what the SELECT reads.
Where the table lacks a row's arguments (its source is not the same twice), the statement fails; an
error of the user's code is raised for the rows that want its value.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.errors import NotSupported
from boathouse.sql.functions.calls import CLOSES, OPENS, Call, calls
from boathouse.sql.functions.selects import Select, common_queries, select_of
from boathouse.sql.functions.stage import Stage
from boathouse.sql.informed import FOLDER
from boathouse.sql.parse import Parsed, parse
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import Edits, index_of
from boathouse.sql.securables import Column, Function
from boathouse.sql.types import to_sql

if TYPE_CHECKING:
    from boathouse.sql.functions.arguments import Level, Value

_MISSING = (
    "The rows that the statement reads changed while the values of the Python function {} were"
    " made: run the statement again."
)


def placed(level: Level, call: Call, function: Function, values: Sequence[Value]) -> str:
    """What stands for a call until all SQL functions are in their places: a call of a name that
    this statement alone knows."""
    if function.returns is None:
        raise NotSupported(f"{function.name} is a table function in Python.")
    if function.language != "PYTHON":
        raise NotSupported(f"{function.name} is in {function.language}, which no warehouse runs.")
    if not function.deterministic:
        raise NotSupported(f"{function.name} is a Python function that is NOT DETERMINISTIC.")
    for value in values:
        if value.volatile:
            raise NotSupported(f"A value that changes from call to call, as {function.name}'s.")
    notes = level.planning.notes
    token = next((t for t, known in notes.python.items() if known == function), None)
    if token is None:
        token = f"p_{secrets.token_hex(12)}"
        notes.python[token] = function
    return f"{token}({', '.join(value.sql for value in values)})"


def staged(planning: Planning, parsed: Parsed) -> Parsed:
    """The statement without calls of Python functions, what they need noted."""
    wanted = planning.notes.python
    found = [call for call in calls(parsed) if call.parts[-1] in wanted] if wanted else []
    if not found:
        return parsed
    stager = Stager(planning, parsed, Edits(parsed.text))
    by_select: dict[int, Select] = {}
    for call in found:
        select = select_of(call, parsed.tokens)
        by_select.setdefault(select.at, select).calls.append(call)
    # What is read is made first: an inner query, and a query of WITH, ends before what reads it.
    for select in sorted(by_select.values(), key=lambda one: (one.end, -one.at)):
        stager.put(select)
    return parse(stager.edits.apply())


class Stager:
    """The Python calls of one text."""

    def __init__(self, planning: Planning, parsed: Parsed, edits: Edits) -> None:
        self._planning, self._parsed, self.edits = planning, parsed, edits
        self._tokens = parsed.tokens

    def put(self, select: Select) -> None:
        """Replace the calls of one SELECT, inner ones first."""
        source = select.clause(TokenType.FROM)
        if source is not None:
            self._check_source(select, source)
        for call in sorted(select.calls, key=lambda one: one.end):
            self._check_place(select, call, source)
            self._put(select, call, source)
        self._hide(select)

    def _put(self, select: Select, call: Call, source: tuple[int, int] | None) -> None:
        function = self._planning.notes.python[call.parts[-1]]
        mark = f"m_{secrets.token_hex(6)}"
        arguments = [self.edits.applied(one.start, one.end) for one in call.arguments]
        key = (call.parts[-1], *arguments)
        if key in select.values:
            self.edits.supersede(call.start, call.end, select.values[key])
            return
        names = [f"{mark}_a{index}" for index in range(len(arguments))]
        constant = _constant(call, arguments)
        query = self._query(select, source, arguments, names, constant=constant)
        self._note(function, mark, names, query)
        on = " AND ".join(
            f"{mark}.{name} <=> {argument}" for name, argument in zip(names, arguments, strict=True)
        )
        if constant:
            # One row. Measured: beside a condition of one side the engine evaluates what the
            # other rows would have raised.
            join = f" CROSS JOIN {mark}.{mark} AS {mark}"
        else:
            join = f" LEFT JOIN {mark}.{mark} AS {mark} ON {on}"
        if source is None and not select.joins:
            join = f" FROM (SELECT 1 AS {mark}_one) AS {mark}_row{join}"
            select.hidden.append(f"{mark}_one")
        place = self._after(source[1] if source is not None else select.projected)
        self.edits.insert(place, join)
        select.joins.append(join)
        select.hidden += [*names, f"{mark}_v", f"{mark}_e", f"{mark}_h"]
        missing = _MISSING.format(function.name).replace("'", "\\'")
        kind = to_sql(function.returns or "string")
        value = (
            f"(CASE WHEN {mark}.{mark}_h THEN {mark}.{mark}_v"
            f" ELSE CAST(raise_error(coalesce({mark}.{mark}_e, '{missing}')) AS {kind}) END)"
        )
        select.values[key] = value
        self.edits.supersede(call.start, call.end, value)

    def _query(
        self,
        select: Select,
        source: tuple[int, int] | None,
        arguments: Sequence[str],
        names: Sequence[str],
        *,
        constant: bool,
    ) -> str:
        """The distinct arguments of a call."""
        listed = [f"{one} AS {name}" for one, name in zip(arguments, names, strict=True)]
        text = f"SELECT DISTINCT {', '.join(listed) or 'true AS one_'}"
        if constant:
            return text
        if source is not None:
            text += f" FROM {self._text(*source)}"
        text += "".join(select.joins)
        where = select.clause(TokenType.WHERE)
        if where is not None and not self._calls_in(select, where):
            text += f" WHERE {self._text(*where)}"
        common = [self._text(*place) for place in common_queries(select.at, self._tokens)]
        return f"WITH {', '.join(common)} {text}" if common else text

    def _calls_in(self, select: Select, place: tuple[int, int]) -> bool:
        start, end = self._tokens[place[0]].start, self._after(place[1])
        return any(start <= call.start < end for call in select.calls)

    def _text(self, first: int, end: int) -> str:
        """The text of some tokens, with what has been changed in it."""
        return self.edits.applied(self._tokens[first].start, self._after(end))

    def _after(self, end: int) -> int:
        """Where the token before `end` ends."""
        return int(self._tokens[end - 1].end) + 1

    def _check_source(self, select: Select, source: tuple[int, int]) -> None:
        tokens = self._tokens[source[0] : source[1]]
        if self._tokens[select.clauses[TokenType.FROM]].start < self._tokens[select.at].start:
            raise NotSupported("A Python function in a query that begins with FROM.")
        depth, commas, outer, listed = 0, [], False, False
        for token in tokens:
            depth += (token.token_type in OPENS) - (token.token_type in CLOSES)
            if depth:
                continue
            if token.token_type in (TokenType.LATERAL, TokenType.PIVOT, TokenType.UNPIVOT):
                raise NotSupported(
                    "A Python function beside LATERAL or PIVOT is not supported: call it in a"
                    " query around."
                )
            # The commas of FROM VALUES (1), (2) AS v are its own, up to its alias.
            if token.token_type is TokenType.VALUES:
                listed = True
            elif token.token_type in (TokenType.ALIAS, TokenType.VAR, TokenType.JOIN):
                listed = False
            elif token.token_type is TokenType.COMMA and not listed:
                commas.append(token)
            outer = outer or token.token_type in (TokenType.RIGHT, TokenType.FULL)
        if commas and outer:
            raise NotSupported("A Python function beside commas and outer joins in FROM.")
        for token in commas:
            self.edits.replace(token.start, token.end + 1, " CROSS JOIN ")

    def _check_place(self, select: Select, call: Call, source: tuple[int, int] | None) -> None:
        at = index_of(call.start, self._tokens)
        if source is not None and source[0] <= at < source[1]:
            raise NotSupported("A Python function in a condition of JOIN is not supported.")
        node = call.node
        for kind in (exp.AggFunc, exp.Window, exp.Lambda):
            if any(not isinstance(one, exp.Query) and one.find(kind) for one in node.expressions):
                raise NotSupported(
                    "An aggregate, a window or a lambda function in an argument of a Python"
                    " function is not supported: compute it in a subquery."
                )
        if node.find_ancestor(exp.Lambda, exp.Select) is not node.find_ancestor(exp.Select):
            raise NotSupported("A Python function in a lambda function is not supported.")
        if self._grouped(node) and not self._in_group(select, at):
            raise NotSupported(
                "A Python function of groups is not supported: call it in a query around."
            )

    def _grouped(self, node: exp.Expr) -> bool:
        """Whether a call stands where there are groups, not rows."""
        query = node.find_ancestor(exp.Select)
        if query is None or node.find_ancestor(exp.AggFunc, exp.Select) is not query:
            return False
        if query.args.get("group") or query.args.get("having"):
            return True
        return any(
            isinstance(one, exp.AggFunc) and one.find_ancestor(exp.Select, exp.Window) is query
            for projection in query.expressions
            for one in projection.find_all(exp.AggFunc)
        )

    def _in_group(self, select: Select, at: int) -> bool:
        """Whether the call is in GROUP BY, or the same call is."""
        group = select.clause(TokenType.GROUP_BY)
        if group is None:
            return False
        if group[0] <= at < group[1]:
            return True
        text = self._parsed.text
        start, end = self._tokens[group[0]].start, self._after(group[1])
        grouped = [text[c.start : c.end] for c in select.calls if start <= c.start < end]
        own = next(c for c in select.calls if index_of(c.start, self._tokens) == at)
        words = [t.token_type for t in self._tokens[group[0] : group[1]]]
        # By number or name of a column, or all of them: the engine knows whether it is one.
        return text[own.start : own.end] in grouped or words in (
            [TokenType.ALL],
            [TokenType.NUMBER],
        )

    def _hide(self, select: Select) -> None:
        """`*` shows no column of ours."""
        depth = 0
        for index in range(select.at + 1, select.projected):
            token = self._tokens[index]
            depth += (token.token_type in OPENS) - (token.token_type in CLOSES)
            before = self._tokens[index - 1]
            bare = before.token_type in (TokenType.SELECT, TokenType.DISTINCT, TokenType.COMMA)
            if depth or token.token_type is not TokenType.STAR or not bare:
                continue
            self._except(index, ", ".join(select.hidden))

    def _except(self, index: int, names: str) -> None:
        after = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        if after is not None and after.token_type is TokenType.EXCEPT:
            bracket: Token = self._tokens[index + 2]
            self.edits.insert(bracket.end + 1, f"{names}, ")
        else:
            self.edits.insert(self._tokens[index].end + 1, f" EXCEPT ({names})")

    def _note(self, function: Function, mark: str, names: Sequence[str], query: str) -> None:
        """A table for the values, and what makes it before the statement runs."""
        from boathouse.sql.engine_text import engine_text

        planning, notes = self._planning, self._planning.notes
        text = engine_text(replace(planning, parsed=parse(query)))
        schema = planning.names.open_schema()
        notes.opened[mark, mark] = schema
        folder = planning.ctx.parts.config.data_dir.resolve() / FOLDER / schema
        planning.names.remove_with(schema, folder)
        columns = (
            *(Column(n, p.type) for n, p in zip(names, function.parameters, strict=True)),
            Column(f"{mark}_v", function.returns or "string"),
            Column(f"{mark}_e", "string"),
            Column(f"{mark}_h", "boolean"),
        )
        location = folder / mark
        # By path: the engine knows the types from the file, nested ones too.
        notes.mapped[mark] = str(location)
        planning.columns["parquet", str(location).lower()] = {c.name: c.type for c in columns}
        notes.stages.append(Stage(function, text, location, columns))


def _constant(call: Call, arguments: Sequence[str]) -> bool:
    """Whether the arguments are the same for all rows."""
    named = any(one.find(exp.Column, exp.Query) for one in call.node.expressions)
    return not named and not any("m_" in one for one in arguments)
