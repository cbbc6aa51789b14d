"""WITH RECURSIVE, which the engine does not read: what recurs is found in a statement's text, its
rows are made by other statements, and the text names these rows instead.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.identifiers import parameters_of, without
from boathouse.sql.parse import Parsed, parse
from boathouse.sql.recursion_rules import check_parts, names_itself, references
from boathouse.sql.rewrite import Edits, closing, index_of, quote

if TYPE_CHECKING:
    from boathouse.sql.parameters import Parameter
    from boathouse.sql.planning import Planning
    from boathouse.sql.securables import Column
    from boathouse.sql.session import Session
    from boathouse.sql.variables import Locals

GIVEN = "given"
"""The table's name in the schema that holds the rows of a recursion."""
_WORD = re.compile(r"\brecursive\b", re.IGNORECASE)
_NAMES = (exp.Column, exp.Identifier, exp.Star, exp.Alias, exp.Literal, exp.Paren)
_PLAIN = frozenset((*_NAMES, exp.Add, exp.Sub, exp.Mul, exp.Cast, exp.DataType))
"""What gives one value for each row."""
_STREAM = frozenset(("expressions", "from_", "limit", "offset", "with_", "kind"))


@dataclass(frozen=True)
class Given:
    """Rows that stand in a file of the statement's own, under a name that nobody can guess."""

    schema: str
    columns: tuple[Column, ...]

    @property
    def sql(self) -> str:
        """All the rows."""
        return f"SELECT * FROM main.{self.schema}.{GIVEN}"


@dataclass(frozen=True)
class Part:
    """A query of a recursion with what stands around it, and the parameters in them."""

    before: str
    text: str
    after: str
    parameters: tuple[Parameter, ...]
    definitions: str
    """The queries before it in its own WITH clause, each with a comma behind."""

    def query(self, more: str = "", select: str = "") -> str:
        """The whole text. `more`: another definition; `select`: what the query is the source of."""
        listed = (self.definitions + more).rstrip().removesuffix(",")
        clause = f"WITH {listed} " if listed else ""
        plain = not select and self.text.lstrip()[:6].upper() == "SELECT"
        inner = self.text if plain else f"{select or 'SELECT * FROM'} ({self.text}\n)"
        return f"{self.before}{clause}{inner}{self.after}"


@dataclass(frozen=True)
class Recursion:
    """One name that WITH RECURSIVE gives a query that reads it. `enough`: rows, where its reader
    needs no more; `levels`: that it may take, as it says itself."""

    name: str
    columns: tuple[str, ...]
    anchor: Part
    step: Part
    enough: int | None
    levels: int | None
    session: Session = field(repr=False)
    owner: str | None = None
    locals: Locals | None = field(default=None, repr=False)

    @property
    def key(self) -> tuple[object, ...]:
        """What its rows depend on."""
        session = self.session
        return (
            *(
                self.name,
                self.columns,
                self.enough,
                self.levels,
                self.owner,
                session.catalog,
                session.schema,
            ),
            *(self.anchor.query(), self.anchor.parameters),
            *(self.step.query(), self.step.parameters),
        )


class RecursionWanted(NotSupported):
    """Planning met a recursion whose rows are not there yet. Where nobody makes them, the
    statement is refused."""

    def __init__(self, recursion: Recursion) -> None:
        super().__init__("WITH RECURSIVE is not supported here.")
        self.recursion = recursion


@dataclass(frozen=True)
class _Place:
    """A definition in a WITH clause. Indexes of tokens: its name, the brackets of its query."""

    clause: exp.With
    cte: exp.CTE
    first: int
    opened: int
    closed: int


def unrolled(planning: Planning) -> Planning:
    """The statement with rows that are there for each recursion. Raises RecursionWanted."""
    if not _WORD.search(planning.parsed.text):
        return planning
    while True:
        place = next(_recursive(planning.parsed), None)
        if place is None:
            return _without_word(planning)
        wanted = _recursion(planning, place)
        given = planning.given.get(wanted.key)
        if given is None:
            raise RecursionWanted(wanted)
        planning = _put(planning, place, given)


def _recursive(parsed: Parsed) -> Iterator[_Place]:
    """The definitions that name themselves, outer ones first."""
    for clause in parsed.tree.find_all(exp.With):
        if clause.args.get("recursive"):
            for cte in clause.expressions:
                if names_itself(cte):
                    yield _place(parsed.tokens, clause, cte)


