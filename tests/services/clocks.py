"""A clock that tests move, and triggers carried out at its time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from boathouse.services.jobs import run_store, trigger_store
from boathouse.services.jobs.run_store import Run
from boathouse.services.jobs.trigger_store import Trigger
from boathouse.services.jobs.triggers import TriggerReconciler, WatchReconciler
from tests.live import Api, LiveServer
from tests.services.jobs import accepted

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


class Clock:
    """Epoch milliseconds that stand still until a test moves them."""

    def __init__(self, now: int | None = None) -> None:
        self.now = now if now is not None else time.time_ns() // 1_000_000

    def __call__(self) -> int:
        return self.now


def step(server: LiveServer) -> None:
    """One look of the reconcilers of triggers, beside the server's own, which sleep meanwhile."""
    asyncio.run(TriggerReconciler(server.app.parts).step())
    asyncio.run(WatchReconciler(server.app.parts).step())


def triggers_of(server: LiveServer, job_id: int) -> list[Trigger]:
    """The rows of what starts a job."""
    with server.app.parts.database.read() as tx:
        return trigger_store.of_job(tx, job_id)


def runs_of(server: LiveServer, job_id: int) -> list[Run]:
    """The runs of a job, oldest first."""
    table = run_store.runs
    query = select(table).where(table.c.job_id == job_id).order_by(table.c.run_id)
    with server.app.parts.database.read() as tx:
        return [Run(**row._mapping) for row in tx.execute(query)]


def run_until(server: LiveServer, clock: Clock, end: int, *jobs: int) -> None:
    """Move the clock from each time at which one of the jobs is due to the next, up to `end`."""
    while (due := _next_due(server, jobs)) is not None and due <= end:
        clock.now = max(clock.now, due)
        step(server)
    clock.now = end


def _next_due(server: LiveServer, jobs: Sequence[int]) -> int | None:
    found = [one for job_id in jobs for one in triggers_of(server, job_id)]
    times = [one.next_fire_at for one in found if not one.paused]
    return min((one for one in times if one is not None), default=None)


def condition_task(key: str = "main", *, holds: bool = True, **more: Any) -> dict[str, Any]:
    """A task that needs no process."""
    condition = {"op": "EQUAL_TO", "left": "1", "right": "1" if holds else "2"}
    return {"task_key": key, "condition_task": condition, **more}


def lasting_task(api: Api) -> dict[str, Any]:
    """A task that fails and waits ten days for its retry: its run is active, without a process.

    The job that it runs allows no run at all.
    """
    failing = {"name": "skipping", "max_concurrent_runs": 0, "tasks": [condition_task()]}
    child = accepted(api.post("/api/2.1/jobs/create", json=failing))["job_id"]
    waits = {"max_retries": 3, "min_retry_interval_millis": 10 * DAY_MS}
    return {"task_key": "main", "run_job_task": {"job_id": child}, **waits}
