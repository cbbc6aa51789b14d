"""New settings for a cluster: by `edit` (all of them), `update` (those of a mask) and `resize`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from boathouse.errors import InvalidParameterValue
from boathouse.services.clusters import lifecycle, settings, store
from boathouse.services.clusters.store import Cluster

_PARTS = {"spark_conf", "spark_env_vars", "custom_tags"}


def apply(tx: Connection, cluster: Cluster, document: dict[str, Any], user: str, now: int) -> None:
    """Give a cluster at rest or running new settings; a running one restarts with them."""
    if cluster.source == "JOB":
        raise InvalidParameterValue(
            f"Cluster {cluster.cluster_id} was made for a run and cannot be changed."
        )
    if cluster.state not in ("RUNNING", "TERMINATED"):
        raise lifecycle.unexpected(cluster)
    kept = settings.checked(document, cluster.owner)
    name = kept.get("cluster_name", "")
    store.change(tx, cluster.cluster_id, document=kept, name=name)
    details = {
        "cluster_size": lifecycle.size_of(kept),
        "previous_cluster_size": lifecycle.size_of(cluster.document),
        "user": user,
    }
    store.record(tx, cluster.cluster_id, now, "EDITED", details)
    if cluster.state == "RUNNING":
        lifecycle.restart(tx, cluster, user, now)


def masked(document: dict[str, Any], update_mask: str, values: dict[str, Any]) -> dict[str, Any]:
    """The document with the fields that the mask names taken from `values`, absent ones removed."""
    if update_mask == "*":
        return dict(values)
    names = [name for name in update_mask.split(",") if name]
    if not names:
        raise InvalidParameterValue("update_mask must name at least one field.")
    changed = dict(document)
    for name in names:
        if "." in name and name.split(".")[0] in _PARTS:
            raise InvalidParameterValue(f"update_mask: {name} lies inside a map.")
        _set(changed, values, name.split("."), name)
    return changed


def resized(document: dict[str, Any], size: dict[str, Any]) -> dict[str, Any]:
    """The document with another size."""
    settings.check_size(size)
    if not size:
        raise InvalidParameterValue("Missing required field: num_workers")
    rest = {k: v for k, v in document.items() if k not in ("num_workers", "autoscale")}
    return {**rest, **size}


def _set(target: dict[str, Any], values: dict[str, Any], path: list[str], whole: str) -> None:
    name, rest = path[0], path[1:]
    value = values.get(name)
    if not rest:
        target.pop(name, None)
        if value is not None:
            target[name] = value
        return
    inner = target.get(name, {})
    if not isinstance(inner, dict) or not isinstance(value or {}, dict):
        raise InvalidParameterValue(f"update_mask: {whole} is no field of a cluster.")
    target[name] = dict(inner)
    _set(target[name], value or {}, rest, whole)
