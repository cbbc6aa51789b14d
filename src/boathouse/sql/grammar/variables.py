"""Variables and EXECUTE IMMEDIATE: DECLARE, SET VARIABLE, DROP TEMPORARY VARIABLE.

Expressions are kept as they stand in the text: their values are asked for when the statement runs.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql.errors import SqlError
from boathouse.sql.grammar.nodes import Arg, Statement, expect, names, take, take_any

Name = tuple[str, ...]


class DeclareVariable(Statement):
    """DECLARE [OR REPLACE] [VARIABLE] `names` [`kind`, a DataType] [DEFAULT `default`]."""

    names = Arg[tuple[Name, ...]](())
    kind = Arg[Any](None)
    default = Arg[str | None](None)
    holds_query = Arg(False)
    replaces = Arg(False)
    start = Arg(0)


class DropVariable(Statement):
    """DROP TEMPORARY VARIABLE [IF EXISTS] `named`."""

    named = Arg[Name](())
    exists = Arg(False)


class SetVariable(Statement):
    """SET VAR `names` = `values`, None for DEFAULT; or of the columns of `query`, a row.

    `start`: where the first of them begins in the text.
    """

    names = Arg[tuple[Name, ...]](())
    values = Arg[tuple[str | None, ...]](())
    query = Arg[str | None](None)
    start = Arg(0)


class ExecuteImmediate(Statement):
    """EXECUTE IMMEDIATE `source` [INTO `into`] [USING `values` AS `aliases`]; all are expressions.

    `starts`: where the text and the first value begin.
    """

    source = Arg("")
    into = Arg[tuple[Name, ...]](())
    values = Arg[tuple[str, ...]](())
    aliases = Arg[tuple[str | None, ...]](())
    starts = Arg[tuple[int, int]]((0, 0))


def read_declare(parser: Any) -> DeclareVariable:
    parser._advance()
    replaces = take(parser, "OR", "REPLACE")
    if take_word_before_name(parser):
        parser._advance()
    found = [names(parser)]
    while parser._match(TokenType.COMMA):
        found.append(names(parser))
    kind = None if _value_follows(parser) or not parser._curr else parser._parse_types()
    default, holds_query, at = None, False, 0
    if take(parser, "DEFAULT") or parser._match(TokenType.EQ):
        at = parser._curr.start if parser._curr else 0
        default, node = expression(parser)
        holds_query = node.find(exp.Query) is not None
    if kind is None and default is None:
        why = "The definition of a SQL variable requires either a datatype or a DEFAULT clause.\n"
        raise SqlError(
            "INVALID_SQL_SYNTAX.VARIABLE_TYPE_OR_DEFAULT_REQUIRED",
            f"Invalid SQL syntax: {why}For example, use `DECLARE name STRING` or `DECLARE name ="
            " 'SQL'` instead of `DECLARE name`.",
            "42000",
        )
    return DeclareVariable(
        names=tuple(found),
        kind=kind,
        default=default,
        holds_query=holds_query,
        replaces=replaces,
        start=at,
    )


def take_word_before_name(parser: Any) -> bool:
    """Whether VARIABLE comes next as a word, not as the variable's name."""
    word, after = parser._curr, parser._next
    if not word or word.token_type is TokenType.IDENTIFIER or word.text.upper() != "VARIABLE":
        return False
    plain = after and after.text.upper() not in ("DEFAULT", "=", ",", ".")
    return bool(plain) and after.token_type is not TokenType.STRING


def _value_follows(parser: Any) -> bool:
    token = parser._curr
    return bool(token) and (token.token_type is TokenType.EQ or token.text.upper() == "DEFAULT")


def expression(parser: Any) -> tuple[str, exp.Expr]:
    """An expression, as it stands in the text and as a tree."""
    start = parser._curr
    node = parser._parse_assignment() if start else None
    if node is None:
        parser.raise_error("Expecting an expression")
    text, tree = str(parser.sql[start.start : parser._prev.end + 1]), node
    assert isinstance(tree, exp.Expr)
    return text, tree


def read_drop_variable(parser: Any) -> DropVariable | None:
    """DROP TEMPORARY VARIABLE; None for any other DROP."""
    index = parser._index
    parser._advance()
    if not (take_any(parser, "TEMPORARY", "TEMP") and take(parser, "VARIABLE")):
        parser._retreat(index)
        return None
    exists = take(parser, "IF", "EXISTS")
    return DropVariable(named=names(parser), exists=exists)


def read_assignments(parser: Any) -> SetVariable:
    """What follows SET VARIABLE."""
    if parser._match(TokenType.L_PAREN):
        return row(parser)
    found, values, at = [], [], 0
    while True:
        found.append(names(parser))
        if not parser._match(TokenType.EQ):
            expect(parser, "=")
        at = at or (parser._curr.start if parser._curr else 0)
        values.append(None if take(parser, "DEFAULT") else expression(parser)[0])
        if not parser._match(TokenType.COMMA):
            break
    return SetVariable(names=tuple(found), values=tuple(values), start=at)


def row(parser: Any) -> SetVariable:
    """`(a, b) = (query)`."""
    found = [names(parser)]
    while parser._match(TokenType.COMMA):
        found.append(names(parser))
    parser._match_r_paren()
    if not parser._match(TokenType.EQ):
        expect(parser, "=")
    start = parser._curr
    node = parser._parse_assignment()
    inner = node.this if isinstance(node, exp.Subquery) else node
    if not isinstance(inner, (exp.Query, exp.Values)):
        parser.raise_error("Expecting a query", start)
    text = str(parser.sql[start.end + 1 : parser._prev.start])
    return SetVariable(names=tuple(found), query=text, start=start.start)


def read_execute(parser: Any) -> ExecuteImmediate:
    parser._advance()
    expect(parser, "IMMEDIATE")
    at = parser._curr.start if parser._curr else 0
    text, _ = expression(parser)
    into: list[Name] = []
    if take(parser, "INTO"):
        into = parser._parse_csv(lambda: names(parser))
    found: list[tuple[str, str | None]] = []
    first = 0
    if take(parser, "USING"):
        wrapped = not query_follows(parser) and parser._match(TokenType.L_PAREN)
        first = parser._curr.start if parser._curr else 0
        found = parser._parse_csv(lambda: argument(parser))
        if wrapped:
            parser._match_r_paren()
    return ExecuteImmediate(
        source=text,
        into=tuple(into),
        values=tuple(value for value, _ in found),
        aliases=tuple(alias for _, alias in found),
        starts=(at, first),
    )


def query_follows(parser: Any) -> bool:
    after = parser._next
    return bool(after) and after.token_type in (TokenType.SELECT, TokenType.WITH)


def argument(parser: Any) -> tuple[str, str | None]:
    value, _ = expression(parser)
    if not parser._match(TokenType.ALIAS):
        if parser._curr and parser._curr.token_type in (TokenType.VAR, TokenType.IDENTIFIER):
            return value, names(parser)[0]
        return value, None
    return value, names(parser)[0]
