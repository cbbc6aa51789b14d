"""A thousand schedules that are due in the same second: each starts once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from bench.client import Client
from bench.figures import Figure
from bench.jobs.flow import condition
from bench.server import BenchError

JOBS = 1_000
SECONDS = 120


def measure(client: Client) -> Iterator[Figure]:
    """How many started, and how late the last one was."""
    jobs = [_job(client, number) for number in range(JOBS)]
    # Paused jobs are made first, so that all of them wait when the second comes.
    due = int(time.time()) + 30
    cron = datetime.fromtimestamp(due, UTC).strftime("%S %M %H %d %m ? %Y")
    schedule = {"quartz_cron_expression": cron, "timezone_id": "UTC"}
    for job_id in jobs:
        client.post("/api/2.2/jobs/update", job_id=job_id, new_settings={"schedule": schedule})
    if time.time() >= due:
        raise BenchError("the schedules were not written in time")
    late = _started(client, set(jobs), due)
    line = f"{JOBS} schedules of one second, started once each"
    note = f"the last one {late:.1f} s after it was due"
    yield Figure(line, float(JOBS), "/s", float(JOBS), at_least=True, note=note)


def _job(client: Client, number: int) -> int:
    made: int = client.post(
        "/api/2.2/jobs/create", name=f"scheduled-{number}", tasks=[condition("only")]
    )["job_id"]
    return made


def _started(client: Client, jobs: set[int], due: int) -> float:
    """Seconds after `due` at which the last began; BenchError unless each has one run."""
    while time.time() < due + SECONDS:
        time.sleep(1.0)
        runs = _runs(client, due)
        if len({run["job_id"] for run in runs} & jobs) == len(jobs):
            break
    of_jobs = [run for run in _runs(client, due) if run["job_id"] in jobs]
    if len(of_jobs) != len(jobs) or {run["job_id"] for run in of_jobs} != jobs:
        raise BenchError(f"{len(of_jobs)} runs of {len(jobs)} schedules")
    return float(max(run["start_time"] for run in of_jobs)) / 1000 - due


def _runs(client: Client, due: int) -> list[dict[str, int]]:
    found: list[dict[str, int]] = []
    token = ""
    while True:
        path = f"/api/2.2/jobs/runs/list?limit=25&start_time_from={due * 1000}&page_token={token}"
        page = client.get(path)
        found += page.get("runs", [])
        token = page.get("next_page_token", "")
        if not token:
            return found
