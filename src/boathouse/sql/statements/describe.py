"""DESCRIBE of tables, catalogs, schemas, volumes, queries, history and detail."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from boathouse.context import Context
from boathouse.sql import types
from boathouse.sql.answer import Answer
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar.describe import Describe
from boathouse.sql.parse import parse
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.protections import discreet, of_history, protects
from boathouse.sql.securables import Column, Relation
from boathouse.sql.session import TemporaryView
from boathouse.sql.statements.columns import of_schema
from boathouse.sql.statements.describe_function import describe_function
from boathouse.sql.statements.described_json import as_json, of_temporary
from boathouse.sql.statements.details import (
    constraints,
    details,
    masks,
    row_filter,
    statistics,
)
from boathouse.sql.statements.local import Fields, Listing, Rows, table
from boathouse.sql.statements.show import catalog_named, schema_named
from boathouse.sql.table_names import name_of
from boathouse.sql.work import Work

COLUMNS: Fields = (("col_name", "string"), ("data_type", "string"), ("comment", "string"))
JSON: Fields = (("json_metadata", "string"),)
Line = tuple[str, str, str | None]
INFO: Fields = (("info_name", "string"), ("info_value", "string"))
_TEXTS = {"type": "map", "keyType": "string", "valueType": "string", "valueContainsNull": True}
_LIST = {"type": "array", "elementType": "string", "containsNull": True}
HISTORY: Fields = (
    ("version", "long"),
    ("timestamp", "timestamp"),
    ("userId", "string"),
    ("userName", "string"),
    ("operation", "string"),
    ("operationParameters", _TEXTS),
    (
        "job",
        {
            "type": "struct",
            "fields": [
                {"name": name, "type": "string", "nullable": True, "metadata": {}}
                for name in ("jobId", "jobName", "jobRunId", "runId", "jobOwnerId", "triggerType")
            ],
        },
    ),
    (
        "notebook",
        {
            "type": "struct",
            "fields": [{"name": "notebookId", "type": "string", "nullable": True, "metadata": {}}],
        },
    ),
    ("clusterId", "string"),
    ("readVersion", "long"),
    ("isolationLevel", "string"),
    ("isBlindAppend", "boolean"),
    ("operationMetrics", _TEXTS),
    ("userMetadata", "string"),
    ("engineInfo", "string"),
)
DETAIL: Fields = (
    ("format", "string"),
    ("id", "string"),
    ("name", "string"),
    ("description", "string"),
    ("location", "string"),
    ("createdAt", "timestamp"),
    ("lastModified", "timestamp"),
    ("partitionColumns", _LIST),
    ("clusteringColumns", _LIST),
    ("numFiles", "long"),
    ("sizeInBytes", "long"),
    ("properties", _TEXTS),
    ("minReaderVersion", "integer"),
    ("minWriterVersion", "integer"),
    ("tableFeatures", _LIST),
    ("statistics", {**_TEXTS, "valueType": "long"}),
)


def plan(planning: Planning) -> Plan:
    """DESCRIBE something. Raises NotSupported for what is not listed here."""
    tree = planning.parsed.tree
    assert isinstance(tree, Describe)
    if tree.as_json and tree.kind != "TABLE":
        raise NotSupported(f"DESCRIBE {tree.kind} AS JSON is not supported: it is for tables.")
    describer = _DESCRIBERS.get(tree.kind)
    if describer is None:
        raise NotSupported(f"DESCRIBE {tree.kind} is not supported.")
    return describer(planning, tree)


def _table(planning: Planning, tree: Describe) -> Plan:
    if tree.as_json:
        _json_allowed(tree)
    if tree.partition is not None:
        raise NotSupported("DESCRIBE of a partition is not supported: Delta tables have none.")
    temporary = _temporary(planning, tree)
    if temporary is not None:
        return temporary
    relation = planning.table(name_of(planning, tree.this), "BROWSE")
    relation = discreet(planning.catalog, planning.ctx, relation)
    if tree.as_json:
        return Rows(JSON, [(json.dumps(as_json(relation), ensure_ascii=False),)])
    if tree.column:
        return Rows(INFO, _column(relation, tree))
    rows = [_row(column) for column in relation.columns]
    if relation.partitions:
        rows += _named("# Partition Information", relation, relation.partitions)
    if relation.clustering:
        rows += _named("# Clustering Information", relation, relation.clustering)
    if tree.extended:
        rows += _sections(relation)
    return Rows(COLUMNS, rows)


def _json_allowed(tree: Describe) -> None:
    if not tree.extended:
        raise SqlError(
            "DESCRIBE_JSON_NOT_EXTENDED",
            "DESCRIBE TABLE ... AS JSON only supported when [EXTENDED|FORMATTED] is specified.\n"
            "For example: DESCRIBE EXTENDED t AS JSON is supported but DESCRIBE t AS JSON is not.",
            "0A000",
        )
    if tree.column:
        raise SqlError(
            "UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_JSON",
            "The feature is not supported: DESC TABLE COLUMN AS JSON not supported for individual"
            " columns.",
            "0A000",
        )


def _sections(relation: Relation) -> list[Line]:
    """What EXTENDED adds, each part under its heading."""
    rows: list[Line] = []
    for heading, lines in (
        ("# Delta Statistics Columns", statistics(relation)),
        ("# Detailed Table Information", details(relation)),
        ("# Constraints", constraints(relation)),
        ("# Row Filter", row_filter(relation)),
        ("# Column Masks", masks(relation)),
    ):
        if lines:
            rows += [("", "", ""), (heading, "", "")]
            rows += [(name, value, "") for name, value in lines]
    defaults = [one for one in relation.columns if one.default is not None]
    if defaults:
        rows += [("", "", ""), ("# Column Default Values", "", "")]
        rows += [(one.name, types.catalog_string(one.type), one.default) for one in defaults]
    return rows


def _temporary(planning: Planning, tree: Describe) -> Plan | None:
    parts = [part.name.lower() for part in tree.this.parts]
    view = planning.session.temporary_views.get(parts[0]) if len(parts) == 1 else None
    if view is None:
        return None
    session = replace(planning.session, catalog=view.catalog, schema=view.schema)
    inner = replace(planning, session=session, parsed=parse(view.definition), parameters=())
    if tree.column:
        raise NotSupported("DESCRIBE of one column is for tables and stored views.")
    made_by = planning.ctx.principal.user_name if tree.as_json else ""
    return DescribeQuery(engine_text(inner), tree.this.name if tree.as_json else "", view, made_by)


def _row(column: Column) -> Line:
    return column.name, types.catalog_string(column.type), column.comment


def _named(heading: str, relation: Relation, names: Sequence[str]) -> list[Line]:
    by_name = {column.name.lower(): column for column in relation.columns}
    rows: list[Line] = [(heading, "", ""), ("# col_name", "data_type", "comment")]
    return rows + [_row(by_name[name.lower()]) for name in names if name.lower() in by_name]


def _column(relation: Relation, tree: Describe) -> list[tuple[str, str]]:
    path = tree.column
    wanted = path[0].lower()
    found = next((one for one in relation.columns if one.name.lower() == wanted), None)
    if found is None:
        raise SqlError(
            "COLUMN_NOT_FOUND",
            f"The column `{'.'.join(path)}` cannot be found. Verify the spelling and correctness of"
            ' the column name according to the SQL config "spark.sql.caseSensitive".',
            "42703",
        )
    if len(path) > 1:
        raise NotSupported(f"DESC TABLE COLUMN does not support nested column: {'.'.join(path)}.")
    rows = [
        ("col_name", found.name),
        ("data_type", types.catalog_string(found.type)),
        ("comment", found.comment or "NULL"),
    ]
    known = relation.statistics.get("columns", {}).get(wanted, {})
    return rows + ([(name, known.get(name, "NULL")) for name in _MEASURES] if tree.extended else [])


_MEASURES = (
    "min",
    "max",
    "num_nulls",
    "distinct_count",
    "avg_col_len",
    "max_col_len",
    "histogram",
)
"""Of a column's values, as ANALYZE counted them last."""


