"""SET lists and the clauses of MERGE as the text has them: names, and values by their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.errors import SqlError, SyntaxFailure
from boathouse.sql.parse import Parsed
from boathouse.sql.statements.values import Span, is_default, items, next_stop

_OPENS = frozenset((TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE))
_CLOSES = frozenset((TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END))


@dataclass(frozen=True)
class Given:
    """A value for a column. `path`: the parts of the name as it is written; `value`: None for the
    word DEFAULT."""

    path: tuple[str, ...]
    value: str | None


@dataclass(frozen=True)
class Clause:
    """A clause of MERGE. `kind`: "update", "insert" or "delete"; `given`: None for `*`; `place`:
    where in the text its action stands; `when`: MATCHED, NOT_MATCHED_BY_TARGET or
    NOT_MATCHED_BY_SOURCE; `conditional`: AND a condition."""

    kind: str
    given: tuple[Given, ...] | None
    place: Span
    when: str
    conditional: bool


def outside(tokens: Sequence[Token], begin: int = 0) -> Iterator[tuple[int, Token]]:
    """The tokens that no bracket and no CASE holds, with their indexes."""
    depth = 0
    for index in range(begin, len(tokens)):
        token = tokens[index]
        if token.token_type in _CLOSES:
            depth -= 1
        if depth == 0:
            yield index, token
        if token.token_type in _OPENS:
            depth += 1


def word(token: Token, *words: str) -> bool:
    """Whether a token is one of these words, and neither a quoted name nor a string."""
    quoted = (TokenType.IDENTIFIER, TokenType.STRING)
    return token.token_type not in quoted and token.text.upper() in words


def set_list(parsed: Parsed, begin: int) -> tuple[tuple[Given, ...], Span]:
    """The assignments behind the word SET, at the token `begin`, and their place in the text."""
    tokens, found, at = parsed.tokens, [], begin
    while True:
        equals = next(
            (i for i, t in outside(tokens, at) if t.token_type is TokenType.EQ), len(tokens)
        )
        end = next_stop(tokens, equals + 1)
        if end <= equals + 1:
            raise SyntaxFailure("SET takes assignments: a column, `=` and a value.")
        found.append(Given(_path(tokens[at:equals]), _value(parsed, (equals + 1, end))))
        if end >= len(tokens) or tokens[end].token_type is not TokenType.COMMA:
            return tuple(found), (tokens[begin].start, tokens[end - 1].end + 1)
        at = end + 1


def _path(tokens: Sequence[Token]) -> tuple[str, ...]:
    parts = [token for token in tokens if token.token_type is not TokenType.DOT]
    if len(parts) * 2 != len(tokens) + 1:
        raise SyntaxFailure("SET takes the names of columns.")
    return tuple(token.text for token in parts)


def _value(parsed: Parsed, place: Span) -> str | None:
    if is_default(parsed.tokens, place):
        return None
    return parsed.text[parsed.tokens[place[0]].start : parsed.tokens[place[1] - 1].end + 1]


def clauses(parsed: Parsed) -> list[Clause]:
    """What a MERGE does, in the order of its clauses."""
    tokens = parsed.tokens
    starts = [i for i, t in outside(tokens) if word(t, "WHEN")]
    found = []
    for start, end in zip(starts, [*starts[1:], _end(tokens)], strict=True):
        then = next(i for i, t in outside(tokens, start) if word(t, "THEN"))
        head = [t.text.upper() for t in tokens[start + 1 : then]]
        when = _when(head)
        kind, given = _action(parsed, then + 1, end)
        place = (tokens[then + 1].start, tokens[end - 1].end + 1)
        found.append(Clause(kind, given, place, when, "AND" in head[:5]))
    return found


def _when(head: Sequence[str]) -> str:
    if head[:1] == ["MATCHED"]:
        return "MATCHED"
    by_source = list(head[:4]) == ["NOT", "MATCHED", "BY", "SOURCE"]
    return "NOT_MATCHED_BY_SOURCE" if by_source else "NOT_MATCHED_BY_TARGET"


def _end(tokens: Sequence[Token]) -> int:
    semicolon = (i for i, t in outside(tokens) if t.token_type is TokenType.SEMICOLON)
    return next(semicolon, len(tokens))


def _action(parsed: Parsed, begin: int, end: int) -> tuple[str, tuple[Given, ...] | None]:
    tokens = parsed.tokens
    if word(tokens[begin], "DELETE"):
        return "delete", ()
    star = tokens[end - 1].token_type is TokenType.STAR
    if word(tokens[begin], "UPDATE"):
        if star and end == begin + 3:
            return "update", None
        return "update", set_list(parsed, begin + 2)[0]
    if star and end == begin + 2:
        return "insert", None
    return "insert", _inserted(parsed, begin + 1)


def _inserted(parsed: Parsed, opening: int) -> tuple[Given, ...]:
    """(a, b) VALUES (1, 2)."""
    tokens = parsed.tokens
    listed = [_path(tokens[a:b]) for a, b in items(tokens, opening)]
    values = next(i for i, t in outside(tokens, opening) if word(t, "VALUES"))
    places = list(items(tokens, values + 1))
    if len(places) != len(listed):
        raise SqlError(
            "MERGE_INSERT_VALUE_COUNT_MISMATCH",
            f"The number of provided values ({len(places)}) must match the number of expected"
            f" columns ({len(listed)}) in the INSERT clause of MERGE.",
            "21S01",
        )
    return tuple(
        Given(path, _value(parsed, place)) for path, place in zip(listed, places, strict=True)
    )
