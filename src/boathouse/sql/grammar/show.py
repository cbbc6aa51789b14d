"""SHOW, in the documented forms and in those that drivers send (sql_wire.md 3.6)."""

from __future__ import annotations

from typing import Any

from sqlglot.tokenizer_core import TokenType

from boathouse.sql.grammar.grants import ShowGrants, read_show_grants
from boathouse.sql.grammar.nodes import (
    Arg,
    Statement,
    expect,
    follows,
    identifier,
    keyword,
    names,
    number,
    property_key,
    string,
    table,
    take,
    take_any,
)


class Show(Statement):
    """SHOW `kind` ...: a list of names.

    `kind`: CATALOGS, SCHEMAS, TABLES, TABLE EXTENDED, VIEWS, COLUMNS, VOLUMES, TBLPROPERTIES,
    CREATE TABLE, PARTITIONS, FUNCTIONS, KEYS, FOREIGN KEYS, TABLE TYPES, USERS, GROUPS, and what
    `statements.show_governed.ABSENT` names.
    `this`: the table that it is about, where it is about one; `property`: of TBLPROPERTIES.
    `scope`: the name behind IN, one or
    two parts. `catalog` and `all_catalogs`: the forms with the word CATALOG. Patterns are as
    written: `*` and `|` in the documented forms, `%` and `_` in those of drivers.
    """

    kind = Arg[str]("")
    scope = Arg[tuple[str, ...]](())
    catalog = Arg[str | None](None)
    all_catalogs = Arg(False)
    table_name = Arg[str | None](None)
    like = Arg[str | None](None)  # type: ignore[assignment]
    schema_like = Arg[str | None](None)
    table_like = Arg[str | None](None)
    which = Arg("ALL")
    property = Arg[str | None](None)
    partition = Arg[Any](None)
    limit = Arg[int | None](None)


def read_show(parser: Any) -> Show | ShowGrants:
    parser._advance()
    for words, read in FORMS:
        if take(parser, *words):
            found: Show | ShowGrants = read(parser)
            return found
    parser.raise_error("Expecting what to show")
    raise AssertionError


def lists(kind: str) -> Any:
    """SHOW things [IN scope] [LIKE 'pattern'], or by catalogs."""

    def read(parser: Any) -> Show:
        args = {"kind": kind, **scope(parser), **patterns(parser)}
        return Show(**args)

    return read


def scope(parser: Any) -> dict[str, Any]:
    if not take_any(parser, "IN", "FROM"):
        return {}
    if take(parser, "ALL", "CATALOGS"):
        return {"all_catalogs": True}
    if keyword(parser, "CATALOG"):
        return {"catalog": identifier(parser)}
    keyword(parser, "SCHEMA")
    return {"scope": names(parser)}


