"""The values that a write gives to columns: DEFAULT put in, each cast to its column's type.

A pass over the text before it is resolved: what comes out is a statement of the same form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.rewrite import closing

_OPENS = frozenset((TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE))
_CLOSES = frozenset((TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END))
_STOPS = frozenset((TokenType.COMMA, TokenType.WHERE, TokenType.WHEN, TokenType.SEMICOLON))

Span = tuple[int, int]
"""Indexes of tokens: the first, and the one behind the last."""


def is_default(tokens: Sequence[Token], place: Span) -> bool:
    """Whether a value is the word DEFAULT."""
    first, behind = place
    word = tokens[first]
    return (
        behind == first + 1
        and word.text.upper() == "DEFAULT"
        and word.token_type is not TokenType.IDENTIFIER
        and word.token_type is not TokenType.STRING
    )


def items(tokens: Sequence[Token], opening: int) -> Iterator[Span]:
    """The values between a bracket at `opening` and the one that closes it."""
    begin = opening + 1
    while True:
        end = next_stop(tokens, begin)
        if end > begin:
            yield begin, end
        if end >= len(tokens) or tokens[end].token_type is not TokenType.COMMA:
            return
        begin = end + 1


def next_stop(tokens: Sequence[Token], begin: int) -> int:
    """The index behind the last token of the value that begins there."""
    depth = 0
    for index in range(begin, len(tokens)):
        kind = tokens[index].token_type
        if kind in _OPENS:
            depth += 1
        elif kind in _CLOSES:
            depth -= 1
        if depth < 0 or (depth == 0 and kind in _STOPS):
            return index
    return len(tokens)


def rows_of(tokens: list[Token]) -> Iterator[list[Span]]:
    """The rows of VALUES, each the places of its values."""
    index = next(i for i, token in enumerate(tokens) if token.token_type is TokenType.VALUES) + 1
    while index < len(tokens):
        if tokens[index].token_type is TokenType.L_PAREN:
            yield list(items(tokens, index))
            index = closing(index, tokens) + 1
        else:
            end = next_stop(tokens, index)
            yield [(index, end)]
            index = end
        if index < len(tokens) and tokens[index].token_type is not TokenType.COMMA:
            return
        index += 1
