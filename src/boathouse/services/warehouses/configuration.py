"""What all warehouses of the workspace share: one document, kept among the workspace's facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from boathouse.errors import InvalidParameterValue
from boathouse.store import settings

_NAME = "warehouse_config"
_TYPES = ("CLASSIC", "PRO")
DEFAULTS: Mapping[str, Any] = {
    "security_policy": "DATA_ACCESS_CONTROL",
    "enable_serverless_compute": True,
    "enabled_warehouse_types": [{"warehouse_type": kind, "enabled": True} for kind in _TYPES],
    "sql_configuration_parameters": {},
}


def read(tx: Connection) -> dict[str, Any]:
    """The document, with the defaults of what was never set."""
    kept = settings.get(tx, _NAME)
    return {**DEFAULTS, **(json.loads(kept) if kept else {})}


def replace(tx: Connection, document: Mapping[str, Any]) -> None:
    """Keep another document. Raises InvalidParameterValue where no type would be left."""
    settings.put(tx, _NAME, json.dumps(dict(document)))
    if not any(enabled(tx, kind) for kind in _TYPES):
        raise InvalidParameterValue("At least one of the warehouse types must be enabled.")


def parameters(tx: Connection) -> dict[str, str]:
    """The SQL configuration parameters (ANSI_MODE, TIMEZONE, ...) that sessions begin with."""
    kept = read(tx)["sql_configuration_parameters"] or {}
    pairs = kept.get("configuration_pairs") or kept.get("config_pair") or ()
    return {pair["key"]: pair.get("value") or "" for pair in pairs if pair.get("key")}


def enabled(tx: Connection, warehouse_type: str) -> bool:
    """Whether warehouses of the type may be made; one that is not named stays enabled."""
    pairs = read(tx)["enabled_warehouse_types"] or ()
    return all(
        p.get("enabled") is not False for p in pairs if p["warehouse_type"] == warehouse_type
    )
