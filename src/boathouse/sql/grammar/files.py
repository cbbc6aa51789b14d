"""Files of volumes: LIST, PUT, GET, REMOVE."""

from __future__ import annotations

from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    expect,
    number,
    optional_string,
    string,
    take,
)


class FileCommand(Statement):
    """Files of volumes. `kind`: LIST, PUT, GET or REMOVE; `local`: the client's file."""

    kind = Arg[str]("")
    path = Arg[str]("")
    local = Arg[str | None](None)
    overwrite = Arg(False)
    limit = Arg[int | None](None)


def read_list(parser: Any) -> Any:
    """LIST '/Volumes/...' [LIMIT n]."""
    if not parser._next or parser._next.token_type != TokenType.STRING:
        return None
    parser._advance()
    path = string(parser)
    limit = number(parser) if take(parser, "LIMIT") else None
    return FileCommand(kind="LIST", path=path, limit=limit)


def read_put(parser: Any) -> FileCommand:
    parser._advance()
    local = string(parser)
    path = optional_string(parser, "INTO")
    if path is None:
        expect(parser, "INTO")
    return FileCommand(kind="PUT", path=path, local=local, overwrite=take(parser, "OVERWRITE"))


def read_get(parser: Any) -> FileCommand:
    parser._advance()
    path = string(parser)
    local = optional_string(parser, "TO")
    if local is None:
        expect(parser, "TO")
    return FileCommand(kind="GET", path=path, local=local)


def read_remove(parser: Any) -> FileCommand:
    parser._advance()
    return FileCommand(kind="REMOVE", path=string(parser))
