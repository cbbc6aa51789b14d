"""Clusters through the SDK and through the plain requests of older clients."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from databricks.sdk.service import compute
from databricks.sdk.service.compute import State

from tests.conftest import Person
from tests.live import Api
from tests.services.clusters import VERSION, await_state, made

HANDBOOK = {
    "cluster_name": "API Created Cluster",
    "spark_version": "14.3.x-scala2.12",
    "node_type_id": "i3.xlarge",
    "num_workers": 2,
    "autotermination_minutes": 60,
}


@pytest.fixture
def cluster_id(w: WorkspaceClient, api: Api) -> Iterator[str]:
    """A running cluster."""
    with made(api, cluster_name="one", num_workers=1) as found:
        await_state(api, found, "RUNNING")
        yield found


def test_create_and_delete_with_waiters(w: WorkspaceClient) -> None:
    made_one = w.clusters.create(
        cluster_name="waited",
        spark_version=w.clusters.select_spark_version(long_term_support=True),
        node_type_id=w.clusters.select_node_type(local_disk=True),
        num_workers=3,
        autotermination_minutes=15,
        spark_conf={"spark.sql.shuffle.partitions": "4"},
        custom_tags={"team": "data"},
    ).result()
    try:
        assert (made_one.state, made_one.num_workers) == (State.RUNNING, 3)
        assert made_one.spark_version == "16.4.x-scala2.12"
        assert made_one.driver_node_type_id == made_one.node_type_id
        assert made_one.cluster_source == compute.ClusterSource.API
        assert made_one.spec is not None
        assert made_one.spec.spark_conf == made_one.spark_conf
    finally:
        ended = w.clusters.delete(str(made_one.cluster_id)).result()
    assert ended.state == State.TERMINATED
    assert ended.termination_reason is not None
    assert ended.termination_reason.code == compute.TerminationReasonCode.USER_REQUEST
    w.clusters.permanent_delete(str(made_one.cluster_id))
    with pytest.raises(ResourceDoesNotExist):
        w.clusters.get(str(made_one.cluster_id))


def test_the_handbooks_request(api: Api) -> None:
    answer = api.post("/api/2.0/clusters/create", json=HANDBOOK)
    assert answer.status_code == 200
    cluster_id = answer.json()["cluster_id"]
    assert re.fullmatch(r"\d{4}-\d{6}-[a-z0-9]{8}", cluster_id)
    shown = await_state(api, cluster_id, "RUNNING", version="2.0")
    assert {key: shown[key] for key in HANDBOOK} == HANDBOOK
    api.post("/api/2.0/clusters/delete", json={"cluster_id": cluster_id}).raise_for_status()
    await_state(api, cluster_id, "TERMINATED", version="2.0")
    listed = api.get("/api/2.0/clusters/list").json()["clusters"]
    assert ("API Created Cluster", "TERMINATED") in [
        (cluster["cluster_name"], cluster["state"]) for cluster in listed
    ]


def test_unknown_settings_are_kept(api: Api) -> None:
    with made(api, num_workers=0, kind="CLASSIC_PREVIEW", aws_attributes={"zone_id": "x"}) as found:
        shown = api.get("/api/2.1/clusters/get", params={"cluster_id": found}).json()
        assert shown["aws_attributes"] == {"zone_id": "x"}
        assert shown["spec"]["kind"] == "CLASSIC_PREVIEW"


def test_start_restart_and_resize(w: WorkspaceClient, api: Api, cluster_id: str) -> None:
    refused = api.post("/api/2.1/clusters/start", json={"cluster_id": cluster_id})
    assert (refused.status_code, refused.json()["error_code"]) == (400, "INVALID_STATE")
    w.clusters.ensure_cluster_is_running(cluster_id)

    before = w.clusters.get(cluster_id).last_restarted_time or 0
    w.clusters.restart(cluster_id)
    assert await_state(api, cluster_id, "RUNNING")["last_restarted_time"] > before

    w.clusters.resize(cluster_id, num_workers=7)
    assert await_state(api, cluster_id, "RUNNING")["num_workers"] == 7
    scale = compute.AutoScale(min_workers=1, max_workers=4)
    w.clusters.resize(cluster_id, autoscale=scale)
    shown = await_state(api, cluster_id, "RUNNING")
    assert shown["autoscale"] == {"min_workers": 1, "max_workers": 4}
    assert "num_workers" not in shown

    w.clusters.delete(cluster_id)
    await_state(api, cluster_id, "TERMINATED")
    for operation in ("resize", "restart"):
        body = {"cluster_id": cluster_id, **({"num_workers": 1} if operation == "resize" else {})}
        answer = api.post(f"/api/2.1/clusters/{operation}", json=body)
        assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_STATE")
    assert api.post("/api/2.1/clusters/delete", json={"cluster_id": cluster_id}).json() == {}
    w.clusters.ensure_cluster_is_running(cluster_id)
    assert w.clusters.get(cluster_id).state == State.RUNNING


def test_edit_and_update_restart_a_running_cluster(w: WorkspaceClient, api: Api) -> None:
    with made(api, num_workers=1, cluster_name="before", spark_env_vars={"A": "1"}) as found:
        await_state(api, found, "RUNNING")
        w.clusters.edit(found, VERSION, cluster_name="after", num_workers=2)
        shown = await_state(api, found, "RUNNING")
        assert (shown["cluster_name"], shown["num_workers"]) == ("after", 2)
        assert "spark_env_vars" not in shown
        kinds = [event.type for event in w.clusters.events(found)]
        assert compute.EventType.EDITED in kinds
        assert compute.EventType.RESTARTING in kinds

        change = compute.UpdateClusterResource(num_workers=5, cluster_name="ignored")
        w.clusters.update(found, "num_workers", cluster=change)
        shown = await_state(api, found, "RUNNING")
        assert (shown["cluster_name"], shown["num_workers"]) == ("after", 5)


def test_events_page_in_both_ways_and_orders(w: WorkspaceClient, api: Api, cluster_id: str) -> None:
    for _ in range(2):
        w.clusters.pin(cluster_id)
        w.clusters.unpin(cluster_id)
    newest_first = [event.type for event in w.clusters.events(cluster_id, limit=2)]
    assert newest_first[-2:] == [compute.EventType.RUNNING, compute.EventType.CREATING]
    assert len(newest_first) == 6
    oldest_first = w.clusters.events(cluster_id, order=compute.GetEventsOrder.ASC, page_size=4)
    assert [event.type for event in oldest_first] == newest_first[::-1]
    pins = w.clusters.events(cluster_id, event_types=[compute.EventType.PINNED], limit=1)
    assert len(list(pins)) == 2

    running = next(w.clusters.events(cluster_id, event_types=[compute.EventType.RUNNING]))
    assert running.details is not None
    assert "Sail" in str(running.details.driver_state_message)
    assert running.timestamp is not None
    late = w.clusters.events(cluster_id, start_time=running.timestamp)
    assert len(list(late)) == 5
    assert list(w.clusters.events(cluster_id, end_time=1)) == []

    page = api.post("/api/2.1/clusters/events", json={"cluster_id": cluster_id, "page_size": 5})
    token = page.json()["next_page_token"]
    body = {"cluster_id": cluster_id, "page_size": 5, "page_token": token}
    assert len(api.post("/api/2.1/clusters/events", json=body).json()["events"]) == 1


def test_list_filters_sorts_and_pages(w: WorkspaceClient, api: Api) -> None:
    with made(api, cluster_name="zz-a", num_workers=1) as a, made(api, cluster_name="zz-b") as b:
        await_state(api, a, "RUNNING")
        await_state(api, b, "RUNNING")
        api.post("/api/2.1/clusters/delete", json={"cluster_id": b})
        await_state(api, b, "TERMINATED")
        running = compute.ListClustersFilterBy(
            cluster_states=[State.RUNNING, State.PENDING],
            cluster_sources=[compute.ClusterSource.API],
        )
        ids = [cluster.cluster_id for cluster in w.clusters.list(filter_by=running)]
        assert a in ids
        assert b not in ids

        sort = compute.ListClustersSortBy(
            field=compute.ListClustersSortByField.CLUSTER_NAME,
            direction=compute.ListClustersSortByDirection.DESC,
        )
        names = [cluster.cluster_name for cluster in w.clusters.list(sort_by=sort, page_size=1)]
        assert names[:2] == ["zz-b", "zz-a"]

        w.clusters.pin(b)
        pinned = compute.ListClustersFilterBy(is_pinned=True)
        assert [cluster.cluster_id for cluster in w.clusters.list(filter_by=pinned)] == [b]
        w.clusters.unpin(b)


def test_what_can_be_chosen(w: WorkspaceClient) -> None:
    assert w.clusters.select_spark_version(spark_version="3.4.1") == "13.3.x-scala2.12"
    keys = {version.key for version in w.clusters.spark_versions().versions or []}
    assert {"14.3.x-scala2.12", "15.4.x-scala2.12", "11.3.x-scala2.12"} <= keys
    assert w.clusters.select_node_type(min_memory_gb=32, category="Memory Optimized")
    zones = w.clusters.list_zones()
    assert zones.default_zone in (zones.zones or [])


def test_a_missing_cluster(w: WorkspaceClient, api: Api) -> None:
    with pytest.raises(ResourceDoesNotExist, match=r"^Cluster nope does not exist$"):
        w.clusters.get("nope")
    for operation in ("start", "delete", "restart", "permanent-delete", "pin", "unpin", "events"):
        answer = api.post(f"/api/2.0/clusters/{operation}", json={"cluster_id": "nope"})
        assert (answer.status_code, answer.json()["error_code"]) == (
            400,
            "INVALID_PARAMETER_VALUE",
        )
        assert answer.json()["message"] == "Cluster nope does not exist"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"spark_version": None}, "Missing required field: spark_version"),
        ({"spark_version": "latest"}, "Invalid spark version latest"),
        ({"num_workers": -1}, "num_workers"),
        ({"num_workers": "many"}, "num_workers"),
        ({"autoscale": {"min_workers": 3, "max_workers": 1}, "num_workers": None}, "autoscale"),
        ({"autoscale": {"min_workers": 1, "max_workers": 2}}, "Only one of"),
        ({"autotermination_minutes": 5}, "autotermination_minutes"),
        ({"autotermination_minutes": 10_001}, "autotermination_minutes"),
        ({"custom_tags": {str(n): "x" for n in range(46)}}, "custom_tags"),
        ({"spark_conf": "x"}, "spark_conf"),
        ({"spark_env_vars": {"A=B": "x"}}, "spark_env_vars"),
        ({"is_single_node": True}, "CLASSIC_PREVIEW"),
    ],
)
def test_settings_that_are_not_valid(api: Api, change: dict[str, Any], message: str) -> None:
    answer = api.post("/api/2.1/clusters/create", json={**HANDBOOK, **change})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
    assert message in answer.json()["message"]


@pytest.mark.parametrize(
    "change",
    [
        {"init_scripts": [{"s3": {"destination": "s3://x.sh"}}]},
        {"docker_image": {"url": "x"}},
        {"ssh_public_keys": ["k"]},
        {"data_security_mode": "USER_ISOLATION"},
        {"cluster_log_conf": {"dbfs": {"destination": "dbfs:/x"}}},
        {"single_user_name": "somebody@example.com"},
        {"spark_conf": {"spark.key": "{{secrets/a/b}}"}},
        {"enable_local_disk_encryption": True},
    ],
)
def test_settings_that_are_not_there_yet(api: Api, change: dict[str, Any]) -> None:
    answer = api.post("/api/2.1/clusters/create", json={**HANDBOOK, **change})
    assert (answer.status_code, answer.json()["error_code"]) == (501, "NOT_IMPLEMENTED")
    assert next(iter(change)) in answer.json()["message"]


@pytest.mark.parametrize(
    "body",
    [{"limit": 501}, {"offset": -1}, {"page_token": "?"}, {"order": "UP"}, {"event_types": ["X"]}],
)
def test_bad_pages_of_events(api: Api, cluster_id: str, body: dict[str, Any]) -> None:
    answer = api.post("/api/2.1/clusters/events", json={"cluster_id": cluster_id, **body})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")


def test_others_are_denied(w: WorkspaceClient, other: Person, cluster_id: str) -> None:
    denied = [
        ("GET", "get", {}),
        ("POST", "edit", {"spark_version": VERSION, "num_workers": 1}),
        ("POST", "update", {"update_mask": "num_workers", "cluster": {"num_workers": 1}}),
        ("POST", "start", {}),
        ("POST", "restart", {}),
        ("POST", "delete", {}),
        ("POST", "permanent-delete", {}),
        ("POST", "resize", {"num_workers": 1}),
        ("POST", "pin", {}),
        ("POST", "unpin", {}),
        ("POST", "events", {}),
    ]
    for verb, operation, body in denied:
        fields = {"cluster_id": cluster_id, **body}
        sent = {"params": fields} if verb == "GET" else {"json": fields}
        answer = other.api.request(verb, f"/api/2.1/clusters/{operation}", **sent)
        assert (answer.status_code, answer.json()["error_code"]) == (403, "PERMISSION_DENIED")
    assert cluster_id not in [cluster.cluster_id for cluster in other.w.clusters.list()]
    assert w.clusters.get(cluster_id).state == State.RUNNING


def test_a_user_has_clusters_of_their_own(w: WorkspaceClient, other: Person) -> None:
    with made(other.api, num_workers=1) as found:
        await_state(other.api, found, "RUNNING")
        own = other.w.clusters.get(found)
        assert own.creator_user_name == own.single_user_name == other.user_name
        assert found in [cluster.cluster_id for cluster in w.clusters.list()]
        with pytest.raises(PermissionDenied):
            other.w.clusters.pin(found)


def test_change_owner_is_not_there(w: WorkspaceClient, api: Api) -> None:
    body = {"cluster_id": "x", "owner_username": "y"}
    assert api.post("/api/2.1/clusters/change-owner", json=body).status_code == 501
    with pytest.raises(InvalidParameterValue):
        w.clusters.update("nope", "num_workers")