def _place(tokens: list[Token], clause: exp.With, cte: exp.CTE) -> _Place:
    start = cte.args["alias"].this.meta.get("start")
    if start is None:
        raise NotSupported("This form of WITH RECURSIVE is not supported.")
    first = index_of(start, tokens)
    at = first + 1
    if tokens[at].token_type is TokenType.L_PAREN and cte.args["alias"].args.get("columns"):
        at = closing(at, tokens) + 1
    if cte.args["alias"].meta.get("levels") is not None:
        at += 4
    if tokens[at].token_type is TokenType.ALIAS:
        at += 1
    if tokens[at].token_type is not TokenType.L_PAREN:
        raise NotSupported("This form of WITH RECURSIVE is not supported.")
    return _Place(clause, cte, first, at, closing(at, tokens))


def _recursion(planning: Planning, place: _Place) -> Recursion:
    name = place.cte.alias_or_name
    columns = tuple(one.name for one in place.cte.args["alias"].args.get("columns") or ())
    check_parts(place.cte)
    start, middle, end = _split(planning.parsed.tokens, place)
    return Recursion(
        name,
        columns,
        _part(planning, place, start, middle),
        _part(planning, place, middle + 2, end),
        _enough(place),
        _count(place.cte.args["alias"].meta.get("levels")),
        planning.session,
        planning.owner,
        planning.locals,
    )


def _split(tokens: list[Token], place: _Place) -> tuple[int, int, int]:
    """Where the anchor begins, where UNION stands, where the step ends, as indexes of tokens."""
    start, end = place.opened + 1, place.closed
    while tokens[start].token_type is TokenType.L_PAREN and closing(start, tokens) == end - 1:
        start, end = start + 1, end - 1
    start = _behind_own(tokens, place, start)
    at, found = start, -1
    while at < end:
        kind = tokens[at].token_type
        if kind is TokenType.L_PAREN:
            at = closing(at, tokens)
        elif kind is TokenType.UNION:
            found = at
        elif kind in (TokenType.EXCEPT, TokenType.INTERSECT):
            raise NotSupported("EXCEPT and INTERSECT in a recursive query are not supported.")
        at += 1
    if found < 0:
        raise NotSupported("This form of WITH RECURSIVE is not supported.")
    if tokens[found + 1].token_type is not TokenType.ALL:
        raise SqlError(
            "UNION_NOT_SUPPORTED_IN_RECURSIVE_CTE",
            "The UNION operator is not yet supported within recursive common table expressions"
            " (WITH clauses that refer to themselves, directly or indirectly). Please use UNION"
            " ALL instead.",
            "42836",
        )
    return start, found, end


def _own(place: _Place) -> exp.With | None:
    """The WITH clause that begins the recursive query itself."""
    query = place.cte.this
    while isinstance(query, exp.Subquery | exp.Paren):
        query = query.this
    clause: exp.With | None = query.args.get("with_")
    return clause


def _behind_own(tokens: list[Token], place: _Place, start: int) -> int:
    clause = _own(place)
    if clause is None:
        return start
    name = place.cte.alias_or_name.lower()
    if clause.args.get("recursive") or next(references(clause, name), None) is not None:
        raise NotSupported("WITH that recurs, within a recursive query, is not supported.")
    return _place(tokens, clause, clause.expressions[-1]).closed + 1


def _part(planning: Planning, place: _Place, start: int, end: int) -> Part:
    """The query between two tokens, with the definitions that it may name."""
    parsed = planning.parsed
    before, marks, after = "", list[int](), ""
    for clause, upto in reversed(_around(place.clause, parsed)):
        text, found = _definitions(parsed, clause, upto)
        if text:
            before += f"WITH {text.removesuffix(', ')} SELECT * FROM ("
            after += "\n)"
            marks += found
    own, found = _definitions(parsed, place.clause, place.cte)
    first = _own(place)
    inner, others = _definitions(parsed, first, None) if first is not None else ("", [])
    own += inner
    marks += [*found, *others, *_marks(parsed.tokens, start, end)]
    text = parsed.text[parsed.tokens[start].start : parsed.tokens[end - 1].end + 1]
    return Part(before, text, after, parameters_of(planning.parameters, marks), own)


