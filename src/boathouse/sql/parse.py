"""From SQL text to one statement's tree, or to a SyntaxFailure: nothing else, whatever the text.

Limits: 16 MiB of text, `MAX_TOKENS`, `MAX_DEPTH` brackets within each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from boathouse.sql.depth import TooDeep, deeply
from boathouse.sql.errors import SqlError, SyntaxFailure
from boathouse.sql.grammar.dialect import Boathouse, Stop, reader
from boathouse.sql.grammar.nodes import Statement
from boathouse.sql.grammar.statements import STATEMENTS

T = TypeVar("T")

MAX_TEXT = 16 * 1024 * 1024
# A token and its nodes take about half a kilobyte: a statement stays under a few hundred MB.
MAX_TOKENS = 1_000_000
MAX_DEPTH = 300

DIALECT = Boathouse()

# What may stand at the root of a statement, besides the expressions of our own grammar.
ROOTS = (
    exp.Query,
    exp.Values,
    exp.Insert,
    exp.Update,
    exp.Delete,
    exp.Merge,
    exp.Create,
    exp.Drop,
    exp.TruncateTable,
    exp.Copy,
    exp.Analyze,
    exp.Cache,
    exp.Uncache,
    exp.Refresh,
    exp.Declare,
    exp.MultitableInserts,
)

# Other words that a statement may begin with; any other is the error itself.
FIRST = frozenset(
    [
        "SELECT",
        "WITH",
        "VALUES",
        "FROM",
        "(",
        "INSERT",
        "UPDATE",
        "DELETE",
        "MERGE",
        "TRUNCATE",
        "COPY",
        "ANALYZE",
        "CACHE",
        "UNCACHE",
        "REFRESH",
        "DECLARE",
    ]
)

# Roughly a token each; quoted text and comments count as one, and what is not closed as the last.
# Possessive: a match that gave characters back would take gigabytes, or the square of the text.
ROUGH_TOKENS = re.compile(
    r"'(?:[^'\\]++|\\.)*+(?:'|\\?\Z)|\"(?:[^\"\\]++|\\.)*+(?:\"|\\?\Z)|`[^`]*+(?:`|\Z)"
    r"|--[^\n]*+|/\*(?:.*?\*/|.*+)|\w++|[^\s\w]",
    re.DOTALL,
)


@dataclass(frozen=True)
class Parsed:
    """One statement: its text as the user wrote it, its tree, its tokens (start, end inclusive)."""

    text: str
    tree: exp.Expr
    tokens: list[Token] = field(repr=False)


def parse(text: str) -> Parsed:
    """One statement; a trailing `;` and comments are fine. Raises SyntaxFailure."""
    tokens = tokenize(text)
    trees = read(text, tokens, lambda: reader(DIALECT).parse(tokens, text))
    found = [tree for tree in trees if tree is not None and not isinstance(tree, exp.Semicolon)]
    if len(found) > 1:
        extra = next(i for i, t in enumerate(tokens) if t.token_type == TokenType.SEMICOLON)
        raise failure(text, tokens[extra + 1].start, "extra input")
    if not found:
        raise failure(text, len(text))
    if not isinstance(found[0], (*ROOTS, Statement)):
        raise failure(text, tokens[0].start)
    return Parsed(text, found[0], tokens)


def parse_datatype(text: str) -> Any:
    """The DataType node that the whole text is. Raises SyntaxFailure."""
    return parse_part(text, lambda parser: parser._parse_types(schema=True))


def parse_expression(text: str) -> Any:
    """The expression that the whole text is, such as a DEFAULT. Raises SyntaxFailure."""
    return parse_part(text, lambda parser: parser._parse_assignment())


def parse_name(text: str) -> Any:
    """A name of one to four parts, as in REST calls: an exp.Table. Raises SyntaxFailure."""
    return parse_part(text, lambda parser: parser._parse_table_parts())


def parse_part(text: str, method: Callable[[Any], Any]) -> Any:
    tokens = tokenize(text)
    found = read(text, tokens, lambda: reader(DIALECT)._parse(method, tokens, text))
    if len(found) != 1 or found[0] is None:
        raise failure(text, tokens[0].start if tokens else len(text))
    return found[0]


def tokenize(text: str) -> list[Token]:
    """The tokens of a text within the limits. Raises SyntaxFailure."""
    if len(text) > MAX_TEXT or (len(text) > MAX_TEXT // 4 and len(text.encode()) > MAX_TEXT):
        raise SyntaxFailure("The statement is longer than 16 MiB.")
    if len(text) > MAX_TOKENS and too_many(text):
        raise SyntaxFailure(f"The statement has more than {MAX_TOKENS} words and signs.")
    at = text.find("\0")
    if at >= 0:
        raise failure(text, at)
    try:
        tokens = DIALECT.tokenize(text)
    except SqlglotError as error:
        raise failure(text, len(text)) from error
    check_depth(text, tokens)
    return tokens


def too_many(text: str) -> bool:
    return any(count > MAX_TOKENS for count, _ in enumerate(ROUGH_TOKENS.finditer(text)))


def check_depth(text: str, tokens: list[Token]) -> None:
    """Refuse what no parser that calls itself could read. A stray `<` or `>` counts for nothing."""
    if len(tokens) <= MAX_DEPTH:
        return
    depth = angles = 0
    for token in tokens:
        sign = token.text
        if sign in ("(", "[", "{", "CASE"):
            depth += 1
        elif sign in (")", "]", "}", "END"):
            depth -= 1
        elif sign == "<":
            angles += 1
        elif sign == ">":
            angles = max(0, angles - 1)
        elif sign in (",", ";", "AND", "OR", "SELECT"):
            angles = angles if sign == "," else 0
        if depth > MAX_DEPTH or angles > MAX_DEPTH:
            raise too_deep(text, token.start)


def read(text: str, tokens: list[Token], parse: Callable[[], T]) -> T:
    try:
        return deeply(parse)
    except Stop as stop:
        at = stop.token.start if stop.token else len(text)
        raise failure(text, at if begins(tokens) else tokens[0].start) from stop
    except SqlglotError as error:
        raise failure(text, tokens[0].start if tokens else 0) from error
    except TooDeep as error:
        raise too_deep(text, 0) from error
    except SqlError:
        raise
    except Exception as error:
        # sqlglot's builders trip over some calls with arguments missing: map('a')
        raise failure(text, tokens[0].start if tokens else 0) from error


def begins(tokens: list[Token]) -> bool:
    word = tokens[0].text.upper() if tokens else ""
    return word in FIRST or word in STATEMENTS


def too_deep(text: str, at: int) -> SyntaxFailure:
    line, column = position(text, at)
    return SyntaxFailure("The statement is nested too deeply to be read.", line, column)


def failure(text: str, at: int, why: str = "") -> SyntaxFailure:
    """In the words of the real service, for the token that begins at the offset `at`."""
    line, column = position(text, at)
    rest = text[at:].strip()
    if not rest:
        return SyntaxFailure("Syntax error at or near end of input.", line, column)
    word = re.match(r"\w+|`[^`]*`|'[^']*'|.", rest, re.DOTALL)
    near = word[0][:100] if word else rest[0]
    extra = f": {why} '{near}'" if why else ""
    return SyntaxFailure(f"Syntax error at or near '{near}'{extra}.", line, column)


def position(text: str, at: int) -> tuple[int, int]:
    """Line from 1 and column from 0 of an offset."""
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1)
