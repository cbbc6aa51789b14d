"""A warehouse is a real engine: started by its first statement, killed, found again, idle, full."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from boathouse.engine import process
from boathouse.errors import EngineGone, ResourceDoesNotExist
from boathouse.services.warehouses import use
from boathouse.sql.errors import SqlError
from tests.live import Api, LiveServer
from tests.services.clusters import eventually
from tests.services.test_clusters_engine import Clock
from tests.services.warehouses import (
    BASE,
    await_state,
    engine_of,
    made,
    on_loop,
    principal,
    rows,
    starter,
    statement,
)

MINUTE = 60_000
ENDLESS = "SELECT count(*) FROM range(200000000000) t WHERE id % 7 = 3"
ONE = "SELECT 1 AS a"


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


def wake(live: LiveServer) -> None:
    live.app.parts.signals.wake("warehouses")


def test_a_killed_engine_fails_its_statement_and_serves_the_next(
    server: LiveServer, api: Api
) -> None:
    with made(api) as found:
        first = rows(server, found, ONE)
        assert first == 1
        engine = engine_of(server, found)
        running = asyncio.run_coroutine_threadsafe(
            statement(server, principal(server), found, ENDLESS), server._loop
        )
        eventually(lambda: server.app.warehouses._places[found].turns.running == 1)
        process.signal(engine, signal.SIGKILL)
        with pytest.raises(EngineGone):
            running.result(30)
        # At once: though nobody has found yet that the process is gone.
        assert rows(server, found, ONE) == 1
        assert engine_of(server, found) != engine


def test_a_broken_connection_to_a_living_engine_is_made_anew(server: LiveServer, api: Api) -> None:
    with made(api) as found:
        assert rows(server, found, ONE) == 1
        engine = engine_of(server, found)

        async def breaks() -> None:
            async with server.app.warehouses.engine(principal(server), found) as flight:
                flight.broken = True

        on_loop(server, breaks())
        assert rows(server, found, ONE) == 1
        assert engine_of(server, found) == engine


def test_a_crash_is_shown_until_it_starts_again(server: LiveServer, api: Api) -> None:
    with made(api) as found:
        await_state(api, found, "RUNNING")
        process.signal(engine_of(server, found), signal.SIGKILL)
        crashed = await_state(api, found, "STOPPED")
        assert crashed["health"]["status"] == "FAILED"
        assert crashed["health"]["failure_reason"]["code"] == "DRIVER_UNREACHABLE"
        assert not (server.data_dir / "warehouses" / found).exists()
        assert (server.data_dir / "logs" / "warehouses" / f"{found}.log").exists()
        assert api.post(f"{BASE}/{found}/start").status_code == 200
        assert await_state(api, found, "RUNNING")["health"] == {"status": "HEALTHY"}


def test_many_statements_start_it_once(server: LiveServer, api: Api) -> None:
    with made(api) as found:
        await_state(api, found, "RUNNING")
        assert api.post(f"{BASE}/{found}/stop").status_code == 200

        async def many() -> list[int]:
            who = principal(server)
            return await asyncio.gather(*(statement(server, who, found, ONE) for _ in range(8)))

        assert on_loop(server, many()) == [1] * 8
        with server.app.parts.database.read() as tx:
            from boathouse.services.warehouses import store

            row = store.find(tx, found)
        assert row is not None
        assert row.life == 2


def test_stopping_fails_what_runs_on_it(server: LiveServer, api: Api) -> None:
    with made(api) as found:
        await_state(api, found, "RUNNING")
        running = asyncio.run_coroutine_threadsafe(
            statement(server, principal(server), found, ENDLESS), server._loop
        )
        eventually(lambda: server.app.warehouses._places[found].turns.running == 1)
        assert api.post(f"{BASE}/{found}/stop").status_code == 200
        with pytest.raises((EngineGone, SqlError)):
            running.result(30)
        await_state(api, found, "STOPPED")


def test_deleting_it_ends_the_engine(server: LiveServer, api: Api) -> None:
    with made(api) as found:
        await_state(api, found, "RUNNING")
        engine = engine_of(server, found)
        assert api.request("DELETE", f"{BASE}/{found}").status_code == 200
        eventually(lambda: not process.alive(engine))
        eventually(lambda: not (server.data_dir / "warehouses" / found).exists())
        with pytest.raises(ResourceDoesNotExist, match=found):
            rows(server, found, ONE)
        eventually(lambda: found not in server.app.warehouses._places)


def test_so_many_at_once_and_the_rest_in_their_order(
    server: LiveServer, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(use, "MOST_WAITING", 6)
    with made(api, max_num_clusters=1) as found:
        order: list[int] = []
        most = 0

        async def one(number: int, gate: asyncio.Event) -> None:
            nonlocal most
            async with server.app.warehouses.engine(who, found):
                order.append(number)
                most = max(most, server.app.warehouses._places[found].turns.running)
                await gate.wait()

        async def scenario() -> None:
            gate = asyncio.Event()
            tasks = [asyncio.create_task(one(number, gate)) for number in range(10)]
            while len(order) < 10:
                await asyncio.sleep(0.01)
            turns = server.app.warehouses._places[found].turns
            late = []
            for number in range(10, 16):
                late.append(asyncio.create_task(one(number, gate)))
                while turns.waiting < len(late):
                    await asyncio.sleep(0.01)
            assert len(order) == 10
            with pytest.raises(SqlError, match="WAREHOUSE_QUEUE_FULL"):
                await one(16, gate)
            late[2].cancel()
            gate.set()
            await asyncio.gather(*tasks, *late, return_exceptions=True)
            assert (turns.running, turns.waiting) == (0, 0)

        who = principal(server)
        on_loop(server, scenario())
        assert most == 10
        assert order[10:] == [10, 11, 13, 14, 15]


def test_a_statement_timeout_of_the_warehouse(server: LiveServer, api: Api) -> None:
    with made(api, statement_timeout=1) as found:
        await_state(api, found, "RUNNING")
        with pytest.raises(TimeoutError):
            rows(server, found, ENDLESS)
        assert rows(server, found, ONE) == 1


def test_idle_ones_stop_and_those_in_use_do_not(own: LiveServer, clock: Clock) -> None:
    api = client(own)
    found = starter(api)["id"]
    assert rows(own, found, ONE) == 1
    release = threading.Event()

    async def long() -> None:
        async with own.app.warehouses.engine(principal(own), found):
            await asyncio.to_thread(release.wait, 30)

    using = asyncio.run_coroutine_threadsafe(long(), own._loop)
    eventually(lambda: own.app.warehouses._places[found].turns.running == 1)
    clock.now += 60 * MINUTE
    wake(own)
    assert rows(own, found, ONE) == 1
    release.set()
    using.result(30)
    clock.now += 9 * MINUTE
    wake(own)
    assert starter(api)["state"] == "RUNNING"
    clock.now += 2 * MINUTE
    wake(own)
    assert await_state(api, found, "STOPPED")["health"] == {}
    assert rows(own, found, ONE) == 1


def test_a_restart_of_the_server_finds_the_engine_again(tmp_path: Path) -> None:
    first = LiveServer(tmp_path / "data")
    try:
        found = starter(client(first))["id"]
        assert rows(first, found, ONE) == 1
        engine = engine_of(first, found)
    finally:
        first.stop()
    assert process.alive(engine)
    again = LiveServer(tmp_path / "data")
    try:
        assert starter(client(again))["state"] == "RUNNING"
        assert rows(again, found, ONE) == 1
        assert engine_of(again, found) == engine
    finally:
        again.stop()
    process.signal(engine, signal.SIGKILL)
    eventually(lambda: not process.alive(engine))
    third = LiveServer(tmp_path / "data")
    try:
        # It died while nobody looked: the next statement starts another one.
        assert rows(third, found, ONE) == 1
        assert engine_of(third, found) != engine
    finally:
        third.stop()
        third.end_engines()


def test_a_deleted_starter_does_not_come_back(tmp_path: Path) -> None:
    first = LiveServer(tmp_path / "data")
    try:
        api = client(first)
        assert api.request("DELETE", f"{BASE}/{starter(api)['id']}").status_code == 200
    finally:
        first.stop()
    again = LiveServer(tmp_path / "data")
    try:
        assert client(again).get(BASE).json()["warehouses"] == []
    finally:
        again.stop()


def test_an_engine_that_does_not_start_says_so(own: LiveServer) -> None:
    api = client(own)
    found = starter(api)["id"]
    broken = own.data_dir / "warehouses" / found / "site" / "pysail"

    def breaks() -> None:
        broken.mkdir(parents=True, exist_ok=True)
        (broken / "__init__.py").write_text("raise RuntimeError('no engine today')")

    def refusal() -> str | None:
        """What a query is told. None where the folder, which nobody claimed yet, was cleared of
        what breaks the engine before the engine was started."""
        breaks()
        try:
            rows(own, found, ONE)
        except SqlError as error:
            return str(error)
        api.post(f"/api/2.0/sql/warehouses/{found}/stop")
        await_state(api, found, "STOPPED")
        return None

    told = next(filter(None, (refusal() for _ in range(5))))
    assert "no engine today" in told
    shown = await_state(api, found, "STOPPED")
    assert shown["health"]["failure_reason"]["code"] == "SPARK_STARTUP_FAILURE"
    assert rows(own, found, ONE) == 1
