"""CREATE, DROP, SHOW and DESCRIBE of ABAC policies."""

from __future__ import annotations

from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql.errors import NotSupported
from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    expect,
    follows,
    identifier,
    names,
    optional_string,
    principal,
    take,
    take_any,
    take_word,
)

KINDS = ("CATALOG", "SCHEMA", "DATABASE", "TABLE")


class OnSecurable(Statement):
    """`policy`: a policy's name; `kind` (CATALOG, SCHEMA, TABLE) and `names`: what it is on."""

    policy = Arg[str]("")
    kind = Arg[str]("")
    names = Arg[tuple[str, ...]](())


class CreatePolicy(OnSecurable):
    """CREATE [OR REPLACE] POLICY.

    `body`: ROW FILTER or COLUMN MASK, by `function`. `match`: (condition, alias or None) each.
    `using`: (alias, None) or (None, constant's SQL) each. Conditions are text.
    """

    replacing = Arg(False)
    comment = Arg[str | None](None)
    body = Arg[str]("")
    function = Arg[tuple[str, ...]](())
    to = Arg[tuple[str, ...]](())
    exempt = Arg[tuple[str, ...]](())
    when = Arg[str | None](None)
    match = Arg[tuple[tuple[str, str | None], ...]](())
    on_column = Arg[str | None](None)
    using = Arg[tuple[tuple[str | None, str | None], ...]](())


class DropPolicy(OnSecurable):
    """DROP POLICY [IF EXISTS]."""

    exists = Arg(False)


class ShowPolicies(OnSecurable):
    """SHOW [EFFECTIVE] POLICIES ON."""

    effective = Arg(False)


class DescribePolicy(OnSecurable):
    """DESCRIBE POLICY."""


def read_create_policy(parser: Any) -> CreatePolicy | None:
    """None for another CREATE."""
    index = parser._index
    parser._advance()
    replacing = take(parser, "OR", "REPLACE")
    if not take(parser, "POLICY"):
        parser._retreat(index)
        return None
    made = CreatePolicy(replacing=replacing, policy=identifier(parser), **_on(parser))
    made.set("comment", optional_string(parser, "COMMENT"))
    _body(parser, made)
    return made


def read_drop_policy(parser: Any) -> DropPolicy | None:
    """None for another DROP."""
    if not take(parser, "DROP", "POLICY"):
        return None
    exists = take(parser, "IF", "EXISTS")
    return DropPolicy(exists=exists, policy=identifier(parser), **_on(parser))


def read_show_policies(parser: Any) -> ShowPolicies | None:
    """None for another SHOW."""
    effective = take(parser, "SHOW", "EFFECTIVE", "POLICIES")
    if not effective and not take(parser, "SHOW", "POLICIES"):
        return None
    return ShowPolicies(effective=effective, **_on(parser))


def read_describe_policy(parser: Any) -> DescribePolicy | None:
    """None for another DESCRIBE, also of a table that is called `policy`."""
    index = parser._index
    parser._advance()
    name = None
    if take(parser, "POLICY") and parser._curr and not follows(parser, TokenType.DOT):
        name = identifier(parser)
    if name is None or not take_word(parser, "ON"):
        parser._retreat(index)
        return None
    return DescribePolicy(policy=name, **_on(parser))


def _on(parser: Any) -> dict[str, Any]:
    expect(parser, "ON")
    if take(parser, "METASTORE"):
        raise NotSupported("Policies on the metastore are not supported.")
    kind = take_any(parser, *KINDS)
    if kind is None:
        expect(parser, "TABLE")
    return {"kind": "SCHEMA" if kind == "DATABASE" else kind, "names": names(parser)}


def _body(parser: Any, made: CreatePolicy) -> None:
    if take_any(parser, "GRANT", "DENY"):
        raise NotSupported("GRANT and DENY policies are not supported.")
    if take(parser, "COLUMN", "MASK"):
        made.set("body", "COLUMN MASK")
    else:
        expect(parser, "ROW", "FILTER")
        made.set("body", "ROW FILTER")
    made.set("function", names(parser))
    expect(parser, "TO")
    made.set("to", _principals(parser))
    made.set("exempt", _principals(parser) if take(parser, "EXCEPT") else ())
    expect(parser, "FOR", "TABLES")
    made.set("when", _condition(parser) if take(parser, "WHEN") else None)
    made.set("match", _columns(parser) if take(parser, "MATCH", "COLUMNS") else ())
    if made.body == "COLUMN MASK":
        expect(parser, "ON", "COLUMN")
        made.set("on_column", identifier(parser))
    if take(parser, "USING", "COLUMNS"):
        made.set("using", tuple(parser._parse_wrapped_csv(lambda: _argument(parser))))


def _principals(parser: Any) -> tuple[str, ...]:
    found = [principal(parser)]
    while parser._match(TokenType.COMMA):
        found.append(principal(parser))
    return tuple(found)


def _columns(parser: Any) -> tuple[tuple[str, str | None], ...]:
    found = [_column(parser)]
    while parser._match(TokenType.COMMA):
        found.append(_column(parser))
    return tuple(found)


def _column(parser: Any) -> tuple[str, str | None]:
    text = _condition(parser)
    if take(parser, "AS"):
        return text, identifier(parser)
    plain = parser._curr and not follows(parser, TokenType.COMMA)
    ending = plain and parser._curr.text.upper() in ("ON", "USING")
    return text, identifier(parser) if plain and not ending else None


def _condition(parser: Any) -> str:
    """The text of a condition; what may be in one is the policies' to say."""
    start = parser._curr
    if start is None or parser._parse_disjunction() is None:
        parser.raise_error("Expecting a condition")
    return str(parser.sql[start.start : parser._prev.end + 1])


def _argument(parser: Any) -> tuple[str | None, str | None]:
    """An alias, or a constant as SQL."""
    if follows(parser, TokenType.STRING, TokenType.RAW_STRING):
        text = parser._curr.text.replace("'", "''")
        parser._advance()
        return None, f"'{text}'"
    sign = "-" if parser._match(TokenType.DASH) else ""
    if sign or follows(parser, TokenType.NUMBER, TokenType.TRUE, TokenType.FALSE, TokenType.NULL):
        token = parser._curr
        parser._advance()
        return None, f"{sign}{token.text if token else ''}"
    alias = identifier(parser)
    if follows(parser, TokenType.L_PAREN):
        raise NotSupported(f"{alias}(...) as an argument of a policy's function is not supported.")
    return alias, None
