"""SET TAG ON and UNSET TAG ON, of any securable or column."""

from __future__ import annotations

from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql.grammar.nodes import Arg, Statement, expect, identifier, names, take, take_any
from boathouse.sql.grammar.nodes import value as value_of

KINDS = (
    "CATALOG",
    "SCHEMA",
    "DATABASE",
    "TABLE",
    "VIEW",
    "VOLUME",
    "COLUMN",
    "FUNCTION",
    "PROCEDURE",
)


class TagOn(Statement):
    """SET TAG ON `kind` `names` `tag` = `value`; with `unset` UNSET TAG ON `kind` `names` `tag`."""

    kind = Arg[str]("")
    names = Arg[tuple[str, ...]](())
    tag = Arg[str]("")
    value = Arg[str]("")
    unset = Arg(False)


def read_tag(parser: Any) -> TagOn | None:
    """None for another SET."""
    unset = take(parser, "UNSET", "TAG", "ON")
    if not unset and not take(parser, "SET", "TAG", "ON"):
        return None
    kind = take_any(parser, *KINDS)
    if kind is None:
        expect(parser, "TABLE")
    found, key, text = names(parser), identifier(parser), ""
    if not unset and parser._match(TokenType.EQ):
        text = value_of(parser)
    kind = {"DATABASE": "SCHEMA", "PROCEDURE": "FUNCTION"}.get(kind or "", kind)
    return TagOn(kind=kind, names=found, tag=key, value=text, unset=unset)
