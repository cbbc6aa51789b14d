"""Where a SELECT begins and ends among the tokens of a text, its clauses and its WITH."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.errors import NotSupported
from boathouse.sql.functions.calls import CLOSES, OPENS, Call
from boathouse.sql.rewrite import index_of

_ENDS = (
    TokenType.UNION,
    TokenType.EXCEPT,
    TokenType.INTERSECT,
    TokenType.SEMICOLON,
)
_CLAUSES = (
    TokenType.FROM,
    TokenType.WHERE,
    TokenType.GROUP_BY,
    TokenType.HAVING,
    TokenType.QUALIFY,
    TokenType.WINDOW,
    TokenType.ORDER_BY,
    TokenType.SORT_BY,
    TokenType.CLUSTER_BY,
    TokenType.DISTRIBUTE_BY,
    TokenType.LIMIT,
    TokenType.OFFSET,
)


@dataclass
class Select:
    """A SELECT by its tokens: `at` the word, `end` the first token behind it, and where its
    clauses begin."""

    at: int
    end: int
    clauses: dict[TokenType, int]
    calls: list[Call] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    values: dict[tuple[str, ...], str] = field(default_factory=dict)
    """What stands for a call, by its function and arguments: GROUP BY must say the same."""

    def clause(self, kind: TokenType) -> tuple[int, int] | None:
        """The tokens behind a clause's word, up to the next clause."""
        begin = self.clauses.get(kind)
        if begin is None:
            return None
        return begin + 1, min([c for c in self.clauses.values() if c > begin], default=self.end)

    @property
    def projected(self) -> int:
        """The token behind the list of columns."""
        return min(self.clauses.values(), default=self.end)


def select_of(call: Call, tokens: list[Token]) -> Select:
    """The SELECT that a call is evaluated in. Raises NotSupported where there is none."""
    at = index_of(call.start, tokens) - 1
    depth = 0
    while at >= 0:
        kind = tokens[at].token_type
        depth += (kind in CLOSES) - (kind in OPENS)
        if depth < 0:
            depth = 0  # out of the bracket
        elif depth == 0 and kind is TokenType.SELECT:
            return _select(at, tokens)
        at -= 1
    raise NotSupported("A Python function can be called in a SELECT only.")


def _select(at: int, tokens: Sequence[Token]) -> Select:
    clauses: dict[TokenType, int] = {}
    depth, index = 0, at + 1
    while index < len(tokens):
        kind = tokens[index].token_type
        if depth == 0 and (kind in _ENDS or kind in CLOSES) and not _is_except(index, tokens):
            break
        depth += (kind in OPENS) - (kind in CLOSES)
        if depth == 0 and kind in _CLAUSES and not _is_distinct(index, tokens):
            clauses.setdefault(kind, index)
        index += 1
    return Select(at, index, clauses)


def _is_except(index: int, tokens: Sequence[Token]) -> bool:
    """`* EXCEPT (a)`, which is no set operation."""
    token, before = tokens[index], tokens[index - 1]
    return token.token_type is TokenType.EXCEPT and before.token_type is TokenType.STAR


def _is_distinct(index: int, tokens: Sequence[Token]) -> bool:
    """IS [NOT] DISTINCT FROM."""
    return tokens[index - 1].token_type is TokenType.DISTINCT and index > 1


def common_queries(at: int, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The queries of WITH that the SELECT at a token sees: their first tokens, and those behind."""
    found: list[tuple[int, int]] = []
    index, depth, edge = at - 1, 0, at
    while index >= 0:
        kind = tokens[index].token_type
        depth += (kind in CLOSES) - (kind in OPENS)
        if depth < 0:
            depth, edge = 0, index
        elif depth == 0 and kind is TokenType.WITH:
            found = _common(index, edge, tokens) + found
        index -= 1
    return found


def _common(at: int, edge: int, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The whole definitions of a WITH before the token `edge`."""
    found: list[tuple[int, int]] = []
    index = at + 1
    if tokens[index].token_type is TokenType.RECURSIVE:
        raise NotSupported("A Python function beside WITH RECURSIVE is not supported.")
    while index < edge:
        first, depth = index, 0
        while index < edge:
            kind = tokens[index].token_type
            depth += (kind in OPENS) - (kind in CLOSES)
            index += 1
            if depth == 0 and kind in CLOSES and _is_whole(first, index, tokens):
                break
        else:
            return found
        found.append((first, index))
        if index >= edge or tokens[index].token_type is not TokenType.COMMA:
            return found
        index += 1
    return found


def _is_whole(first: int, end: int, tokens: Sequence[Token]) -> bool:
    """`name AS (...)`, not `name (columns)`."""
    return any(t.token_type is TokenType.ALIAS for t in tokens[first:end])
