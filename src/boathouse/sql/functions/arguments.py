"""The arguments of a call: which parameter each is for, and what is put in its place.

Refused is what would be another value there, or another column.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.errors import NotSupported
from boathouse.sql.functions import failures
from boathouse.sql.functions.body import Body, Use
from boathouse.sql.functions.builtin import AGGREGATES, VOLATILE
from boathouse.sql.functions.calls import Argument, Call
from boathouse.sql.parse import Parsed, tokenize
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import Edits, index_of
from boathouse.sql.securables import Function
from boathouse.sql.types import quote_if_needed, to_sql


@dataclass(frozen=True)
class Value:
    """What is put in place of a parameter. `names` and `tables`: the columns in it without a
    qualifier, and the qualifiers of the others. `volatile`: it may differ from call to call."""

    sql: str
    names: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    volatile: bool = False
    gathers: bool = False


@dataclass
class Level:
    """A text in which calls are replaced: the statement's own, or a function's body."""

    planning: Planning
    parsed: Parsed
    edits: Edits
    calls: Sequence[Call]
    path: tuple[Function, ...] = ()
    uses: Sequence[tuple[Use, Value]] = ()
    volatile: list[tuple[int, int]] = field(default_factory=list)
    qualified: dict[int, str] = field(default_factory=dict)
    """Where a column begins -> the qualifier that was put in front of it, "" for none."""


def values_of(level: Level, call: Call, function: Function, body: Body | None) -> list[Value]:
    """What stands for each parameter. `body`: where they are used; None for what is not SQL."""
    given = _bound(function, call)
    found = []
    for index, parameter in enumerate(function.parameters):
        argument = given.get(index)
        uses = [use for use in body.uses if use.parameter == index] if body else []
        if argument is not None:
            value = _value(level, argument, _clash(uses))
        else:
            value = _default(parameter.default or "NULL")
        _check(function, parameter.name, value, uses)
        sql = f"CAST({value.sql} AS {to_sql(parameter.type)})"
        found.append(replace(value, sql=sql))
    return found


def _bound(function: Function, call: Call) -> dict[int, Argument]:
    """The arguments by the number of their parameter. Raises SqlError."""
    numbers = {one.name.lower(): index for index, one in enumerate(function.parameters)}
    found: dict[int, Argument] = {}
    named: str | None = None
    for at, argument in enumerate(call.arguments):
        if argument.name is None:
            if named is not None:
                raise failures.positional_after_named(function, named)
            if at >= len(numbers):
                raise failures.wrong_number(function, len(call.arguments))
            found[at] = argument
            continue
        named = argument.name
        index = numbers.get(named.lower())
        if index is None:
            raise failures.unknown_argument(function, named)
        if index in found:
            both = found[index].name is None
            raise failures.assigned_twice(function, named, positional=both)
        found[index] = argument
    for index, parameter in enumerate(function.parameters):
        if index not in found and parameter.default is None:
            raise failures.wrong_number(function, len(call.arguments))
    return found


def _default(text: str) -> Value:
    return Value(text, volatile=says(tokenize(text), VOLATILE))


def _clash(uses: Sequence[Use]) -> frozenset[str] | None:
    """The columns that subqueries around a parameter see; None where nobody can tell."""
    hidden = [use.hidden.names for use in uses if use.hidden is not None]
    if any(names is None for names in hidden):
        return None
    return frozenset(name for names in hidden for name in names or ())


def _value(level: Level, argument: Argument, clash: frozenset[str] | None) -> Value:
    start, end = argument.start, argument.end
    tokens = level.parsed.tokens
    within = tokens[index_of(start, tokens) : index_of(end - 1, tokens) + 1]
    uses = [value for use, value in level.uses if start <= use.start and use.end <= end]
    names = {name for value in uses for name in value.names}
    tables = {name for value in uses for name in value.tables}
    for node in _columns(level):
        place, name, table = int(node.parts[0].meta["start"]), node.name.lower(), node.table.lower()
        if not start <= place < end:
            continue
        if not table and (clash is None or name in clash):
            table = _qualified(level, node, place)
        if table:
            tables.add(table)
        else:
            names.add(name)
    volatile = any(start <= one and two <= end for one, two in level.volatile)
    return Value(
        level.edits.applied(start, end),
        frozenset(names),
        frozenset(tables),
        volatile or any(value.volatile for value in uses) or says(within, VOLATILE),
        any(value.gathers for value in uses) or _gathers(within),
    )


def _columns(level: Level) -> list[exp.Column]:
    taken = {use.start for use, _ in level.uses}
    return [
        node
        for node in level.parsed.tree.find_all(exp.Column)
        if "start" in node.parts[0].meta and node.parts[0].meta["start"] not in taken
    ]


def _qualified(level: Level, node: exp.Column, place: int) -> str:
    """The alias that now stands in front of a column which a subquery could take for its own."""
    if place not in level.qualified:
        alias = _only_source(node) if not level.path else ""
        level.qualified[place] = alias
        if alias:
            text = f"{quote_if_needed(alias)}.{quote_if_needed(node.name)}"
            level.edits.replace(place, node.parts[0].meta["end"] + 1, text)
    return level.qualified[place].lower()


def says(tokens: Sequence[Token], words: frozenset[str]) -> bool:
    """Whether one of these functions is called."""
    return any(
        token.text.lower() in words and after.token_type is TokenType.L_PAREN
        for token, after in itertools.pairwise(tokens)
    )


def _gathers(tokens: Sequence[Token]) -> bool:
    over = any(token.token_type is TokenType.OVER for token in tokens)
    return over or says(tokens, AGGREGATES)


def _check(function: Function, name: str, value: Value, uses: Sequence[Use]) -> None:
    """Refuse what would be another value, or another column, where it is put."""
    shown = f"the argument `{name}` of {failures.shown(function)}"
    inside = [use.hidden for use in uses if use.hidden is not None]
    if value.volatile and (len(uses) > 1 or inside or any(use.repeated for use in uses)):
        raise NotSupported(
            f"A value that changes from call to call as {shown}, which uses it more than once:"
            " compute it in a subquery first."
        )
    if value.gathers and inside:
        raise NotSupported(f"An aggregate or window function as {shown}, which has a subquery.")
    for hidden in inside:
        taken = value.names if hidden.names is None else value.names & hidden.names
        if taken or value.tables & hidden.aliases:
            column = sorted(taken or value.tables & hidden.aliases)[0]
            raise NotSupported(
                f"{column} in {shown} could be taken for a column of what the function reads:"
                " qualify it with an alias of its own."
            )


def _only_source(node: exp.Expr) -> str:
    """The alias of the one relation that the query around reads; "" where there are more."""
    query = node.find_ancestor(exp.Select, exp.Update, exp.Delete)
    if isinstance(query, (exp.Update, exp.Delete)):
        return str(query.this.alias_or_name)
    if query is None or query.args.get("joins") or query.args.get("laterals"):
        return ""
    clause = query.args.get("from_")
    source = clause.this if clause is not None else None
    if source is None or source.args.get("pivots") or source.args.get("joins"):
        return ""
    if isinstance(source, exp.Table) and not isinstance(source.this, exp.Identifier):
        return ""
    if not isinstance(source, (exp.Table, exp.Subquery)) or node.find_ancestor(exp.Lambda):
        return ""
    return str(source.alias_or_name) if query.find_ancestor(exp.Select) is None else ""
