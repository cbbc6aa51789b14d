"""DESCRIBE of tables, catalogs, schemas, volumes, queries, history and detail."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlglot import exp

from boathouse.context import Context
from boathouse.sql import types
from boathouse.sql.answer import Answer
from boathouse.sql.engine_text import engine_text
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar.describe import Describe
from boathouse.sql.parse import parse
from boathouse.sql.planning import Plan, Planning, Work
from boathouse.sql.resolve import name_of
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements.columns import of_schema
from boathouse.sql.statements.details import details
from boathouse.sql.statements.local import Fields, Listing, Rows, table
from boathouse.sql.statements.show import catalog_named, schema_named

COLUMNS: Fields = (("col_name", "string"), ("data_type", "string"), ("comment", "string"))
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
    describer = _DESCRIBERS.get(tree.kind)
    if describer is None:
        raise NotSupported(f"DESCRIBE {tree.kind} is not supported.")
    return describer(planning, tree)


def _table(planning: Planning, tree: Describe) -> Plan:
    temporary = _temporary(planning, tree.this)
    if temporary is not None:
        return temporary
    relation = planning.table(name_of(planning, tree.this))
    if tree.as_json:
        return Rows((("json_metadata", "string"),), [(json.dumps(as_json(relation)),)])
    if tree.column:
        return Rows(INFO, _column(relation, tree.column))
    rows = [_row(column) for column in relation.columns]
    if relation.partitions:
        rows += _partitions(relation)
    if tree.extended:
        rows += [("", "", ""), ("# Detailed Table Information", "", "")]
        rows += [(name, value, "") for name, value in details(relation)]
    return Rows(COLUMNS, rows)


def _temporary(planning: Planning, node: exp.Table) -> Plan | None:
    parts = [part.name.lower() for part in node.parts]
    view = planning.session.temporary_views.get(parts[0]) if len(parts) == 1 else None
    if view is None:
        return None
    session = replace(planning.session, catalog=view.catalog, schema=view.schema)
    inner = replace(planning, session=session, parsed=parse(view.definition), parameters=())
    return DescribeQuery(engine_text(inner))


def _row(column: Column) -> tuple[str, str, str | None]:
    return column.name, types.catalog_string(column.type), column.comment


def _partitions(relation: Relation) -> list[tuple[str, str, str | None]]:
    by_name = {column.name: column for column in relation.columns}
    rows: list[tuple[str, str, str | None]] = [
        ("# Partition Information", "", ""),
        ("# col_name", "data_type", "comment"),
    ]
    return rows + [_row(by_name[name]) for name in relation.partitions if name in by_name]


def as_json(relation: Relation) -> dict[str, Any]:
    """DESCRIBE TABLE EXTENDED ... AS JSON, the keys that Spark documents."""
    found = {
        "table_name": relation.name.name,
        "catalog_name": relation.name.catalog,
        "namespace": [relation.name.schema],
        "schema_name": relation.name.schema,
        "columns": [_json_column(column) for column in relation.columns],
        "partition_columns": list(relation.partitions) or None,
        "owner": relation.owner,
        "created_time": _iso(relation.created_at),
        "created_by": relation.created_by,
        "type": relation.kind,
        "provider": (relation.format or "").lower() or None,
        "comment": relation.comment,
        "location": relation.location,
        "table_properties": dict(relation.properties),
        "view_text": relation.definition,
    }
    return {key: value for key, value in found.items() if value is not None}


def _json_column(column: Column) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": column.name,
        "type": _json_type(column.type),
        "nullable": column.nullable,
    }
    if column.comment:
        document["comment"] = column.comment
    if column.default is not None:
        document["default"] = column.default
    return document


_JSON_NAMES = {"integer": "int", "long": "bigint", "short": "smallint", "byte": "tinyint"}


def _json_type(kind: Any) -> dict[str, Any]:
    if isinstance(kind, str):
        decimal = types.parse_decimal(kind)
        if decimal:
            return {"name": "decimal", "precision": decimal[0], "scale": decimal[1]}
        return {"name": _JSON_NAMES.get(kind, kind)}
    if kind["type"] == "array":
        return {
            "name": "array",
            "element_type": _json_type(kind["elementType"]),
            "element_nullable": kind["containsNull"],
        }
    if kind["type"] == "map":
        return {
            "name": "map",
            "key_type": _json_type(kind["keyType"]),
            "value_type": _json_type(kind["valueType"]),
            "value_nullable": kind["valueContainsNull"],
        }
    fields = [
        {"name": f["name"], "type": _json_type(f["type"]), "nullable": f["nullable"]}
        for f in kind["fields"]
    ]
    return {"name": "struct", "fields": fields}


def _iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _column(relation: Relation, path: Sequence[str]) -> list[tuple[str, str]]:
    wanted = path[0].lower()
    for column in relation.columns:
        if column.name.lower() == wanted and len(path) == 1:
            return [
                ("col_name", column.name),
                ("data_type", types.catalog_string(column.type)),
                ("comment", column.comment or "NULL"),
            ]
    raise SqlError("UNRESOLVED_COLUMN", f"The column `{'.'.join(path)}` cannot be found.", "42703")


@dataclass(frozen=True)
class DescribeQuery:
    """The columns that a query has."""

    text: str

    async def run(self, work: Work) -> Answer:
        """Ask the engine, which plans the query and makes no row."""
        columns = of_schema(await work.schema(self.text))
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
        known.setdefault("clusteringColumns", [])
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
        ("Catalog Type", entry.catalog_type),
    ]
    return Rows(INFO, rows)


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
    volume = planning.catalog.volume(planning.ctx, planning.full_name(*tree.names))
    if volume is None:
        raise SqlError(
            "VOLUME_NOT_FOUND", f"The volume {'.'.join(tree.names)} cannot be found.", "42704"
        )
    planning.authorizer.require(planning.ctx, "READ_VOLUME", volume)
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
}
