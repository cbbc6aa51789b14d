"""OPTIMIZE, VACUUM, RESTORE, UNDROP, REORG and repairs of tables."""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    expect,
    follows,
    keyword,
    names,
    number,
    string,
    table,
    take,
    take_any,
    wrapped,
)


class Optimize(Statement):
    """OPTIMIZE `this` [FULL] [WHERE `where`] [ZORDER BY (`zorder`)]."""

    full = Arg(False)
    where = Arg[Any](None)
    zorder = Arg[tuple[str, ...]](())


class Vacuum(Statement):
    """VACUUM `this` [FULL | LITE] [RETAIN `hours` HOURS] [DRY RUN]."""

    lite = Arg(False)
    hours = Arg[float | None](None)
    dry_run = Arg(False)


class Restore(Statement):
    """RESTORE `this` TO VERSION AS OF `version`, or TIMESTAMP AS OF the expression `timestamp`."""

    version = Arg[int | None](None)
    timestamp = Arg[Any](None)


class Undrop(Statement):
    """UNDROP `kind` `names`, or WITH ID `id`."""

    kind = Arg[str]("TABLE")
    names = Arg[tuple[str, ...]](())
    id = Arg[str | None](None)


class Reorg(Statement):
    """REORG TABLE `this` [WHERE `where`] APPLY (`action`)."""

    where = Arg[Any](None)
    action = Arg[str]("")


class Repair(Statement):
    """MSCK REPAIR TABLE or FSCK REPAIR TABLE `this`. `action`: ADD, DROP, SYNC or PRIVILEGES."""

    action = Arg[str]("ADD")
    dry_run = Arg(False)


def read_optimize(parser: Any) -> Optimize:
    parser._advance()
    this, full = table(parser), take(parser, "FULL")
    where = condition(parser)
    full = full or take(parser, "FULL")
    zorder: list[str] = []
    if take(parser, "ZORDER"):
        expect(parser, "BY")
        optional = not follows(parser, TokenType.L_PAREN)
        read = lambda: ".".join(names(parser))  # noqa: E731
        zorder = parser._parse_csv(read) if optional else wrapped(parser, read)
    return Optimize(this=this, full=full, where=where, zorder=tuple(zorder))


def condition(parser: Any) -> exp.Expression | None:
    where = parser._parse_where()
    return where.this if where else None


def read_vacuum(parser: Any) -> Vacuum:
    parser._advance()
    args: dict[str, Any] = {"this": table(parser)}
    while parser._curr:
        if take(parser, "RETAIN"):
            args["hours"] = hours(parser)
        elif take(parser, "DRY", "RUN"):
            args["dry_run"] = True
        elif take(parser, "LITE"):
            args["lite"] = True
        elif not take(parser, "FULL"):
            break
    return Vacuum(**args)


def hours(parser: Any) -> float:
    token = parser._curr
    if not follows(parser, TokenType.NUMBER):
        parser.raise_error("Expecting a number")
    parser._advance()
    if not take_any(parser, "HOURS", "HOUR"):
        expect(parser, "HOURS")
    return float(token.text)


def read_restore(parser: Any) -> Restore:
    parser._advance()
    keyword(parser, "TABLE")
    this = table(parser)
    take(parser, "TO")
    if take(parser, "VERSION", "AS", "OF"):
        return Restore(this=this, version=number(parser))
    expect(parser, "TIMESTAMP", "AS", "OF")
    return Restore(this=this, timestamp=parser._parse_bitwise())


def read_undrop(parser: Any) -> Undrop:
    parser._advance()
    kind = take_any(parser, "TABLE", "VIEW", "SCHEMA", "VOLUME", "CATALOG", "MATERIALIZED")
    if kind is None:
        expect(parser, "TABLE")
    if kind == "MATERIALIZED":
        expect(parser, "VIEW")
        kind = "VIEW"
    if take(parser, "WITH", "ID"):
        return Undrop(kind=kind, id=string(parser))
    return Undrop(kind=kind, names=names(parser))


def read_reorg(parser: Any) -> Reorg:
    parser._advance()
    expect(parser, "TABLE")
    this, where = table(parser), condition(parser)
    expect(parser, "APPLY")
    start = parser._curr
    if not parser._match(TokenType.L_PAREN):
        parser.raise_error("Expecting (")
    while parser._curr and not follows(parser, TokenType.R_PAREN):
        parser._advance()
    parser._match_r_paren()
    action = parser.sql[start.end + 1 : parser._prev.start].strip()
    return Reorg(this=this, where=where, action=action)


def read_repair(parser: Any) -> Repair:
    parser._advance()
    expect(parser, "REPAIR")
    take_any(parser, "TABLE", "VIEW", "FUNCTION", "SCHEMA", "DATABASE", "CATALOG")
    this = table(parser)
    action = take_any(parser, "ADD", "DROP", "SYNC", "PRIVILEGES") or "ADD"
    take(parser, "PARTITIONS")
    return Repair(this=this, action=action, dry_run=take(parser, "DRY", "RUN"))
