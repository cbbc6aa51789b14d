"""SHOW: lists of what the caller may see, with the columns of sql_wire.md 3.6."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from boathouse.context import Context
from boathouse.sql import types
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar.show import Show
from boathouse.sql.patterns import documented
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.protocols import Catalog
from boathouse.sql.resolve import name_of
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements.details import details
from boathouse.sql.statements.local import Listing, Rows
from boathouse.sql.statements.query import EngineQuery

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
FUNCTIONS = (
    ("functionName", "string"),
    ("functionType", "string"),
    ("specificName", "string"),
    ("catalogName", "string"),
    ("namespace", "string"),
    ("remarks", "string"),
)
KEYS = (("col_name", "string"), ("keySeq", "integer"), ("constraintName", "string"))
FOREIGN_KEYS = tuple(
    (name, "integer" if name == "keySeq" else "string")
    for name in (
        "parentCatalogName",
        "parentNamespace",
        "parentTableName",
        "parentColName",
        "catalogName",
        "namespace",
        "tableName",
        "col_name",
        "keySeq",
        "updateRule",
        "deleteRule",
        "constraintName",
        "parentConstraintName",
        "deferrability",
    )
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
    relation = planning.table(planning.full_name(*parts))
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
    relation = planning.table(name_of(planning, show.this))
    fields = (("key", "string"), ("value", "string"))
    if show.property is None:
        return Rows(fields, sorted(relation.properties.items()))
    missing = f"Table {relation.name} does not have property: {show.property}"
    return Rows(fields, [(show.property, relation.properties.get(show.property, missing))])


def _create_table(planning: Planning, show: Show) -> Plan:
    relation = planning.table(name_of(planning, show.this))
    return Rows((("createtab_stmt", "string"),), [(create_text(relation),)])


def create_text(relation: Relation) -> str:
    """The statement that makes this relation."""
    name = str(relation.name)
    if relation.kind == "VIEW":
        columns = ",\n".join(f"  {types.quote_if_needed(c.name)}" for c in relation.columns)
        return f"CREATE VIEW {name} (\n{columns})\nAS {relation.definition}"
    lines = [f"CREATE TABLE {name} ("]
    lines.append(",\n".join(f"  {_column_text(column)}" for column in relation.columns) + ")")
    lines.append(f"USING {(relation.format or 'delta').lower()}")
    if relation.partitions:
        lines.append(f"PARTITIONED BY ({', '.join(relation.partitions)})")
    if relation.comment:
        lines.append(f"COMMENT {_text(relation.comment)}")
    if relation.kind == "EXTERNAL":
        lines.append(f"LOCATION {_text(relation.location or '')}")
    if relation.properties:
        pairs = ",\n".join(
            f"  {_text(key)} = {_text(value)}" for key, value in sorted(relation.properties.items())
        )
        lines.append(f"TBLPROPERTIES (\n{pairs})")
    return "\n".join(lines) + "\n"


def _column_text(column: Column) -> str:
    text = f"{types.quote_if_needed(column.name)} {types.to_sql(column.type)}"
    if not column.nullable:
        text += " NOT NULL"
    if column.default is not None:
        text += f" DEFAULT {column.default}"
    return text + (f" COMMENT {_text(column.comment)}" if column.comment else "")


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _functions(planning: Planning, show: Show) -> Plan:
    if show.catalog or show.all_catalogs or show.which == "USER":
        # There are no functions of users yet: CREATE FUNCTION is refused.
        return Rows(FUNCTIONS, [])
    raise NotSupported("SHOW FUNCTIONS lists functions of users only.")


def _keys(planning: Planning, show: Show) -> Plan:
    return Rows(KEYS if show.kind == "KEYS" else FOREIGN_KEYS, [])


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
    planning.authorizer.require(planning.ctx, "USE_CATALOG", entry)
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
        raise SqlError(
            "SCHEMA_NOT_FOUND",
            f"The schema `{catalog}`.`{name}` cannot be found. Verify the spelling and correctness"
            " of the schema and catalog.\nIf you did not qualify the name with a catalog, verify"
            " the current_schema() output, or qualify the name with the correct catalog.\nTo"
            " tolerate the error on drop use DROP SCHEMA IF EXISTS.",
            "42704",
        )
    planning.authorizer.require(planning.ctx, "USE_SCHEMA", entry)
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
        return sorted((schema, r.name.name, False, _information(r)) for r in found)

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
    table = ".".join(types.quote_if_needed(part) for part in planning.issue(relation))
    order = ", ".join(str(place + 1) for place in range(len(relation.partitions)))
    # Every part is a name that we quote.
    return EngineQuery(f"SELECT DISTINCT {names} FROM {table} ORDER BY {order}")


_SHOWERS: dict[str, Callable[[Planning, Show], Plan]] = {
    "CATALOGS": _catalogs,
    "SCHEMAS": _schemas,
    "TABLES": _tables,
    "VIEWS": _views,
    "COLUMNS": _columns,
    "VOLUMES": _volumes,
    "TBLPROPERTIES": _properties,
    "TABLE EXTENDED": _table_extended,
    "PARTITIONS": _partitions,
    "CREATE TABLE": _create_table,
    "FUNCTIONS": _functions,
    "KEYS": _keys,
    "FOREIGN KEYS": _keys,
    "TABLE TYPES": _table_types,
}
