"""Changes of a table's columns and constraints: ADD, DROP, RENAME and ALTER COLUMN."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql.grammar.nodes import (
    Arg,
    Change,
    expect,
    follows,
    identifier,
    names,
    properties,
    property_key,
    string,
    take,
    take_any,
    wrapped,
)


class AddColumns(Change):
    """ADD COLUMN[S]: `expressions` are AddedColumn."""

    exists = Arg(False)


class AddedColumn(Change):
    """`this`: a ColumnDef, whose own `this` may be a Dot; where it goes: `first`, `after`."""

    first = Arg(False)
    after = Arg[str | None](None)


class DropColumns(Change):
    """DROP COLUMN[S] [IF EXISTS] `columns`: each the parts of a name."""

    columns = Arg[tuple[tuple[str, ...], ...]](())
    exists = Arg(False)


class RenameColumn(Change):
    """RENAME COLUMN `old` TO `new`."""

    old = Arg[tuple[str, ...]](())
    new = Arg[str]("")


class AlterColumns(Change):
    """ALTER COLUMN: `expressions` are AlteredColumn."""


class AlteredColumn(Change):
    """One column, `column` its parts. What the text does not change is None.

    `dtype`: a DataType. `nullable`: SET or DROP NOT NULL. `default`: an expression;
    `mask`: SET MASK's Mask node. `sync_identity`, `drop_default`, `drop_mask`: as named.
    """

    column = Arg[tuple[str, ...]](())
    dtype = Arg[Any](None)
    comment = Arg[str | None](None)
    nullable = Arg[bool | None](None)
    default = Arg[Any](None)
    default_sql = Arg[str | None](None)
    drop_default = Arg(False)
    first = Arg(False)
    after = Arg[str | None](None)
    rename_to = Arg[str | None](None)
    mask = Arg[Any](None)
    drop_mask = Arg(False)
    sync_identity = Arg(False)
    tags = Arg[dict[str, str]]({})
    untags = Arg[tuple[str, ...]](())


class Mask(Change):
    """MASK `names` [USING COLUMNS (`expressions`)], also a constraint of a column definition."""

    names = Arg[tuple[str, ...]](())


class SetRowFilter(Change):
    """SET ROW FILTER `names` ON (`expressions`); with `drop` DROP ROW FILTER."""

    names = Arg[tuple[str, ...]](())
    drop = Arg(False)


class AddConstraint(Change):
    """ADD [CONSTRAINT `name_`] ...: `this` is sqlglot's constraint, `sql` a CHECK's condition."""

    constraint = Arg[str | None](None)
    sql_text = Arg[str | None](None)


class DropConstraint(Change):
    """DROP CONSTRAINT `constraint`, or DROP PRIMARY KEY, or DROP FOREIGN KEY (`columns`)."""

    kind = Arg("CONSTRAINT")
    constraint = Arg[str | None](None)
    columns = Arg[tuple[str, ...]](())
    exists = Arg(False)
    cascade = Arg(False)


def add_columns(parser: Any) -> Change:
    exists = take(parser, "IF", "NOT", "EXISTS")
    if follows(parser, TokenType.L_PAREN):
        added = wrapped(parser, lambda: added_column(parser))
    else:
        added = parser._parse_csv(lambda: added_column(parser))
    return AddColumns(expressions=added, exists=exists)


def added_column(parser: Any) -> AddedColumn:
    column = parser._parse_field_def()
    if column is None or not column.args.get("kind"):
        parser.raise_error("Expecting a column and its type")
    place = column.args.pop("position", None)
    after = place.this.name if place and place.this else None
    return AddedColumn(this=column, first=bool(place) and after is None, after=after)


def position(parser: Any) -> dict[str, Any]:
    if take(parser, "FIRST"):
        return {"first": True}
    if take(parser, "AFTER"):
        return {"after": identifier(parser)}
    return {}


def drop_columns(parser: Any) -> Change:
    exists = take(parser, "IF", "EXISTS")
    if follows(parser, TokenType.L_PAREN):
        found = wrapped(parser, lambda: names(parser))
    else:
        found = parser._parse_csv(lambda: names(parser))
    return DropColumns(columns=tuple(found), exists=exists)


def rename_column(parser: Any) -> Change:
    old = names(parser)
    expect(parser, "TO")
    return RenameColumn(old=old, new=identifier(parser))


def alter_columns(parser: Any) -> Change:
    return AlterColumns(expressions=parser._parse_csv(lambda: altered_column(parser)))


def altered_column(parser: Any) -> AlteredColumn:
    column = names(parser)
    return AlteredColumn(column=column, **alteration(parser))


def alteration(parser: Any) -> dict[str, Any]:
    if take(parser, "TYPE") or take(parser, "SET", "DATA", "TYPE"):
        return {"dtype": datatype(parser)}
    if take(parser, "COMMENT"):
        return {"comment": string(parser)}
    for words, change in PLAIN:
        if take(parser, *words):
            return dict(change)
    if take(parser, "SET", "DEFAULT"):
        start = parser._curr
        default = parser._parse_disjunction()
        text = parser.sql[start.start : parser._prev.end + 1] if start else ""
        return {"default": default, "default_sql": text}
    if take(parser, "SET", "MASK"):
        return {"mask": read_mask(parser)}
    if take(parser, "SET", "TAGS"):
        return {"tags": properties(parser)}
    if take(parser, "UNSET", "TAGS"):
        return {"untags": tuple(wrapped(parser, lambda: property_key(parser)))}
    found = position(parser)
    if not found:
        parser.raise_error("Expecting a change of the column")
    return found


PLAIN: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("SET", "NOT", "NULL"), {"nullable": False}),
    (("DROP", "NOT", "NULL"), {"nullable": True}),
    (("DROP", "DEFAULT"), {"drop_default": True}),
    (("DROP", "MASK"), {"drop_mask": True}),
    (("SYNC", "IDENTITY"), {"sync_identity": True}),
)


def datatype(parser: Any) -> Any:
    found = parser._parse_types(schema=True)
    if found is None:
        parser.raise_error("Expecting a type")
    return found


def read_change_column(parser: Any) -> Change:
    """CHANGE [COLUMN] old new type [COMMENT 'c'] [FIRST | AFTER c], Hive's form."""
    old = names(parser)
    if parser._curr and parser._curr.text.upper() in ("TYPE", "COMMENT", "SET", "DROP", "FIRST"):
        return AlterColumns(expressions=[AlteredColumn(column=old, **alteration(parser))])
    new = identifier(parser)
    args: dict[str, Any] = {"column": old, "dtype": datatype(parser)}
    if new.lower() != old[-1].lower():
        args["rename_to"] = new
    if take(parser, "COMMENT"):
        args["comment"] = string(parser)
    return AlterColumns(expressions=[AlteredColumn(**args, **position(parser))])


