"""What other services may do with clusters. All take an open transaction, and none waits.

After a change wake "clusters"; when a cluster's state changes, "runs" is woken.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context, Parts, Principal
from boathouse.engine import sail
from boathouse.errors import InvalidParameterValue, InvalidState, PermissionDenied
from boathouse.services.clusters import (
    access,
    edits,
    folders,
    governed,
    lifecycle,
    settings,
    states,
    store,
)
from boathouse.services.clusters.fields import REFUSED_IN_NEW_CLUSTER
from boathouse.services.clusters.store import SERVERLESS, Cluster, Lease
from boathouse.services.libraries import use as libraries_use
from boathouse.services.principals import store as principals

__all__ = ["REFUSED_IN_NEW_CLUSTER"]

SERVERLESS_IDLE_MINUTES = 10
ACTIVE_MS = 30_000
"""A cluster that is in use is noted as active that often: each note is a commit."""


@dataclass(frozen=True)
class Ready:
    """An engine to use: "127.0.0.1:port", where %pip puts libraries, what its sessions are given.

    `libraries`: where those of the cluster are, `python`: the interpreter beside their programs.
    """

    address: str
    site: Path
    spark_conf: dict[str, str]
    spark_env_vars: dict[str, str] = field(repr=False)
    spark_version: str = ""
    owner: str = ""
    libraries: Path | None = None
    python: Path = Path(sys.executable)


@dataclass(frozen=True)
class Living:
    """A running engine: whom it serves, which life of the cluster it is, where it lives."""

    owner: str
    life: int
    folder: Path


@dataclass(frozen=True)
class Attached:
    """An engine for a session of Spark Connect; `address` is None while it is on its way."""

    address: str | None
    life: int
    message: str = ""


@dataclass(frozen=True)
class Waiting:
    """The engine is on its way."""

    message: str


@dataclass(frozen=True)
class Lost:
    """There is no engine and none is coming. `code` is a termination code of runs."""

    code: str
    message: str


def require(tx: Connection, principal: Principal, cluster_id: str) -> None:
    """Raise unless the cluster exists, it takes jobs, and the principal may run tasks on it.

    It may attach, start it where it has ended, and is the one that the engine serves.
    """
    cluster = access.existing(tx, cluster_id)
    ended = cluster.state in ("TERMINATED", "TERMINATING")
    access.require(tx, principal, cluster, access.RESTART if ended else access.ATTACH)
    if principal.user_name != cluster.owner:
        raise _single_user(principal, cluster)
    if cluster.source == "JOB":
        raise InvalidParameterValue(f"Cluster {cluster_id} belongs to the run that made it.")
    if not settings.runs_jobs(cluster.document):
        raise InvalidParameterValue(f"Cluster {cluster_id} does not take jobs (workload_type).")


def attach(ctx: Context, cluster_id: str) -> Attached:
    """The engine of a cluster for Spark code of the caller; one that has ended is started.

    A cluster serves one user, who may always use the ones that belong to runs and to serverless
    compute. Errors: InvalidParameterValue, PermissionDenied.
    """
    principal, now = ctx.principal, ctx.now
    cluster = store.find(ctx.tx, cluster_id)
    if cluster is None or cluster.deleted:
        raise InvalidParameterValue(f"Cluster {cluster_id} does not exist")
    ended = cluster.state in ("TERMINATED", "TERMINATING")
    if cluster.source not in ("JOB", SERVERLESS):
        access.require(ctx.tx, principal, cluster, access.RESTART if ended else access.ATTACH)
    if principal.user_name != cluster.owner:
        if access.known(ctx.tx, cluster_id) is None:
            raise InvalidParameterValue(f"Cluster {cluster_id} does not exist")
        raise _single_user(principal, cluster)
    if cluster.state == "ERROR" or (ended and cluster.source in ("JOB", SERVERLESS)):
        raise InvalidState(f"Cluster {cluster_id} has ended: {cluster.state_message}")
    if ended or now - (cluster.active_at or 0) > ACTIVE_MS:
        with ctx.write() as tx:
            again = store.find(tx, cluster_id)
            if again is not None and again.state == "TERMINATED":
                lifecycle.start(tx, again, principal.user_name, now)
            else:
                store.change(tx, cluster_id, active_at=now)
        ctx.wake("clusters")
        cluster = store.find(ctx.tx, cluster_id) or cluster
    usable = cluster.state in states.USABLE
    return Attached(cluster.address if usable else None, cluster.life, cluster.state_message)


def exists(tx: Connection, cluster_id: str) -> bool:
    """Whether users know a cluster of this id."""
    return access.known(tx, cluster_id) is not None


def hold(tx: Connection, cluster_id: str, task_run_id: int, now: int) -> None:
    """A lease: it keeps the cluster from idling, and starts it where it has ended.

    Repeating it is safe, and binds the lease to the cluster's present engine (see `lost`). A
    cluster that is gone gets none: `state` says so. Job clusters that ended stay ended.
    """
    cluster = store.find(tx, cluster_id)
    if cluster is None or cluster.deleted:
        return
    life = cluster.life
    if cluster.run_id is None and cluster.state in ("TERMINATED", "TERMINATING"):
        again = lifecycle.start if cluster.state == "TERMINATED" else lifecycle.restart
        again(tx, cluster, cluster.owner, now)
        life += 1
    store.put_lease(tx, Lease(task_run_id, cluster_id, life), now)
    store.change(tx, cluster_id, active_at=now)


def release(tx: Connection, task_run_id: int, now: int) -> None:
    """End a task run's lease: the cluster's idle time begins. Repeating it is safe."""
    lease = store.lease_of(tx, task_run_id)
    if lease is not None:
        store.delete_lease(tx, task_run_id)
        store.change(tx, lease.cluster_id, active_at=now)


def state(
    tx: Connection,
    parts: Parts,
    cluster_id: str,
    libraries: Sequence[Mapping[str, Any]] = (),
) -> Ready | Waiting | Lost:
    """Whether the cluster's engine can be used now, soon, or not at all.

    It is not ready before its libraries are installed, and Lost where one of `libraries` (of a
    cluster made for a run: any of its own) cannot be.
    """
    cluster = store.find(tx, cluster_id)
    if cluster is None or cluster.deleted:
        return Lost("CLUSTER_ERROR", f"Cluster {cluster_id} does not exist")
    if cluster.state in states.STARTING:
        return Waiting(cluster.state_message)
    if cluster.state in states.USABLE and cluster.address is not None:
        if libraries_use.waits(tx, cluster_id):
            return Waiting("Installing libraries")
        wanted = None if cluster.run_id is not None else libraries
        failed = libraries_use.failure(tx, cluster_id, wanted)
        if failed is not None:
            return Lost("LIBRARY_INSTALLATION_ERROR", failed)
        site = folders.of_engine(parts.config.data_dir, cluster_id) / "site"
        python = sail.python_of(site)
        shown = settings.with_defaults(cluster.document, cluster.owner)
        return Ready(
            cluster.address,
            site,
            dict(shown.get("spark_conf", {})),
            dict(shown.get("spark_env_vars", {})),
            str(shown.get("spark_version", "")),
            cluster.owner,
            site / sail.LIBRARIES if python is not None else None,
            python or Path(sys.executable),
        )
    return _lost(cluster)


def lost(tx: Connection, task_run_id: int) -> Lost | None:
    """How the engine that a task run works on ended; None while it lives.

    Also where the cluster runs again with a new engine: the old one's work went with it.
    """
    lease = store.lease_of(tx, task_run_id)
    cluster = store.find(tx, lease.cluster_id) if lease else None
    if lease is None or cluster is None or cluster.deleted:
        return Lost("CLUSTER_ERROR", "The cluster does not exist any more")
    if cluster.life != lease.life:
        return Lost("CLUSTER_ERROR", f"Cluster {cluster.cluster_id} was restarted")
    return None if cluster.state in states.USABLE | states.STARTING else _lost(cluster)


def check_new_cluster(new_cluster: dict[str, Any], owner: str | None = None) -> None:
    """Raise the documented error where no such cluster can be made (for `owner`, if known).

    Refused fields are the caller's to check, with REFUSED_IN_NEW_CLUSTER.
    """
    settings.checked(new_cluster, owner)


def create_for_run(
    tx: Connection,
    new_cluster: dict[str, Any],
    *,
    owner: str,
    name: str,
    run_id: int,
    now: int,
) -> str:
    """A job cluster, PENDING; its id. It ends by `end_for_run` and never of idleness.

    It serves `owner`, also where a job that somebody else made names another single_user_name.
    Errors: those of policies and pools.
    """
    principal = principals.acting_as(tx, owner)
    if principal is None:
        raise PermissionDenied(f"{owner} is not an active principal.")
    wanted = governed.new(tx, principal, new_cluster, governed.JOB)
    document = {**settings.checked(wanted, None), "cluster_name": name}
    if "single_user_name" in document:
        document["single_user_name"] = owner
    return lifecycle.create(
        tx, document, owner=owner, source="JOB", now=now, name=name, run_id=run_id
    )


def end_for_run(tx: Connection, cluster_id: str, now: int) -> None:
    """End a job cluster because its run ended. Repeating it is safe."""
    cluster = store.find(tx, cluster_id)
    if cluster is not None and cluster.state != "ERROR":
        lifecycle.terminate(tx, cluster, states.reason("JOB_FINISHED"), now)


def serverless(tx: Connection, user_name: str, now: int) -> str:
    """The id of a user's one serverless cluster, on its way to run; `hold` it while in use.

    It is in no list and answers no request; after some idle minutes it ends.
    """
    cluster = store.serverless_of(tx, user_name)
    if cluster is None:
        document = {
            "spark_version": "16.4.x-scala2.12",
            "autotermination_minutes": SERVERLESS_IDLE_MINUTES,
        }
        return lifecycle.create(tx, document, owner=user_name, source=SERVERLESS, now=now)
    if cluster.state == "TERMINATED":
        lifecycle.start(tx, cluster, user_name, now)
    return cluster.cluster_id


def serverless_with(
    tx: Connection, user_name: str, dependencies: Sequence[str], *, run_id: int, now: int
) -> str:
    """A serverless cluster of one run, with an environment of its own. It ends by `end_for_run`."""
    document = {"spark_version": "16.4.x-scala2.12"}
    cluster_id = lifecycle.create(
        tx, document, owner=user_name, source=SERVERLESS, now=now, run_id=run_id
    )
    lines = [{"dependency": line} for line in dependencies]
    libraries_use.add(tx, cluster_id, lines)
    return cluster_id


def add_libraries(tx: Connection, cluster_id: str, libraries: Sequence[Mapping[str, Any]]) -> bool:
    """Put a task's libraries on its cluster; whether "libraries" is to be woken."""
    return libraries_use.add(tx, cluster_id, libraries)