@dataclass(frozen=True)
class DescribeQuery:
    """The columns that a query has; `name`: the JSON of the temporary view of this name."""

    text: str
    name: str = ""
    view: TemporaryView | None = None
    made_by: str = ""

    async def run(self, work: Work) -> Answer:
        """Ask the engine, which plans the query and makes no row."""
        columns = of_schema(await work.schema(self.text))
        if self.name and self.view is not None:
            document = of_temporary(self.name, self.view, columns, self.made_by)
            return table(JSON, [(json.dumps(document, ensure_ascii=False),)])
        return table(COLUMNS, [_row(column) for column in columns])


def _query(planning: Planning, tree: Describe) -> Plan:
    text = planning.parsed.text[_start(planning) :]
    return DescribeQuery(engine_text(replace(planning, parsed=parse(text))))


def _start(planning: Planning) -> int:
    """Where the query begins: behind DESCRIBE [QUERY]."""
    tokens = planning.parsed.tokens
    skip = 2 if tokens[1].text.upper() == "QUERY" else 1
    return int(tokens[skip].start)


def _history(planning: Planning, tree: Describe) -> Plan:
    relation, seen = _delta(planning, tree), planning.catalog
    if protects(planning.protection(relation)):
        raise of_history(relation)

    def gather(ctx: Context) -> Sequence[Sequence[Any]]:
        return [_commit(entry) for entry in seen.history(ctx, relation, tree.limit)]

    return Listing(HISTORY, gather)


