"""What changes a session: USE, SET, RESET."""

from __future__ import annotations

from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    follows,
    keyword,
    names,
    take,
    take_any,
)
from boathouse.sql.grammar.variables import read_assignments


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


class ResetConf(Statement):
    """RESET of one setting, or of all."""

    setting = Arg[str | None](None)


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
        return read_assignments(parser)
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


def read_reset(parser: Any) -> ResetConf:
    parser._advance()
    key = rest(parser).strip("`")
    return ResetConf(setting=key or None)
