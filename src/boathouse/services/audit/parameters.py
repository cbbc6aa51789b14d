"""What of a request goes into its audit row: names and ids, never a value that may be secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MAX_TEXT = 512

# An allow-list: a field that is not known to be harmless stays out, whatever a client calls it.
SHOWN = frozenset(
    {
        "application_id",
        "catalog",
        "catalog_name",
        "chunk_index",
        "cluster_id",
        "cluster_name",
        "comment",
        "directory_path",
        "file_path",
        "format",
        "full_name",
        "group_name",
        "id",
        "idempotency_token",
        "integration_id",
        "ip_access_list_id",
        "job_id",
        "key",
        "label",
        "language",
        "lifetime_seconds",
        "name",
        "new_name",
        "notebook_path",
        "object_id",
        "object_type",
        "overwrite",
        "owner",
        "path",
        "permission",
        "policy_id",
        "principal",
        "recursive",
        "run_id",
        "run_name",
        "schema",
        "schema_name",
        "scope",
        "secret_id",
        "service_principal_id",
        "source_path",
        "statement_id",
        "table_type",
        "destination_path",
        "token_id",
        "userName",
        "displayName",
        "user_name",
        "volume_type",
        "warehouse_id",
        "access_control_list",
    }
)


def shown(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The harmless fields of a request's arguments, texts cut."""
    return {name: _cut(value) for name, value in arguments.items() if name in SHOWN}


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list):
        return [shown_entry(item) for item in value[:100]]
    return None


def shown_entry(item: Any) -> Any:
    """An entry of an access control list: who, and which level."""
    if not isinstance(item, Mapping):
        return None
    names = ("user_name", "group_name", "service_principal_name", "permission_level")
    return {name: str(item[name])[:MAX_TEXT] for name in names if name in item}