def manage(tx: Connection, principal: Principal, cluster_id: str) -> bool:
    """Whether the cluster has an engine, or is to get one; raises unless the principal manages it.

    Errors: InvalidParameterValue, PermissionDenied.
    """
    cluster = access.existing(tx, cluster_id)
    access.require(tx, principal, cluster, access.MANAGE)
    return cluster.state not in ("TERMINATED", "TERMINATING")


def pool_use(tx: Connection, pool_id: str) -> tuple[int, int]:
    """How many instances of a pool clusters use, and how many start."""
    return governed.pool_use(tx, pool_id)


def settings_of(tx: Connection, principal: Principal, cluster_id: str) -> dict[str, Any]:
    """What was asked for of a cluster, with defaults. Errors: as `see`."""
    see(tx, principal, cluster_id)
    cluster = access.existing(tx, cluster_id)
    return settings.with_defaults(cluster.document, cluster.owner)


def of_policy(
    tx: Connection, principal: Principal, policy_id: str
) -> list[tuple[str, dict[str, Any]]]:
    """The clusters of a policy that the principal may see, with their settings."""
    found = store.in_states(tx, states.MOVES)
    return [
        (one.cluster_id, settings.with_defaults(one.document, one.owner))
        for one in found
        if one.document.get("policy_id") == policy_id
        and access.known(tx, one.cluster_id) is not None
        and access.sees(tx, principal, one.cluster_id)
    ]


