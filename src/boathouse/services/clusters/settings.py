"""A cluster's settings: their checks and the defaults that clients read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from boathouse.errors import InvalidParameterValue, NotImplementedHere

MAX_TAGS = 45
MAX_INIT_SCRIPTS = 20
INIT_SCRIPT_KINDS = ("workspace", "volumes", "dbfs", "file")
MIN_IDLE_MINUTES, MAX_IDLE_MINUTES = 10, 10_000

_SPARK_VERSION = re.compile(r"^\d+\.(?:\d+|x)[\w.-]*-scala\d+\.\d+$")
_SECRET = re.compile(r"\{\{\s*secrets/[^}]*\}\}")
_ENV_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")

_SINGLE_NODE_CONF = {"spark.databricks.cluster.profile": "singleNode", "spark.master": "local[*]"}


def checked(document: Mapping[str, Any], owner: str | None) -> dict[str, Any]:
    """The settings as they are kept. Raises InvalidParameterValue, or NotImplementedHere where
    they ask for what is not there. `owner` None leaves single_user_name unchecked."""
    settings = dict(document)
    _check_version(settings)
    _check_size(settings)
    _check_limits(settings)
    _check_texts(settings, "spark_conf")
    _check_texts(settings, "spark_env_vars")
    _check_scripts(settings)
    user = settings.get("single_user_name") or owner
    if owner is not None and user != owner:
        raise NotImplementedHere(
            "The request field $.single_user_name is not implemented for another user."
        )
    return settings


def with_defaults(document: Mapping[str, Any], owner: str) -> dict[str, Any]:
    """What `get` shows of the settings: those asked for over the defaults."""
    shown: dict[str, Any] = {
        "cluster_name": "",
        "autotermination_minutes": 0,
        "enable_elastic_disk": False,
        "data_security_mode": "SINGLE_USER",
        **document,
    }
    if shown["data_security_mode"] != "NONE":
        shown.setdefault("single_user_name", owner)
    if "node_type_id" in shown:
        shown.setdefault("driver_node_type_id", shown["node_type_id"])
    if "autoscale" not in shown:
        shown.setdefault("num_workers", 0)
    if shown.get("is_single_node"):
        shown["spark_conf"] = {**_SINGLE_NODE_CONF, **shown.get("spark_conf", {})}
        tags = shown.get("custom_tags", {})
        shown["custom_tags"] = {"ResourceClass": "SingleNode", **tags}
    return shown


def idle_minutes(document: Mapping[str, Any]) -> int:
    """Minutes without use after which the cluster ends; 0 is never."""
    return int(document.get("autotermination_minutes") or 0)


def runs_jobs(document: Mapping[str, Any]) -> bool:
    """Whether `workload_type` lets jobs attach."""
    clients = (document.get("workload_type") or {}).get("clients") or {}
    return clients.get("jobs") is not False


def check_size(size: Mapping[str, Any]) -> None:
    """Raise InvalidParameterValue unless `num_workers` or `autoscale` is one that can be kept."""
    if "num_workers" in size and "autoscale" in size:
        raise InvalidParameterValue("Only one of num_workers and autoscale may be set.")
    if size.get("num_workers", 0) < 0:
        raise InvalidParameterValue("num_workers must not be negative.")
    if "autoscale" in size:
        scale = size["autoscale"]
        least, most = scale.get("min_workers", 0), scale.get("max_workers", 0)
        if not 0 <= least <= most:
            raise InvalidParameterValue(
                "autoscale: min_workers must not be negative nor exceed max_workers."
            )


def _check_version(settings: Mapping[str, Any]) -> None:
    version = settings.get("spark_version") or ""
    if not version:
        raise InvalidParameterValue("Missing required field: spark_version")
    if version.startswith("custom:"):
        raise NotImplementedHere("The request field $.spark_version is not implemented for images.")
    if not _SPARK_VERSION.match(version) or len(version) > 128:
        raise InvalidParameterValue(f"Invalid spark version {version[:128]}.")


def _check_size(settings: Mapping[str, Any]) -> None:
    check_size(settings)
    if settings.get("is_single_node") and settings.get("kind") != "CLASSIC_PREVIEW":
        raise InvalidParameterValue("is_single_node can only be used with kind CLASSIC_PREVIEW.")
    if settings.get("is_single_node") and (settings.get("num_workers") or "autoscale" in settings):
        raise InvalidParameterValue("A single node cluster has no workers.")


def _check_limits(settings: Mapping[str, Any]) -> None:
    minutes = idle_minutes(settings)
    if minutes and not MIN_IDLE_MINUTES <= minutes <= MAX_IDLE_MINUTES:
        raise InvalidParameterValue(
            f"autotermination_minutes must be 0 or between {MIN_IDLE_MINUTES} and"
            f" {MAX_IDLE_MINUTES}, not {minutes}."
        )
    if len(settings.get("custom_tags", {})) > MAX_TAGS:
        raise InvalidParameterValue(f"At most {MAX_TAGS} custom_tags are allowed.")


def _check_scripts(settings: Mapping[str, Any]) -> None:
    scripts = settings.get("init_scripts") or []
    if len(scripts) > MAX_INIT_SCRIPTS:
        raise InvalidParameterValue(f"At most {MAX_INIT_SCRIPTS} init_scripts are allowed.")
    for index, script in enumerate(scripts):
        kinds = [name for name, place in script.items() if place]
        if len(kinds) != 1 or kinds[0] not in INIT_SCRIPT_KINDS:
            raise InvalidParameterValue(
                f"init_scripts[{index}]: exactly one of {', '.join(INIT_SCRIPT_KINDS)} is needed."
            )
        if not (script[kinds[0]] or {}).get("destination"):
            raise InvalidParameterValue(
                f"Missing required field: init_scripts[{index}].{kinds[0]}.destination"
            )


def _check_texts(settings: Mapping[str, Any], field: str) -> None:
    for name, value in settings.get(field, {}).items():
        if "\0" in name + value or not name:
            raise InvalidParameterValue(f"{field}: the entry {name!r} is not valid.")
        if field == "spark_env_vars" and not _ENV_NAME.match(name):
            raise InvalidParameterValue(f"{field}: {name!r} is no name of a variable.")
        if _SECRET.search(value):
            raise NotImplementedHere(
                f"The request field $.{field}.{name}: references to secrets are not implemented."
            )
