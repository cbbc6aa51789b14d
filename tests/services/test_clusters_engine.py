"""A running cluster is a real engine: used from PySpark, killed, found again, ended when idle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from boathouse.engine import process
from boathouse.engine.process import ProcessId
from boathouse.engine.sail import Sail, spark_environment
from boathouse.services.clusters import states, use
from tests.live import Api, LiveServer
from tests.services.clusters import await_state, eventually, made

MINUTE = 60_000


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 1_700_000_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def own(tmp_path: Path, clock: Clock) -> Iterator[LiveServer]:
    """A server of the test's own, whose time the test moves."""
    live = LiveServer(tmp_path / "data", clock=clock)
    yield live
    live.stop()
    live.end_engines()


def client(live: LiveServer) -> Api:
    return Api(live.address, live.token)


def engine_of(live: LiveServer, cluster_id: str) -> ProcessId:
    """The process of a cluster's engine."""
    record = json.loads((live.data_dir / "engines" / cluster_id / "engine.json").read_text())
    return ProcessId(record["pid"], record["started"])


def ready(live: LiveServer, cluster_id: str) -> use.Ready:
    with live.app.parts.database.read() as tx:
        found = use.state(tx, live.app.parts, cluster_id)
    assert isinstance(found, use.Ready)
    return found


def wake(live: LiveServer) -> None:
    live.app.parts.signals.wake("clusters")


PROGRAM = """
import os
from pyspark.sql import SparkSession
from pyspark.sql.functions import udf
spark = SparkSession.builder.getOrCreate()
seen = udf(lambda _: os.environ["GREETING"])
print(spark.range(7).count(), spark.range(1).select(seen("id")).first()[0])
try:
    spark.range(1).write.saveAsTable("by_name")
except Exception as error:
    print("refused" if "Unity_Catalog" in str(error) else error)
"""


