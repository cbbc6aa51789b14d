"""Governed tags: CREATE, ALTER, DROP, SHOW, DESCRIBE, and GRANT and REVOKE on them."""

from __future__ import annotations

from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    expect,
    identifier,
    optional_string,
    principal,
    string,
    take,
    take_any,
    wrapped,
)


class GovernedTag(Statement):
    """`verb`: CREATE, ALTER, DROP, SHOW, DESCRIBE, GRANT or REVOKE, of the key `tag`.

    `description` and `values`: None where they are not given. `privileges` and `principal`: of
    GRANT and REVOKE. `pattern`: of SHOW.
    """

    verb = Arg[str]("")
    tag = Arg[str]("")
    description = Arg[str | None](None)
    values = Arg[tuple[str, ...] | None](None)
    as_json = Arg(False)
    pattern = Arg[str | None](None)
    privileges = Arg[tuple[str, ...]](())
    principal = Arg[str]("")


def read_governed_tag(parser: Any) -> GovernedTag | None:
    """None for a statement about something else."""
    if take(parser, "CREATE", "GOVERNED", "TAG"):
        made = GovernedTag(verb="CREATE", tag=identifier(parser))
        made.set("description", optional_string(parser, "DESCRIPTION"))
        made.set("values", _values(parser) if take(parser, "VALUES") else ())
        return made
    if take(parser, "ALTER", "GOVERNED", "TAG"):
        made = GovernedTag(verb="ALTER", tag=identifier(parser))
        if take(parser, "SET", "DESCRIPTION"):
            made.set("description", string(parser))
        else:
            expect(parser, "SET", "VALUES")
            made.set("values", _values(parser))
        return made
    if take(parser, "DROP", "GOVERNED", "TAG"):
        return GovernedTag(verb="DROP", tag=identifier(parser))
    return _asked(parser)


def _asked(parser: Any) -> GovernedTag | None:
    if take(parser, "SHOW", "GOVERNED", "TAGS"):
        plain = take(parser, "LIKE") or parser._curr
        return GovernedTag(verb="SHOW", pattern=string(parser) if plain else None)
    for word in ("DESCRIBE", "DESC"):
        if take(parser, word, "GOVERNED", "TAG"):
            tag = identifier(parser)
            return GovernedTag(verb="DESCRIBE", tag=tag, as_json=take(parser, "AS", "JSON"))
    return None


def read_tag_grant(parser: Any) -> GovernedTag | None:
    """GRANT and REVOKE ... ON GOVERNED TAG; None for others."""
    index = parser._index
    verb, asked = take_any(parser, "GRANT", "REVOKE"), [_privilege(parser)]
    while take(parser, ","):
        asked.append(_privilege(parser))
    if verb is None or not take(parser, "ON", "GOVERNED", "TAG"):
        parser._retreat(index)
        return None
    made = GovernedTag(verb=verb, tag=identifier(parser), privileges=tuple(asked))
    expect(parser, "TO" if verb == "GRANT" else "FROM")
    made.set("principal", principal(parser))
    return made


def _privilege(parser: Any) -> str:
    word = parser._curr.text.upper() if parser._curr else ""
    if word != "ON":
        parser._advance()
    return word


def _values(parser: Any) -> tuple[str, ...]:
    """`('a', 'b')`, or `()`: the key takes no value."""
    index = parser._index
    if parser._match(TokenType.L_PAREN) and parser._match(TokenType.R_PAREN):
        return ()
    parser._retreat(index)
    return tuple(wrapped(parser, lambda: string(parser)))
