"""What the tests of warehouses share: making one, waiting for its states, statements on it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, TypeVar

from boathouse.context import Principal
from boathouse.engine.process import ProcessId
from boathouse.services.principals import store as principals
from tests.live import Api, LiveServer
from tests.services.clusters import eventually

BASE = "/api/2.0/sql/warehouses"
Result = TypeVar("Result")
_numbers = count(1)


def name() -> str:
    """A name that no other test takes."""
    return f"warehouse {next(_numbers)} of the tests"


@contextmanager
def made(api: Api, **settings: Any) -> Iterator[str]:
    """A warehouse that is gone afterwards."""
    answer = api.post(BASE, json={"name": name(), "cluster_size": "Small", **settings})
    assert answer.status_code == 200, answer.text
    warehouse_id = answer.json()["id"]
    try:
        yield warehouse_id
    finally:
        api.request("DELETE", f"{BASE}/{warehouse_id}")


def await_state(api: Api, warehouse_id: str, state: str) -> dict[str, Any]:
    """The warehouse's document once it is in the state."""

    def look() -> dict[str, Any] | None:
        found: dict[str, Any] = api.get(f"{BASE}/{warehouse_id}").json()
        return found if found["state"] == state else None

    found: dict[str, Any] = eventually(look)
    return found


def starter(api: Api) -> dict[str, Any]:
    """The warehouse that was there from the start."""
    listed = api.get(BASE).json()["warehouses"]
    [found] = [one for one in listed if one["name"] == "Starter Warehouse"]
    return dict(found)


def on_loop(live: LiveServer, work: Coroutine[Any, Any, Result]) -> Result:
    """The result of a coroutine on the server's own event loop."""
    return asyncio.run_coroutine_threadsafe(work, live._loop).result(60)


def principal(live: LiveServer, user_name: str | None = None) -> Principal:
    """Who a user is (None: the admin) to statements."""
    asked = user_name or live.app.config.admin_user
    with live.app.parts.database.read() as tx:
        found = principals.acting_as(tx, asked)
    assert found is not None
    return found


async def statement(live: LiveServer, who: Principal, warehouse_id: str, sql: str) -> int:
    """How many rows a statement on the warehouse gives."""
    use = live.app.warehouses.engine
    async with use(who, warehouse_id) as flight, flight.query(sql) as stream:
        return sum([batch.rows async for batch in stream])


def rows(live: LiveServer, warehouse_id: str, sql: str, user_name: str | None = None) -> int:
    return on_loop(live, statement(live, principal(live, user_name), warehouse_id, sql))


def engine_of(live: LiveServer, warehouse_id: str) -> ProcessId:
    """The process of a warehouse's engine."""
    record = live.data_dir / "warehouses" / warehouse_id / "engine.json"
    found = json.loads(record.read_text())
    return ProcessId(found["pid"], found["started"])
