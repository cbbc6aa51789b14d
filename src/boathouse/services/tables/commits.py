"""Entries of a Delta log by themselves: what one commit did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boathouse.services.tables import commit
from boathouse.services.tables.delta import Snapshot
from boathouse.services.tables.places import LOG, folder_of


def last_commit(snapshot: Snapshot) -> tuple[int, Mapping[str, Any]]:
    """The version, and its operationMetrics (numbers, or texts of numbers); {} without any."""
    path = folder_of(snapshot.location) / LOG / commit.name(snapshot.version)
    for action in commit.actions_in(path):
        if "commitInfo" in action:
            return snapshot.version, action["commitInfo"].get("operationMetrics") or {}
    return snapshot.version, {}
