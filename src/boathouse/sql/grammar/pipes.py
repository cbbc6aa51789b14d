"""Pipe operators that sqlglot does not read: `|> DROP a, b`, `|> SET a = 1`, `|> RENAME a AS b`."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

Star = dict[str, list[exp.Expr]]


def read_drop(parser: Any, query: exp.Select) -> exp.Select:
    parser._match_text_seq("DROP")
    return starred(parser, query, {"except_": parser._parse_csv(parser._parse_id_var)})


def read_set(parser: Any, query: exp.Select) -> exp.Select:
    parser._match_text_seq("SET")
    return starred(parser, query, {"replace": parser._parse_csv(lambda: assigned(parser))})


def assigned(parser: Any) -> exp.Alias:
    """`a = 1`, as the `1 AS a` of `* REPLACE (1 AS a)`."""
    name = parser._parse_id_var()
    parser._match_text_seq("=")
    value = parser._parse_assignment()
    if name is None or value is None:
        parser.raise_error("Expecting name = expression")
    return exp.Alias(this=value, alias=name)


def read_rename(parser: Any, query: exp.Select) -> exp.Select:
    parser._match_text_seq("RENAME")
    return starred(parser, query, {"rename": parser._parse_csv(parser._parse_expression)})


def starred(parser: Any, query: exp.Select, changed: Star) -> exp.Select:
    query.select(exp.Star(**changed), append=False, copy=False)
    found: exp.Select = parser._build_pipe_cte(query=query, expressions=[exp.Star()])
    return found
