"""Queries: SELECT in all its forms, VALUES, WITH, set operations."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.answer import Answer
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import SyntaxFailure
from boathouse.sql.parse import Parsed
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.work import Work


def plan(planning: Planning) -> Plan:
    """Resolve and authorize what it reads, and give the rest to the engine."""
    return EngineQuery(engine_text(planning))


@dataclass(frozen=True)
class EngineQuery:
    """A text that the engine runs as it stands."""

    text: str

    async def run(self, work: Work) -> Answer:
        """The engine's rows."""
        return await work.query(self.text)


_QUERY = frozenset(
    (
        TokenType.SELECT,
        TokenType.WITH,
        TokenType.VALUES,
        TokenType.FROM,
        TokenType.L_PAREN,
        TokenType.TABLE,
    )
)


def _begins(token: Token, following: Token) -> bool:
    return token.token_type == TokenType.ALIAS and following.token_type in _QUERY


def query_text(parsed: Parsed) -> str:
    """The text of the query after CREATE ... AS, as the user wrote it."""
    depth = 0
    for token, following in zip(parsed.tokens, parsed.tokens[1:], strict=False):
        if token.token_type == TokenType.L_PAREN:
            depth += 1
        elif token.token_type == TokenType.R_PAREN:
            depth -= 1
        elif depth == 0 and _begins(token, following):
            return without_end(parsed)[following.start :]
    raise SyntaxFailure("The query after AS is missing.")


def without_end(parsed: Parsed) -> str:
    """The text up to its last word: no `;`, no comment behind it."""
    ends = (t.end + 1 for t in reversed(parsed.tokens) if t.token_type != TokenType.SEMICOLON)
    return parsed.text[: next(ends, 0)]
