"""Instance pools through the SDK: kept, counted, given to others."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    InvalidParameterValue,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from databricks.sdk.service.compute import (
    InstancePoolAccessControlRequest,
    InstancePoolPermissionLevel,
)

from tests.conftest import Person
from tests.live import Api
from tests.services.clusters import VERSION, await_state, made

_names = (f"pool {number}" for number in itertools.count())
NODE = "i3.xlarge"


@contextmanager
def pool(w: WorkspaceClient, **fields: Any) -> Iterator[str]:
    """A pool that is gone afterwards."""
    new = w.instance_pools.create(next(_names), NODE, **fields)
    assert new.instance_pool_id is not None
    try:
        yield new.instance_pool_id
    finally:
        w.instance_pools.delete(new.instance_pool_id)


def test_a_pool_is_kept_changed_and_removed(w: WorkspaceClient) -> None:
    with pool(w, max_capacity=4, custom_tags={"a": "b"}) as pool_id:
        seen = w.instance_pools.get(pool_id)
        assert (seen.max_capacity, seen.custom_tags, seen.node_type_id) == (4, {"a": "b"}, NODE)
        assert seen.stats is not None
        assert (seen.stats.used_count, seen.stats.idle_count) == (0, 0)
        w.instance_pools.edit(pool_id, "another pool", NODE, max_capacity=9)
        assert w.instance_pools.get(pool_id).max_capacity == 9
        assert pool_id in [one.instance_pool_id for one in w.instance_pools.list()]
        with pytest.raises(InvalidParameterValue):
            w.instance_pools.edit(pool_id, "another pool", "m5.large")
        with pytest.raises(ResourceAlreadyExists):
            w.instance_pools.create("another pool", NODE)
    with pytest.raises(ResourceDoesNotExist):
        w.instance_pools.get(pool_id)


def test_clusters_of_a_pool_are_counted_and_held_to_its_size(w: WorkspaceClient, api: Api) -> None:
    with (
        pool(w, max_capacity=3) as pool_id,
        made(api, instance_pool_id=pool_id, num_workers=1) as found,
    ):
        await_state(api, found, "RUNNING")
        assert w.clusters.get(found).node_type_id == NODE
        stats = w.instance_pools.get(pool_id).stats
        assert stats is not None
        assert stats.used_count == 2
        body = {"spark_version": VERSION, "instance_pool_id": pool_id, "num_workers": 1}
        full = api.post("/api/2.1/clusters/create", json=body)
        assert full.status_code == 400
        assert "max_capacity" in full.json()["message"]


def test_others_need_permissions(w: WorkspaceClient, other: Person) -> None:
    with pool(w) as pool_id:
        body = {"spark_version": VERSION, "instance_pool_id": pool_id, "num_workers": 0}
        assert other.api.post("/api/2.1/clusters/create", json=body).status_code == 403
        with pytest.raises(PermissionDenied):
            other.w.instance_pools.get(pool_id)
        with pytest.raises(PermissionDenied):
            other.w.instance_pools.edit(pool_id, "mine", NODE)
        with pytest.raises(PermissionDenied):
            other.w.instance_pools.delete(pool_id)
        assert pool_id not in [one.instance_pool_id for one in other.w.instance_pools.list()]
        w.instance_pools.set_permissions(
            pool_id,
            access_control_list=[
                InstancePoolAccessControlRequest(
                    user_name=other.user_name,
                    permission_level=InstancePoolPermissionLevel.CAN_ATTACH_TO,
                )
            ],
        )
        with made(other.api, instance_pool_id=pool_id, num_workers=0):
            assert other.w.instance_pools.get(pool_id).instance_pool_id == pool_id
        with pytest.raises(PermissionDenied):
            other.w.instance_pools.delete(pool_id)


def test_who_may_not_make_clusters_makes_no_pool(api: Api, w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue):
        w.instance_pools.create("", NODE)
    wrong = {"instance_pool_name": "x", "node_type_id": NODE, "min_idle_instances": 3}
    answer = api.post("/api/2.0/instance-pools/create", json={**wrong, "max_capacity": 2})
    assert answer.status_code == 400
