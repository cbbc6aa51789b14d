"""What the jobs service does with clusters, against a live workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection

from boathouse.context import Principal
from boathouse.errors import InvalidParameterValue, NotImplementedHere, PermissionDenied
from boathouse.services.clusters import use
from tests.conftest import Person
from tests.live import Api, LiveServer
from tests.services.clusters import VERSION, await_state, eventually, made

OWNER = "admin@boathouse.local"


@pytest.fixture
def change(server: LiveServer) -> Callable[[], contextmanager[Connection]]:
    """A change of the store, after which clusters are looked at."""

    @contextmanager
    def changing() -> Iterator[Connection]:
        with server.app.parts.database.write() as tx:
            yield tx
        server.app.parts.signals.wake("clusters")

    return changing


def state_of(server: LiveServer, cluster_id: str) -> use.Ready | use.Waiting | use.Lost:
    with server.app.parts.database.read() as tx:
        return use.state(tx, server.app.parts, cluster_id)


def lost(server: LiveServer, task_run_id: int) -> use.Lost | None:
    with server.app.parts.database.read() as tx:
        return use.lost(tx, task_run_id)


def now(server: LiveServer) -> int:
    return server.app.parts.clock()


def await_ready(server: LiveServer, cluster_id: str) -> use.Ready:
    def look() -> use.Ready | None:
        found = state_of(server, cluster_id)
        return found if isinstance(found, use.Ready) else None

    found = eventually(look)
    assert isinstance(found, use.Ready)
    return found


def test_holding_starts_a_cluster_at_rest(server: LiveServer, api: Api, change) -> None:
    settings = {"spark_conf": {"spark.sql.x": "1"}, "spark_env_vars": {"A": "b"}}
    with made(api, **settings) as found:
        await_state(api, found, "RUNNING")
        api.post("/api/2.1/clusters/delete", json={"cluster_id": found})
        await_state(api, found, "TERMINATED")
        assert isinstance(state_of(server, found), use.Lost)
        with change() as tx:
            use.hold(tx, found, 11, now(server))
        ready = await_ready(server, found)
        assert (ready.spark_conf, ready.spark_env_vars) == ({"spark.sql.x": "1"}, {"A": "b"})
        assert ready.site.is_dir()
        assert lost(server, 11) is None
        with change() as tx:
            use.release(tx, 11, now(server))
            use.release(tx, 11, now(server))


def test_holding_a_cluster_that_is_about_to_end(server: LiveServer, api: Api, change) -> None:
    with made(api) as found:
        await_state(api, found, "RUNNING")
        api.post("/api/2.1/clusters/delete", json={"cluster_id": found})
        with change() as tx:
            use.hold(tx, found, 12, now(server))
        await_ready(server, found)
        assert lost(server, 12) is None
        with change() as tx:
            use.release(tx, 12, now(server))


def test_a_restart_is_a_loss_for_who_held_the_old_engine(
    server: LiveServer, api: Api, change
) -> None:
    with made(api) as found:
        await_state(api, found, "RUNNING")
        with change() as tx:
            use.hold(tx, found, 13, now(server))
        api.post("/api/2.1/clusters/restart", json={"cluster_id": found})
        gone = lost(server, 13)
        assert gone is not None
        assert gone.code == "CLUSTER_ERROR"
        with change() as tx:
            use.hold(tx, found, 13, now(server))
        await_ready(server, found)
        assert lost(server, 13) is None
        api.post("/api/2.1/clusters/permanent-delete", json={"cluster_id": found})
        assert lost(server, 13) is not None
        assert isinstance(state_of(server, found), use.Lost)


def test_a_job_cluster_lives_as_long_as_its_run(server: LiveServer, api: Api, change) -> None:
    new_cluster = {"spark_version": VERSION, "num_workers": 2}
    with change() as tx:
        found = use.create_for_run(
            tx, new_cluster, owner=OWNER, name="job-1-run-2", run_id=2, now=now(server)
        )
        use.hold(tx, found, 14, now(server))
    await_ready(server, found)
    listed = api.get("/api/2.1/clusters/list").json()["clusters"]
    assert (found, "JOB", "job-1-run-2") in [
        (c["cluster_id"], c["cluster_source"], c["cluster_name"]) for c in listed
    ]
    with change() as tx:
        use.release(tx, 14, now(server))
        use.end_for_run(tx, found, now(server))
    ended = await_state(api, found, "TERMINATED")
    assert ended["termination_reason"] == {"code": "JOB_FINISHED", "type": "SUCCESS"}
    with change() as tx:
        use.end_for_run(tx, found, now(server))
        use.hold(tx, found, 14, now(server))
        use.release(tx, 14, now(server))
    assert isinstance(state_of(server, found), use.Lost)
    listed = api.get("/api/2.1/clusters/list").json()["clusters"]
    assert found not in [cluster["cluster_id"] for cluster in listed]
    started = api.post("/api/2.1/clusters/start", json={"cluster_id": found})
    assert started.json()["error_code"] == "INVALID_STATE"
    body = {"cluster_id": found, "spark_version": VERSION}
    edited = api.post("/api/2.1/clusters/edit", json=body)
    assert edited.json()["error_code"] == "INVALID_PARAMETER_VALUE"


def test_serverless_is_one_hidden_cluster_of_a_user(
    server: LiveServer, api: Api, other: Person, change
) -> None:
    with change() as tx:
        found = use.serverless(tx, other.user_name, now(server))
        assert use.serverless(tx, other.user_name, now(server)) == found
        assert use.serverless(tx, OWNER, now(server)) != found
    await_ready(server, found)
    query = {"cluster_id": found}
    assert api.get("/api/2.1/clusters/get", params=query).status_code == 400
    listed = api.get("/api/2.1/clusters/list").json()["clusters"]
    assert found not in [cluster["cluster_id"] for cluster in listed]


def test_who_may_attach(server: LiveServer, api: Api, other: Person, change) -> None:
    admin, user = Principal(1, OWNER, True), Principal(2, other.user_name, False)
    only_notebooks = {"clients": {"jobs": False, "notebooks": True}}
    with made(api) as found, made(api, workload_type=only_notebooks) as closed, change() as tx:
        use.require(tx, admin, found)
        with pytest.raises(PermissionDenied):
            use.require(tx, user, found)
        with pytest.raises(InvalidParameterValue, match="workload_type"):
            use.require(tx, admin, closed)
        with pytest.raises(InvalidParameterValue, match="Cluster nope does not exist"):
            use.require(tx, admin, "nope")


def test_new_clusters_are_checked() -> None:
    use.check_new_cluster({"spark_version": VERSION, "num_workers": 0}, OWNER)
    with pytest.raises(InvalidParameterValue, match="spark_version"):
        use.check_new_cluster({"num_workers": 1})
    with pytest.raises(NotImplementedHere, match="single_user_name"):
        use.check_new_cluster({"spark_version": VERSION, "single_user_name": "x"}, OWNER)
    assert "docker_image" in use.REFUSED_IN_NEW_CLUSTER


def test_a_seeded_cluster_is_at_rest(server: LiveServer, api: Api, change) -> None:
    with change() as tx:
        for _ in range(2):
            use.seed(tx, "abc-123", {"spark_version": VERSION}, owner=OWNER, now=now(server))
    assert await_state(api, "abc-123", "TERMINATED")["cluster_source"] == "UI"
    api.post("/api/2.0/clusters/start", json={"cluster_id": "abc-123"}).raise_for_status()
    await_state(api, "abc-123", "RUNNING")
    api.post("/api/2.0/clusters/permanent-delete", json={"cluster_id": "abc-123"})
