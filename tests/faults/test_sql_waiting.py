"""Statements that wait hold nothing; those of a principal who is gone end."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from boathouse.engine.sail import Sail
from tests.faults.statements import ENDLESS, busy, idle
from tests.live import Api, LiveServer
from tests.services.clusters import eventually
from tests.services.warehouses import made

STATEMENTS = "/api/2.0/sql/statements"
WAITING = 60


@pytest.fixture(scope="module")
def warehouse(api: Api) -> Iterator[str]:
    with made(api, max_num_clusters=1, min_num_clusters=1) as warehouse_id:
        yield warehouse_id


def start(api: Api, warehouse: str, text: str) -> str:
    body = {"warehouse_id": warehouse, "statement": text, "wait_timeout": "0s"}
    answer = api.post(STATEMENTS, json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["statement_id"])


def state(api: Api, statement_id: str) -> str:
    answer = api.get(f"{STATEMENTS}/{statement_id}")
    return str(answer.json()["status"]["state"]) if answer.status_code == 200 else "GONE"


def test_waiting_statements_hold_nothing(server: LiveServer, api: Api, warehouse: str) -> None:
    ids = [start(api, warehouse, ENDLESS) for _ in range(WAITING)]
    try:
        eventually(lambda: [state(api, one) for one in ids].count("RUNNING") >= 5)
        turns = server.app.warehouses._places[warehouse].turns
        eventually(lambda: turns.running + turns.waiting == WAITING)
        assert turns.waiting > 0
        # No thread of ours is at work for them ...
        for pool in (server.app._road._planners, server.app._road._workers, server.app._api._pool):
            _all_free(pool)
        # ... and no snapshot stays open: the log of changes can be taken over and cut.
        api.post("/api/2.0/secrets/scopes/create", json={"scope": "while-they-wait"})
        with closing(sqlite3.connect(server.data_dir / "boathouse.db")) as database:
            look = "PRAGMA wal_checkpoint(TRUNCATE)"
            eventually(lambda: database.execute(look).fetchone() == (0, 0, 0))
        # Another warehouse, and everything else, answers meanwhile.
        for _ in range(20):
            assert api.get("/api/2.0/preview/scim/v2/Me").status_code == 200
    finally:
        for one in ids:
            api.post(f"{STATEMENTS}/{one}/cancel")
    eventually(lambda: {state(api, one) for one in ids} == {"CANCELED"})
    eventually(lambda: turns.running + turns.waiting == 0)


def _all_free(pool: ThreadPoolExecutor) -> None:
    """Every thread of the pool comes at once when it is called."""
    meeting = threading.Barrier(pool._max_workers)
    for come in [pool.submit(meeting.wait, 20) for _ in range(pool._max_workers)]:
        come.result(30)


@pytest.mark.parametrize("way", ["deleted", "deactivated"])
def test_the_statements_of_a_principal_that_is_gone_end(
    server: LiveServer, api: Api, warehouse: str, way: str
) -> None:
    name = f"{way}@example.com"
    other = api.as_(server.add_user(name))
    found = api.get("/api/2.0/preview/scim/v2/Users", params={"filter": f'userName eq "{name}"'})
    user = f"/api/2.0/preview/scim/v2/Users/{found.json()['Resources'][0]['id']}"
    grant = {"access_control_list": [{"user_name": name, "permission_level": "CAN_USE"}]}
    granted = api.request("PATCH", f"/api/2.0/permissions/warehouses/{warehouse}", json=grant)
    assert granted.status_code == 200, granted.text
    opened = other.post("/api/2.0/sql/sessions", json={"warehouse_id": warehouse})
    assert opened.status_code == 200, opened.text
    start(other, warehouse, ENDLESS)
    executions, sessions = server.app.parts.sql.executions, server.app.parts.sql.sessions
    before = sessions.of_warehouse(warehouse)
    eventually(lambda: [one.state for one in executions.running(warehouse)] == ["RUNNING"])
    if way == "deleted":
        assert api.request("DELETE", user).status_code == 204
    else:
        change = {"op": "replace", "path": "active", "value": False}
        document: dict[str, Any] = {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [change],
        }
        assert api.request("PATCH", user, json=document).status_code == 200
    eventually(lambda: executions.running(warehouse) == [])
    eventually(lambda: sessions.of_warehouse(warehouse) == before - 1)


def test_nobody_asks_for_it_any_more(server: LiveServer, api: Api, warehouse: str) -> None:
    from boathouse.sql import execution

    started = start(api, warehouse, ENDLESS)
    executions = server.app.parts.sql.executions
    found = executions.by_id(started)
    assert found is not None
    eventually(lambda: found.state == "RUNNING")
    found.asked_at -= execution.UNWATCHED_MS + 1
    server.app.parts.signals.wake("statement sweep")
    eventually(lambda: found.over)
    assert found.state == "CANCELED"
    assert "15 minutes" in str(found.error)
    running = Sail().find(server.data_dir / "warehouses" / warehouse)
    assert running is not None
    engine = running.process.pid
    eventually(lambda: idle(engine))
    assert not busy(engine)


def test_a_statement_that_is_canceled_before_it_began(server: LiveServer) -> None:
    """All in one step of the loop: its task never runs a line."""
    from boathouse.context import Principal
    from boathouse.sql.execution import Request

    principal = Principal(1, "nobody", admin=False)
    sql = server.app.parts.sql

    async def act() -> str:
        session = sql.sessions.open(principal, "w", 0)
        execution = sql.executions.start(session, principal, Request("SELECT 1"))
        execution.cancel()
        assert await execution.wait(10)
        sql.sessions.close(session.session_id)
        assert session.running == 0
        sql.executions.forget(execution)
        return str(execution.error)

    told = asyncio.run_coroutine_threadsafe(act(), server._loop).result(20)
    assert "OPERATION_CANCELED" in told
