"""The privileges of each type of securable (unity_catalog.md A3.2), and how they are written.

Types are named as in the paths of the REST API, in lower case; privileges by their wire names.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from boathouse.errors import InvalidParameterValue

ALL = "ALL_PRIVILEGES"
"""Stands for what `implied` tells, at the moment it is asked about; it is kept as one row."""

_CREATE_IN_SCHEMA = frozenset(
    {
        "CREATE_FUNCTION",
        "CREATE_MATERIALIZED_VIEW",
        "CREATE_MODEL",
        "CREATE_MODEL_VERSION",
        "CREATE_TABLE",
        "CREATE_VOLUME",
    }
)
_DATA = frozenset({"EXECUTE", "MODIFY", "READ_VOLUME", "REFRESH", "SELECT", "WRITE_VOLUME"})
_SCHEMA = (
    frozenset({ALL, "APPLY_TAG", "BROWSE", "EXTERNAL_USE_SCHEMA", "MANAGE", "USE_SCHEMA"})
    | _CREATE_IN_SCHEMA
    | _DATA
)
_METASTORE = frozenset(
    {
        "CREATE_CATALOG",
        "CREATE_CLEAN_ROOM",
        "CREATE_CONNECTION",
        "CREATE_EXTERNAL_LOCATION",
        "CREATE_EXTERNAL_METADATA",
        "CREATE_PROVIDER",
        "CREATE_RECIPIENT",
        "CREATE_SERVICE_CREDENTIAL",
        "CREATE_SHARE",
        "CREATE_STORAGE_CREDENTIAL",
        "MANAGE_ALLOWLIST",
        "SET_SHARE_PERMISSION",
        "USE_CONNECTION",
        "USE_MARKETPLACE_ASSETS",
        "USE_PROVIDER",
        "USE_RECIPIENT",
        "USE_SHARE",
    }
)
_EXTERNAL_LOCATION = frozenset(
    {
        ALL,
        "BROWSE",
        "CREATE_EXTERNAL_TABLE",
        "CREATE_EXTERNAL_VOLUME",
        "CREATE_FOREIGN_SECURABLE",
        "CREATE_MANAGED_STORAGE",
        "EXTERNAL_USE_LOCATION",
        "MANAGE",
        "READ_FILES",
        "WRITE_FILES",
    }
)
_STORAGE_CREDENTIAL = frozenset(
    {
        ALL,
        "CREATE_EXTERNAL_LOCATION",
        "CREATE_EXTERNAL_TABLE",
        "MANAGE",
        "READ_FILES",
        "WRITE_FILES",
    }
)

PRIVILEGES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "metastore": _METASTORE,
        "catalog": _SCHEMA | {"CREATE_CONNECTION", "CREATE_SCHEMA", "USE_CATALOG"},
        "schema": _SCHEMA,
        "table": frozenset({ALL, "APPLY_TAG", "MANAGE", "MODIFY", "SELECT"}),
        "view": frozenset({ALL, "APPLY_TAG", "MANAGE", "SELECT"}),
        "volume": frozenset({ALL, "APPLY_TAG", "MANAGE", "READ_VOLUME", "WRITE_VOLUME"}),
        "function": frozenset({ALL, "EXECUTE", "MANAGE"}),
        "registered_model": frozenset(
            {ALL, "APPLY_TAG", "CREATE_MODEL_VERSION", "EXECUTE", "MANAGE"}
        ),
        "storage_credential": _STORAGE_CREDENTIAL,
        "credential": frozenset({ALL, "ACCESS", "CREATE_CONNECTION", "MANAGE"}),
        "external_location": _EXTERNAL_LOCATION,
        "connection": frozenset({ALL, "CREATE_FOREIGN_CATALOG", "MANAGE", "USE_CONNECTION"}),
        "external_metadata": frozenset({ALL, "BROWSE", "MANAGE", "MODIFY"}),
        "share": frozenset({"SELECT"}),
    }
)
"""What may be granted on a securable of each type. A view is a table that nobody modifies."""

NOT_IN_ALL = frozenset({ALL, "MANAGE", "EXTERNAL_USE_SCHEMA", "EXTERNAL_USE_LOCATION"})
"""What ALL PRIVILEGES leaves out: it must be granted by its name."""

LEGACY: Mapping[str, Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "USAGE": {"catalog": frozenset({"USE_CATALOG"}), "schema": frozenset({"USE_SCHEMA"})},
        "CREATE": {
            "metastore": frozenset({"CREATE_CATALOG", "CREATE_EXTERNAL_LOCATION"}),
            "catalog": frozenset({"CREATE_SCHEMA"}),
            "schema": frozenset({"CREATE_FUNCTION", "CREATE_TABLE"}),
        },
    }
)
"""Privileges of the model before 1.0, which Databricks still takes for those that came after."""

KNOWN = frozenset().union(*PRIVILEGES.values()) | LEGACY.keys()

_REACHING_IN = frozenset({"BROWSE", "EXTERNAL_USE_SCHEMA", "USE_CATALOG", "USE_SCHEMA"})


def includes_all(privilege: str) -> bool:
    """Whether a grant of ALL PRIVILEGES is a grant of this one too."""
    return privilege not in NOT_IN_ALL


def taken_with_all(privilege: str) -> bool:
    """Whether it goes when ALL PRIVILEGES is taken away."""
    return privilege == ALL or includes_all(privilege)


def implied(securable_type: str) -> frozenset[str]:
    """What ALL PRIVILEGES on a securable of this type stands for."""
    return PRIVILEGES[securable_type] - NOT_IN_ALL


def concerning(securable_type: str) -> frozenset[str]:
    """What matters to a securable of this type when it is granted on what it lies in."""
    return PRIVILEGES[securable_type] | _REACHING_IN


def normalized(text: str) -> str:
    """A privilege's wire name, from any spelling: "use catalog", "USE_CATALOG", "all".

    Errors: InvalidParameterValue for one that does not exist.
    """
    name = "_".join(text.replace("_", " ").upper().split())
    name = ALL if name == "ALL" else name
    if name not in KNOWN:
        raise InvalidParameterValue(f"Privilege '{text}' is not a valid privilege.")
    return name


def applicable(text: str, securable_type: str, entity: str) -> frozenset[str]:
    """What is asked for on a securable: one privilege, or those that one of `LEGACY` became.

    `securable_type`: a key of `PRIVILEGES`. `entity`: the securable, for the error.
    Errors: InvalidParameterValue for one that does not exist or does not apply.
    """
    name = normalized(text)
    found = LEGACY[name].get(securable_type) if name in LEGACY else frozenset({name})
    if found is None or not found <= PRIVILEGES[securable_type]:
        raise InvalidParameterValue(
            f"Privilege {spaced(name)} is not applicable to this entity [{entity}]. If this seems"
            " unexpected, please check the privilege version of the metastore in use [1.0]."
        )
    return found


def spaced(privilege: str) -> str:
    """As statements and messages show it: USE CATALOG."""
    return privilege.replace("_", " ")
