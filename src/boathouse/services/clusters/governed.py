"""What policies and pools demand of the clusters that somebody wants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Principal
from boathouse.services.cluster_policies import use as policies
from boathouse.services.clusters import states, store
from boathouse.services.instance_pools import use as pools
from boathouse.services.principals import entitlements

JOB, ALL_PURPOSE = policies.JOB, policies.ALL_PURPOSE


def new(
    tx: Connection, principal: Principal, document: Mapping[str, Any], kind: str
) -> dict[str, Any]:
    """The settings of a new cluster with what its policy and its pool add.

    Errors: PermissionDenied without the entitlement (with a policy: without CAN_USE) and where the
    user has too many; InvalidParameterValue where a rule is broken; ResourceDoesNotExist.
    """
    settings = _settled(tx, principal, document, None, kind)
    policies.require_room(
        tx, settings.get("policy_id"), principal.user_name, lambda *of: _of_policy(tx, *of)
    )
    pools.require_room(tx, settings, lambda pool_id: sum(pool_use(tx, pool_id)))
    return settings


def edited(
    tx: Connection, principal: Principal, document: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """The same for new settings of a cluster. One leaves a policy only who could do without."""
    return _settled(tx, principal, document, before, ALL_PURPOSE)


def corrected(tx: Connection, document: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with what their policy fixes now. Raises InvalidParameterValue where that is
    not enough."""
    return policies.corrected(tx, document, ALL_PURPOSE)


def pool_use(tx: Connection, pool_id: str) -> tuple[int, int]:
    """How many instances of a pool are used, and how many are being started."""
    used = pending = 0
    for cluster in store.in_states(tx, states.ACTIVE):
        if cluster.document.get("instance_pool_id") == pool_id:
            count = pools.instances(cluster.document)
            used, pending = (
                (used, pending + count)
                if cluster.state in states.STARTING
                else (used + count, pending)
            )
    return used, pending


def _settled(
    tx: Connection,
    principal: Principal,
    document: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    kind: str,
) -> dict[str, Any]:
    free = not document.get("policy_id")
    if free and (before is None or before.get("policy_id")):
        entitlements.require_cluster_creation(tx, principal)
    return pools.checked(tx, principal, policies.applied(tx, principal, document, kind))


def _of_policy(tx: Connection, policy_id: str, user: str) -> int:
    active = store.in_states(tx, states.ACTIVE)
    return sum(c.owner == user and c.document.get("policy_id") == policy_id for c in active)
