"""CREATE [OR REPLACE] TABLE: from a list of columns, from a query, or like another table."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from sqlglot import exp

from boathouse.sql import answer, types
from boathouse.sql.answer import Answer
from boathouse.sql.definitions import NewTable
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.flows import TABLE, Target
from boathouse.sql.grammar.columns import SetRowFilter
from boathouse.sql.issued import IssuedTable
from boathouse.sql.parse import parse
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.securables import Column, Name, SchemaEntry
from boathouse.sql.statements.columns import columns_of, of_schema, properties_of
from boathouse.sql.statements.definition import check_types, checking
from boathouse.sql.statements.elements import elements_of
from boathouse.sql.statements.local import Done
from boathouse.sql.statements.masks import row_filter_of
from boathouse.sql.statements.query import query_text
from boathouse.sql.table_names import name_of
from boathouse.sql.work import Work

_FORMATS = ("DELTA", "PARQUET", "CSV", "JSON", "TEXT", "AVRO", "ORC")


def plan(planning: Planning) -> Plan:
    """CREATE TABLE in one of its forms."""
    tree = planning.parsed.tree
    if tree.args.get("clone") is not None:
        raise NotSupported("CREATE TABLE ... CLONE is not supported.")
    table = _described(planning, tree)
    replaced = require(planning, table)
    query = tree.args.get("expression")
    if query is None:
        return CreateTable(table, replaced, checking(planning, table))
    if table.columns or table.constraints:
        what = "Schema" if table.columns else "Constraints"
        raise SqlError(
            "PARSE_SYNTAX_ERROR",
            f"Operation not allowed: {what} may not be specified in a Create Table As Select (CTAS)"
            " statement.",
            "42601",
        )
    exists = table.if_not_exists and planning.catalog.relation(planning.ctx, table.name)
    if exists:
        return Done()
    inner = replace(planning, parsed=parse(query_text(planning.parsed)))
    planning.notes.target = Target(TABLE, table.name)
    return CreateTableAs(table, replaced, engine_text(inner))


@dataclass(frozen=True)
class CreateTable:
    """An empty table. `replaced`: the id of the table whose place it takes; `checks`: a query with
    the table's expressions, if it has any."""

    table: NewTable
    replaced: str | None
    checks: str | None = None

    async def run(self, work: Work) -> Answer:
        """One commit, then the row; OR REPLACE is one commit on the table that is there."""
        if self.checks is not None:
            check_types(self.table, await work.schema(self.checks))
        async with work.locks.writing(self.replaced):
            await work.in_thread(lambda ctx: work.catalog.create_table(ctx, self.table))
        return answer.nothing()


@dataclass(frozen=True)
class CreateTableAs:
    """A table of a query's rows: staged first, so that it is there whole or not at all.

    `replaced`: the id of the table whose place it takes.
    """

    table: NewTable
    replaced: str | None
    query: str

    async def run(self, work: Work) -> Answer:
        """Stage, let the engine write, commit once."""
        async with work.locks.writing(self.replaced):
            await self._make(work)
        return answer.nothing()

    async def _make(self, work: Work) -> None:
        table = replace(self.table, columns=of_schema(await work.schema(self.query)))
        _check_partitions(table)
        try:
            staging = await work.in_thread(lambda ctx: work.catalog.stage_table(ctx, table))
            with work.issued(table.name.name, _issued(table, staging)) as name:
                await work.execute(_insert(name, table, self.query))
            await work.in_thread(lambda ctx: work.catalog.commit_staged(ctx, table, staging))
        except BaseException:
            work.later(lambda ctx: work.catalog.discard_staged(ctx, table))
            raise


def _issued(table: NewTable, staging: str) -> IssuedTable:
    return IssuedTable(str(table.name), staging, table.columns, table.partitions)


def _insert(name: str, table: NewTable, query: str) -> str:
    names = [f"c{index}" for index in range(len(table.columns))]
    projection = ", ".join(
        f"CAST({name} AS {types.to_sql(types.stored_type(column.type))})"
        f" AS {types.quote_if_needed(column.name)}"
        for name, column in zip(names, table.columns, strict=True)
    )
    return f"INSERT INTO {name} SELECT {projection} FROM ({query}\n) AS q({', '.join(names)})"


def _described(planning: Planning, tree: exp.Expr) -> NewTable:
    """What the statement says, its query aside."""
    schema = tree.this if isinstance(tree.this, exp.Schema) else None
    properties = tree.args.get("properties")
    listed, constraints = (
        elements_of(planning, schema.expressions) if schema is not None else ((), ())
    )
    table = NewTable(
        name_of(planning, schema.this if schema is not None else tree.this),
        listed,
        planning.statement_id,
        constraints=constraints,
        replace=bool(tree.args.get("replace")),
        if_not_exists=bool(tree.args.get("exists")),
        properties=properties_of(properties),
    )
    for item in properties.expressions if properties is not None else ():
        table = _with(planning, table, item)
    if schema is not None:
        _check_partitions(table)
    return table


