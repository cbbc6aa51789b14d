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
from boathouse.sql.keys import (
    NO_ACTION,
    NOT_DEFERRABLE,
    Reference,
    pointing_to,
    primary_key,
    references,
)
from boathouse.sql.patterns import Matcher, sql_like
from boathouse.sql.protocols import Catalog
from boathouse.sql.securables import Column, Name, Relation
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

    def exactly(self, catalog: str | None, schema: str | None, table: str | None) -> list[Relation]:
        """The relations of these names in any case; what is not given may be anything."""
        return [
            relation
            for above in self.catalogs(None)
            if not catalog or above == catalog.lower()
            for within in self.schemas(above, None)
            if not schema or within == schema.lower()
            for relation in self.catalog.relations(self.ctx, above, within)
            if not table or relation.name.name == table.lower()
        ]


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
    """Those of users."""
    matches = like(req.functionName)
    return [
        (
            catalog,
            schema,
            found.name.name,
            found.comment or "",
            FUNCTION_OF_ROWS if found.returns is None else FUNCTION_OF_A_VALUE,
            str(found.name),
        )
        for catalog in wanted.catalogs(req.catalogName)
        for schema in wanted.schemas(catalog, req.schemaName)
        for found in wanted.catalog.functions(wanted.ctx, catalog, schema)
        if matches(found.name.name)
    ]


FUNCTION_OF_A_VALUE, FUNCTION_OF_ROWS = 1, 2
"""java.sql.DatabaseMetaData's functionNoTable and functionReturnsTable."""


def primary_keys(wanted: Wanted, req: Any) -> Rows:
    """The columns of a table's primary key."""
    named = (req.catalogName, req.schemaName, req.tableName)
    return [
        (*_named(relation), column, position, key.name)
        for relation in wanted.exactly(*named)
        if (key := primary_key(relation)) is not None
        for position, column in enumerate(key.columns, 1)
    ]


def cross_reference(wanted: Wanted, req: Any) -> Rows:
    """A table's foreign keys, or those that point to a table, or both."""
    parent = (req.parentCatalogName, req.parentSchemaName, req.parentTableName)
    child = (req.foreignCatalogName, req.foreignSchemaName, req.foreignTableName)
    if child[2]:
        relations = wanted.exactly(*child)
    else:
        # Without any table's name, nothing is asked for.
        parents = [one.name for one in wanted.exactly(*parent)] if parent[2] else []
        relations = [
            one for name in parents for one in pointing_to(wanted.catalog, wanted.ctx, name)
        ]
    return [
        _reference(relation, one)
        for relation in relations
        for one in references(wanted.catalog, wanted.ctx, relation)
        if _is(one.parent, parent)
    ]


def _is(name: Name, parts: Sequence[str | None]) -> bool:
    given = (name.catalog, name.schema, name.name)
    return all(not part or part.lower() == one for part, one in zip(parts, given, strict=True))


def _reference(relation: Relation, one: Reference) -> tuple[Any, ...]:
    return (
        one.parent.catalog,
        one.parent.schema,
        one.parent.name,
        one.parent_column,
        *_named(relation),
        one.column,
        one.position,
        NO_ACTION,
        NO_ACTION,
        one.constraint,
        one.parent_constraint,
        NOT_DEFERRABLE,
    )


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
