"""/api/2.0/instance-pools: pools are kept, shown and counted; engines start on this machine, so
nothing is held warm for them."""

from __future__ import annotations

import builtins
from typing import Any, Unpack

from boathouse.context import Context, compact
from boathouse.errors import InvalidParameterValue, ResourceAlreadyExists
from boathouse.route import Access, Fields, route
from boathouse.services.clusters import use as clusters
from boathouse.services.instance_pools import store, use
from boathouse.services.instance_pools.store import PoolRow
from boathouse.services.permissions import decide
from boathouse.services.permissions import store as grants
from boathouse.services.permissions.levels import INSTANCE_POOLS
from boathouse.services.principals import entitlements
from boathouse.store.ids import new_hex
from boathouse.wire.compute import InstancePoolsCreate, InstancePoolsEdit

_BASE = "/api/2.0/instance-pools"
_NO_CLOUD = "kept and shown: engines run on this machine, not on a cloud's"
_KEPT = (
    "aws_attributes",
    "azure_attributes",
    "custom_tags",
    "disk_spec",
    "enable_elastic_disk",
    "gcp_attributes",
    "idle_instance_autotermination_minutes",
    "min_idle_instances",
    "node_type_flexibility",
    "preloaded_spark_versions",
    "remote_disk_throughput",
    "total_initial_remote_disk_size",
)
_FIELDS = Fields(dict.fromkeys(_KEPT, _NO_CLOUD), {"preloaded_docker_images": ()})
_EDITED = (
    "custom_tags",
    "idle_instance_autotermination_minutes",
    "min_idle_instances",
    "remote_disk_throughput",
    "total_initial_remote_disk_size",
)
_EDIT_FIELDS = Fields(dict.fromkeys(_EDITED, _NO_CLOUD))
MAX_NAME = 100


@route("POST", f"{_BASE}/create", access=Access.USER, fields=_FIELDS)
def create(ctx: Context, **settings: Unpack[InstancePoolsCreate]) -> dict[str, Any]:
    """A new pool, which its creator manages."""
    entitlements.require_cluster_creation(ctx.tx, ctx.principal)
    document = _checked({**settings})
    name = document["instance_pool_name"]
    pool_id = f"{new_hex(4)}-{new_hex(6)}-pool-{new_hex(8)}"
    with ctx.write() as tx:
        if store.named(tx, name) is not None:
            raise _taken(name)
        store.put(tx, PoolRow(pool_id, name, ctx.principal.user_name, ctx.now, document))
        grants.put(tx, INSTANCE_POOLS.name, pool_id, {ctx.principal.user_id: use.MANAGE})
    return {"instance_pool_id": pool_id}


@route("POST", f"{_BASE}/edit", access=Access.USER, fields=_EDIT_FIELDS)
def edit(ctx: Context, **settings: Unpack[InstancePoolsEdit]) -> None:
    """Change a pool; its node type stays."""
    wanted = compact({**settings})
    pool_id = wanted.pop("instance_pool_id", "")
    with ctx.write() as tx:
        pool = use.held(tx, ctx.principal, pool_id, use.MANAGE)
        if wanted.get("node_type_id") != pool.document["node_type_id"]:
            raise InvalidParameterValue("The node_type_id of a pool cannot be changed.")
        document = _checked({**pool.document, **wanted})
        same = store.named(tx, document["instance_pool_name"])
        if same is not None and same.instance_pool_id != pool_id:
            raise _taken(same.name)
        store.edit(tx, pool_id, document)


@route("POST", f"{_BASE}/delete", access=Access.USER)
def delete(ctx: Context, instance_pool_id: str) -> None:
    """Remove a pool. Clusters that run go on; they do not start again with it."""
    with ctx.write() as tx:
        use.held(tx, ctx.principal, instance_pool_id, use.MANAGE)
        store.remove(tx, instance_pool_id)


@route("GET", f"{_BASE}/get", access=Access.USER)
def get(ctx: Context, instance_pool_id: str) -> dict[str, Any]:
    """One pool."""
    return _shown(ctx, use.held(ctx.tx, ctx.principal, instance_pool_id))


@route("GET", f"{_BASE}/list", access=Access.USER)
def list(ctx: Context) -> dict[str, Any]:
    """The pools that the caller may see."""
    seen = decide.visible(ctx.principal, INSTANCE_POOLS)
    found = store.everything(ctx.tx)
    if seen is not None:
        mine = {str(one) for one in ctx.tx.execute(seen).scalars()}
        found = [pool for pool in found if pool.instance_pool_id in mine]
    shown: builtins.list[dict[str, Any]] = [_shown(ctx, pool) for pool in found]
    return {"instance_pools": shown}


def _checked(settings: dict[str, Any]) -> dict[str, Any]:
    document = compact(settings)
    for field in ("instance_pool_name", "node_type_id"):
        if not document.get(field):
            raise InvalidParameterValue(f"Missing required field: {field}")
    if len(document["instance_pool_name"]) > MAX_NAME:
        raise InvalidParameterValue(f"A pool's name has {MAX_NAME} characters at most.")
    for field in ("min_idle_instances", "max_capacity", "idle_instance_autotermination_minutes"):
        if document.get(field, 0) < 0:
            raise InvalidParameterValue(f"{field} must not be negative.")
    most = document.get("max_capacity")
    if most is not None and document.get("min_idle_instances", 0) > most:
        raise InvalidParameterValue("min_idle_instances must not exceed max_capacity.")
    return document


def _shown(ctx: Context, pool: PoolRow) -> dict[str, Any]:
    used, pending = clusters.pool_use(ctx.tx, pool.instance_pool_id)
    stats = {"used_count": used, "idle_count": 0, "pending_used_count": pending}
    tags = {
        "Vendor": "Databricks",
        "DatabricksInstancePoolCreatorId": pool.creator,
        "DatabricksInstancePoolId": pool.instance_pool_id,
    }
    computed = {
        "instance_pool_id": pool.instance_pool_id,
        "default_tags": tags,
        "state": "ACTIVE",
        "stats": {**stats, "pending_idle_count": 0},
        "status": {},
    }
    return {**pool.document, **computed}


def _taken(name: str) -> ResourceAlreadyExists:
    return ResourceAlreadyExists(f"An instance pool with name {name} already exists.")
