"""The policy families: definitions to begin with, which a policy can override rule by rule."""

from __future__ import annotations

import json
from typing import Any

from boathouse.errors import ResourceDoesNotExist

_LATEST = {"type": "unlimited", "defaultValue": "16.4.x-scala2.12"}
_IDLE = {"type": "range", "minValue": 10, "maxValue": 10_000, "defaultValue": 60}

_FAMILIES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "personal-vm": (
        "Personal Compute",
        "One small cluster for one person.",
        {
            "num_workers": {"type": "fixed", "value": 0, "hidden": True},
            "data_security_mode": {"type": "fixed", "value": "SINGLE_USER", "hidden": True},
            "cluster_type": {"type": "fixed", "value": "all-purpose"},
            "spark_version": _LATEST,
            "autotermination_minutes": {**_IDLE, "maxValue": 4320},
        },
    ),
    "power-user": (
        "Power User Compute",
        "Larger clusters for one person.",
        {
            "cluster_type": {"type": "fixed", "value": "all-purpose"},
            "data_security_mode": {"type": "fixed", "value": "SINGLE_USER", "hidden": True},
            "spark_version": _LATEST,
            "autotermination_minutes": _IDLE,
        },
    ),
    "job-cluster": (
        "Job Compute",
        "Clusters that live as long as their run.",
        {
            "cluster_type": {"type": "fixed", "value": "job"},
            "spark_version": _LATEST,
            "num_workers": {"type": "unlimited", "defaultValue": 1, "isOptional": True},
        },
    ),
}


def ids() -> list[str]:
    """The ids of all families."""
    return list(_FAMILIES)


def shown(family_id: str) -> dict[str, Any]:
    """A PolicyFamily. Raises ResourceDoesNotExist."""
    name, description, definition = _found(family_id)
    return {
        "policy_family_id": family_id,
        "name": name,
        "description": description,
        "definition": json.dumps(definition),
    }


def definition(family_id: str) -> str:
    """A family's definition. Raises ResourceDoesNotExist."""
    return json.dumps(_found(family_id)[2])


def _found(family_id: str) -> tuple[str, str, dict[str, Any]]:
    found = _FAMILIES.get(family_id)
    if found is None:
        raise ResourceDoesNotExist(f"Policy family {family_id} does not exist.")
    return found
