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
        "changes",
        "chunk_index",
        "cluster_id",
        "cluster_name",
        "column_name",
        "comment",
        "credential_name",
        "directory_path",
        "entity_name",
        "entity_type",
        "external_location_name",
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
        "name_arg",
        "new_name",
        "notebook_path",
        "object_id",
        "object_type",
        "operation",
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
        "securable_type",
        "service_principal_id",
        "source_path",
        "statement_id",
        "storage_credential_name",
        "table_id",
        "table_name",
        "table_type",
        "tag_key",
        "destination_path",
        "token_id",
        "userName",
        "displayName",
        "user_name",
        "volume_id",
        "volume_type",
        "warehouse_id",
        "access_control_list",
    }
)


def shown(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The harmless fields of a request's arguments, texts cut."""
    found = {name: _cut(value) for name, value in arguments.items() if name in SHOWN}
    if isinstance(arguments.get("url"), str):
        found["url"] = _plain(arguments["url"])
    return found


def _plain(url: str) -> str:
    """Without what may be a credential in it: a password, a query."""
    scheme, mark, rest = url.partition("?")[0].partition("#")[0].rpartition("://")
    host, slash, path = rest.partition("/")
    user, at, name = host.rpartition("@")
    shown = name if ":" in user else f"{user}{at}{name}"  # abfss://container@account
    return f"{scheme}{mark}{shown}{slash}{path}"[:MAX_TEXT]


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list):
        return [shown_entry(item) for item in value[:100]]
    return None


def shown_entry(item: Any) -> Any:
    """An entry of an access control list, who and which level, or of changes to grants."""
    if not isinstance(item, Mapping):
        return None
    names = ("user_name", "group_name", "service_principal_name", "permission_level", "principal")
    entry: dict[str, Any] = {n: str(item[n])[:MAX_TEXT] for n in names if n in item}
    for name in ("add", "remove"):
        if isinstance(item.get(name), list):
            entry[name] = [str(one)[:MAX_TEXT] for one in item[name][:100]]
    return entry