def test_pyspark_runs_on_a_cluster(server: LiveServer, api: Api, tmp_path: Path) -> None:
    # A file: with `python -c` PySpark believes that its own doctests run.
    (tmp_path / "program.py").write_text(PROGRAM)
    with made(api, num_workers=1, spark_env_vars={"GREETING": "hello"}) as found:
        await_state(api, found, "RUNNING")
        env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
        env |= spark_environment(ready(server, found).address, {})
        done = subprocess.run(
            [sys.executable, str(tmp_path / "program.py")],
            env=env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.stdout.splitlines() == ["7 hello", "refused"], done.stderr


def test_a_killed_engine_is_noticed(server: LiveServer, api: Api) -> None:
    with made(api, num_workers=1) as found:
        await_state(api, found, "RUNNING")
        process.signal(engine_of(server, found), signal.SIGKILL)
        ended = await_state(api, found, "TERMINATED")
        assert ended["termination_reason"]["type"] == "SERVICE_FAULT"
        assert ended["termination_reason"]["code"] == "DRIVER_UNREACHABLE"
        body = {"cluster_id": found, "event_types": ["TERMINATING"]}
        [event] = api.post("/api/2.1/clusters/events", json=body).json()["events"]
        assert event["details"]["reason"] == ended["termination_reason"]
        assert not (server.data_dir / "engines" / found).exists()
        assert (server.data_dir / "logs" / "engines" / f"{found}.log").exists()

        api.post("/api/2.1/clusters/start", json={"cluster_id": found}).raise_for_status()
        again = await_state(api, found, "RUNNING")
        assert "termination_reason" not in again
        assert "terminated_time" not in again


def test_an_engine_that_cannot_start(server: LiveServer, api: Api) -> None:
    broken = {"PYTHONHOME": "/nonexistent"}
    with made(api, num_workers=1, spark_env_vars=broken) as found:
        ended = await_state(api, found, "TERMINATED")
        assert ended["termination_reason"]["code"] == "SPARK_STARTUP_FAILURE"
        assert "did not start" in ended["state_message"]


def test_idle_clusters_end_and_held_ones_do_not(own: LiveServer, clock: Clock) -> None:
    api = client(own)
    settings: dict[str, Any] = {"num_workers": 1, "autotermination_minutes": 10}
    with made(api, **settings) as idle, made(api, **settings) as busy, made(api) as endless:
        for found in (idle, busy, endless):
            await_state(api, found, "RUNNING")
        with own.app.parts.database.write() as tx:
            use.hold(tx, busy, 1, clock.now)
        clock.now += 10 * MINUTE - 1
        wake(own)
        assert api.get("/api/2.1/clusters/get", params={"cluster_id": idle}).json()["state"] == (
            "RUNNING"
        )
        clock.now += 1
        wake(own)
        ended = await_state(api, idle, "TERMINATED")
        assert ended["termination_reason"]["code"] == "INACTIVITY"
        for found in (busy, endless):
            await_state(api, found, "RUNNING")
        with own.app.parts.database.write() as tx:
            use.release(tx, 1, clock.now)
        clock.now += 10 * MINUTE
        wake(own)
        await_state(api, busy, "TERMINATED")
        await_state(api, endless, "RUNNING")


def test_ended_clusters_leave_the_list_and_are_forgotten(own: LiveServer, clock: Clock) -> None:
    api = client(own)
    day = 24 * 60 * MINUTE

    def listed() -> list[str]:
        answer = api.get("/api/2.0/clusters/list").json()
        return [cluster["cluster_id"] for cluster in answer["clusters"]]

    with made(api) as old, made(api) as pinned:
        api.post("/api/2.1/clusters/pin", json={"cluster_id": pinned}).raise_for_status()
        for found in (old, pinned):
            api.post("/api/2.1/clusters/delete", json={"cluster_id": found}).raise_for_status()
            await_state(api, found, "TERMINATED")
        assert set(listed()) == {old, pinned}
        clock.now += 31 * day
        assert listed() == [pinned]
        await_state(api, old, "TERMINATED")
        clock.now += 30 * day
        wake(own)
        query = {"cluster_id": old}
        eventually(lambda: api.get("/api/2.1/clusters/get", params=query).status_code == 400)
        assert listed() == [pinned]


def test_a_new_server_adopts_living_engines(tmp_path: Path) -> None:
    first = LiveServer(tmp_path / "data")
    api = client(first)
    ids = [
        api.post("/api/2.1/clusters/create", json={"spark_version": "15.4.x-scala2.12"}).json()[
            "cluster_id"
        ]
        for _ in range(2)
    ]
    lives, dies = ids
    for found in ids:
        await_state(api, found, "RUNNING")
    living = engine_of(first, lives)
    first.stop()
    process.signal(engine_of(first, dies), signal.SIGKILL)

    second = LiveServer(tmp_path / "data")
    try:
        api = client(second)
        ended = await_state(api, dies, "TERMINATED")
        assert ended["termination_reason"]["code"] == "DRIVER_UNREACHABLE"
        assert engine_of(second, lives) == living
        await_state(api, lives, "RUNNING")
        process.signal(living, signal.SIGKILL)
        await_state(api, lives, "TERMINATED")
    finally:
        second.stop()
        second.end_engines()


def test_a_start_that_the_server_did_not_survive_goes_on(tmp_path: Path) -> None:
    first = LiveServer(tmp_path / "data")
    with first.app.parts.database.write() as tx:
        # Nobody is woken: this is what a kill right after the commit leaves behind.
        now = first.app.parts.clock()
        found = use.serverless(tx, "admin@boathouse.local", now)
    first.stop()
    second = LiveServer(tmp_path / "data")
    try:

        def running() -> bool:
            with second.app.parts.database.read() as tx:
                return isinstance(use.state(tx, second.app.parts, found), use.Ready)

        assert eventually(running)
    finally:
        second.stop()
        second.end_engines()


def test_an_engine_that_no_row_claims_is_ended(tmp_path: Path) -> None:
    first = LiveServer(tmp_path / "data")
    api = client(first)
    body = {"spark_version": "15.4.x-scala2.12"}
    found = api.post("/api/2.1/clusters/create", json=body).json()["cluster_id"]
    await_state(api, found, "RUNNING")
    orphan = engine_of(first, found)
    assert Sail().find(first.data_dir / "engines" / found) is not None
    first.stop()
    (first.data_dir / "boathouse.db").unlink()
    for name in ("boathouse.db-wal", "boathouse.db-shm"):
        (first.data_dir / name).unlink(missing_ok=True)

    second = LiveServer(tmp_path / "data")
    try:
        assert eventually(lambda: not process.alive(orphan))
        assert eventually(lambda: not (second.data_dir / "engines" / found).exists())
    finally:
        second.stop()
        second.end_engines()


class Stubborn(Sail):
    """An engine that cannot be ended, as one stuck in the kernel."""

    async def clear(self, folder: Path, grace_seconds: float = 5.0) -> None:
        raise TimeoutError("still alive after SIGKILL: [1]")


def test_an_engine_that_cannot_be_ended(own: LiveServer) -> None:
    api = client(own)
    with made(api) as found:
        await_state(api, found, "RUNNING")
        reconciler = own.app._clusters
        reconciler._engine = Stubborn()
        api.post("/api/2.1/clusters/delete", json={"cluster_id": found}).raise_for_status()
        assert "still alive" in await_state(api, found, "ERROR")["state_message"]
        refused = api.post("/api/2.1/clusters/start", json={"cluster_id": found})
        assert refused.json()["error_code"] == "INVALID_STATE"
        reconciler._engine = Sail()
        api.post("/api/2.1/clusters/delete", json={"cluster_id": found}).raise_for_status()
        await_state(api, found, "TERMINATED")


def test_states_follow_only_the_drawn_moves() -> None:
    states.check("TERMINATED", "PENDING")
    assert set(states.MOVES) == states.ACTIVE | states.ENDED
    for before, after in (("TERMINATED", "RUNNING"), ("PENDING", "TERMINATED")):
        with pytest.raises(states.IllegalMove):
            states.check(before, after)
