"""COPY INTO."""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql.errors import NotSupported
from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    expect,
    follows,
    identifier,
    number,
    properties,
    string,
    table,
    take,
    take_word,
    wrapped,
)


class CopyInto(Statement):
    """COPY INTO `this` FROM `path`. `select`: the offsets of the list of SELECT, its end excluded;
    `validate`: how many rows, -1 all of them, None to load."""

    columns = Arg[tuple[str, ...] | None](None)
    by_position = Arg(False)
    path = Arg("")
    select = Arg[tuple[int, int] | None](None)
    format = Arg("")
    validate = Arg[int | None](None)
    files = Arg[tuple[str, ...] | None](None)
    pattern = Arg[str | None](None)
    format_options = Arg[dict[str, str]]({})
    copy_options = Arg[dict[str, str]]({})


def read_copy(parser: Any) -> CopyInto:
    """COPY INTO t [BY POSITION | (a, ...)] FROM {'path' | (SELECT ... FROM 'path')} FILEFORMAT = f
    [VALIDATE ...] [FILES = (...) | PATTERN = '...'] [FORMAT_OPTIONS (...)] [COPY_OPTIONS (...)]"""
    parser._advance()
    expect(parser, "INTO")
    found: dict[str, Any] = {"this": _target(parser)}
    if take(parser, "BY", "POSITION"):
        found["by_position"] = True
    elif follows(parser, TokenType.L_PAREN):
        found["columns"] = tuple(wrapped(parser, lambda: identifier(parser)))
    expect(parser, "FROM")
    found["path"], found["select"] = _source(parser)
    expect(parser, "FILEFORMAT")
    parser._match(TokenType.EQ)
    found["format"] = identifier(parser).lower()
    while parser._curr and not follows(parser, TokenType.SEMICOLON):
        _clause(parser, found)
    return CopyInto(**found)


def _target(parser: Any) -> exp.Table:
    start = parser._curr
    node = table(parser)
    if node.args.get("db") is not None and start.token_type == TokenType.IDENTIFIER:
        node.meta["quoted"] = True
    return node


def _source(parser: Any) -> tuple[str, tuple[int, int] | None]:
    if not parser._match(TokenType.L_PAREN):
        return _location(parser), None
    expect(parser, "SELECT")
    start, depth = parser._curr, 0
    while parser._curr:
        if follows(parser, TokenType.L_PAREN):
            depth += 1
        elif follows(parser, TokenType.R_PAREN):
            depth -= 1
        after = parser._next
        source = after is not None and after.token_type == TokenType.STRING
        if depth == 0 and source and take_word(parser, "FROM"):
            break
        parser._advance()
    if not parser._curr or start is parser._curr:
        parser.raise_error("Expecting FROM 'path'")
    end = parser._prev.end + 1
    parser._advance()
    path = _location(parser)
    if not parser._match(TokenType.R_PAREN):
        raise NotSupported("The query of COPY INTO takes a list of expressions and a path only.")
    return path, (start.start, end)


def _location(parser: Any) -> str:
    path = string(parser)
    if take_word(parser, "WITH"):
        raise NotSupported("Credentials in COPY INTO are not supported.")
    return path


def _clause(parser: Any, found: dict[str, Any]) -> None:
    if take(parser, "VALIDATE"):
        found["validate"] = -1
        if not take(parser, "ALL") and follows(parser, TokenType.NUMBER):
            found["validate"] = number(parser)
            expect(parser, "ROWS")
    elif take(parser, "FILES"):
        parser._match(TokenType.EQ)
        found["files"] = tuple(wrapped(parser, lambda: string(parser)))
    elif take(parser, "PATTERN"):
        parser._match(TokenType.EQ)
        found["pattern"] = string(parser)
    elif take(parser, "FORMAT_OPTIONS"):
        found["format_options"] = properties(parser)
    elif take(parser, "COPY_OPTIONS"):
        found["copy_options"] = properties(parser)
    else:
        parser.raise_error("Expecting a clause of COPY INTO")
