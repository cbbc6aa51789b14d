"""The tables of the catalog `system` beside its information schema: their columns, as Databricks
documents them ("System tables reference"). Their rows are made by us for each statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from boathouse.sql.securables import Column, SparkType

CATALOG = "system"
ACCESS, QUERY = "access", "query"


def _struct(**fields: SparkType) -> SparkType:
    named = [
        {"name": name, "type": kind, "nullable": True, "metadata": {}}
        for name, kind in fields.items()
    ]
    return {"type": "struct", "fields": named}


_MAP: SparkType = {
    "type": "map",
    "keyType": "string",
    "valueType": "string",
    "valueContainsNull": True,
}
_TEXTS: SparkType = {"type": "array", "elementType": "string", "containsNull": True}
_KINDS: Mapping[str, SparkType] = {
    "": "string",
    "t": "timestamp",
    "d": "date",
    "l": "long",
    "i": "integer",
    "b": "boolean",
    "byte": "byte",
}


def _columns(spelled: str, **structured: SparkType) -> tuple[Column, ...]:
    found = []
    for word in spelled.split():
        name, _, kind = word.partition(":")
        found.append(Column(name, structured.get(name, _KINDS[kind])))
    return tuple(found)


_ENTITY = _struct(
    job_info=_struct(job_id="string", job_run_id="string"),
    dashboard_id="string",
    legacy_dashboard_id="string",
    notebook_id="string",
    sql_query_id="string",
    dlt_pipeline_info=_struct(dlt_pipeline_id="string", dlt_update_id="string"),
)


def _lineage(column: str) -> tuple[Column, ...]:
    def end(side: str) -> str:
        names = ("table_full_name", "table_catalog", "table_schema", "table_name", "path", "type")
        extra = f" {side}_column_name" if column else ""
        return " ".join(f"{side}_{name}" for name in names) + extra

    return _columns(
        "account_id metastore_id workspace_id entity_type entity_id entity_run_id"
        f" {end('source')} {end('target')} created_by event_time:t event_date:d record_id event_id"
        " statement_id entity_metadata",
        entity_metadata=_ENTITY,
    )


_AUDIT = _columns(
    "version event_time:t event_date:d workspace_id:l source_ip_address user_agent session_id"
    " user_identity service_name action_name request_id request_params response audit_level"
    " account_id event_id identity_metadata",
    user_identity=_struct(email="string", subject_name="string"),
    request_params=_MAP,
    response=_struct(status_code="integer", error_message="string", result="string"),
    identity_metadata=_struct(run_by="string", run_as="string"),
)

_HISTORY = _columns(
    "account_id workspace_id statement_id session_id execution_status compute executed_by_user_id"
    " executed_by statement_text statement_type error_message client_application client_driver"
    " cache_origin_statement_id total_duration_ms:l waiting_for_compute_duration_ms:l"
    " waiting_at_capacity_duration_ms:l execution_duration_ms:l compilation_duration_ms:l"
    " total_task_duration_ms:l result_fetch_duration_ms:l start_time:t end_time:t update_time:t"
    " read_partitions:l pruned_files:l read_files:l read_rows:l produced_rows:l read_bytes:l"
    " read_io_cache_percent:byte from_result_cache:b spilled_local_bytes:l written_bytes:l"
    " written_rows:l written_files:l shuffle_read_bytes:l query_source query_parameters"
    " executed_as executed_as_user_id query_tags",
    compute=_struct(type="string", cluster_id="string", warehouse_id="string"),
    query_source=_struct(
        job_info=_struct(job_id="string", job_run_id="string", job_task_run_id="string"),
        legacy_dashboard_id="string",
        dashboard_id="string",
        alert_id="string",
        notebook_id="string",
        sql_query_id="string",
        genie_space_id="string",
    ),
    query_parameters=_struct(named_parameters=_MAP, pos_parameters=_TEXTS, is_truncated="boolean"),
    query_tags=_MAP,
)

TABLES: Mapping[str, Mapping[str, tuple[Column, ...]]] = MappingProxyType(
    {
        ACCESS: {
            "audit": _AUDIT,
            "column_lineage": _lineage("column"),
            "table_lineage": _lineage(""),
        },
        QUERY: {"history": _HISTORY},
    }
)
"""By schema and name."""

TIMES: Mapping[str, str] = MappingProxyType(
    {
        "event_time": "event_time",
        "event_date": "event_time",
        "start_time": "start_time",
    }
)
"""Columns that a condition may bound -> the time that is bounded with them."""
