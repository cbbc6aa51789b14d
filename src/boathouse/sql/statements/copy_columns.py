"""COPY INTO: which column of the files goes into which column of the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from boathouse.sql import types
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar.copy import CopyInto
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements.dml import no_column
from boathouse.sql.statements.identity import explicit

Matched = tuple[Relation, list[tuple[Column, int | None]]]


def matched(target: Relation, given: Sequence[Column], tree: CopyInto, *, evolves: bool) -> Matched:
    """The table, with the columns that are new, and for each of its columns where it stands in the
    files. Raises SqlError where they do not fit."""
    if tree.by_position or tree.columns is not None:
        places = _by_position(target, given, tree.columns)
    else:
        places = _by_name(target, given, evolves)
        target = _wider(target, given)
    found = [(column, places.get(column.name.lower())) for column in target.columns]
    for column, at in found:
        if at is not None and column.identity is not None and column.identity.always:
            raise explicit(column)
    return target, found


def _by_position(
    target: Relation, given: Sequence[Column], names: tuple[str, ...] | None
) -> dict[str, int]:
    known = {column.name.lower(): column for column in target.columns}
    if names is None:
        wanted = [
            name
            for name, column in known.items()
            if column.generated is None and column.identity is None
        ]
    else:
        wanted = [name.lower() for name in names]
        for name in names:
            if name.lower() not in known:
                raise no_column(name, target)
        if len(set(wanted)) < len(wanted):
            raise SqlError("COLUMN_ALREADY_EXISTS", "A column is listed twice.", "42711")
    if len(wanted) != len(given):
        few = len(given) < len(wanted)
        kind = "NOT_ENOUGH" if few else "TOO_MANY"
        raise SqlError(
            f"COPY_INTO_COLUMN_ARITY_MISMATCH.{kind}_DATA_COLUMNS",
            f"Cannot write to `{target.name}`, the reason is"
            f" {'not enough' if few else 'too many'} data columns:\n"
            f"Table columns: {', '.join(f'`{name}`' for name in wanted)}.\n"
            f"Data columns: {', '.join(f'`{column.name}`' for column in given)}.",
            "21S01",
        )
    return {name: at for at, name in enumerate(wanted)}


def _by_name(target: Relation, given: Sequence[Column], evolves: bool) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, column in enumerate(given):
        if column.name.lower() in places:
            raise SqlError(
                "COLUMN_ALREADY_EXISTS", f"The column `{column.name}` already exists.", "42711"
            )
        places[column.name.lower()] = at
    known = {column.name.lower() for column in target.columns}
    new = [column.name for column in given if column.name.lower() not in known]
    if new and not evolves:
        raise SqlError(
            "DELTA_METADATA_MISMATCH",
            "A schema mismatch detected when writing to the Delta table: it has no columns"
            f" {', '.join(f'`{name}`' for name in new)}.\nTo enable schema migration, set"
            " COPY_OPTIONS ('mergeSchema' = 'true'); to load headerless CSV files by the order of"
            " their columns, use BY POSITION.",
            "42KDG",
        )
    return places


def _wider(target: Relation, given: Sequence[Column]) -> Relation:
    known = {column.name.lower() for column in target.columns}
    new = []
    for column in given:
        if column.name.lower() in known:
            continue
        if types.to_sql(column.type) == "VOID":
            raise NotSupported(f"The new column {column.name} has no type: cast its values.")
        new.append(Column(column.name, column.type))
    return replace(target, columns=(*target.columns, *new))
