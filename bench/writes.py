"""Saving jobs: what fills the workspaces for jobs/list, and how many commits a second that is."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.client import Client
from bench.figures import Figure

TASK = {
    "task_key": "only",
    "notebook_task": {"notebook_path": "/Shared/bench/notebook"},
    "timeout_seconds": 3600,
}


def fill(client: Client, jobs: int) -> Iterator[Figure]:
    """Save many jobs, one request and one durable commit each."""
    started = time.perf_counter()
    for number in range(jobs):
        client.post("/api/2.1/jobs/create", name=f"job {number}", tasks=[TASK], tags={"a": "b"})
    rate = jobs / (time.perf_counter() - started)
    yield Figure("commits: jobs/create, clients: 1", rate, "/s", note=f"{jobs:,} jobs saved")
