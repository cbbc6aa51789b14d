"""Changes of a cluster's state that somebody asks for, each with its event.

All take an open change and only write rows: the reconciler does what they ask for.
"""

from __future__ import annotations

import secrets
import string
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from boathouse.errors import InvalidState
from boathouse.services.cluster_policies import use as policies
from boathouse.services.clusters import access, states, store
from boathouse.services.clusters.store import Cluster
from boathouse.services.libraries import use as libraries

_LETTERS = string.ascii_lowercase + string.digits


def new_cluster_id(now: int) -> str:
    """`MMDD-HHMMSS-xxxxxxxx`, in UTC."""
    moment = datetime.fromtimestamp(now / 1000, UTC)
    tail = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{moment:%m%d-%H%M%S}-{tail}"


def create(
    tx: Connection,
    document: dict[str, Any],
    *,
    owner: str,
    source: str,
    now: int,
    name: str | None = None,
    run_id: int | None = None,
    cluster_id: str | None = None,
    state: str = "PENDING",
) -> str:
    """A new cluster that is to start (or, TERMINATED, one at rest); its id."""
    new = Cluster(
        cluster_id=cluster_id or new_cluster_id(now),
        owner=owner,
        name=name if name is not None else document.get("cluster_name", ""),
        source=source,
        run_id=run_id,
        document=document,
        state=state,
        state_message="Starting the engine" if state == "PENDING" else "",
        reason=None if state == "PENDING" else states.reason("USER_REQUEST"),
        life=1,
        address=None,
        pinned=False,
        deleted=False,
        created_at=now,
        restarted_at=None,
        terminated_at=now if state == "TERMINATED" else None,
        active_at=now,
    )
    store.insert_cluster(tx, new)
    access.give_to_owner(tx, new)
    libraries.add(tx, new.cluster_id, policies.libraries(tx, document.get("policy_id")))
    details = {"cluster_size": size_of(document), "user": owner}
    store.record(tx, new.cluster_id, now, "CREATING", details)
    return new.cluster_id


def size_of(document: dict[str, Any]) -> dict[str, Any]:
    """The ClusterSize of an event."""
    if "autoscale" in document:
        return {"autoscale": document["autoscale"]}
    return {"num_workers": document.get("num_workers", 0)}


def start(tx: Connection, cluster: Cluster, user: str, now: int) -> None:
    """Let a TERMINATED cluster start; InvalidState in any other state."""
    if cluster.state != "TERMINATED":
        raise unexpected(cluster)
    libraries.renew(tx, cluster.cluster_id)
    store.move(tx, cluster, "PENDING", **_new_life(cluster, now), terminated_at=None)
    store.record(tx, cluster.cluster_id, now, "STARTING", {"user": user})


def restart(tx: Connection, cluster: Cluster, user: str, now: int) -> None:
    """Let the engine of a cluster end and a new one start."""
    libraries.renew(tx, cluster.cluster_id)
    store.move(tx, cluster, "RESTARTING", **_new_life(cluster, now))
    store.record(tx, cluster.cluster_id, now, "RESTARTING", {"user": user})


def resize(tx: Connection, cluster: Cluster, document: dict[str, Any], user: str, now: int) -> None:
    """Keep another size for a RUNNING cluster; InvalidState in any other state."""
    if cluster.state != "RUNNING":
        raise InvalidState(f"Cluster is not running: {cluster.cluster_id}")
    store.move(tx, cluster, "RESIZING", document=document, active_at=now)
    details = {
        "cluster_size": size_of(document),
        "previous_cluster_size": size_of(cluster.document),
        "cause": "USER_REQUEST",
        "user": user,
    }
    store.record(tx, cluster.cluster_id, now, "RESIZING", details)


def terminate(
    tx: Connection, cluster: Cluster, reason: dict[str, Any], now: int, user: str | None = None
) -> None:
    """Let a cluster end; nothing happens to one that has ended or is about to."""
    if cluster.state in ("TERMINATED", "TERMINATING"):
        return
    message = _told(reason)
    store.move(tx, cluster, "TERMINATING", reason=reason, state_message=message, address=None)
    details: dict[str, Any] = {"reason": reason}
    if user is not None:
        details["user"] = user
    store.record(tx, cluster.cluster_id, now, "TERMINATING", details)


def unexpected(cluster: Cluster) -> InvalidState:
    """The error of an operation that the cluster's state does not allow."""
    return InvalidState(
        f"Cluster {cluster.cluster_id} is in unexpected state {cluster.state.capitalize()}."
    )


def _new_life(cluster: Cluster, now: int) -> dict[str, Any]:
    return {
        "life": cluster.life + 1,
        "address": None,
        "reason": None,
        "state_message": "Starting the engine",
        "active_at": now,
    }


def _told(reason: dict[str, Any]) -> str:
    texts = {
        "USER_REQUEST": "Terminated by request of a user",
        "INACTIVITY": "Terminated after it was idle",
        "JOB_FINISHED": "Terminated because its run ended",
    }
    message: str = texts.get(reason["code"]) or reason["parameters"]["databricks_error_message"]
    return message
