"""GRANT, REVOKE and SHOW GRANTS, and how a statement names a securable."""

from __future__ import annotations

from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    expect,
    follows,
    identifier,
    keyword,
    names,
    principal,
    take,
    take_any,
)

# Words of a securable's kind -> its kind; longer ones first.
KINDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("CATALOG",), "CATALOG"),
    (("SCHEMA",), "SCHEMA"),
    (("DATABASE",), "SCHEMA"),
    (("TABLE",), "TABLE"),
    (("MATERIALIZED", "VIEW"), "TABLE"),
    (("STREAMING", "TABLE"), "TABLE"),
    (("VIEW",), "TABLE"),
    (("VOLUME",), "VOLUME"),
    (("FUNCTION",), "FUNCTION"),
    (("PROCEDURE",), "FUNCTION"),
    (("MODEL",), "FUNCTION"),
    (("CONNECTION",), "CONNECTION"),
    (("SERVER",), "CONNECTION"),
    (("EXTERNAL", "LOCATION"), "EXTERNAL LOCATION"),
    (("EXTERNAL", "METADATA"), "EXTERNAL METADATA"),
    (("STORAGE", "CREDENTIAL"), "STORAGE CREDENTIAL"),
    (("SERVICE", "CREDENTIAL"), "SERVICE CREDENTIAL"),
    (("CREDENTIAL",), "CREDENTIAL"),
    (("SHARE",), "SHARE"),
    (("CLEAN", "ROOM"), "CLEAN ROOM"),
)


class Securable(Statement):
    """`kind` and `names` (parts of its name; none for METASTORE or the current catalog)."""

    kind = Arg[str]("")
    names = Arg[tuple[str, ...]](())


class Grant(Statement):
    """GRANT or, with `revoke`, REVOKE. `privileges`: ("SELECT", "USE CATALOG"), as written."""

    privileges = Arg[tuple[str, ...]](())
    on = Arg[Any](None)
    principal = Arg[str]("")
    revoke = Arg(False)


class ShowGrants(Statement):
    """SHOW GRANTS [principal] ON securable; without a securable all of the principal's."""

    on = Arg[Any](None)
    principal = Arg[str | None](None)


def read_grant(parser: Any) -> Grant:
    parser._advance()
    return grant(parser, "TO", False)


def read_revoke(parser: Any) -> Grant:
    parser._advance()
    return grant(parser, "FROM", True)


def grant(parser: Any, to: str, revoke: bool) -> Grant:
    privileges = [privilege(parser)]
    while parser._match(TokenType.COMMA):
        privileges.append(privilege(parser))
    expect(parser, "ON")
    on = securable(parser)
    expect(parser, to)
    return Grant(privileges=tuple(privileges), on=on, principal=principal(parser), revoke=revoke)


def privilege(parser: Any) -> str:
    words: list[str] = []
    while parser._curr and parser._curr.text.upper() not in ("ON", ","):
        words.append(parser._curr.text.upper())
        parser._advance()
    if not words or not all(word.replace("_", "").isalpha() for word in words):
        parser.raise_error("Expecting a privilege")
    return " ".join(words)


def securable(parser: Any) -> Securable:
    """`[kind] name`; a name without a kind is a table's."""
    if take(parser, "METASTORE"):
        return Securable(kind="METASTORE")
    for words, kind in KINDS:
        if keyword(parser, *words):
            bare = kind == "CATALOG" and parser._curr.text.upper() in ("TO", "FROM")
            return Securable(kind=kind, names=() if bare else names(parser))
    if take(parser, "CATALOG"):
        return Securable(kind="CATALOG")
    return Securable(kind="TABLE", names=names(parser))


def read_show_grants(parser: Any) -> ShowGrants:
    who = None
    if not take(parser, "ON"):
        who = show_principal(parser)
        if not take(parser, "ON"):
            return ShowGrants(principal=who)
    return ShowGrants(on=securable(parser), principal=who)


def show_principal(parser: Any) -> str:
    take_any(parser, "TO")
    if follows(parser, TokenType.STRING):
        parser._advance()
        return str(parser._prev.text)
    return identifier(parser)
