"""What INSERT writes: its query by itself, the columns that it gives, the words DEFAULT in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.parse import parse
from boathouse.sql.planning import Planning
from boathouse.sql.rewrite import Edits, span
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements.dml import no_column
from boathouse.sql.statements.placeholders import rest_of
from boathouse.sql.statements.query import without_end
from boathouse.sql.statements.values import is_default, rows_of


@dataclass(frozen=True)
class Source:
    """`planning`: of the query alone. `rows`: how many, where its text tells. `computed`: which of
    the columns that it gives are to be computed all the same, as DEFAULT stands for each of their
    values; `filled`: those of which DEFAULT stands for some."""

    planning: Planning
    rows: int | None
    computed: frozenset[str]
    filled: frozenset[str]


def source_of(planning: Planning, tree: exp.Expr, columns: Sequence[Column]) -> Source:
    """The query of an INSERT as the user wrote it, with DEFAULT put in where it asks for it.

    `columns`: the target's that it gives, in its order; none where it gives them by name.
    """
    text, start = planning.parsed.text, int(tree.meta["query"])
    before = text[: int(tree.meta["insert"])] if tree.args.get("with_") is not None else ""
    query = without_end(planning.parsed)[start:]
    if tree.meta.get("alias"):
        query = f"SELECT * FROM {query}"
    parsed = parse(before + query)
    parameters = rest_of(planning.parameters, planning.parsed, len(before), start)
    alone = replace(planning, parsed=parsed, parameters=parameters)
    if isinstance(parsed.tree, exp.Values):
        return _of_values(alone, columns)
    return _of_select(alone, columns)


def _of_values(planning: Planning, columns: Sequence[Column]) -> Source:
    parsed, tokens = planning.parsed, planning.parsed.tokens
    rows = list(rows_of(tokens))
    edits = Edits(parsed.text)
    asked: dict[str, int] = {}
    for row in rows:
        for column, place in zip(columns, row, strict=False):
            if is_default(tokens, place):
                start, end = tokens[place[0]].start, tokens[place[1] - 1].end + 1
                edits.replace(start, end, column.default or "NULL")
                asked[column.name.lower()] = asked.get(column.name.lower(), 0) + 1
    whole = frozenset(name for name, count in asked.items() if count == len(rows))
    if edits:
        planning = replace(planning, parsed=parse(edits.apply()))
    return _source(planning, columns, len(rows), asked, whole)


def _of_select(planning: Planning, columns: Sequence[Column]) -> Source:
    """DEFAULT by itself in the list of a SELECT is the column's default too."""
    tree, parsed = planning.parsed.tree, planning.parsed
    listed = tree.expressions if isinstance(tree, exp.Select) else []
    edits = Edits(parsed.text)
    asked: dict[str, int] = {}
    for column, item in zip(columns, listed, strict=False):
        plain = item.unalias()
        if isinstance(plain, exp.Column) and _is_word(plain):
            place = span(plain, parsed.tokens)
            if place is not None:
                edits.replace(*place, column.default or "NULL")
                asked[column.name.lower()] = 1
    if edits:
        planning = replace(planning, parsed=parse(edits.apply()))
    return _source(planning, columns, None, asked, frozenset(asked))


def _is_word(node: exp.Column) -> bool:
    return not node.table and node.name.upper() == "DEFAULT" and not node.this.args.get("quoted")


def _source(
    planning: Planning,
    columns: Sequence[Column],
    rows: int | None,
    asked: Mapping[str, int],
    whole: frozenset[str],
) -> Source:
    special = {
        column.name.lower(): column
        for column in columns
        if column.identity is not None or column.generated is not None
    }
    filled = frozenset(name for name in asked if name in special and name not in whole)
    for name in filled:
        if special[name].generated is not None:
            raise NotSupported(
                "DEFAULT for a generated column in some rows of VALUES and values in others are"
                " not supported: leave the column out."
            )
    return Source(planning, rows, whole & special.keys(), filled)


def listed_columns(
    tree: exp.Expr, target: Relation, fixed: Mapping[str, str]
) -> tuple[Column, ...]:
    """The columns that the query gives by their places."""
    by_name = {column.name.lower(): column for column in target.columns}
    if not isinstance(tree.this, exp.Schema):
        return tuple(c for c in target.columns if c.name.lower() not in fixed)
    found = []
    for node in tree.this.expressions:
        column = by_name.get(node.name.lower())
        if column is None:
            raise no_column(node.name, target)
        if node.name.lower() in fixed:
            raise SqlError(
                "STATIC_PARTITION_COLUMN_IN_INSERT_COLUMN_LIST",
                f"Static partition column `{node.name}` is also specified in the column list.",
                "42713",
            )
        found.append(column)
    _once([column.name for column in found])
    return tuple(found)


def _once(names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            why = f"The column `{name.lower()}` already exists. Choose another name or rename the"
            raise SqlError("COLUMN_ALREADY_EXISTS", f"{why} existing column.", "42711")
