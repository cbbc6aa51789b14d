"""Clusters and their events as the API shows them."""

from __future__ import annotations

from typing import Any

from boathouse.context import compact
from boathouse.services.clusters import settings
from boathouse.services.clusters.store import Cluster


def details(cluster: Cluster) -> dict[str, Any]:
    """A ClusterDetails: what was asked for, with defaults, and what became of it."""
    computed = {
        "cluster_id": cluster.cluster_id,
        "creator_user_name": cluster.owner,
        "cluster_source": cluster.source,
        "state": cluster.state,
        "state_message": cluster.state_message,
        "start_time": cluster.created_at,
        "last_restarted_time": cluster.restarted_at,
        "terminated_time": cluster.terminated_at,
        "termination_reason": cluster.reason,
        "default_tags": {
            "Vendor": "Databricks",
            "Creator": cluster.owner,
            "ClusterName": cluster.name,
            "ClusterId": cluster.cluster_id,
        },
        "spec": cluster.document,
    }
    shown = settings.with_defaults(cluster.document, cluster.owner)
    shown.pop("apply_policy_default_values", None)  # shown under spec only, as the platform does
    return {**shown, **compact(computed)}


def event(cluster_id: str, row: Any) -> dict[str, Any]:
    """A ClusterEvent from a row of events."""
    return {
        "cluster_id": cluster_id,
        "timestamp": row.timestamp,
        "type": row.type,
        "details": row.details,
    }