def _with(planning: Planning, table: NewTable, item: exp.Expr) -> NewTable:
    match item:
        case exp.Property() if type(item) is exp.Property:
            return table
        case exp.FileFormatProperty():
            return replace(table, format=_format(item.this.name))
        case exp.PartitionedByProperty():
            return _partitioned(table, item.this)
        case exp.ClusterProperty():
            return _clustered(table, item)
        case exp.SchemaCommentProperty():
            return replace(table, comment=item.this.name)
        case exp.LocationProperty():
            return replace(table, location=item.this.name)
        case SetRowFilter():
            return replace(table, row_filter=row_filter_of(planning, item))
        case exp.LikeProperty():
            return _like(planning, table, item)
        case _:
            raise NotSupported(f"CREATE TABLE with {item.sql('databricks')} is not supported.")


def _format(name: str) -> str:
    if name.upper() not in _FORMATS:
        raise SqlError("DATA_SOURCE_NOT_FOUND", f"Failed to find the data source: {name}.", "42K02")
    if name.upper() != "DELTA":
        raise NotSupported(f"CREATE TABLE makes Delta tables; {name.upper()} is not supported.")
    return "DELTA"


def _clustered(table: NewTable, item: exp.ClusterProperty) -> NewTable:
    word = str(item.this.name if isinstance(item.this, exp.Expr) else item.this or "").upper()
    if word == "AUTO":
        raise NotSupported("CLUSTER BY AUTO is not supported: nothing here chooses columns.")
    return replace(table, clustering=tuple(node.name for node in item.expressions))


def _partitioned(table: NewTable, node: exp.Expr) -> NewTable:
    """PARTITIONED BY (a, b), or with types, which are columns of the table then."""
    columns, names = list(table.columns), []
    for item in node.expressions:
        if isinstance(item, exp.ColumnDef) and item.args.get("kind") is not None:
            columns.extend(columns_of([item]))
        elif not isinstance(item, exp.Identifier | exp.Column | exp.ColumnDef):
            raise NotSupported(f"Partitioning by {item.sql('databricks')} is not supported.")
        names.append(item.name)
    return replace(table, columns=tuple(columns), partitions=tuple(names))


def _like(planning: Planning, table: NewTable, item: exp.LikeProperty) -> NewTable:
    """The definition of another relation: all but its rows, keys, tags, filter and masks."""
    source = planning.table(name_of(planning, item.this))
    properties = {
        key: value
        for key, value in source.properties.items()
        if source.kind != "VIEW" and not key.startswith("delta.constraints.")
    }
    return replace(
        table,
        columns=tuple(map(_copied, source.columns)),
        partitions=source.partitions,
        clustering=source.clustering,
        comment=table.comment or source.comment,
        constraints=tuple(one for one in source.constraints if one.kind == "CHECK"),
        properties={**properties, **table.properties},
    )


def _copied(column: Column) -> Column:
    identity = column.identity
    if identity is not None:
        identity = replace(identity, key=secrets.token_hex(16))
    return replace(column, identity=identity, mask=None, tags={})


def _check_partitions(table: NewTable) -> None:
    """Partition columns are columns, under the name that the table has for them."""
    known = {column.name.lower() for column in table.columns}
    counted = {column.name.lower() for column in table.columns if column.identity is not None}
    for name in table.partitions:
        if name.lower() in counted:
            raise SqlError(
                "DELTA_IDENTITY_COLUMNS_PARTITION_NOT_SUPPORTED",
                f"PARTITIONED BY IDENTITY column {name} is not supported.",
                "42601",
            )
        if name.lower() not in known:
            raise SqlError(
                "COLUMN_NOT_DEFINED_IN_TABLE",
                f"The partition column {name} is not defined in table {table.name}.",
                "42703",
            )
    if table.partitions and table.clustering:
        raise SqlError(
            "SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED",
            "Cannot specify both CLUSTER BY and PARTITIONED BY.",
            "42908",
        )
    if table.columns and len(table.partitions) == len(table.columns):
        raise SqlError(
            "ALL_PARTITION_COLUMNS_NOT_ALLOWED",
            "Cannot use all columns for partition columns.",
            "KD005",
        )


def require(planning: Planning, table: NewTable) -> str | None:
    """The caller may make it; the id of the table that it replaces."""
    schema = schema_of(planning, table.name)
    planning.authorizer.require(planning.ctx, "CREATE_TABLE", schema)
    existing = planning.catalog.relation(planning.ctx, table.name)
    if existing is None:
        return None
    if table.replace:
        planning.authorizer.require(planning.ctx, "MANAGE", existing)
        return existing.table_id
    if not table.if_not_exists:
        raise already_exists(table.name)
    return None


def already_exists(name: Name) -> SqlError:
    """The error of a name that is taken, in the words of Databricks."""
    return SqlError(
        "TABLE_OR_VIEW_ALREADY_EXISTS",
        f"Cannot create table or view `{name.schema}`.`{name.name}` because it already exists.\n"
        "Choose a different name, drop or replace the existing object, add the IF NOT EXISTS clause"
        " to tolerate pre-existing objects, or add the OR REFRESH clause to refresh the existing"
        " streaming table.",
        "42P07",
    )


def schema_of(planning: Planning, name: Name) -> SchemaEntry:
    found = planning.catalog.schema(planning.ctx, name.catalog, name.schema)
    if found is None:
        planning.require_sight(name.catalog)
        raise SqlError(
            "SCHEMA_NOT_FOUND",
            f"The schema `{name.catalog}.{name.schema}` cannot be found. Verify the spelling and"
            " correctness of the schema and catalog.",
            "42704",
        )
    return found
