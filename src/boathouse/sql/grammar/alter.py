"""ALTER of tables, views, catalogs, schemas and volumes: what it changes, one node a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql.grammar.columns import ADD, ALTER, DROP, read_change_column
from boathouse.sql.grammar.nodes import (
    Arg,
    Change,
    Statement,
    expect,
    names,
    principal,
    properties,
    property_key,
    table,
    take,
    take_any,
    wrapped,
)


class Alter(Statement):
    """ALTER `kind` `this` `change`. `kind`: TABLE, VIEW, CATALOG, SCHEMA, VOLUME; of catalogs the
    name is `this` as well, a Table node whose parts are the name's."""

    kind = Arg[str]("TABLE")
    change = Arg[Any](None)
    partition = Arg[Any](None)


class RenameTo(Change):
    """RENAME TO `names`."""

    names = Arg[tuple[str, ...]](())


class SetProperties(Change):
    """SET TBLPROPERTIES or DBPROPERTIES (...)."""

    properties = Arg[dict[str, str]]({})


class UnsetProperties(Change):
    """UNSET TBLPROPERTIES [IF EXISTS] (`keys`)."""

    keys = Arg[tuple[str, ...]](())
    exists = Arg(False)


class SetOwner(Change):
    """[SET] OWNER TO `owner`."""

    owner = Arg[str]("")


class SetTags(Change):
    """SET TAGS (...); with `unset` UNSET TAGS (`keys`)."""

    properties = Arg[dict[str, str]]({})
    keys = Arg[tuple[str, ...]](())
    unset = Arg(False)


class SetLocation(Change):
    """SET LOCATION 'path'."""

    location = Arg[str]("")


class ClusterBy(Change):
    """CLUSTER BY (`columns`), or AUTO, or NONE."""

    columns = Arg[tuple[str, ...]](())
    auto = Arg(False)


class AsQuery(Change):
    """ALTER VIEW v AS `this`."""


class OfPartitions(Change):
    """ADD, DROP, RENAME or RECOVER PARTITION(S), which tables of a log do not have."""


class WithSchema(Change):
    """ALTER VIEW v WITH SCHEMA `mode`: BINDING, COMPENSATION, TYPE EVOLUTION, EVOLUTION."""

    mode = Arg[str]("")


class Other(Change):
    """A change that is read so that it can be refused by name: `what` is its text."""

    what = Arg[str]("")


OBJECTS = ("TABLE", "VIEW", "CATALOG", "SCHEMA", "DATABASE", "VOLUME")


def read_alter(parser: Any) -> Alter:
    parser._advance()
    if take(parser, "MATERIALIZED") or take(parser, "STREAMING"):
        parser.raise_error("not read", parser._prev)
    kind = take_any(parser, *OBJECTS)
    if kind is None:
        parser.raise_error("Expecting TABLE")
    kind = "SCHEMA" if kind == "DATABASE" else kind
    this = table(parser)
    partition = parser._parse_partition()
    change = read_change(parser)
    return Alter(kind=kind, this=this, partition=partition, change=change)


def read_change(parser: Any) -> Change:
    for words, read in CHANGES:
        if take(parser, *words):
            return read(parser)
    return other(parser)


def other(parser: Any) -> Other:
    start = parser._curr
    if not start:
        parser.raise_error("Expecting a change")
    if start.text.upper() not in OTHERS:
        parser.raise_error("Expecting a change")
    while parser._curr:
        parser._advance()
    return Other(what=parser.sql[start.start : parser._prev.end + 1])


# Known changes that nothing here carries out yet.
OTHERS = (
    "ADD",
    "DEFAULT",
    "DROP",
    "SET",
    "UNSET",
    "ENABLE",
    "DISABLE",
    "RECOVER",
    "INHERIT",
    "REPLACE",
)


def rename(parser: Any) -> Change:
    return RenameTo(names=names(parser))


def owner(parser: Any) -> Change:
    return SetOwner(owner=principal(parser))


def set_properties(parser: Any) -> Change:
    return SetProperties(properties=properties(parser))


def unset_properties(parser: Any) -> Change:
    exists = take(parser, "IF", "EXISTS")
    keys = wrapped(parser, lambda: property_key(parser))
    return UnsetProperties(keys=tuple(keys), exists=exists)


def set_tags(parser: Any) -> Change:
    return SetTags(properties=properties(parser))


def unset_tags(parser: Any) -> Change:
    keys = wrapped(parser, lambda: property_key(parser))
    return SetTags(keys=tuple(keys), unset=True)


def cluster(parser: Any) -> Change:
    """The tokenizer reads CLUSTER BY as one token."""
    if take(parser, "NONE"):
        return ClusterBy()
    if take(parser, "AUTO"):
        return ClusterBy(auto=True)
    columns = wrapped(parser, lambda: ".".join(names(parser)))
    return ClusterBy(columns=tuple(columns))


def location(parser: Any) -> Change:
    if not parser._match(TokenType.STRING):
        expect(parser, "'path'")
    return SetLocation(location=parser._prev.text)


def of_partitions(parser: Any) -> Change:
    while parser._curr:
        parser._advance()
    return OfPartitions()


def with_schema(parser: Any) -> Change:
    for mode in ("BINDING", "COMPENSATION", "TYPE EVOLUTION", "EVOLUTION"):
        if take(parser, *mode.split()):
            return WithSchema(mode=mode)
    return parser.raise_error("Expecting BINDING")  # type: ignore[no-any-return]


def query(parser: Any) -> Change:
    return AsQuery(this=parser._parse_statement())


CHANGES: tuple[tuple[tuple[str, ...], Callable[[Any], Change]], ...] = (
    *ADD,
    (("CHANGE", "COLUMN"), read_change_column),
    (("CHANGE",), read_change_column),
    *ALTER,
    *DROP,
    (("RENAME", "TO", "PARTITION"), of_partitions),
    (("RENAME", "TO"), rename),
    (("OWNER", "TO"), owner),
    (("SET", "OWNER", "TO"), owner),
    (("SET", "TBLPROPERTIES"), set_properties),
    (("SET", "DBPROPERTIES"), set_properties),
    (("UNSET", "TBLPROPERTIES"), unset_properties),
    (("SET", "TAGS"), set_tags),
    (("UNSET", "TAGS"), unset_tags),
    (("SET", "LOCATION"), location),
    (("CLUSTER BY",), cluster),
    (("AS",), query),
    (("WITH", "SCHEMA"), with_schema),
    (("ADD", "PARTITION"), of_partitions),
    (("ADD", "IF", "NOT", "EXISTS", "PARTITION"), of_partitions),
    (("DROP", "PARTITION"), of_partitions),
    (("DROP", "IF", "EXISTS", "PARTITION"), of_partitions),
    (("RECOVER", "PARTITIONS"), of_partitions),
)
