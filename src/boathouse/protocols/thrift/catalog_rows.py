"""The rows of the metadata calls that look into Unity Catalog.

Schema, table and column names are LIKE patterns; a missing or empty one matches everything, as in
Hive. A catalog is meant by its name where there is one of that name, else as a pattern too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from boathouse.context import Context
from boathouse.protocols.thrift.type_rows import TABLE, VIEW, digits, size_of
from boathouse.sql.patterns import Matcher, sql_like
from boathouse.sql.protocols import Catalog
from boathouse.sql.securables import Column, Relation
from boathouse.sql.types import jdbc_type, to_sql

Rows = Iterable[tuple[Any, ...]]


@dataclass(frozen=True)
class Wanted:
    """Who asks, and the catalog that is asked."""

    ctx: Context
    catalog: Catalog

    def catalogs(self, name: str | None) -> list[str]:
        names = sorted(entry.name for entry in self.catalog.catalogs(self.ctx))
        if name and name.lower() in names:
            return [name.lower()]
        matches = like(name)
        return [found for found in names if matches(found)]

    def schemas(self, catalog: str, pattern: str | None) -> list[str]:
        matches = like(pattern)
        found = self.catalog.schemas(self.ctx, catalog)
        return sorted(entry.name for entry in found if matches(entry.name))

    def relations(self, req: Any) -> Iterator[Relation]:
        """In the order of their names."""
        matches = like(req.tableName)
        for catalog in self.catalogs(req.catalogName):
            for schema in self.schemas(catalog, req.schemaName):
                found = self.catalog.relations(self.ctx, catalog, schema)
                named = (relation for relation in found if matches(relation.name.name))
                yield from sorted(named, key=lambda relation: relation.name.name)


def like(pattern: str | None) -> Matcher:
    return sql_like(pattern or None)


def catalogs(wanted: Wanted, req: Any) -> Rows:
    return [(name,) for name in wanted.catalogs(None)]


def schemas(wanted: Wanted, req: Any) -> Rows:
    found = (
        (schema, catalog)
        for catalog in wanted.catalogs(req.catalogName)
        for schema in wanted.schemas(catalog, req.schemaName)
    )
    return sorted(found, key=lambda row: (row[1], row[0]))


def tables(wanted: Wanted, req: Any) -> Rows:
    """Ordered by type, catalog, schema and name."""
    kinds = {kind.upper() for kind in req.tableTypes or ()}
    found = [
        (*_named(relation), kind, relation.comment or "", None, None, None, None, None)
        for relation in wanted.relations(req)
        if (kind := _kind(relation)) in kinds or not kinds
    ]
    return sorted(found, key=lambda row: (row[3], *row[:3]))


def columns(wanted: Wanted, req: Any) -> Rows:
    matches = like(req.columnName)
    return [
        _column(relation, column, position)
        for relation in wanted.relations(req)
        for position, column in enumerate(relation.columns, 1)
        if matches(column.name)
    ]


def functions(wanted: Wanted, req: Any) -> Rows:
    """Unity Catalog holds none: CREATE FUNCTION is refused."""
    return []


def primary_keys(wanted: Wanted, req: Any) -> Rows:
    """No table has one: constraints are refused where tables are made."""
    return []


def cross_reference(wanted: Wanted, req: Any) -> Rows:
    """No table has a foreign key, as with primary ones."""
    return []


def _named(relation: Relation) -> Sequence[str]:
    return (relation.name.catalog, relation.name.schema, relation.name.name)


def _kind(relation: Relation) -> str:
    return VIEW if relation.kind == "VIEW" else TABLE


def _column(relation: Relation, column: Column, position: int) -> tuple[Any, ...]:
    name, number = to_sql(column.type), jdbc_type(column.type)
    scale, radix = digits(column.type)
    size = size_of(column.type)
    return (
        *_named(relation),
        column.name,
        number,
        name,
        size,
        None,
        scale,
        radix,
        int(column.nullable),
        column.comment or "",
        column.default,
        None,
        None,
        size if name in ("STRING", "BINARY") else None,
        position,
        "YES" if column.nullable else "NO",
        None,
        None,
        None,
        None,
        "NO",
    )
