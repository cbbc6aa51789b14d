"""A warehouse's settings: their checks and the defaults that clients read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boathouse.errors import InvalidParameterValue

SIZES = (
    "2X-Small", "X-Small", "Small", "Medium", "Large",
    "X-Large", "2X-Large", "3X-Large", "4X-Large", "5X-Large",
)  # fmt: skip
MAX_NAME = 99
MAX_TAGS = 44
MOST_CLUSTERS, MOST_MIN_CLUSTERS = 40, 30
LEAST_IDLE_MINUTES = 10
STATEMENTS_PER_CLUSTER = 10
"""What Databricks runs at once on one cluster of a warehouse before it queues."""

DEFAULTS: Mapping[str, Any] = {
    "auto_stop_mins": 120,
    "channel": {"name": "CHANNEL_NAME_CURRENT"},
    "cluster_size": "X-Small",
    "enable_photon": True,
    "enable_serverless_compute": False,
    "min_num_clusters": 1,
    "spot_instance_policy": "COST_OPTIMIZED",
    "tags": {},
}


def checked(document: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are kept. Raises InvalidParameterValue."""
    settings = dict(document)
    _check_name(settings.get("name") or "")
    _check_size(settings.get("cluster_size"))
    _check_clusters(with_defaults(settings))
    _check_idle_minutes(settings)
    _check_type(settings)
    if int(settings.get("statement_timeout") or 0) < 0:
        raise InvalidParameterValue("statement_timeout must not be negative.")
    if len((settings.get("tags") or {}).get("custom_tags") or ()) > MAX_TAGS:
        raise InvalidParameterValue(f"At most {MAX_TAGS} custom_tags are allowed.")
    return settings


def with_defaults(document: Mapping[str, Any]) -> dict[str, Any]:
    """What `get` shows of the settings: those asked for over the defaults."""
    shown = {**DEFAULTS, **document}
    shown.setdefault("max_num_clusters", shown["min_num_clusters"])
    kind = "PRO" if shown["enable_serverless_compute"] else "CLASSIC"
    if shown.get("warehouse_type", "TYPE_UNSPECIFIED") == "TYPE_UNSPECIFIED":
        shown["warehouse_type"] = kind
    return shown


def idle_minutes(document: Mapping[str, Any]) -> int:
    """Minutes without a statement after which the warehouse stops; 0 is never."""
    return int(with_defaults(document)["auto_stop_mins"])


def statements_at_once(document: Mapping[str, Any]) -> int:
    """How many statements run before others wait for their turn."""
    return STATEMENTS_PER_CLUSTER * int(with_defaults(document)["max_num_clusters"])


def _check_name(name: str) -> None:
    if not name.strip():
        raise InvalidParameterValue("Missing required field: name")
    if len(name) > MAX_NAME or "\0" in name:
        raise InvalidParameterValue(
            f"The name of a SQL warehouse must have at most {MAX_NAME} characters."
        )


def _check_size(size: str | None) -> None:
    if size is not None and size not in SIZES:
        raise InvalidParameterValue(
            f"'{size[:100]}' is not a supported cluster_size. Supported are: {', '.join(SIZES)}."
        )


def _check_clusters(shown: Mapping[str, Any]) -> None:
    least, most = int(shown["min_num_clusters"]), int(shown["max_num_clusters"])
    if not 0 < least <= MOST_MIN_CLUSTERS:
        raise InvalidParameterValue(
            f"min_num_clusters must be between 1 and {MOST_MIN_CLUSTERS}, not {least}."
        )
    if not least <= most <= MOST_CLUSTERS:
        raise InvalidParameterValue(
            f"max_num_clusters must be between min_num_clusters ({least}) and {MOST_CLUSTERS},"
            f" not {most}."
        )


def _check_idle_minutes(settings: Mapping[str, Any]) -> None:
    minutes = idle_minutes(settings)
    # The API takes less than 10 minutes for serverless ones [its docs; Terraform sends 1 and 5].
    least = 1 if settings.get("enable_serverless_compute") else LEAST_IDLE_MINUTES
    if minutes and not least <= minutes < 2**31:
        raise InvalidParameterValue(f"auto_stop_mins must be 0 or at least {least}, not {minutes}.")


def _check_type(settings: Mapping[str, Any]) -> None:
    if settings.get("enable_serverless_compute") and settings.get("warehouse_type") == "CLASSIC":
        raise InvalidParameterValue("Serverless SQL warehouses must have the warehouse_type PRO.")