def _commit(entry: Mapping[str, Any]) -> Sequence[Any]:
    known = {
        **entry,
        "timestamp": _time(entry.get("timestamp")),
        "operationParameters": _texts(entry.get("operationParameters")),
        "operationMetrics": _texts(entry.get("operationMetrics")),
    }
    return [known.get(name) for name, _ in HISTORY]


def _texts(values: Mapping[str, Any] | None) -> list[tuple[str, str]] | None:
    if values is None:
        return None
    return [
        (key, value if isinstance(value, str) else json.dumps(value))
        for key, value in values.items()
    ]


def _time(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def _detail(planning: Planning, tree: Describe) -> Plan:
    relation, seen = _delta(planning, tree), planning.catalog

    def gather(ctx: Context) -> Sequence[Sequence[Any]]:
        known = dict(seen.detail(ctx, relation))
        known["name"], known["description"] = str(relation.name), relation.comment
        known.setdefault("location", relation.location)
        known["clusteringColumns"] = list(relation.clustering)
        known["createdAt"] = _time(known.get("createdAt"))
        known["lastModified"] = _time(known.get("lastModified"))
        known["properties"] = sorted({**known.get("properties", {})}.items())
        known.setdefault("statistics", [])
        return [[known.get(name) for name, _ in DETAIL]]

    return Listing(DETAIL, gather)


def _delta(planning: Planning, tree: Describe) -> Relation:
    relation = planning.table(name_of(planning, tree.this))
    if relation.format != "DELTA":
        raise SqlError("DELTA_TABLE_ONLY_OPERATION", f"{relation.name} is no Delta table.", "0AKDD")
    return relation


def _catalog(planning: Planning, tree: Describe) -> Plan:
    entry = planning.catalog.catalog(planning.ctx, catalog_named(planning, tree.names[0]))
    assert entry is not None
    rows = [
        ("Catalog Name", entry.name),
        ("Comment", entry.comment or ""),
        ("Owner", entry.owner),
    ]
    if tree.extended:
        rows.append(("Catalog Type", _CATALOG_TYPES.get(entry.catalog_type, entry.catalog_type)))
    return Rows(INFO, rows)


_CATALOG_TYPES = {
    "MANAGED_CATALOG": "Regular",
    "SYSTEM_CATALOG": "System",
    "INTERNAL_CATALOG": "Internal",
}


def _schema(planning: Planning, tree: Describe) -> Plan:
    catalog, name = schema_named(planning, tree.names)
    entry = planning.catalog.schema(planning.ctx, catalog, name)
    assert entry is not None
    rows = [
        ("Catalog Name", catalog),
        ("Namespace Name", name),
        ("Comment", entry.comment or ""),
        ("Owner", entry.owner),
    ]
    if tree.extended:
        pairs = ",".join(f"({key},{value})" for key, value in sorted(entry.properties.items()))
        rows.append(("Properties", f"({pairs})" if pairs else ""))
    return Rows(
        (("database_description_item", "string"), ("database_description_value", "string")), rows
    )


def _volume(planning: Planning, tree: Describe) -> Plan:
    full = planning.full_name(*tree.names)
    volume = planning.catalog.volume(planning.ctx, full)
    if volume is None:
        planning.require_sight(full.catalog, full.schema)
        raise SqlError(
            "VOLUME_NOT_FOUND", f"The volume {'.'.join(tree.names)} cannot be found.", "42704"
        )
    planning.authorizer.require(planning.ctx, "BROWSE", volume)
    name = volume.name
    fields = ("name", "catalog", "database", "owner", "storage_location", "volume_type", "comment")
    values = (
        name.name,
        name.catalog,
        name.schema,
        volume.owner,
        volume.location,
        volume.kind,
        volume.comment,
    )
    return Rows([(field, "string") for field in fields], [values])


_DESCRIBERS: dict[str, Callable[[Planning, Describe], Plan]] = {
    "TABLE": _table,
    "QUERY": _query,
    "HISTORY": _history,
    "DETAIL": _detail,
    "CATALOG": _catalog,
    "SCHEMA": _schema,
    "VOLUME": _volume,
    "FUNCTION": describe_function,
}
