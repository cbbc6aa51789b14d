"""A place in the tokens of a script, and what may be read from it: words, names, expressions."""

from __future__ import annotations

import re

from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.errors import SqlError
from boathouse.sql.identifiers import placeholding
from boathouse.sql.parse import failure, parse_expression_tokens, parse_tokens, position
from boathouse.sql.scripting.labels import Labels
from boathouse.sql.scripting.tree import Text

OPENS = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE)
CLOSES = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE)
QUOTED = (TokenType.IDENTIFIER, TokenType.STRING, TokenType.RAW_STRING)


class Cursor:
    """Stands at one token of a text."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text, self.tokens, self.at = text, tokens, 0
        self.labels, self.level = Labels(), 0

    @property
    def token(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def word(self, ahead: int = 0) -> str:
        """The word that comes next, in upper case; "" for a quoted one and at the end."""
        at = self.at + ahead
        if at >= len(self.tokens) or self.tokens[at].token_type in QUOTED:
            return ""
        return self.tokens[at].text.upper()

    def skip(self, *words: str) -> bool:
        """Step over these words, if they all come next."""
        if any(self.word(ahead) != word for ahead, word in enumerate(words)):
            return False
        self.at += len(words)
        return True

    def expect(self, *words: str) -> None:
        if not self.skip(*words):
            raise self.unexpected()

    def unexpected(self, why: str = "") -> SqlError:
        token = self.token
        return failure(self.text, token.start if token else len(self.text), why)

    def name(self) -> str:
        token = self.token
        if token is None or token.token_type in (TokenType.STRING, TokenType.NUMBER):
            raise self.unexpected()
        if token.token_type is not TokenType.IDENTIFIER and not re.fullmatch(r"\w+", token.text):
            raise self.unexpected()
        self.at += 1
        return token.text.lower()

    def string(self) -> str:
        token = self.token
        if token is None or token.token_type not in (TokenType.STRING, TokenType.RAW_STRING):
            raise self.unexpected()
        self.at += 1
        return token.text

    def place(self, first: int) -> tuple[int, int, int]:
        """Line, start and end of what begins at the token `first` and ends before this one."""
        start, last = self.tokens[first], self.tokens[max(first, self.at - 1)]
        return start.line, start.start, last.end + 1

    def refuse(self, error_class: str, message: str, sqlstate: str, first: int) -> SqlError:
        line, column = position(self.text, self.tokens[first].start)
        return SqlError(error_class, f"{message} (line {line}, pos {column})", sqlstate)

    def placed(self, error: SqlError) -> SqlError:
        """An error that has no place yet with that of the token that comes next."""
        if "(line " in str(error):
            return error
        at = self.token.start if self.token is not None else len(self.text)
        line, column = position(self.text, at)
        error.args = (f"{error.args[0]} (line {line}, pos {column})",)
        return error

    def expression(self, word: str, *, keep: bool = False) -> Text:
        """What stands in front of a word, which is stepped over unless `keep`."""
        first = self._upto(word)
        parse_expression_tokens(self.text, placeholding(self.tokens[first : self.at]))
        return self._text(first, 0 if keep else 1)

    def query(self, word: str) -> Text:
        first = self._upto(word)
        parse_tokens(self.text, placeholding(self.tokens[first : self.at]))
        return self._text(first, 1)

    def _text(self, first: int, skipped: int) -> Text:
        line, start, end = self.place(first)
        self.at += skipped
        return Text(self.text[start:end], line, start, end)

    def _upto(self, word: str) -> int:
        first, depth = self.at, 0
        while self.token is not None:
            kind, found = self.token.token_type, self.word()
            if depth == 0 and found == word and self.at > first:
                return first
            if kind is TokenType.SEMICOLON:
                break
            if kind in OPENS or found == "CASE":
                depth += 1
            elif kind in CLOSES or found == "END":
                depth -= 1
            self.at += 1
        raise self.unexpected()
