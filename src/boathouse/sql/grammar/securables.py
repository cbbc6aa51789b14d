"""CREATE and DROP of catalogs, schemas and volumes, and COMMENT ON."""

from __future__ import annotations

from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    expect,
    identifier,
    names,
    properties,
    string,
    take,
    take_any,
)

KINDS = ("CATALOG", "SCHEMA", "DATABASE", "VOLUME")


class CreateSecurable(Statement):
    """CREATE `kind` (CATALOG, SCHEMA, VOLUME) `names`. `location`: [MANAGED] LOCATION.

    `external`: of volumes. `foreign`: CREATE FOREIGN CATALOG or USING CONNECTION or SHARE.
    """

    kind = Arg[str]("")
    names = Arg[tuple[str, ...]](())
    exists = Arg(False)
    external = Arg(False)
    foreign = Arg(False)
    comment = Arg[str | None](None)
    location = Arg[str | None](None)
    collation = Arg[str | None](None)
    properties = Arg[dict[str, str]]({})


class DropSecurable(Statement):
    """DROP `kind` [IF EXISTS] `names` [RESTRICT | CASCADE]."""

    kind = Arg[str]("")
    names = Arg[tuple[str, ...]](())
    exists = Arg(False)
    cascade = Arg(False)


class CommentOn(Statement):
    """COMMENT ON `kind` `names` IS `comment` (None: NULL). `kind`: TABLE, COLUMN, CATALOG, ..."""

    kind = Arg[str]("")
    names = Arg[tuple[str, ...]](())
    comment = Arg[str | None](None)


def read_create(parser: Any) -> CreateSecurable | None:
    """None leaves tables, views and functions to sqlglot."""
    index = parser._index
    parser._advance()
    modifier = take_any(parser, "EXTERNAL", "FOREIGN")
    kind = take_any(parser, *KINDS)
    if kind is None:
        parser._retreat(index)
        return None
    exists = take(parser, "IF", "NOT", "EXISTS")
    args = {
        "kind": "SCHEMA" if kind == "DATABASE" else kind,
        "names": names(parser),
        "exists": exists,
        "external": modifier == "EXTERNAL",
        "foreign": modifier == "FOREIGN",
    }
    while parser._curr:
        args.update(option(parser))
    return CreateSecurable(**args)


def option(parser: Any) -> dict[str, Any]:
    if take(parser, "COMMENT"):
        return {"comment": string(parser)}
    if take(parser, "MANAGED", "LOCATION") or take(parser, "LOCATION"):
        return {"location": string(parser)}
    if take(parser, "DEFAULT", "COLLATION"):
        return {"collation": identifier(parser)}
    if take(parser, "WITH", "DBPROPERTIES") or take(parser, "DBPROPERTIES"):
        return {"properties": properties(parser)}
    if take(parser, "OPTIONS"):
        return {"properties": properties(parser)}
    expect(parser, "USING")
    if not take_any(parser, "CONNECTION", "SHARE"):
        expect(parser, "CONNECTION")
    names(parser)
    return {"foreign": True}


def read_drop(parser: Any) -> DropSecurable | None:
    index = parser._index
    parser._advance()
    kind = take_any(parser, *KINDS)
    if kind is None:
        parser._retreat(index)
        return None
    exists = take(parser, "IF", "EXISTS")
    found = names(parser)
    cascade = take_any(parser, "CASCADE", "RESTRICT") == "CASCADE"
    kind = "SCHEMA" if kind == "DATABASE" else kind
    return DropSecurable(kind=kind, names=found, exists=exists, cascade=cascade)


COMMENTED = (*KINDS, "TABLE", "VIEW", "COLUMN", "FUNCTION", "CONNECTION", "SHARE", "PROVIDER")


def read_comment(parser: Any) -> CommentOn:
    parser._advance()
    expect(parser, "ON")
    kind = take_any(parser, *COMMENTED)
    if kind is None:
        expect(parser, "TABLE")
    found = names(parser)
    expect(parser, "IS")
    comment = None if parser._match(TokenType.NULL) else string(parser)
    kind = "SCHEMA" if kind == "DATABASE" else kind
    return CommentOn(kind=kind, names=found, comment=comment)
