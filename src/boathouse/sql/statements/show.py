"""SHOW: lists of what the caller may see, with the columns of sql_wire.md 3.6."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from boathouse.context import Context
from boathouse.sql import types
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar.show import Show
from boathouse.sql.parse import parse
from boathouse.sql.patterns import documented
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.protections import discreet
from boathouse.sql.protocols import Catalog
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements import locations, sharing, show_functions
from boathouse.sql.statements import show_governed as governed
from boathouse.sql.statements.details import details
from boathouse.sql.statements.local import Listing, Rows
from boathouse.sql.statements.query import EngineQuery
from boathouse.sql.statements.show_create import create_text
from boathouse.sql.table_names import name_of

TABLES = (("database", "string"), ("tableName", "string"), ("isTemporary", "boolean"))
TABLES_IN_CATALOG = (
    ("namespace", "string"),
    ("tableName", "string"),
    ("isTemporary", "boolean"),
    ("information", "string"),
    ("catalogName", "string"),
    ("tableType", "string"),
    ("remarks", "string"),
)
COLUMNS_IN_CATALOG = (
    ("catalogName", "string"),
    ("namespace", "string"),
    ("tableName", "string"),
    ("col_name", "string"),
    ("columnType", "string"),
    ("columnSize", "integer"),
    ("decimalDigits", "integer"),
    ("radix", "integer"),
    ("isNullable", "string"),
    ("ordinalPosition", "integer"),
    ("isAutoIncrement", "string"),
    ("isGenerated", "string"),
    ("remarks", "string"),
)
DROPPED = (
    ("catalogName", "string"),
    ("schemaName", "string"),
    ("tableName", "string"),
    ("tableId", "string"),
    ("tableType", "string"),
    ("deletedAt", "timestamp"),
    ("createdAt", "timestamp"),
    ("updatedAt", "timestamp"),
    ("createdBy", "string"),
    ("owner", "string"),
    ("comment", "string"),
)
FUNCTIONS = (
    ("functionName", "string"),
    ("functionType", "string"),
    ("specificName", "string"),
    ("catalogName", "string"),
    ("namespace", "string"),
    ("remarks", "string"),
)


def plan(planning: Planning) -> Plan:
    """SHOW something. Raises NotSupported for what is not listed here."""
    show = planning.parsed.tree
    assert isinstance(show, Show)
    shower = _SHOWERS.get(show.kind)
    if shower is None:
        raise NotSupported(f"SHOW {show.kind} is not supported.")
    return shower(planning, show)


def _catalogs(planning: Planning, show: Show) -> Plan:
    wanted = documented(show.like)
    names = [entry.name for entry in planning.catalog.catalogs(planning.ctx) if wanted(entry.name)]
    return Rows((("catalog", "string"),), [(name,) for name in sorted(names)])


def _schemas(planning: Planning, show: Show) -> Plan:
    wanted = documented(show.like)
    found = [
        (schema.name, catalog)
        for catalog in _catalog_names(planning, show)
        for schema in planning.catalog.schemas(planning.ctx, catalog)
        if wanted(schema.name)
    ]
    if show.all_catalogs:
        return Rows((("databaseName", "string"), ("catalog", "string")), sorted(found))
    return Rows((("databaseName", "string"),), [(name,) for name, _ in sorted(found)])


def _tables(planning: Planning, show: Show) -> Plan:
    if show.catalog or show.all_catalogs:
        return _tables_in_catalog(planning, show)
    catalog, schema = _scope(planning, show)
    wanted, seen = documented(show.like), planning.catalog

    def gather(ctx: Context) -> Sequence[Sequence[Any]]:
        relations = seen.relations(ctx, catalog, schema)
        rows = [(schema, r.name.name, False) for r in relations if wanted(r.name.name)]
        return sorted(rows) + _temporary(planning, wanted)

    return Listing(TABLES, gather)


def _dropped(planning: Planning, show: Show) -> Plan:
    """What UNDROP can bring back."""
    if show.catalog or show.all_catalogs:
        raise NotSupported("SHOW TABLES DROPPED is of one schema.")
    catalog, schema = _scope(planning, show)
    seen = planning.catalog

    def gather(ctx: Context) -> Sequence[Sequence[Any]]:
        found = seen.dropped_tables(ctx, catalog, schema)[: show.limit]
        times = {name for name, kind in DROPPED if kind == "timestamp"}
        return [
            [_moment(one[name]) if name in times else one[name] for name, _ in DROPPED]
            for one in found
        ]

    return Listing(DROPPED, gather)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _views(planning: Planning, show: Show) -> Plan:
    catalog, schema = _scope(planning, show)
    wanted, seen = documented(show.like), planning.catalog
    fields = (("namespace", "string"), ("viewName", "string"), ("isTemporary", "boolean"))

    def gather(ctx: Context) -> Sequence[Sequence[Any]]:
        relations = [r for r in seen.relations(ctx, catalog, schema) if r.kind == "VIEW"]
        rows = [(schema, r.name.name, False) for r in relations if wanted(r.name.name)]
        return sorted(rows) + _temporary(planning, wanted)

    return Listing(fields, gather)


def _temporary(planning: Planning, wanted: Callable[[str], bool]) -> list[tuple[str, str, bool]]:
    views = planning.session.temporary_views
    return [("", name, True) for name in sorted(views) if wanted(name)]


def _tables_in_catalog(planning: Planning, show: Show) -> Plan:
    wanted, seen = documented(show.like), planning.catalog
    catalogs, schemas = _catalog_names(planning, show), documented(show.schema_like)

    def gather(ctx: Context) -> Sequence[Sequence[Any]]:
        return [
            (r.name.schema, r.name.name, False, "", r.name.catalog, shown_kind(r), r.comment or "")
            for r in in_catalogs(seen, ctx, catalogs, schemas)
            if wanted(r.name.name)
        ]

    return Listing(TABLES_IN_CATALOG, gather)


def in_catalogs(
    seen: Catalog, ctx: Context, catalogs: Sequence[str], schemas: Callable[[str], bool]
) -> Iterator[Relation]:
    """The relations of some schemas of some catalogs, in order."""
    for catalog in sorted(catalogs):
        for schema in sorted(entry.name for entry in seen.schemas(ctx, catalog)):
            if schemas(schema):
                yield from sorted(
                    seen.relations(ctx, catalog, schema), key=lambda found: found.name.name
                )


def shown_kind(relation: Relation) -> str:
    """TABLE or VIEW, as drivers want it."""
    return "VIEW" if relation.kind == "VIEW" else "TABLE"


def _columns(planning: Planning, show: Show) -> Plan:
    if show.catalog or show.all_catalogs:
        return _columns_in_catalog(planning, show)
    parts = [part.name for part in show.this.parts]
    if show.scope:
        parts = [*show.scope, parts[-1]]
    relation = planning.table(planning.full_name(*parts), "BROWSE")
    return Rows((("col_name", "string"),), [(column.name,) for column in relation.columns])


def _columns_in_catalog(planning: Planning, show: Show) -> Plan:
    seen, wanted = planning.catalog, documented(show.like)
    catalogs = _catalog_names(planning, show)
    schemas, tables = documented(show.schema_like), documented(show.table_like)

    def gather(ctx: Context) -> Sequence[Sequence[Any]]:
        return [
            _column_row(relation, position, column)
            for relation in in_catalogs(seen, ctx, catalogs, schemas)
            if tables(relation.name.name)
            for position, column in enumerate(relation.columns)
            if wanted(column.name)
        ]

    return Listing(COLUMNS_IN_CATALOG, gather)


def _column_row(relation: Relation, position: int, column: Column) -> Sequence[Any]:
    name, decimal = relation.name, types.parse_decimal(column.type)
    return (
        name.catalog,
        name.schema,
        name.name,
        column.name,
        types.to_sql(column.type),
        decimal[0] if decimal else None,
        decimal[1] if decimal else None,
        10 if decimal else None,
        "true" if column.nullable else "false",
        position,
        "NO",
        "YES" if column.generated else "NO",
        column.comment or "",
    )


def _volumes(planning: Planning, show: Show) -> Plan:
    catalog, schema = _scope(planning, show)
    wanted = documented(show.like)
    volumes = planning.catalog.volumes(planning.ctx, catalog, schema)
    rows = [(schema, volume.name.name) for volume in volumes if wanted(volume.name.name)]
    return Rows((("database", "string"), ("volume_name", "string")), sorted(rows))


def _properties(planning: Planning, show: Show) -> Plan:
    relation = planning.table(name_of(planning, show.this), "BROWSE")
    fields = (("key", "string"), ("value", "string"))
    properties = dict(relation.properties)
    if relation.clustering:
        clustering = [[column] for column in relation.clustering]
        properties["clusteringColumns"] = json.dumps(clustering, separators=(",", ":"))
    if show.property is None:
        return Rows(fields, sorted(properties.items()))
    missing = f"Table {relation.name} does not have property: {show.property}"
    return Rows(fields, [(show.property, properties.get(show.property, missing))])


def _create_table(planning: Planning, show: Show) -> Plan:
    relation = planning.table(name_of(planning, show.this), "BROWSE")
    return Rows((("createtab_stmt", "string"),), [(create_text(relation),)])


def _functions(planning: Planning, show: Show) -> Plan:
    if show.catalog or show.all_catalogs:
        return show_functions.in_catalogs(planning, show, FUNCTIONS, _catalog_names(planning, show))
    where = None if show.which == "SYSTEM" else _scope(planning, show)
    return show_functions.plan(planning, show, where)


def _table_types(planning: Planning, show: Show) -> Plan:
    return Rows((("TABLE_TYPE", "string"),), [("TABLE",), ("VIEW",)])


def _catalog_names(planning: Planning, show: Show) -> list[str]:
    """The catalogs that a SHOW is about."""
    if show.all_catalogs:
        return [entry.name for entry in planning.catalog.catalogs(planning.ctx)]
    name = show.catalog or (show.scope[0] if show.scope else planning.session.catalog)
    return [catalog_named(planning, name)]


def catalog_named(planning: Planning, name: str) -> str:
    """The name of an existing catalog. Raises SqlError."""
    entry = planning.catalog.catalog(planning.ctx, name.lower())
    if entry is None:
        raise SqlError("NO_SUCH_CATALOG_EXCEPTION", f"Catalog '{name}' was not found.", "42704")
    planning.authorizer.require(planning.ctx, "BROWSE", entry)
    return entry.name


def schema_named(planning: Planning, parts: Sequence[str]) -> tuple[str, str]:
    """Catalog and name of an existing schema, completed from the session. Raises SqlError."""
    lower = [part.lower() for part in parts]
    if len(lower) > 2:
        raise SqlError(
            "REQUIRES_SINGLE_PART_NAMESPACE", f"{'.'.join(parts)} has too many parts.", "42K05"
        )
    catalog, name = lower if len(lower) == 2 else (planning.session.catalog, lower[0])
    entry = planning.catalog.schema(planning.ctx, catalog, name)
    if entry is None:
        planning.require_sight(catalog)
        raise SqlError(
            "SCHEMA_NOT_FOUND",
            f"The schema `{catalog}`.`{name}` cannot be found. Verify the spelling and correctness"
            " of the schema and catalog.\nIf you did not qualify the name with a catalog, verify"
            " the current_schema() output, or qualify the name with the correct catalog.\nTo"
            " tolerate the error on drop use DROP SCHEMA IF EXISTS.",
            "42704",
        )
    planning.authorizer.require(planning.ctx, "BROWSE", entry)
    return entry.catalog, entry.name


def _scope(planning: Planning, show: Show) -> tuple[str, str]:
    parts = show.scope or (planning.session.catalog, planning.session.schema)
    return schema_named(planning, parts)


def _table_extended(planning: Planning, show: Show) -> Plan:
    if show.partition is not None:
        raise NotSupported("SHOW TABLE EXTENDED of a partition is not supported.")
    catalog, schema = _scope(planning, show)
    wanted, seen = documented(show.like), planning.catalog

    def gather(ctx: Context) -> Sequence[Sequence[Any]]:
        found = [r for r in seen.relations(ctx, catalog, schema) if wanted(r.name.name)]
        shown = [discreet(seen, ctx, relation) for relation in found]
        return sorted((schema, r.name.name, False, _information(r)) for r in shown)

    return Listing((*TABLES, ("information", "string")), gather)


def _information(relation: Relation) -> str:
    lines = [f"{name}: {value}" for name, value in details(relation)]
    lines.append("Schema: root")
    for column in relation.columns:
        nullable = "true" if column.nullable else "false"
        kind = types.catalog_string(column.type)
        lines.append(f" |-- {column.name}: {kind} (nullable = {nullable})")
    return "\n".join(lines) + "\n"


def _partitions(planning: Planning, show: Show) -> Plan:
    relation = planning.table(name_of(planning, show.this))
    if not relation.partitions or relation.format != "DELTA":
        raise SqlError(
            "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY",
            f"The partition command is invalid. Table {relation.name} is not partitioned.",
            "42601",
        )
    if show.partition is not None:
        raise NotSupported("SHOW PARTITIONS lists all of them; PARTITION is not supported.")
    names = ", ".join(types.quote_if_needed(name) for name in relation.partitions)
    table = ".".join(types.quote_if_needed(part) for part in vars(relation.name).values())
    order = ", ".join(str(place + 1) for place in range(len(relation.partitions)))
    # Every part is a name that we quote. As any query: of rows that are hidden no value is shown.
    text = f"SELECT DISTINCT {names} FROM {table} ORDER BY {order}"
    return EngineQuery(engine_text(replace(planning, parsed=parse(text), parameters=())))


_SHOWERS: dict[str, Callable[[Planning, Show], Plan]] = {
    "CATALOGS": _catalogs,
    "SCHEMAS": _schemas,
    "TABLES": _tables,
    "TABLES DROPPED": _dropped,
    "VIEWS": _views,
    "COLUMNS": _columns,
    "VOLUMES": _volumes,
    "TBLPROPERTIES": _properties,
    "TABLE EXTENDED": _table_extended,
    "PARTITIONS": _partitions,
    "CREATE TABLE": _create_table,
    "FUNCTIONS": _functions,
    "KEYS": governed.keys,
    "FOREIGN KEYS": governed.foreign_keys,
    "USERS": governed.principals,
    "GROUPS": governed.principals,
    **dict.fromkeys(governed.ABSENT, governed.absent),
    **locations.SHOWERS,
    **sharing.SHOWERS,
    "TABLE TYPES": _table_types,
}