def _around(clause: exp.With, parsed: Parsed) -> list[tuple[exp.With, exp.CTE | None]]:
    """The WITH clauses whose names a clause sees, the nearest first, and up to where it does."""
    found = []
    node: exp.Expr | None = clause.parent
    inside: exp.CTE | None = None
    while node is not None:
        above = node.parent
        if isinstance(node, exp.CTE):
            inside = node
        elif isinstance(node, exp.With):
            found.append((node, inside))
            # Its own statement is not around it once more.
            node, above = above, above.parent if above is not None else None
        elif node is not clause.parent and node.args.get("with_") is not None:
            found.append((node.args["with_"], None))
        node = above
    return found


def _definitions(parsed: Parsed, clause: exp.With, upto: exp.CTE | None) -> tuple[str, list[int]]:
    """The text of the definitions before one, and which `?` stand in it."""
    text, marks = "", list[int]()
    for cte in clause.expressions:
        if cte is upto:
            break
        place = _place(parsed.tokens, clause, cte)
        tokens = parsed.tokens
        text += f"{parsed.text[tokens[place.first].start : tokens[place.closed].end + 1]}, "
        marks += _marks(tokens, place.first, place.closed)
    return text, marks


def _marks(tokens: list[Token], start: int, end: int) -> range:
    """The numbers of the `?` between two tokens."""
    marked = [at for at, token in enumerate(tokens) if token.token_type is TokenType.PLACEHOLDER]
    return range(bisect_left(marked, start), bisect_left(marked, end))


def _put(planning: Planning, place: _Place, given: Given) -> Planning:
    """The statement with the rows where the definition was."""
    parsed, tokens = planning.parsed, planning.parsed.tokens
    edits = Edits(parsed.text)
    definition = f"{quote(place.cte.alias_or_name)} AS ({given.sql})"
    edits.replace(tokens[place.first].start, tokens[place.closed].end + 1, definition)
    used = set(_marks(tokens, place.first, place.closed))
    return replace(
        planning,
        parsed=parse(edits.apply()),
        parameters=without(planning.parameters, used),
    )


def _without_word(planning: Planning) -> Planning:
    """The statement without the word, as nothing in it recurs any more."""
    parsed, edits = planning.parsed, Edits(planning.parsed.text)
    for token, after in zip(parsed.tokens, parsed.tokens[1:], strict=False):
        if token.token_type is TokenType.WITH and after.token_type is TokenType.RECURSIVE:
            edits.replace(after.start, after.end + 1, "")
    return replace(planning, parsed=parse(edits.apply())) if edits else planning


def _enough(place: _Place) -> int | None:
    """How many rows its only reader takes, where that takes the first ones as they come."""
    name, query = place.cte.alias_or_name.lower(), place.clause.parent
    readers = list(_readers(query, place.cte, name)) if query is not None else []
    table = readers[0] if len(readers) == 1 else None
    select = table.parent.parent if table is not None and table.parent is not None else None
    if not isinstance(select, exp.Select) or not _is_stream(select, table):
        return None
    limit, offset = select.args["limit"], select.args.get("offset")
    counts = [_count(limit.expression), _count(offset.expression) if offset else 0]
    return None if None in counts else sum(one or 0 for one in counts)


def _readers(query: exp.Expr, cte: exp.CTE, name: str) -> Iterator[exp.Table]:
    """Every table of this name around a definition, whatever it stands for there."""
    for table in query.find_all(exp.Table):
        if table.name.lower() == name and table.find_ancestor(exp.CTE) is not cte:
            yield table


def _is_stream(select: exp.Select, table: exp.Table | None) -> bool:
    clause = select.args.get("from_")
    if clause is None or clause.this is not table or table is None:
        return False
    others = [key for key, value in table.args.items() if value and key not in ("this", "alias")]
    if others or not isinstance(select.args.get("limit"), exp.Limit):
        return False
    if any(value and key not in _STREAM for key, value in select.args.items()):
        return False
    return all(type(node) in _PLAIN for item in select.expressions for node in item.walk())


def _count(node: exp.Expr | None) -> int | None:
    return int(node.name) if isinstance(node, exp.Literal) and node.name.isdigit() else None
