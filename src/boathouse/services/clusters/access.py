"""Who may do what with clusters. The creator, whom the engine serves, manages it at first."""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.context import Context, Principal
from boathouse.errors import InvalidParameterValue
from boathouse.services.clusters import store
from boathouse.services.clusters.store import SERVERLESS, Cluster
from boathouse.services.permissions import decide
from boathouse.services.permissions import store as grants
from boathouse.services.permissions import target as targets
from boathouse.services.permissions.levels import CLUSTERS
from boathouse.services.principals import store as principals

ATTACH, RESTART, MANAGE = "CAN_ATTACH_TO", "CAN_RESTART", "CAN_MANAGE"
_WORDS = {ATTACH: "Attach", RESTART: "Restart", MANAGE: "Manage"}


def cluster(ctx: Context, cluster_id: str, level: str = ATTACH) -> Cluster:
    """The cluster, on which the caller holds a level.

    Errors: InvalidParameterValue (there is none), PermissionDenied.
    """
    found = existing(ctx.tx, cluster_id)
    require(ctx.tx, ctx.principal, found, level)
    return found


def known(tx: Connection, cluster_id: str) -> Cluster | None:
    """The cluster of an id, if it is one that users know."""
    found = store.find(tx, cluster_id)
    hidden = found is None or found.deleted or found.source == SERVERLESS
    return None if hidden else found


def existing(tx: Connection, cluster_id: str) -> Cluster:
    """The same; InvalidParameterValue as the platform words it."""
    found = known(tx, cluster_id)
    if found is None:
        raise InvalidParameterValue(f"Cluster {cluster_id} does not exist")
    return found


def require(tx: Connection, principal: Principal, found: Cluster, level: str) -> None:
    """PermissionDenied unless the principal holds a level on the cluster."""
    message = (
        f"{principal.user_name} does not have {_WORDS[level]} permissions on {found.cluster_id}."
        " Please contact the owner or an administrator for access."
    )
    decide.require(tx, principal, targets.of(CLUSTERS, found.cluster_id), level, message)


def sees(tx: Connection, principal: Principal, cluster_id: str) -> bool:
    """Whether the principal holds any level on a cluster."""
    return decide.holds(tx, principal, targets.of(CLUSTERS, cluster_id), ATTACH)


def give_to_owner(tx: Connection, new: Cluster) -> None:
    """Let the owner of a new cluster manage it. Nobody has a serverless one."""
    owner = principals.by_name(tx, new.owner)
    if owner is not None and new.source != SERVERLESS:
        grants.put(tx, CLUSTERS.name, new.cluster_id, {owner.principal_id: MANAGE})
