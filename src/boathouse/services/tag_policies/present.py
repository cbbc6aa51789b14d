"""Governed tags as TagPolicies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from boathouse.context import compact
from boathouse.services.tag_policies.store import TagPolicyRow


def shown(row: TagPolicyRow) -> dict[str, Any]:
    """A row as its TagPolicy."""
    return compact(
        {
            "id": row.policy_id,
            "tag_key": row.tag_key,
            "description": row.description,
            "values": [{"name": value} for value in row.allowed] or None,
            "create_time": _time(row.created_at),
            "update_time": _time(row.updated_at),
        }
    )


def _time(millis: int) -> str:
    return datetime.fromtimestamp(millis / 1000, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
