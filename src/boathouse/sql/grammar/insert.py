"""INSERT in Databricks' forms. What sqlglot's node has no place for stands beside its arguments:
`schema_evolution`, `on` (of REPLACE ON) and, in its meta, where the parts begin in the text."""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql.errors import NotSupported
from boathouse.sql.grammar.nodes import follows, identifier, table, take, wrapped

_QUERY = (
    TokenType.SELECT,
    TokenType.VALUES,
    TokenType.WITH,
    TokenType.FROM,
    TokenType.TABLE,
    TokenType.L_PAREN,
)
EVOLUTION = ("WITH", "SCHEMA", "EVOLUTION")


def read_insert(parser: Any) -> exp.Insert:
    """INSERT ...; the word is taken. Its meta: `insert`, `query` and `where`, offsets in the text
    of the word and of what is behind it; `where` is the span of REPLACE WHERE's condition."""
    begin = parser._prev.start
    evolution = take(parser, *EVOLUTION)
    overwrite = take(parser, "OVERWRITE")
    if take(parser, "DIRECTORY") or take(parser, "LOCAL", "DIRECTORY"):
        raise NotSupported("INSERT OVERWRITE DIRECTORY is not supported.")
    if not overwrite and not take(parser, "INTO"):
        parser.raise_error("Expecting INTO")
    if follows(parser, TokenType.TABLE):
        parser._advance()
    target = table(parser)
    if take(parser, "AS"):
        target.set("alias", exp.TableAlias(this=exp.to_identifier(identifier(parser))))
    node = exp.Insert(this=target, overwrite=overwrite)
    evolution = take(parser, *EVOLUTION) or evolution
    if take(parser, "PARTITION"):
        target.set("partition", exp.Partition(expressions=wrapped(parser, lambda: _part(parser))))
        node.set("exists", take(parser, "IF", "NOT", "EXISTS"))
    _names(parser, node, target)
    evolution = take(parser, *EVOLUTION) or evolution
    if take(parser, "REPLACE"):
        _replaced(parser, node)
    node.set("schema_evolution", evolution)
    node.meta["insert"] = begin
    node.meta["query"] = parser._curr.start if parser._curr else len(parser.sql)
    if not follows(parser, *_QUERY):
        parser.raise_error("Expecting a query")
    node.set("expression", parser._parse_derived_table_values() or parser._parse_ddl_select())
    if node.args.get("on") is not None:
        _called(parser, node)
    return node


def _called(parser: Any, node: exp.Insert) -> None:
    """What REPLACE ON calls the new rows: `(query) AS s`; its meta: `alias`."""
    query = node.args["expression"]
    found = query.alias if isinstance(query, exp.Subquery) else ""
    if not found and take(parser, "AS"):
        found = identifier(parser)
    node.meta["alias"] = found


def _part(parser: Any) -> exp.Expr:
    """`p` or `p = value` in PARTITION (...)."""
    name = exp.column(exp.to_identifier(identifier(parser)))
    if not parser._match(TokenType.EQ):
        return name
    return exp.EQ(this=name, expression=parser._parse_disjunction())


def _names(parser: Any, node: exp.Insert, target: exp.Table) -> None:
    if take(parser, "BY", "NAME"):
        node.set("by_name", True)
    elif follows(parser, TokenType.L_PAREN) and not (
        parser._next and parser._next.token_type in _QUERY
    ):
        listed = wrapped(parser, lambda: exp.to_identifier(identifier(parser)))
        node.set("this", exp.Schema(this=target, expressions=listed))


def _replaced(parser: Any, node: exp.Insert) -> None:
    if take(parser, "WHERE"):
        begin = parser._curr.start if parser._curr else 0
        node.set("where", parser._parse_disjunction())
        node.meta["where"] = (begin, parser._prev.end + 1)
    elif take(parser, "USING"):
        node.set("using", wrapped(parser, lambda: exp.to_identifier(identifier(parser))))
    elif take(parser, "ON"):
        node.set("on", parser._parse_disjunction())
    else:
        parser.raise_error("Expecting WHERE, USING or ON")
