"""CREATE, ALTER, DROP and DESCRIBE of external locations and credentials."""

from __future__ import annotations

from typing import Any

from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    expect,
    identifier,
    keyword,
    principal,
    string,
    take,
)

LOCATION = "EXTERNAL LOCATION"
KINDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("EXTERNAL", "LOCATION"), LOCATION),
    (("STORAGE", "CREDENTIAL"), "STORAGE CREDENTIAL"),
    (("SERVICE", "CREDENTIAL"), "SERVICE CREDENTIAL"),
    (("CREDENTIAL",), "CREDENTIAL"),
)


class StorageStatement(Statement):
    """`verb` (CREATE, ALTER, DROP, DESCRIBE) `kind` `name`. `exists`: IF [NOT] EXISTS. `settings`:
    url, credential_name, comment, new_name, owner. `force`: of DROP and SET URL."""

    verb = Arg("")
    kind = Arg("")
    name = Arg("")
    exists = Arg(False)
    force = Arg(False)
    settings = Arg[dict[str, str]]({})


def read_create_location(parser: Any) -> StorageStatement | None:
    """CREATE EXTERNAL LOCATION [IF NOT EXISTS] l URL 'u' WITH ([STORAGE] CREDENTIAL c) [COMMENT
    'c']; None leaves the statement to others."""
    index = parser._index
    parser._advance()
    if not take(parser, "EXTERNAL", "LOCATION"):
        parser._retreat(index)
        return None
    exists = take(parser, "IF", "NOT", "EXISTS")
    name = identifier(parser)
    expect(parser, "URL")
    settings = {"url": string(parser)}
    expect(parser, "WITH")
    settings["credential_name"] = parser._parse_wrapped(lambda: _credential(parser))
    if take(parser, "COMMENT"):
        settings["comment"] = string(parser)
    return StorageStatement(
        verb="CREATE", kind=LOCATION, name=name, exists=exists, settings=settings
    )


def read_alter_location(parser: Any) -> StorageStatement | None:
    """ALTER EXTERNAL LOCATION l or ALTER [STORAGE | SERVICE] CREDENTIAL c, and one change."""
    kind = _kind(parser)
    if kind is None:
        return None
    name, settings, force = identifier(parser), {}, False
    if take(parser, "RENAME", "TO"):
        settings["new_name"] = identifier(parser)
    elif take(parser, "OWNER", "TO") or take(parser, "SET", "OWNER", "TO"):
        settings["owner"] = principal(parser)
    elif kind == LOCATION and take(parser, "SET", "URL"):
        settings["url"] = string(parser)
        force = take(parser, "FORCE")
    else:
        if kind != LOCATION or not take(parser, "SET"):
            parser.raise_error("Expecting RENAME TO or OWNER TO")
        settings["credential_name"] = _credential(parser)
    return StorageStatement(verb="ALTER", kind=kind, name=name, settings=settings, force=force)


def read_drop_location(parser: Any) -> StorageStatement | None:
    """DROP EXTERNAL LOCATION or [STORAGE | SERVICE] CREDENTIAL [IF EXISTS] name [FORCE]."""
    kind = _kind(parser)
    if kind is None:
        return None
    exists = take(parser, "IF", "EXISTS")
    name = identifier(parser)
    force = take(parser, "FORCE")
    return StorageStatement(verb="DROP", kind=kind, name=name, exists=exists, force=force)


def read_describe_location(parser: Any) -> StorageStatement | None:
    """DESCRIBE EXTERNAL LOCATION or [STORAGE | SERVICE] CREDENTIAL name."""
    index = parser._index
    parser._advance()
    for words, kind in KINDS:
        if keyword(parser, *words):
            return StorageStatement(verb="DESCRIBE", kind=kind, name=identifier(parser))
    parser._retreat(index)
    return None


def _kind(parser: Any) -> str | None:
    """The kind behind the verb; None, and nothing stepped over, for the kinds of others."""
    index = parser._index
    parser._advance()
    for words, kind in KINDS:
        if take(parser, *words):
            return kind
    parser._retreat(index)
    return None


def _credential(parser: Any) -> str:
    take(parser, "STORAGE")
    expect(parser, "CREDENTIAL")
    return identifier(parser)
