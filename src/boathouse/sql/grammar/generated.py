"""GENERATED in the definition of a column: expressions and identities."""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql.grammar.nodes import expect, follows, number, take


def read_generated(parser: Any) -> Any:
    """GENERATED ALWAYS AS (expression), {ALWAYS | BY DEFAULT} AS IDENTITY [(START WITH n
    INCREMENT BY m)], the options in any order; GENERATED is taken. `text`: as it was written."""
    always = not take(parser, "BY", "DEFAULT")
    if always:
        expect(parser, "ALWAYS")
    expect(parser, "AS")
    if take(parser, "IDENTITY"):
        node = exp.GeneratedAsIdentityColumnConstraint(this=always)
        if parser._match(TokenType.L_PAREN):
            while not parser._match(TokenType.R_PAREN):
                _identity_option(parser, node)
        return node
    start = parser._curr
    if not always or not follows(parser, TokenType.L_PAREN):
        parser.raise_error("Expecting IDENTITY")
    expression = parser._parse_wrapped(parser._parse_disjunction)
    computed = exp.ComputedColumnConstraint(this=expression)
    computed.meta["text"] = parser.sql[start.end + 1 : parser._prev.start].strip()
    return computed


def _identity_option(parser: Any, node: Any) -> None:
    key = "start" if take(parser, "START") else "increment"
    expect(parser, *(("WITH",) if key == "start" else ("INCREMENT", "BY")))
    if node.args.get(key) is not None:
        parser.raise_error("Expecting another option")
    sign = "-" if parser._match(TokenType.DASH) else ""
    node.set(key, exp.Literal.number(f"{sign}{number(parser)}"))
    parser._match(TokenType.COMMA)
