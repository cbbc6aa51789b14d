"""One reading of the text for us and for the engine: where the two could see other words, comments
or strings in the same characters, the text is made plain, or refused.

Nothing moves: what is taken away becomes spaces, so that places in the text stay true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.errors import SyntaxFailure
from boathouse.sql.parse import Parsed, position

_SPACE = re.compile(r"[^ \t\r\n]")
_ODD_SPACE = re.compile(r"[^\S \t\r\n]")
# What both read alike. A backslash takes the meaning of any character, except in raw strings.
_STRING = re.compile(r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"", re.DOTALL)
_RAW = re.compile(r"[rR](?:'[^']*'|\"[^\"]*\")", re.DOTALL)
_HEX = re.compile(r"[xX]'[0-9a-fA-F]*'|0[xX][0-9a-fA-F]+")
_NAME = re.compile(r"`(?:[^`]|``)*`", re.DOTALL)
_WORD = re.compile(r"\d[\w.]*(?:[eE][+-]?\d+)?\w*|\w+(?:\s+\w+)*|[^\w\s$'\"`\\]+")
_FORMS = {
    TokenType.STRING: _STRING,
    TokenType.RAW_STRING: _RAW,
    TokenType.HEX_STRING: _HEX,
    TokenType.IDENTIFIER: _NAME,
}
_SIGNS = frozenset(",().;=*")
LONGEST_PREFIX = 1
"""The engine reads `r 'a'` as one raw string, blanks and all, and takes any letter for a prefix: so
short a word before a string is refused, whatever it is."""


def plain(parsed: Parsed) -> Parsed:
    """The same statement, its comments, hints and odd blanks gone. Raises SyntaxFailure."""
    pieces: list[str] = []
    at, text = 0, parsed.text
    for start, end, blank in _changes(parsed):
        pieces += (text[at:start], blank)
        at = end
    if not pieces:
        return parsed
    return replace(parsed, text="".join((*pieces, text[at:])))


def _changes(parsed: Parsed) -> Iterator[tuple[int, int, str]]:
    text, before = parsed.text, 0
    previous: Token | None = None
    for token in parsed.tokens:
        start, end = token.start, token.end + 1
        if start > before and _SPACE.search(text, before, start):
            yield before, start, _SPACE.sub(" ", text[before:start])
        if token.token_type is TokenType.HINT:
            yield start, end, _SPACE.sub(" ", text[start:end])
        else:
            _check(text, token, previous)
            if token.token_type not in _FORMS and _ODD_SPACE.search(text, start, end):
                yield start, end, _ODD_SPACE.sub(" ", text[start:end])
        before, previous = end, token
    if _SPACE.search(text, before):
        yield before, len(text), _SPACE.sub(" ", text[before:])


def _check(text: str, token: Token, previous: Token | None) -> None:
    if token.start == token.end and text[token.start] in _SIGNS:
        return
    form = _FORMS.get(token.token_type, _WORD)
    if not form.fullmatch(text, token.start, token.end + 1):
        raise _refused(text, token)
    if token.token_type is TokenType.STRING and previous is not None:
        short = len(previous.text) <= LONGEST_PREFIX and previous.text.isalpha()
        if short and previous.token_type is TokenType.VAR:
            raise _refused(text, previous)


def _refused(text: str, token: Token) -> SyntaxFailure:
    line, column = position(text, token.start)
    near = text[token.start : token.end + 1][:100]
    return SyntaxFailure(f"Syntax error at or near '{near}'.", line, column)
