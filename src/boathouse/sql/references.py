"""Variables in a query: where a name is no column, the variable's value is put in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlglot import exp

from boathouse.sql.dialect.integers import Scope
from boathouse.sql.dialect.scopes import Scopes, in_view
from boathouse.sql.dialect.values import put
from boathouse.sql.errors import SqlError
from boathouse.sql.parse import Parsed
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import Edits, quote, span
from boathouse.sql.types import to_sql
from boathouse.sql.variables import INTEGERS, Value, text_of

LONGEST_NAME = 1000
"""A column's name holds no value that is longer."""
_COUNTS = (exp.Limit, exp.Offset, exp.Fetch)


def put_variables(planning: Planning, parsed: Parsed, edits: Edits) -> dict[int, str]:
    """Put values in, in the text and in the tree; what each is shown as in a column's name, by its
    place. The names of tables are resolved already, so that columns are known."""
    if not planning.session.variables and planning.locals is None:
        return {}
    shown: dict[int, str] = {}
    for node, value in list(_found(planning, parsed)):
        place = span(node, parsed.tokens)
        if place is None:
            continue
        planning.variable_reads.append(node.name.lower())
        name = _shown(node, value)
        if len(name) <= LONGEST_NAME:
            shown[place[0]] = name
        _put(parsed, edits, node, value)
    return shown


def _put(parsed: Parsed, edits: Edits, node: exp.Column, value: Value) -> None:
    place, parent = span(node, parsed.tokens), node.parent
    alone = isinstance(parent, exp.Select) and node.arg_key == "expressions"
    holder = exp.Alias(alias=exp.to_identifier(node.name, quoted=True)) if alone else None
    if holder is not None:
        node.replace(holder)
        holder.set("this", node)
    put(parsed, edits, node, value.sql if not isinstance(parent, _COUNTS) else _count(node, value))
    if holder is not None and place is not None:
        edits.insert(place[1], f" AS {quote(node.name)}")


def _count(node: exp.Column, value: Value) -> str:
    """A variable as the number of LIMIT, which the engine takes as plain digits only."""
    wrong = None
    if value.type not in INTEGERS:
        kind = to_sql(value.type)
        wrong = "DATA_TYPE", f'must be integer type, but got "{kind}"'
    elif value.value is None:
        wrong = "IS_NULL", "is evaluated to null"
    elif value.value < 0:
        wrong = "IS_NEGATIVE", "must be equal to or greater than 0"
    if wrong is None:
        return str(value.value)
    raise SqlError(
        f"INVALID_LIMIT_LIKE_EXPRESSION.{wrong[0]}",
        f'The limit like expression "{_shown(node, value)}" is invalid. The limit expression'
        f" {wrong[1]}.",
        "42K0E",
    )


def _found(planning: Planning, parsed: Parsed) -> Iterator[tuple[exp.Column, Value]]:
    scopes = Scopes(planning.columns)
    for query, scope in scopes.expressions(parsed.tree):
        if in_view(query):
            continue
        for node in _columns(query):
            value = _value(planning, node)
            if value is not None and _free(planning, node, query, scope):
                yield node, value
    for query in parsed.tree.find_all(exp.SetOperation):
        for key in ("limit", "offset"):
            clause = query.args.get(key)
            if clause is not None and not in_view(query):
                for node in clause.find_all(exp.Column):
                    value = _value(planning, node)
                    if value is not None:
                        yield node, value


def _columns(query: exp.Expr) -> Iterator[exp.Column]:
    """The columns that one query names, not those of queries within it."""
    pending = [query]
    while pending:
        node = pending.pop()
        if isinstance(node, exp.Column) and isinstance(node.this, exp.Identifier):
            yield node
        inner = isinstance(node, (exp.Select, exp.SetOperation, exp.With))
        if node is query or not (inner or node.meta.get("view")):
            pending.extend(node.iter_expressions())


def _value(planning: Planning, node: exp.Column) -> Value | None:
    return planning.look(tuple(part.name for part in node.parts))


def _free(planning: Planning, node: exp.Column, query: exp.Expr, scope: Scope) -> bool:
    """Whether no column has the name: columns come first, then lateral aliases, then variables."""
    clause, step = _clause(node, query)
    if isinstance(clause, _COUNTS):
        return True
    names = [part.name.lower() for part in node.parts]
    if len(names) == 1 and names[0] in _aliases(query, clause, step):
        return False
    hidden = _hidden(names, scope)
    if hidden is None:
        # A relation whose columns nobody knows here: the engine says whether it has this one.
        planning.notes.unsure.add(names[-1])
        return names[-1] in planning.forced
    return not hidden


def _clause(node: exp.Expr, query: exp.Expr) -> tuple[exp.Expr, int | None]:
    """The part of the query that a node stands in, and its number among the projections."""
    while node.parent is not None and node.parent is not query:
        if isinstance(node, _COUNTS):
            break
        node = node.parent
    return node, node.index if node.arg_key == "expressions" else None


def _aliases(query: exp.Expr, clause: exp.Expr, step: int | None) -> set[str]:
    if not isinstance(query, exp.Select) or clause.arg_key in ("where", "from_", "joins"):
        return set()
    before: Sequence[exp.Expr] = query.expressions if step is None else query.expressions[:step]
    return {one.alias.lower() for one in before if isinstance(one, exp.Alias)}


def _hidden(names: Sequence[str], scope: Scope) -> bool | None:
    """Whether a relation has a column of this name; None where one may have it."""
    unsure, at = False, scope
    while True:
        found = _in_sources(names, at.sources)
        if found:
            return True
        unsure = unsure or found is None
        if at.outer is None:
            return None if unsure else False
        at = at.outer


def _in_sources(
    names: Sequence[str], sources: Mapping[str, Mapping[str, object] | None]
) -> bool | None:
    if len(names) > 1 and names[-2] in sources:
        return True
    unsure = False
    for columns in sources.values():
        if columns is None:
            unsure = True
        elif names[0] in columns:
            return True
    return None if unsure else False


def _shown(node: exp.Column, value: Value) -> str:
    """As Spark writes it: `variablereference(system.session.v=5)`."""
    held = "NULL" if value.value is None else _text(value)
    return f"variablereference(system.session.{node.name}={held})"


def _text(value: Value) -> str:
    if isinstance(value.type, dict) or value.type.startswith(("interval", "binary")):
        return value.sql
    text = text_of(value.value, value.type)
    if value.type == "string":
        return f"'{text}'"
    if value.type in ("date", "timestamp", "timestamp_ntz"):
        return f"{value.type.upper()} '{text}'"
    return text