def patterns(parser: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while parser._curr:
        if take(parser, "SCHEMA", "LIKE"):
            found["schema_like"] = string(parser)
        elif take(parser, "TABLE", "LIKE"):
            found["table_like"] = string(parser)
        elif take(parser, "LIKE") or follows(parser, TokenType.STRING):
            found["like"] = pattern(parser)
        else:
            break
    return found


def pattern(parser: Any) -> str:
    """A string, or a name as in SHOW FUNCTIONS LIKE f."""
    if follows(parser, TokenType.STRING, TokenType.RAW_STRING):
        return string(parser)
    return ".".join(names(parser))


def read_columns(parser: Any) -> Show:
    expect_in(parser)
    if take(parser, "ALL", "CATALOGS"):
        return Show(kind="COLUMNS", all_catalogs=True, **patterns(parser))
    if keyword(parser, "CATALOG"):
        return Show(kind="COLUMNS", catalog=identifier(parser), **patterns(parser))
    this = table(parser)
    where = names(parser) if take_any(parser, "IN", "FROM") else ()
    return Show(kind="COLUMNS", this=this, scope=where)


def expect_in(parser: Any) -> None:
    if not take_any(parser, "IN", "FROM"):
        expect(parser, "IN")


def functions(which: str) -> Any:
    read_list = lists("FUNCTIONS")

    def read(parser: Any) -> Show:
        show: Show = read_list(parser)
        if not show.like and parser._curr:
            show.set("like", pattern(parser))
        show.set("which", which)
        return show

    return read


def keys(kind: str) -> Any:
    """SHOW KEYS IN CATALOG c IN SCHEMA s IN TABLE t."""

    def read(parser: Any) -> Show:
        args: dict[str, Any] = {"kind": kind}
        while take_any(parser, "IN", "FROM"):
            if take(parser, "CATALOG"):
                args["catalog"] = identifier(parser)
            elif take(parser, "SCHEMA"):
                args["scope"] = (identifier(parser),)
            else:
                take(parser, "TABLE")
                args["table_name"] = identifier(parser)
        return Show(**args)

    return read


def read_properties(parser: Any) -> Show:
    this, key = table(parser), None
    if parser._match(TokenType.L_PAREN):
        key = property_key(parser)
        parser._match_r_paren()
    return Show(kind="TBLPROPERTIES", this=this, property=key)


def read_create(parser: Any) -> Show:
    if not take(parser, "VIEW"):
        expect(parser, "TABLE")
    return Show(kind="CREATE TABLE", this=table(parser))


def read_partitions(parser: Any) -> Show:
    this = table(parser)
    return Show(kind="PARTITIONS", this=this, partition=parser._parse_partition())


def read_extended(parser: Any) -> Show:
    args = {**scope(parser), **patterns(parser)}
    return Show(kind="TABLE EXTENDED", **args, partition=parser._parse_partition())


def read_dropped(parser: Any) -> Show:
    """SHOW TABLES DROPPED [IN schema] [LIMIT n]."""
    args = scope(parser)
    limit = number(parser) if parser._match(TokenType.LIMIT) else None
    return Show(kind="TABLES DROPPED", **args, limit=limit)


FORMS: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("CATALOGS",), lists("CATALOGS")),
    (("SCHEMAS",), lists("SCHEMAS")),
    (("DATABASES",), lists("SCHEMAS")),
    (("TABLE", "EXTENDED"), read_extended),
    (("TABLES", "DROPPED"), read_dropped),
    (("TABLES",), lists("TABLES")),
    (("VIEWS",), lists("VIEWS")),
    (("VOLUMES",), lists("VOLUMES")),
    (("COLUMNS",), read_columns),
    (("TBLPROPERTIES",), read_properties),
    (("CREATE",), read_create),
    (("PARTITIONS",), read_partitions),
    (("USER", "FUNCTIONS"), functions("USER")),
    (("SYSTEM", "FUNCTIONS"), functions("SYSTEM")),
    (("ALL", "FUNCTIONS"), functions("ALL")),
    (("FUNCTIONS",), functions("ALL")),
    (("USERS",), lists("USERS")),
    (("GROUPS",), lists("GROUPS")),
    (("CONNECTIONS",), lists("CONNECTIONS")),
    (("CREDENTIALS",), lists("CREDENTIALS")),
    (("STORAGE", "CREDENTIALS"), lists("STORAGE CREDENTIALS")),
    (("SERVICE", "CREDENTIALS"), lists("SERVICE CREDENTIALS")),
    (("EXTERNAL", "LOCATIONS"), lists("EXTERNAL LOCATIONS")),
    (("PROVIDERS",), lists("PROVIDERS")),
    (("RECIPIENTS",), lists("RECIPIENTS")),
    (("SHARES",), lists("SHARES")),
    (("KEYS",), keys("KEYS")),
    (("FOREIGN", "KEYS"), keys("FOREIGN KEYS")),
    (("TABLE_TYPES",), lists("TABLE TYPES")),
    (("GRANTS",), read_show_grants),
    (("GRANT",), read_show_grants),
)
