"""A table with a row filter or column masks in a query: a query of its own stands in its place,
which is all that the statement sees of the table.

Functions of filters and masks run with their owners' rights; nobody who reads needs EXECUTE on
them. current_user() and is_account_group_member() in them mean who runs the statement, also within
views: "evaluate identity of the session's user, not of the view's owner" is what Databricks does
(docs.databricks.com, "Row filter and column mask policy evaluation": policies hold for the querying
user's identity and groups). Nobody is exempt, not the owner of the table, not admins.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from boathouse.errors import PermissionDenied
from boathouse.sql import types
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.fold import folded
from boathouse.sql.parse import parse
from boathouse.sql.planning import Planning
from boathouse.sql.recursion import GIVEN
from boathouse.sql.rewrite import quote
from boathouse.sql.securables import Column, Constant, Function, Name, Relation

if TYPE_CHECKING:
    from boathouse.sql.session import Session

BARRIER = 9_223_372_036_854_775_807
"""A LIMIT of so many rows keeps what the reader asks for above the row filter. Measured with Sail
0.7: without it the engine puts `WHERE 100 % secret = 0` beside the filter, and its error tells of
a hidden row; a filter is never moved below a LIMIT. It costs no time that could be measured on
600,000 rows (files are still read, filtered and masked in parallel), but conditions of the reader
prune no files. Masks need none: a condition on a masked column holds the mask itself."""


def guarded(planning: Planning, relation: Relation, depth: int) -> str:
    """The query that stands for a protected table, for the engine. Raises SqlError."""
    from boathouse.sql.engine_text import engine_text

    if planning.trusted:
        # Databricks: "Row filters and column masks cannot reference tables that also have active
        # row filters or column masks"; it ends circles, too.
        raise NotSupported(
            f"A row filter or a column mask reads {relation.name}, which has a row filter or"
            " column masks itself."
        )
    planning.notes.guarded = True
    if planning.names.own:
        return _made(planning, relation)
    functions = _functions(planning, relation)
    issued = planning.issue(relation, reading=False)
    alias = f"{relation.name.name}_{secrets.token_hex(4)}"
    text = _query(relation, functions, ".".join(map(quote, issued)), alias)
    inner = replace(
        planning,
        session=_session(planning.session, relation.name),
        parsed=parse(text),
        parameters=(),
        locals=None,
        owner=relation.owner,
        trusted=frozenset(one.name for one in functions.values()),
    )
    return engine_text(inner, depth + 1)


def sees_all(planning: Planning, relation: Relation) -> bool:
    """Whether filter and masks change nothing for who runs the statement, as far as their text
    tells once groups and names are put in: `is_account_group_member('admins') OR ...` for an admin.
    Such a one may change rows; what the engine would have to ask of rows that are hidden it may
    not, as an error would tell of them."""
    if planning.names.own:
        return False
    tree = parse(guarded(planning, relation, 0)).tree
    where = tree.args.get("where")
    if where is not None and folded(where.this, "BOOLEAN") != exp.true():
        return False
    return all(
        isinstance(found := folded(shown.unalias(), _sql_type(column)), exp.Column)
        and found.name.lower() == column.name.lower()
        for shown, column in zip(tree.expressions, relation.columns, strict=True)
    )


class RowsWanted(NotSupported):
    """Planning for a cluster met a protected table, or a view over what the caller may not read,
    whose rows are not there yet. Its engine runs the user's own code and never opens such a table:
    a warehouse reads it, and what the caller may see goes in. Where nobody makes the rows, the
    statement is refused."""

    def __init__(self, relation: Relation) -> None:
        why = "has a row filter or column masks"
        if relation.kind == "VIEW":
            why = "reads with its owner's rights"
        super().__init__(f"{relation.name} {why}: it is read on a SQL warehouse.")
        self.relation = relation

    @property
    def key(self) -> tuple[object, ...]:
        """Under which the rows are given."""
        return _key(self.relation)


def _key(relation: Relation) -> tuple[object, ...]:
    return ("protected", relation.table_id)


def ready(planning: Planning, relation: Relation) -> str | None:
    """The query of rows of a relation that were made for a cluster; None while there are none."""
    given = planning.given.get(_key(relation))
    if given is None:
        return None
    planning.columns[given.schema, GIVEN] = {
        column.name.lower(): column.type for column in given.columns
    }
    return given.sql


def _made(planning: Planning, relation: Relation) -> str:
    text = ready(planning, relation)
    if text is None:
        raise RowsWanted(relation)
    return text


def require_own(planning: Planning, relation: Relation) -> None:
    """On a cluster a view's or a function's owner lends nobody a table: the engine, which runs the
    user's own code, opens what its user may read. Raises RowsWanted for the view, NotSupported for
    a function."""
    if not planning.names.own or planning.owner is None:
        return
    try:
        planning.authorizer.require(planning.ctx, "SELECT", relation)
    except PermissionDenied:
        if planning.through is not None:
            raise RowsWanted(planning.through) from None
        raise NotSupported(
            "A function that reads, with its owner's rights, what you may not read is not"
            " supported on a cluster: its engine runs your own code. Use a SQL warehouse."
        ) from None


def _session(session: Session, name: Name) -> Session:
    return replace(
        session,
        catalog=name.catalog,
        schema=name.schema,
        temporary_views={},
        temporary_functions={},
        engine_functions=set(),
        variables={},
    )


def _query(relation: Relation, functions: dict[str, Function], source: str, alias: str) -> str:
    known = {column.name.lower(): column for column in relation.columns}
    listed = ", ".join(
        f"{masked(relation, column, functions, alias)} AS {quote(column.name)}"
        for column in relation.columns
    )
    text = f"SELECT {listed} FROM {source} AS {quote(alias)}"
    kept = relation.row_filter
    if kept is None:
        return text
    call = _call(relation, functions[kept.function], kept.columns, known, alias)
    return f"{text} WHERE {call} LIMIT {BARRIER}"


def masked(relation: Relation, column: Column, functions: dict[str, Function], alias: str) -> str:
    """What a reader sees of a column, in the column's type: SQL over the table's rows."""
    if column.mask is None:
        return f"{quote(alias)}.{quote(column.name)}"
    known = {one.name.lower(): one for one in relation.columns}
    function = functions[column.mask.function]
    call = _call(relation, function, (column.name, *column.mask.using), known, alias)
    if column.type == "variant":
        return call  # the engine casts no variant to one
    return f"CAST({call} AS {_sql_type(column)})"


def _sql_type(column: Column) -> str:
    return types.to_sql(types.stored_type(column.type))


def _call(
    relation: Relation,
    function: Function,
    given: Sequence[str],
    known: dict[str, Column],
    alias: str,
) -> str:
    arguments = []
    for one in given:
        if isinstance(one, Constant):
            arguments.append(str(one))
        elif one.lower() in known:
            arguments.append(f"{quote(alias)}.{quote(known[one.lower()].name)}")
        else:
            raise incompatible(relation, function.name, f"it has no column `{one}` any more")
    name = function.name
    called = ".".join(map(quote, (name.catalog, name.schema, name.name)))
    return f"{called}({', '.join(arguments)})"


def _functions(planning: Planning, relation: Relation) -> dict[str, Function]:
    """The functions of a relation's filter and masks, by the names that it knows them by. Raises
    SqlError where one is gone."""
    wanted = [column.mask.function for column in relation.columns if column.mask is not None]
    if relation.row_filter is not None:
        wanted.append(relation.row_filter.function)
    found: dict[str, Function] = {}
    for full_name in dict.fromkeys(wanted):
        name = Name(*full_name.replace("`", "").lower().split(".", 2))
        function = planning.catalog.function(planning.ctx, name)
        if function is None:
            raise incompatible(relation, name, "this function does not exist")
        is_filter = relation.row_filter is not None and relation.row_filter.function == full_name
        if function.returns is None or (is_filter and function.returns != "boolean"):
            kind = "boolean function" if is_filter else "scalar function"
            raise incompatible(relation, name, f"this is no {kind}")
        found[full_name] = function
    return found


def incompatible(relation: Relation, function: Name, why: str) -> SqlError:
    """The error of a table that cannot be read any more: its protection cannot be applied."""
    masks = any(
        column.mask is not None and column.mask.function.lower() == str(function)
        for column in relation.columns
    )
    kind = "COLUMN_MASK" if masks else "ROW_LEVEL_SECURITY"
    what = "column mask" if masks else "row filter"
    return SqlError(
        f"QUERIED_TABLE_INCOMPATIBLE_WITH_{kind}_POLICY",
        f"Unable to access the table {relation.name}: its {what} {function} cannot be applied,"
        f" {why}. Ask the table's owner to change it.",
        "428HD",
    )
