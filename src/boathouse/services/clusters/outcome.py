"""What became of an engine, written into its cluster's row with the event that tells of it.

Each looks at the row first: what was asked for meanwhile (an end, another start) goes before.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from boathouse.services.clusters import lifecycle, settings, states, store
from boathouse.services.clusters.store import Cluster

MINUTE_MS = 60_000


def running(tx: Connection, started: Cluster, address: str, engine: str, now: int) -> None:
    """The engine of the life that `started` shows answers at `address`."""
    cluster = _same_life(tx, started)
    if cluster is None or cluster.state not in states.STARTING:
        return
    values = {"address": address, "restarted_at": now, "active_at": now}
    store.move(tx, cluster, "RUNNING", state_message=f"Running on {engine}", **values)
    details = {**_target(cluster), "driver_state_message": engine}
    store.record(tx, cluster.cluster_id, now, "RUNNING", details)


def start_failed(tx: Connection, started: Cluster, message: str, now: int) -> None:
    """The engine did not come up."""
    cluster = _same_life(tx, started)
    if cluster is not None and cluster.state in states.STARTING:
        _fault(tx, cluster, "SPARK_STARTUP_FAILURE", message, now)


def scripts_began(tx: Connection, seen: Cluster, now: int) -> None:
    """Init scripts are being run."""
    if _same_life(tx, seen) is not None:
        store.record(tx, seen.cluster_id, now, "INIT_SCRIPTS_STARTED", {})


def scripts_ended(
    tx: Connection, seen: Cluster, told: dict[str, Any], failed: str | None, now: int
) -> None:
    """They came to an end; a failure is the start's."""
    cluster = _same_life(tx, seen)
    if cluster is None:
        return
    details = {"init_scripts": told}
    store.record(tx, cluster.cluster_id, now, "INIT_SCRIPTS_FINISHED", details)
    if failed is not None and cluster.state in states.STARTING:
        reason = states.reason(
            "INIT_SCRIPT_FAILURE", "CLIENT_ERROR", databricks_error_message=failed
        )
        lifecycle.terminate(tx, cluster, reason, now)


def crashed(tx: Connection, seen: Cluster, now: int) -> None:
    """The engine's process is gone though nobody asked for it."""
    cluster = _same_life(tx, seen)
    if cluster is not None and cluster.state in states.USABLE:
        message = "The engine's process is gone: it crashed or was killed"
        _fault(tx, cluster, "DRIVER_UNREACHABLE", message, now)


def resized(tx: Connection, cluster_id: str, now: int) -> None:
    """The new size is kept; one process serves any."""
    cluster = store.find(tx, cluster_id)
    if cluster is not None and cluster.state == "RESIZING":
        store.move(tx, cluster, "RUNNING")
        store.record(tx, cluster_id, now, "UPSIZE_COMPLETED", _target(cluster))


def ended(tx: Connection, cluster_id: str, now: int) -> None:
    """Nothing lives of the engine any more."""
    cluster = store.find(tx, cluster_id)
    if cluster is None or cluster.state != "TERMINATING":
        return
    if cluster.deleted:
        store.delete_cluster(tx, cluster_id)
    else:
        store.move(tx, cluster, "TERMINATED", terminated_at=now)


def stuck(tx: Connection, cluster_id: str, message: str) -> None:
    """Something of the engine survives SIGKILL."""
    cluster = store.find(tx, cluster_id)
    if cluster is not None and cluster.state == "TERMINATING":
        store.move(tx, cluster, "ERROR", state_message=message)


def idle_at(cluster: Cluster, held: set[str]) -> int | None:
    """When a RUNNING cluster will have been idle for too long; None if never. Nobody's lease
    keeps a job cluster: its run ends it."""
    minutes = settings.idle_minutes(cluster.document)
    if not minutes or cluster.source == "JOB" or cluster.cluster_id in held:
        return None
    return cluster.active_at + minutes * MINUTE_MS


def end_idle(tx: Connection, now: int) -> None:
    """End the clusters that are idle for too long."""
    held = store.held(tx)
    for cluster in store.in_states(tx, ["RUNNING"]):
        due = idle_at(cluster, held)
        if due is not None and due <= now:
            minutes = str(settings.idle_minutes(cluster.document))
            reason = states.reason("INACTIVITY", inactivity_duration_min=minutes)
            lifecycle.terminate(tx, cluster, reason, now)


def forget(tx: Connection, before: int) -> list[str]:
    """Remove the clusters that ended before a time; their ids."""
    gone = [cluster.cluster_id for cluster in store.forgettable(tx, before)]
    for cluster_id in gone:
        store.delete_cluster(tx, cluster_id)
    return gone


def _same_life(tx: Connection, seen: Cluster) -> Cluster | None:
    cluster = store.find(tx, seen.cluster_id)
    return cluster if cluster is not None and cluster.life == seen.life else None


def _fault(tx: Connection, cluster: Cluster, code: str, message: str, now: int) -> None:
    reason = states.reason(code, "SERVICE_FAULT", databricks_error_message=message)
    lifecycle.terminate(tx, cluster, reason, now)


def _target(cluster: Cluster) -> dict[str, int]:
    size = cluster.document.get("autoscale", {}).get("min_workers")
    return {"target_num_workers": size or cluster.document.get("num_workers", 0)}
