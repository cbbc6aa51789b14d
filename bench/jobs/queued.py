"""A thousand runs of a job that does nothing and may have one run at a time: its queue drains."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from bench.client import Client
from bench.figures import Figure
from bench.jobs.flow import condition
from bench.server import BenchError

RUNS, CONNECTIONS = 1_000, 4
LEAST_RATE = 50.0
SECONDS = 120
PATH = "/api/2.2/jobs/runs/list"


def measure(client: Client, port: int, token: str) -> Iterator[Figure]:
    """Runs a second, from the first that was asked for to the last one's end."""
    settings = {"name": "no-op", "tasks": [condition("only")], "queue": {"enabled": True}}
    job_id = client.post("/api/2.2/jobs/create", **settings)["job_id"]
    started = time.perf_counter()

    def ask(_: int) -> None:
        asking = Client(port, token)
        for _ in range(RUNS // CONNECTIONS):
            asking.post("/api/2.2/jobs/run-now", job_id=job_id)
        asking.close()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(ask, range(CONNECTIONS)))
    asked = time.perf_counter() - started
    waiting = _drain(client, job_id)
    taken = time.perf_counter() - started
    note = f"asked for in {asked:.1f} s, drained {waiting:.1f} s later"
    rate = RUNS / taken
    yield Figure("queued runs of a no-op job", rate, "/s", LEAST_RATE, at_least=True, note=note)


def _drain(client: Client, job_id: int) -> float:
    """Seconds until no run of the job is active."""
    started = time.monotonic()
    while client.get(f"{PATH}?job_id={job_id}&active_only=true&limit=1").get("runs"):
        if time.monotonic() - started > SECONDS:
            raise BenchError(f"the queue did not drain in {SECONDS} s")
        time.sleep(0.05)
    return time.monotonic() - started
