"""The views that list securables: one row for each that the caller may see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from boathouse.services.information_schema.seen import Seen
from boathouse.services.information_schema.types import facts, named
from boathouse.services.metastores import store as metastores
from boathouse.services.tables import find, places
from boathouse.services.tables.find import Found
from boathouse.sql.securables import Function, FunctionParameter, SparkType

Row = dict[str, Any]
Rows = Iterator[Row]


def catalogs(seen: Seen) -> Rows:
    for row in seen.catalogs():
        named = {"catalog_name": row.name, "catalog_owner": row.owner, "comment": row.comment}
        yield {**named, **_made(row)}


def schemata(seen: Seen) -> Rows:
    for catalog, row in seen.schemas():
        yield {
            "catalog_name": catalog.name,
            "schema_name": row.name,
            "schema_owner": row.owner,
            "comment": row.comment,
            **_made(row),
        }


def tables(seen: Seen) -> Rows:
    for found in seen.tables():
        row = found.row
        yield {
            **table_name(found),
            "table_type": row.kind,
            "is_insertable_into": "NO" if row.kind == "VIEW" else "YES",
            "commit_action": "PRESERVE",
            "table_owner": row.owner,
            "comment": row.comment,
            "data_source_format": row.format or "UNKNOWN_DATA_SOURCE_FORMAT",
            "storage_path": places.uri_of(row.location) if row.location else None,
            **_made(row),
        }


def views(seen: Seen) -> Rows:
    for found in seen.tables():
        if found.row.kind != "VIEW":
            continue
        # As on Databricks, its text is for those who own the view.
        owned = found.row.definition is not None and seen.owns(find.plain(found))
        yield {
            **table_name(found),
            "view_definition": found.row.definition if owned else None,
            "check_option": "NONE",
            "is_updatable": "NO",
            "is_insertable_into": "NO",
            "is_materialized": "NO",
        }


def volumes(seen: Seen) -> Rows:
    for catalog, schema, row in seen.volumes():
        yield {
            "volume_catalog": catalog.name,
            "volume_schema": schema.name,
            "volume_name": row.name,
            "volume_type": row.volume_type,
            "volume_owner": row.owner,
            "comment": row.comment,
            "storage_location": row.storage_location,
            **_made(row),
        }


def routines(seen: Seen) -> Rows:
    for function in seen.functions():
        table = function.returns is None
        sql = function.language == "SQL"
        yield {
            **_specific(function),
            "routine_catalog": function.name.catalog,
            "routine_schema": function.name.schema,
            "routine_name": function.name.name,
            "routine_owner": function.owner,
            "routine_type": "FUNCTION",
            **(
                {"full_data_type": _table_type(function)}
                if table
                else named(function.returns or "")
            ),
            **({"data_type": "TABLE"} if table else {}),
            "routine_body": "SQL" if sql else "EXTERNAL",
            "routine_definition": function.body if seen.owns(function) else None,
            "external_language": None if sql else function.language,
            "parameter_style": "SQL",
            "is_deterministic": "YES" if function.deterministic else "NO",
            "sql_data_access": "READS_SQL_DATA" if function.reads_data else "CONTAINS_SQL",
            "is_null_call": "YES",
            "security_type": "DEFINER",
            "comment": function.comment,
            "created": function.created_at,
            "created_by": function.created_by,
            "last_altered": function.updated_at or function.created_at,
            "last_altered_by": function.created_by,
        }


def parameters(seen: Seen) -> Rows:
    for function in seen.functions():
        for position, one in enumerate(function.parameters, 1):
            yield {
                **_specific(function),
                **_parameter(one, position),
                "parameter_mode": "IN",
                "is_result": "NO",
                "as_locator": "NO",
                "parameter_name": one.name,
                "parameter_default": one.default,
            }


def routine_columns(seen: Seen) -> Rows:
    for function in seen.functions():
        for position, one in enumerate(function.columns, 1):
            yield {**_specific(function), **_parameter(one, position), "column_name": one.name}


def metastore(seen: Seen) -> Rows:
    tx = seen.ctx.tx
    name, made_at = metastores.name_of(tx), metastores.made_at(tx)
    yield {
        "metastore_id": metastores.id_of(tx),
        "metastore_name": name,
        "metastore_owner": metastores.OWNER,
        "delta_sharing_scope": "INTERNAL",
        "privilege_model_version": "1.0",
        "created": made_at,
        "created_by": metastores.OWNER,
        "last_altered": made_at,
        "last_altered_by": metastores.OWNER,
    }


def catalog_name(seen: Seen) -> Rows:
    yield {"catalog_name": seen.catalog}


def table_name(found: Found) -> Row:
    name = found.name
    return {
        "table_catalog": name.catalog,
        "table_schema": name.schema,
        "table_name": name.name,
    }


def _made(row: Any) -> Row:
    return {
        "created": row.created_at,
        "created_by": row.created_by,
        "last_altered": row.updated_at,
        "last_altered_by": row.updated_by,
    }


def _specific(function: Function) -> Row:
    return {
        "specific_catalog": function.name.catalog,
        "specific_schema": function.name.schema,
        "specific_name": function.name.name,
    }


def _parameter(one: FunctionParameter, position: int) -> Row:
    return {"ordinal_position": position, **named(one.type), "comment": one.comment}


def _table_type(function: Function) -> str:
    def shown(kind: SparkType) -> str:
        return str(facts(kind)[0])

    return f"TABLE({', '.join(f'{one.name} {shown(one.type)}' for one in function.columns)})"
