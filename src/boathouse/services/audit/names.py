"""What Databricks calls our services and operations in its audit log ("Audit log reference")."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

_UNITY: Mapping[str, str] = MappingProxyType(
    {
        "catalogs": "Catalog",
        "connections": "Connection",
        "credentials": "Credential",
        "external_lineage": "ExternalLineage",
        "external_locations": "ExternalLocation",
        "external_metadata": "ExternalMetadata",
        "functions": "Function",
        "metastores": "Metastore",
        "model_versions": "ModelVersion",
        "policies": "Policy",
        "registered_models": "RegisteredModel",
        "schemas": "Schema",
        "shares": "Share",
        "storage_credentials": "StorageCredential",
        "table_constraints": "Constraint",
        "tables": "Table",
        "volumes": "Volume",
    }
)
_VERBS = ("create", "get", "update", "delete", "list")
_PLURAL = {"Policy": "Policies"}
_OTHERS: Mapping[tuple[str, str], tuple[str, str]] = MappingProxyType(
    {
        ("grants", "get"): ("unityCatalog", "getPermissions"),
        ("grants", "get_effective"): ("unityCatalog", "getEffectivePermissions"),
        ("grants", "update"): ("unityCatalog", "updatePermissions"),
        ("jobs", "submit"): ("jobs", "submitRun"),
        ("tokens", "create"): ("accounts", "generateDbToken"),
        ("tokens", "delete"): ("accounts", "revokeDbToken"),
        ("secrets", "delete_secret"): ("secrets", "deleteSecret"),
        ("temporary_path_credentials", "generate_temporary_path_credentials"): (
            "unityCatalog",
            "generateTemporaryPathCredential",
        ),
        ("temporary_table_credentials", "generate_temporary_table_credentials"): (
            "unityCatalog",
            "generateTemporaryTableCredential",
        ),
        ("temporary_volume_credentials", "generate_temporary_volume_credentials"): (
            "unityCatalog",
            "generateTemporaryVolumeCredential",
        ),
    }
)
_SERVICES: Mapping[str, str] = MappingProxyType(
    {
        "files": "filesystem",
        "grants": "unityCatalog",
        "groups": "accounts",
        "legacy_groups": "accounts",
        "lineage_tracking": "unityCatalog",
        "queries": "databrickssql",
        "query_history": "databrickssql",
        "runs": "jobs",
        "service_principals": "accounts",
        "statement_execution": "databrickssql",
        "temporary_path_credentials": "unityCatalog",
        "temporary_table_credentials": "unityCatalog",
        "temporary_volume_credentials": "unityCatalog",
        "thrift": "databrickssql",
        "token_management": "accounts",
        "tokens": "accounts",
        "users": "accounts",
        "warehouses": "databrickssql",
        "workspace_files": "workspace",
    }
)


@lru_cache(maxsize=4096)
def documented(service: str, action: str) -> tuple[str, str]:
    """The service's and the action's name."""
    known = _OTHERS.get((service, action))
    if known is not None:
        return known
    thing = _UNITY.get(service)
    if thing is not None and action in _VERBS:
        if action == "list":
            thing = _PLURAL.get(thing, f"{thing}s")
        return "unityCatalog", f"{action}{thing}"
    if thing is not None:
        return "unityCatalog", _camel(action)
    return _SERVICES.get(service, _camel(service)), _camel(action)


def _camel(name: str) -> str:
    first, *rest = name.strip("_").split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
