"""Primary and foreign keys as lists of columns, for SHOW KEYS and for the wires' calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from boathouse.context import Context
from boathouse.sql.information import SCHEMA, SPANNING
from boathouse.sql.protocols import Catalog
from boathouse.sql.securables import Constraint, Name, Relation

NO_ACTION, NOT_DEFERRABLE = 3, 7
"""java.sql.DatabaseMetaData's numbers: keys are told, and nothing is done for them."""


@dataclass(frozen=True)
class Reference:
    """A column of a foreign key, and the column of the parent that it points to."""

    parent: Name
    parent_column: str
    column: str
    position: int
    constraint: str
    parent_constraint: str | None


def primary_key(relation: Relation) -> Constraint | None:
    """The relation's primary key."""
    return next((one for one in relation.constraints if one.kind == "PRIMARY KEY"), None)


def references(catalog: Catalog, ctx: Context, relation: Relation) -> Iterator[Reference]:
    """The columns of the relation's foreign keys, in order."""
    for one in relation.constraints:
        if one.parent is None:
            continue
        above = catalog.relation(ctx, one.parent)
        key = primary_key(above) if above is not None else None
        columns = one.parent_columns or (key.columns if key else ())
        for position, (column, other) in enumerate(zip(one.columns, columns, strict=False), 1):
            yield Reference(
                one.parent, other, column, position, one.name, key.name if key else None
            )


def pointing_to(catalog: Catalog, ctx: Context, parent: Name) -> list[Relation]:
    """The relations, of those that the caller may see, with a foreign key to `parent`."""

    def rows(view: str) -> list[dict[str, str]]:
        found = catalog.information(ctx, Name(SPANNING, SCHEMA, view), {}, {})
        listed: list[dict[str, str]] = found.to_pylist()
        return listed

    def constraint(row: dict[str, str]) -> tuple[str, ...]:
        return tuple(row[f"constraint_{part}"] for part in ("catalog", "schema", "name"))

    def table(row: dict[str, str]) -> Name:
        return Name(row["table_catalog"], row["table_schema"], row["table_name"])

    used = {constraint(row) for row in rows("constraint_table_usage") if table(row) == parent}
    names = {
        table(row)
        for row in rows("table_constraints")
        if constraint(row) in used and row["constraint_type"] == "FOREIGN KEY"
    }
    found = (catalog.relation(ctx, name) for name in sorted(names, key=str))
    return [
        relation
        for relation in found
        if relation is not None and any(one.parent == parent for one in relation.constraints)
    ]
