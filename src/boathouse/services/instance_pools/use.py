"""What other services may do with instance pools. All take an open transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Principal
from boathouse.errors import InvalidParameterValue, ResourceDoesNotExist
from boathouse.services.instance_pools import store
from boathouse.services.instance_pools.store import PoolRow
from boathouse.services.permissions import decide
from boathouse.services.permissions import target as targets
from boathouse.services.permissions.levels import INSTANCE_POOLS

ATTACH, MANAGE = "CAN_ATTACH_TO", "CAN_MANAGE"
FIELDS = ("instance_pool_id", "driver_instance_pool_id")


def existing(tx: Connection, pool_id: str) -> PoolRow:
    """The pool of an id. Raises ResourceDoesNotExist."""
    found = store.find(tx, pool_id)
    if found is None:
        raise ResourceDoesNotExist(f"Instance pool {pool_id[:64]} does not exist.")
    return found


def held(tx: Connection, principal: Principal, pool_id: str, level: str = ATTACH) -> PoolRow:
    """The same; PermissionDenied unless the principal holds a level on it."""
    found = existing(tx, pool_id)
    word = "Manage" if level == MANAGE else "Attach"
    message = (
        f"{principal.user_name} does not have {word} permissions on instance pool {pool_id}."
        " Please contact the owner or an administrator for access."
    )
    decide.require(tx, principal, targets.of(INSTANCE_POOLS, pool_id), level, message)
    return found


def checked(tx: Connection, principal: Principal, document: Mapping[str, Any]) -> dict[str, Any]:
    """A cluster's settings with the node type of the pool that they name.

    Errors: InvalidParameterValue for a node type beside a pool, ResourceDoesNotExist,
    PermissionDenied.
    """
    settings = dict(document)
    for field in FIELDS:
        if settings.get(field):
            held(tx, principal, settings[field])
    pool_id = settings.get("instance_pool_id")
    if not pool_id:
        return settings
    of_pool = existing(tx, pool_id).document.get("node_type_id")
    if settings.get("node_type_id") not in (None, of_pool):
        raise InvalidParameterValue(
            "node_type_id must not be set where instance_pool_id is: the pool decides."
        )
    if of_pool:
        settings["node_type_id"] = of_pool
    return settings


def require_room(tx: Connection, document: Mapping[str, Any], used: Callable[[str], int]) -> None:
    """InvalidParameterValue where a pool of the settings is full; `used` counts a pool's active
    instances."""
    pool_id = document.get("instance_pool_id")
    pool = store.find(tx, pool_id) if pool_id else None
    most = pool.document.get("max_capacity") if pool is not None else None
    if most is not None and pool_id and used(pool_id) + instances(document) > most:
        raise InvalidParameterValue(
            f"Instance pool {pool_id} has a max_capacity of {most}, which is not enough."
        )


def instances(document: Mapping[str, Any]) -> int:
    """How many instances a cluster counts for: its driver and its workers."""
    least = (document.get("autoscale") or {}).get("min_workers")
    return 1 + int(least if least is not None else document.get("num_workers") or 0)