def read_mask(parser: Any) -> Mask:
    function = names(parser)
    using: list[Any] = []
    if take(parser, "USING", "COLUMNS"):
        using = parser._parse_wrapped_csv(parser._parse_disjunction)
    return Mask(names=function, expressions=using)


def set_row_filter(parser: Any) -> Change:
    function = names(parser)
    expect(parser, "ON")
    columns = parser._parse_wrapped_csv(parser._parse_disjunction, optional=False)
    return SetRowFilter(names=function, expressions=columns)


def drop_row_filter(parser: Any) -> Change:
    return SetRowFilter(drop=True)


def add_constraint(parser: Any) -> Change:
    """ADD CONSTRAINT name ...; the words before are taken."""
    return constraint(parser, identifier(parser))


def constraint(parser: Any, name: str | None) -> Change:
    start = parser._curr
    this = parser._parse_unnamed_constraint(
        constraints=("CHECK", "PRIMARY KEY", "FOREIGN KEY", "PRIMARY", "FOREIGN")
    )
    if this is None:
        parser.raise_error("Expecting a constraint")
    text = parser.sql[start.start : parser._prev.end + 1]
    while take_any(parser, "RELY", "NORELY", "NOT", "ENFORCED", "DEFERRABLE", "INITIALLY"):
        pass
    return AddConstraint(this=this, constraint=name, sql_text=text)


def add_unnamed(parser: Any) -> Change:
    """ADD PRIMARY KEY and the like: back to behind ADD."""
    while parser._prev.text.upper() != "ADD":
        parser._retreat(parser._index - 1)
    return constraint(parser, None)


def drop_constraint(parser: Any) -> Change:
    exists = take(parser, "IF", "EXISTS")
    name = identifier(parser)
    cascade = take_any(parser, "CASCADE", "RESTRICT") == "CASCADE"
    return DropConstraint(constraint=name, exists=exists, cascade=cascade)


def drop_primary_key(parser: Any) -> Change:
    exists = take(parser, "IF", "EXISTS")
    cascade = take_any(parser, "CASCADE", "RESTRICT") == "CASCADE"
    return DropConstraint(kind="PRIMARY KEY", exists=exists, cascade=cascade)


def drop_foreign_key(parser: Any) -> Change:
    exists = take(parser, "IF", "EXISTS")
    columns = wrapped(parser, lambda: identifier(parser))
    return DropConstraint(kind="FOREIGN KEY", columns=tuple(columns), exists=exists)


Forms = tuple[tuple[tuple[str, ...], Callable[[Any], Change]], ...]

ADD: Forms = (
    (("ADD", "COLUMNS"), add_columns),
    (("ADD", "COLUMN"), add_columns),
    (("ADD", "CONSTRAINT"), add_constraint),
    (("ADD", "PRIMARY", "KEY"), add_unnamed),
    (("ADD", "PRIMARY KEY"), add_unnamed),
    (("ADD", "FOREIGN", "KEY"), add_unnamed),
    (("ADD", "FOREIGN KEY"), add_unnamed),
    (("ADD", "CHECK"), add_unnamed),
)
ALTER: Forms = (
    (("ALTER", "COLUMN"), alter_columns),
    (("ALTER",), alter_columns),
    (("SET", "ROW", "FILTER"), set_row_filter),
    (("RENAME", "COLUMN"), rename_column),
)
DROP: Forms = (
    (("DROP", "COLUMNS"), drop_columns),
    (("DROP", "COLUMN"), drop_columns),
    (("DROP", "ROW", "FILTER"), drop_row_filter),
    (("DROP", "CONSTRAINT"), drop_constraint),
    (("DROP", "PRIMARY", "KEY"), drop_primary_key),
    (("DROP", "PRIMARY KEY"), drop_primary_key),
    (("DROP", "FOREIGN", "KEY"), drop_foreign_key),
    (("DROP", "FOREIGN KEY"), drop_foreign_key),
)
