"""SHOW FUNCTIONS, in the documented form and in that of drivers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from boathouse.sql.functions.builtin import BUILTIN
from boathouse.sql.grammar.show import Show
from boathouse.sql.patterns import documented
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.securables import Function
from boathouse.sql.statements.local import Fields, Rows


def plan(planning: Planning, show: Show, where: tuple[str, str] | None) -> Plan:
    """SHOW [USER | SYSTEM | ALL] FUNCTIONS of a schema, `where`; the names as Spark spells them.

    A pattern is held against the last part of a name, and against the whole.
    """
    like = show.like.rpartition(".")[2] if show.like else None
    wanted = documented(like)
    names: set[str] = set()
    if show.which != "USER":
        names.update(name for name in BUILTIN if wanted(name))
    if show.which != "SYSTEM":
        names.update(name for name in planning.session.temporary_functions if wanted(name))
    if where is not None:
        found = planning.catalog.functions(planning.ctx, *where)
        names.update(str(one.name) for one in found if wanted(one.name.name))
    return Rows((("function", "string"),), [(name,) for name in sorted(names)])


def in_catalogs(planning: Planning, show: Show, fields: Fields, catalogs: Sequence[str]) -> Plan:
    """SHOW USER FUNCTIONS IN CATALOG, as drivers ask for JDBC's getFunctions."""
    by_schema, by_name = documented(show.schema_like), documented(show.like)
    rows = [
        _row(function)
        for catalog in catalogs
        for schema in planning.catalog.schemas(planning.ctx, catalog)
        if by_schema(schema.name)
        for function in _named(planning.catalog.functions(planning.ctx, catalog, schema.name))
        if by_name(function.name.name)
    ]
    return Rows(fields, rows)


def _named(functions: Iterable[Function]) -> list[Function]:
    return sorted(functions, key=lambda one: one.name.name)


def _row(function: Function) -> tuple[str | None, ...]:
    kind = "TABLE" if function.returns is None else "SCALAR"
    name = function.name
    return (name.name, kind, name.name, name.catalog, name.schema, function.comment)