def enforced(
    tx: Connection, principal: Principal, cluster_id: str, now: int, *, keep: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A cluster's settings before and after what its policy fixes; kept where `keep`.

    Errors: InvalidParameterValue where its policy still does not allow it, PermissionDenied.
    """
    manage(tx, principal, cluster_id)
    cluster = access.existing(tx, cluster_id)
    after = governed.corrected(tx, cluster.document)
    if keep and after != cluster.document:
        edits.apply(tx, cluster, after, principal.user_name, now)
    return cluster.document, after


def see(tx: Connection, principal: Principal, cluster_id: str) -> None:
    """Raise unless the principal may see the cluster. Errors: as `manage`."""
    access.require(tx, principal, access.existing(tx, cluster_id), access.ATTACH)


def seen_of(tx: Connection, principal: Principal, cluster_ids: Iterable[str]) -> set[str]:
    """Those of the clusters that the principal may see."""
    known = [one for one in cluster_ids if access.known(tx, one) is not None]
    return {one for one in known if access.sees(tx, principal, one)}


def living(tx: Connection, parts: Parts, cluster_id: str) -> Living | None:
    """The running engine of a cluster, of whatever source; None where none runs."""
    cluster = store.find(tx, cluster_id)
    if cluster is None or cluster.state not in states.USABLE:
        return None
    folder = folders.of_engine(parts.config.data_dir, cluster_id)
    return Living(cluster.owner, cluster.life, folder)


def lead_to(engine: Living, packages: Path) -> None:
    """Let a running engine, and tasks that start from now on, find these packages."""
    sail.lead_to(engine.folder / "site", packages)


def seed(
    tx: Connection, cluster_id: str, document: dict[str, Any], *, owner: str, now: int
) -> None:
    """Make a TERMINATED cluster under an id of our own choosing, unless there is one."""
    if store.find(tx, cluster_id) is None:
        document = settings.checked(document, owner)
        lifecycle.create(
            tx,
            document,
            owner=owner,
            source="UI",
            now=now,
            cluster_id=cluster_id,
            state="TERMINATED",
        )


def _single_user(principal: Principal, cluster: Cluster) -> PermissionDenied:
    return PermissionDenied(
        f"Single-user check failed: user '{principal.user_name}' attempted to run a task on"
        f" single-user cluster {cluster.cluster_id}, but the single user of this cluster is"
        f" '{cluster.owner}'."
    )


def _lost(cluster: Cluster) -> Lost:
    crashed = (cluster.reason or {}).get("code") == "DRIVER_UNREACHABLE"
    message = f"Cluster {cluster.cluster_id} ended: {cluster.state_message}"
    return Lost("DRIVER_ERROR" if crashed else "CLUSTER_ERROR", message)
