"""From SQL text to one statement's tree, or to a SyntaxFailure: nothing else, whatever the text.

Limits: 16 MiB of text, `MAX_TOKENS`, `MAX_DEPTH` brackets within each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
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
    exp.Refresh,
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
        "REFRESH",
    ]
)

_QUOTED = (TokenType.IDENTIFIER, TokenType.STRING)

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

    @cached_property
    def _walked(self) -> tuple[frozenset[type], list[exp.Select]]:
        kinds, selects = set(), []
        pending: list[Any] = [self.tree]
        while pending:
            node = pending.pop()
            kinds.add(type(node))
            if isinstance(node, exp.Select):
                selects.append(node)
            if node._meta and node._meta.get("view"):
                continue
            for value in node.args.values():
                if isinstance(value, list):
                    pending.extend(item for item in value if isinstance(item, exp.Expr))
                elif isinstance(value, exp.Expr):
                    pending.append(value)
        return frozenset(kinds), selects

    @property
    def kinds(self) -> frozenset[type]:
        """The types of the nodes that the user's text has: one walk tells whether others pay."""
        return self._walked[0]

    @property
    def selects(self) -> list[exp.Select]:
        """Every SELECT of the user's text, none of views."""
        return self._walked[1]


def parse(text: str) -> Parsed:
    """One statement; a trailing `;` and comments are fine. Raises SyntaxFailure."""
    tokens = tokenize(text)
    if is_script(tokens):
        from boathouse.sql.scripting.read import read_script

        return Parsed(text, read_script(text, tokens), tokens)
    return Parsed(text, parse_tokens(text, tokens), tokens)


def is_script(tokens: list[Token]) -> bool:
    """Whether a text is `BEGIN ... END`, which a label may precede."""
    words = [token.text.upper() for token in tokens[:4]]
    if any(token.token_type in _QUOTED for token in tokens[:1]):
        words[:1] = ["`"]
    if words[1:2] == [":"]:
        words = words[2:]
    return words[:1] == ["BEGIN"] and words[1:2] not in ([], [";"], ["TRANSACTION"], ["WORK"])


def parse_tokens(text: str, tokens: list[Token]) -> exp.Expr:
    """The one statement that these tokens of a text are. Raises SyntaxFailure."""
    trees = read(text, tokens, lambda: reader(DIALECT).parse(tokens, text))
    found = [tree for tree in trees if tree is not None and not isinstance(tree, exp.Semicolon)]
    if len(found) > 1:
        extra = next(i for i, t in enumerate(tokens) if t.token_type == TokenType.SEMICOLON)
        raise failure(text, tokens[extra + 1].start, "extra input")
    if not found:
        raise failure(text, len(text))
    if not isinstance(found[0], (*ROOTS, Statement)):
        raise failure(text, tokens[0].start)
    return found[0]


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
    return part_of(text, tokenize(text), method)


def parse_expression_tokens(text: str, tokens: list[Token]) -> Any:
    """The expression that these tokens of a text are. Raises SyntaxFailure."""
    return part_of(text, tokens, lambda parser: parser._parse_assignment())


def part_of(text: str, tokens: list[Token], method: Callable[[Any], Any]) -> Any:
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
    return joined(text, tokens) if "''" in text or '""' in text else tokens


def joined(text: str, tokens: list[Token]) -> list[Token]:
    """`'it''s'` is one string, with a quote in it."""
    found: list[Token] = []
    for token in tokens:
        last = found[-1] if found else None
        if (
            last is not None
            and token.token_type == last.token_type == TokenType.STRING
            and last.end + 1 == token.start
            and text[last.start] == text[token.start] == text[last.end]
        ):
            value = last.text + text[token.start] + token.text
            found[-1] = Token(TokenType.STRING, value, last.line, last.col, last.start, token.end)
        else:
            found.append(token)
    return found


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
        told = better_error(text, tokens, at)
        if told is not None:
            raise told from stop
        raise failure(text, at if begins(tokens) else tokens[0].start) from stop
    except SqlglotError as error:
        told = better_error(text, tokens, 0)
        raise told or failure(text, tokens[0].start if tokens else 0) from error
    except TooDeep as error:
        raise too_deep(text, 0) from error
    except SqlError:
        raise
    except Exception as error:
        # sqlglot's builders trip over some calls with arguments missing: map('a')
        told = better_error(text, tokens, 0)
        raise told or failure(text, tokens[0].start if tokens else 0) from error


def better_error(text: str, tokens: list[Token], at: int) -> SqlError | None:
    from boathouse.sql.arity import better

    return better(text, tokens, at) if begins(tokens) else None


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
