"""CREATE, ALTER, DROP and DESCRIBE of connections, shares and recipients."""

from __future__ import annotations

from typing import Any

from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    expect,
    identifier,
    keyword,
    principal,
    properties,
    string,
    take,
)

KINDS = {
    "CONNECTION": "CONNECTION",
    "SERVER": "CONNECTION",
    "SHARE": "SHARE",
    "RECIPIENT": "RECIPIENT",
}


class SharingStatement(Statement):
    """`verb` (CREATE, ALTER, DROP, DESCRIBE) `kind` `name`. `exists`: IF [NOT] EXISTS. `settings`:
    connection_type, options, global_metastore_id, comment, new_name, owner."""

    verb = Arg("")
    kind = Arg("")
    name = Arg("")
    exists = Arg(False)
    settings = Arg[dict[str, Any]]({})


def read_create_sharing(parser: Any) -> SharingStatement | None:
    """CREATE CONNECTION c TYPE t OPTIONS (...), CREATE SHARE s, CREATE RECIPIENT r USING ID 'i';
    each with IF NOT EXISTS and COMMENT. None leaves the statement to others."""
    kind = _kind(parser)
    if kind is None:
        return None
    exists = take(parser, "IF", "NOT", "EXISTS")
    name, settings = identifier(parser), dict[str, Any]()
    if kind == "CONNECTION":
        expect(parser, "TYPE")
        settings["connection_type"] = identifier(parser).upper()
        expect(parser, "OPTIONS")
        settings["options"] = properties(parser)
    elif kind == "RECIPIENT" and take(parser, "USING", "ID"):
        settings["global_metastore_id"] = string(parser)
    if take(parser, "COMMENT"):
        settings["comment"] = string(parser)
    return SharingStatement(verb="CREATE", kind=kind, name=name, exists=exists, settings=settings)


def read_alter_sharing(parser: Any) -> SharingStatement | None:
    """ALTER of one: RENAME TO, [SET] OWNER TO, and OPTIONS (...) of connections."""
    kind = _kind(parser)
    if kind is None:
        return None
    name, settings = identifier(parser), dict[str, Any]()
    if take(parser, "RENAME", "TO"):
        settings["new_name"] = identifier(parser)
    elif take(parser, "OWNER", "TO") or take(parser, "SET", "OWNER", "TO"):
        settings["owner"] = principal(parser)
    else:
        if kind != "CONNECTION" or not take(parser, "OPTIONS"):
            parser.raise_error("Expecting RENAME TO or OWNER TO")
        settings["options"] = properties(parser)
    return SharingStatement(verb="ALTER", kind=kind, name=name, settings=settings)


def read_drop_sharing(parser: Any) -> SharingStatement | None:
    """DROP of one, with IF EXISTS."""
    kind = _kind(parser)
    if kind is None:
        return None
    exists = take(parser, "IF", "EXISTS")
    return SharingStatement(verb="DROP", kind=kind, name=identifier(parser), exists=exists)


def read_describe_sharing(parser: Any) -> SharingStatement | None:
    """DESCRIBE of one."""
    index = parser._index
    parser._advance()
    for word, kind in KINDS.items():
        if keyword(parser, word):
            return SharingStatement(verb="DESCRIBE", kind=kind, name=identifier(parser))
    parser._retreat(index)
    return None


def _kind(parser: Any) -> str | None:
    """The kind behind the verb; None, and nothing stepped over, for the kinds of others."""
    index = parser._index
    parser._advance()
    for word, kind in KINDS.items():
        if take(parser, word):
            return kind
    parser._retreat(index)
    return None
