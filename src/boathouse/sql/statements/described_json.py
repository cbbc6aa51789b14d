"""DESCRIBE TABLE EXTENDED ... AS JSON: the document of Apache Spark 4 and of Databricks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from boathouse.sql import types
from boathouse.sql.securables import Column, Constant, Relation, SparkType
from boathouse.sql.session import TemporaryView
from boathouse.sql.statements.details import constraint_text

COLLATION = "UTF8_BINARY"
_NAMES = {
    "integer": "int",
    "long": "bigint",
    "short": "smallint",
    "byte": "tinyint",
    "timestamp": "timestamp_ltz",
}


def as_json(relation: Relation) -> dict[str, Any]:
    """The document of a table or a view."""
    found = {
        "table_name": relation.name.name,
        "catalog_name": relation.name.catalog,
        "namespace": [relation.name.schema],
        "schema_name": relation.name.schema,
        "columns": [_column(column) for column in relation.columns],
        "partition_columns": list(relation.partitions) or None,
        "clustering_columns": list(relation.clustering) or None,
        "location": relation.location,
        "owner": relation.owner,
        "created_time": _iso(relation.created_at),
        "last_access": "UNKNOWN",
        "created_by": relation.created_by,
        "type": relation.kind,
        "provider": (relation.format or "").lower() or None,
        "comment": relation.comment,
        "table_properties": dict(relation.properties),
        **(_view(relation) if relation.kind == "VIEW" else {}),
        **_governed(relation),
        "statistics": _counted(relation.statistics),
        "collation": COLLATION,
    }
    return {key: value for key, value in found.items() if value is not None}


def _view(relation: Relation) -> dict[str, Any]:
    return {
        "view_text": relation.definition,
        "view_original_text": relation.definition,
        "view_schema_mode": "COMPENSATION",
        "view_catalog_and_namespace": f"{relation.view_catalog}.{relation.view_schema}",
        "view_query_output_columns": [column.name for column in relation.columns],
    }


def _counted(statistics: Mapping[str, Any]) -> dict[str, int] | None:
    """What ANALYZE counted last."""
    names = {"size_in_bytes": "size", "num_rows": "rows"}
    found = {name: statistics[key] for name, key in names.items() if key in statistics}
    return found or None


def _governed(relation: Relation) -> dict[str, Any]:
    """Constraints, row filter and masks, where there are some."""
    texts = [f"({one.name},{constraint_text(one)})" for one in relation.constraints]
    kept = relation.row_filter
    masks = [
        {
            "column_name": column.name,
            "mask_function": _function(column.mask.function),
            "arguments": _arguments(column.mask.using),
        }
        for column in relation.columns
        if column.mask is not None
    ]
    return {
        "table_constraints": f"[{', '.join(texts)}]" if texts else None,
        "row_filter": {
            "filter_function": _function(kept.function),
            "arguments": _arguments(kept.columns),
        }
        if kept is not None
        else None,
        "column_masks": masks or None,
    }


def _function(name: str) -> dict[str, str]:
    catalog, schema, last = name.replace("`", "").split(".", 2)
    return {"catalog_name": catalog, "schema_name": schema, "function_name": last}


def _arguments(columns: Sequence[str]) -> list[dict[str, str]]:
    return [
        {"constant": str(one)} if isinstance(one, Constant) else {"column_name": one}
        for one in columns
    ]


def of_temporary(
    name: str, view: TemporaryView, columns: Sequence[Column], made_by: str
) -> dict[str, Any]:
    """The document of a temporary view."""
    return {
        "table_name": name,
        "catalog_name": "system",
        "namespace": ["session"],
        "schema_name": "session",
        "columns": [_column(column) for column in columns],
        "last_access": "UNKNOWN",
        "created_by": made_by,
        "type": "VIEW",
        "view_text": view.definition,
        "view_schema_mode": "BINDING",
        "view_catalog_and_namespace": f"{view.catalog}.{view.schema}",
        "view_query_output_columns": [column.name for column in columns],
        "collation": COLLATION,
    }


def _column(column: Column) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": column.name,
        "type": json_type(column.type),
        "nullable": column.nullable,
    }
    if column.comment:
        document["comment"] = column.comment
    if column.default is not None:
        document["default"] = column.default
    return document


def json_type(kind: SparkType) -> dict[str, Any]:
    """A type as such a document spells it."""
    if isinstance(kind, str):
        return _simple(kind)
    if kind["type"] == "array":
        return {
            "name": "array",
            "element_type": json_type(kind["elementType"]),
            "element_nullable": kind["containsNull"],
        }
    if kind["type"] == "map":
        return {
            "name": "map",
            "key_type": json_type(kind["keyType"]),
            "value_type": json_type(kind["valueType"]),
            "value_nullable": kind["valueContainsNull"],
        }
    return {"name": "struct", "fields": [_field(field) for field in kind["fields"]]}


def _field(field: dict[str, Any]) -> dict[str, Any]:
    found = {
        "name": field["name"],
        "type": json_type(field["type"]),
        "nullable": field["nullable"],
    }
    comment = (field.get("metadata") or {}).get("comment")
    return {**found, "comment": comment} if comment else found


def _simple(kind: str) -> dict[str, Any]:
    name, _, rest = kind.partition("(")
    decimal = types.parse_decimal(kind)
    if decimal:
        return {"name": "decimal", "precision": decimal[0], "scale": decimal[1]}
    if name in ("char", "varchar"):
        return {"name": name, "length": int(rest.rstrip(")"))}
    if kind.startswith("interval "):
        start, _, end = kind.removeprefix("interval ").partition(" to ")
        return {"name": "interval", "start_unit": start, "end_unit": end or start}
    if kind == "string":
        return {"name": "string", "collation": COLLATION}
    return {"name": _NAMES.get(kind, kind)}


def _iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
