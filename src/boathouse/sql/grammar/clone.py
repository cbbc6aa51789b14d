"""CREATE TABLE ... CLONE."""

from __future__ import annotations

from typing import Any

from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    expect,
    number,
    properties,
    string,
    table,
    take,
    take_any,
)


class CloneTable(Statement):
    """CREATE [OR REPLACE] TABLE [IF NOT EXISTS] `this` [`how`] CLONE `source` [AS OF]
    [TBLPROPERTIES] [LOCATION]. `version`: a number; `timestamp`: an expression."""

    source = Arg[Any](None)
    how = Arg("DEEP")
    replace_ = Arg(False)
    exists = Arg(False)
    version = Arg[int | None](None)
    timestamp = Arg[Any](None)
    properties = Arg[dict[str, str]]({})
    location = Arg[str | None](None)


def read_clone(parser: Any) -> CloneTable | None:
    """None, and nothing read, for another CREATE."""
    start = parser._index
    found = _read(parser)
    if found is None:
        parser._retreat(start)
    return found


def _read(parser: Any) -> CloneTable | None:
    parser._advance()
    replace = take(parser, "OR", "REPLACE")
    if not take(parser, "TABLE"):
        return None
    exists = take(parser, "IF", "NOT", "EXISTS")
    this = table(parser)
    how = take_any(parser, "DEEP", "SHALLOW") or "DEEP"
    if not take(parser, "CLONE"):
        return None
    args: dict[str, Any] = {"this": this, "replace_": replace, "exists": exists, "how": how}
    args["source"] = table(parser)
    args.update(_moment(parser))
    while parser._curr:
        if take(parser, "TBLPROPERTIES"):
            args["properties"] = properties(parser)
        else:
            expect(parser, "LOCATION")
            args["location"] = string(parser)
    return CloneTable(**args)


def _moment(parser: Any) -> dict[str, Any]:
    if parser._curr and parser._curr.text == "@":
        version = parser._parse_version()
        if version.this == "VERSION":
            return {"version": int(version.expression.name)}
        return {"timestamp": version.expression}
    take(parser, "FOR")
    if take(parser, "VERSION", "AS", "OF"):
        return {"version": number(parser)}
    if take(parser, "TIMESTAMP", "AS", "OF"):
        return {"timestamp": parser._parse_bitwise()}
    return {}
