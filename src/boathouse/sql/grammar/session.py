"""What changes a session: USE, SET, RESET, variables, EXECUTE IMMEDIATE."""

from __future__ import annotations

from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    expect,
    follows,
    identifier,
    keyword,
    names,
    take,
    take_any,
)


class Use(Statement):
    """USE `kind` `names`. `kind`: CATALOG, SCHEMA, or "" for one or two parts of a name."""

    kind = Arg("")
    names = Arg[tuple[str, ...]](())


class SetConf(Statement):
    """SET: all; SET `setting`: one; SET `setting` = `value`: text as it stands, trimmed."""

    setting = Arg[str | None](None)
    value = Arg[str | None](None)


class SetTimeZone(Statement):
    """SET TIME ZONE: `zone` is a name or an offset, LOCAL, or an INTERVAL as text."""

    zone = Arg("")


class SetVariable(Statement):
    """SET VAR `names` = `this`: expressions, a query, or DEFAULT (None)."""

    names = Arg[tuple[str, ...]](())


class ResetConf(Statement):
    """RESET of one setting, or of all."""

    setting = Arg[str | None](None)


class ExecuteImmediate(Statement):
    """EXECUTE IMMEDIATE `this` [INTO `into`] [USING `expressions`]."""

    into = Arg[tuple[str, ...]](())


def read_use(parser: Any) -> Use:
    parser._advance()
    for kind in ("CATALOG", "SCHEMA", "DATABASE"):
        if keyword(parser, kind):
            return Use(kind="SCHEMA" if kind == "DATABASE" else kind, names=names(parser))
    return Use(names=names(parser))


def read_set(parser: Any) -> Statement:
    parser._advance()
    if take(parser, "TIME", "ZONE"):
        return SetTimeZone(zone=zone(parser))
    if keyword(parser, "CATALOG"):
        return Use(kind="CATALOG", names=names(parser))
    if take_any(parser, "VAR", "VARIABLE"):
        return variable(parser)
    return setting(parser)


def zone(parser: Any) -> str:
    if take(parser, "LOCAL"):
        return "LOCAL"
    if follows(parser, TokenType.STRING):
        parser._advance()
        return str(parser._prev.text)
    if not follows(parser, TokenType.INTERVAL):
        parser.raise_error("Expecting a time zone")
    return rest(parser)


def rest(parser: Any) -> str:
    """What is left of the statement, as it stands in the text."""
    if not parser._curr:
        return ""
    start = parser._curr.start
    while parser._curr:
        parser._advance()
    return str(parser.sql[start : parser._prev.end + 1])


def setting(parser: Any) -> SetConf:
    if not parser._curr or take(parser, "-", "V"):
        return SetConf()
    first = last = parser._curr
    while parser._curr and not follows(parser, TokenType.EQ):
        last = parser._curr
        parser._advance()
    key = parser.sql[first.start : last.end + 1].strip("`")
    if any(space in key for space in " \t\n") or first.token_type == TokenType.EQ:
        parser.raise_error("Expecting a key", first)
    value = rest(parser) if parser._match(TokenType.EQ) else None
    return SetConf(setting=key, value=value)


def variable(parser: Any) -> SetVariable:
    if parser._match(TokenType.L_PAREN):
        found = [".".join(names(parser))]
        while parser._match(TokenType.COMMA):
            found.append(".".join(names(parser)))
        parser._match_r_paren()
        expect(parser, "=")
        return SetVariable(names=tuple(found), this=parser._parse_assignment())
    return assignments(parser)


def assignments(parser: Any) -> SetVariable:
    found, values = [], []
    while True:
        found.append(".".join(names(parser)))
        if not parser._match(TokenType.EQ):
            expect(parser, "=")
        values.append(None if take(parser, "DEFAULT") else parser._parse_disjunction())
        if not parser._match(TokenType.COMMA):
            break
    if len(found) == 1:
        return SetVariable(names=tuple(found), this=values[0])
    if None in values:
        parser.raise_error("Expecting a value")
    return SetVariable(names=tuple(found), expressions=values)


def read_reset(parser: Any) -> ResetConf:
    parser._advance()
    key = rest(parser).strip("`")
    return ResetConf(setting=key or None)


def read_execute(parser: Any) -> ExecuteImmediate:
    parser._advance()
    expect(parser, "IMMEDIATE")
    this = parser._parse_disjunction()
    if this is None:
        parser.raise_error("Expecting a string")
    into: list[str] = []
    if take(parser, "INTO"):
        into = parser._parse_csv(lambda: identifier(parser))
    values: list[Any] = []
    if take(parser, "USING"):
        wrapped = parser._match(TokenType.L_PAREN)
        values = parser._parse_expressions()
        if wrapped:
            parser._match_r_paren()
    return ExecuteImmediate(this=this, into=tuple(into), expressions=values)
