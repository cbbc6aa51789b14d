"""DESCRIBE of everything, and EXPLAIN."""

from __future__ import annotations

from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    keyword,
    names,
    number,
    table,
    take,
    take_any,
)

QUERIES = ("SELECT", "WITH", "VALUES", "FROM", "(")


class Describe(Statement):
    """DESCRIBE `kind`: TABLE, CATALOG, SCHEMA, VOLUME, FUNCTION, QUERY, HISTORY or DETAIL.

    `this`: a table, or the query of QUERY. `names`: the parts of the name of a catalog, schema,
    volume or function. `column`: the parts of DESCRIBE t col. `limit`: of HISTORY.
    """

    kind = Arg[str]("TABLE")
    names = Arg[tuple[str, ...]](())
    extended = Arg(False)
    as_json = Arg(False)
    column = Arg[tuple[str, ...]](())
    partition = Arg[Any](None)
    limit = Arg[int | None](None)


class Explain(Statement):
    """EXPLAIN `style` statement; `this` is the statement's tree. `style`: "" or EXTENDED, ..."""

    style = Arg("")


def read_describe(parser: Any) -> Describe:
    parser._advance()
    if keyword(parser, "QUERY"):
        return query(parser)
    if parser._curr and parser._curr.text.upper() in QUERIES and not quoted(parser):
        return query(parser)
    for kind in ("CATALOG", "SCHEMA", "DATABASE", "VOLUME", "FUNCTION"):
        if keyword(parser, kind):
            return container("SCHEMA" if kind == "DATABASE" else kind, parser)
    if keyword(parser, "HISTORY"):
        this = table(parser)
        return Describe(kind="HISTORY", this=this, limit=limit(parser))
    if keyword(parser, "DETAIL"):
        return Describe(kind="DETAIL", this=table(parser))
    keyword(parser, "TABLE")
    return relation(parser)


def quoted(parser: Any) -> bool:
    return bool(parser._curr.token_type == TokenType.IDENTIFIER)


def query(parser: Any) -> Describe:
    return Describe(kind="QUERY", this=parser._parse_statement())


def container(kind: str, parser: Any) -> Describe:
    extended = keyword(parser, "EXTENDED")
    return Describe(kind=kind, names=names(parser), extended=extended, as_json=as_json(parser))


def limit(parser: Any) -> int | None:
    return number(parser) if take(parser, "LIMIT") else None


def as_json(parser: Any) -> bool:
    return take(parser, "AS", "JSON")


def relation(parser: Any) -> Describe:
    extended = keyword(parser, "EXTENDED") or keyword(parser, "FORMATTED")
    this, partition = table(parser), parser._parse_partition()
    json = as_json(parser)
    column = names(parser) if parser._curr and not json else ()
    json = json or as_json(parser)
    return Describe(this=this, extended=extended, partition=partition, column=column, as_json=json)


def read_explain(parser: Any) -> Explain:
    parser._advance()
    styles = ("EXTENDED", "CODEGEN", "COST", "FORMATTED", "LOGICAL")
    style = take_any(parser, *styles) or ""
    this = parser._parse_statement()
    if this is None:
        parser.raise_error("Expecting a statement")
    return Explain(this=this, style=style)
