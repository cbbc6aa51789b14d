"""kill -9 while schedules fire: each due time has one run, however often the server dies."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from boathouse.services.jobs import run_store, trigger_store
from boathouse.store.db import SqliteDatabase
from tests.faults.workspaces import Workspace
from tests.live import Api
from tests.services.clocks import condition_task
from tests.services.clusters import eventually
from tests.services.jobs import accepted, await_end, result

JOBS = 2
PAST = 1_700_000_000_000
FAR = {"quartz_cron_expression": "0 0 0 1 1 ? 2090", "timezone_id": "UTC"}
OFTEN = {"quartz_cron_expression": "* * * * * ?", "timezone_id": "UTC"}

# Fires what is due, and dies before the n-th change or commit.
FIRES_AND_DIES = """
import asyncio, os, signal, sys, time
from types import SimpleNamespace
from sqlalchemy import event
from sqlalchemy.engine import Engine
from boathouse.services.jobs.triggers import TriggerReconciler
from boathouse.store.db import SqliteDatabase

left = int(sys.argv[2])

def count(*about):
    global left
    statement = about[2] if len(about) > 1 else "COMMIT"
    left -= not statement.startswith(("SELECT", "PRAGMA"))
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "before_cursor_execute", count)
event.listen(Engine, "commit", count)
parts = SimpleNamespace(
    database=SqliteDatabase(sys.argv[1]),
    clock=lambda: time.time_ns() // 1_000_000,
    signals=SimpleNamespace(wake=lambda kind: None),
)
asyncio.run(TriggerReconciler(parts).step())
"""


@contextmanager
def database(data_dir: Path) -> Iterator[SqliteDatabase]:
    opened = SqliteDatabase(f"sqlite:///{data_dir / 'boathouse.db'}")
    try:
        yield opened
    finally:
        opened.close()


def job(api: Api, schedule: dict[str, Any]) -> int:
    body = {"name": "killed", "tasks": [condition_task()], "schedule": schedule}
    job_id: int = accepted(api.post("/api/2.2/jobs/create", json=body))["job_id"]
    return job_id


def fired(data_dir: Path, jobs: Collection[int]) -> list[tuple[int, int]]:
    """Job and due time of every run of some jobs."""
    runs = run_store.runs
    query = select(runs.c.job_id, runs.c.scheduled_at).where(runs.c.job_id.in_(jobs))
    with database(data_dir) as opened, opened.read() as tx:
        return [(job_id, due) for job_id, due in tx.execute(query)]


def due(data_dir: Path) -> list[int]:
    """The jobs whose trigger is due."""
    with database(data_dir) as opened, opened.read() as tx:
        found = trigger_store.due(tx, trigger_store.CLOCKED, PAST, 100)
    return sorted(trigger.job_id for trigger in found)


def test_killed_at_every_change_of_a_firing(workspace: Workspace, admin: Api) -> None:
    jobs = sorted(job(admin, FAR) for _ in range(JOBS))
    workspace.kill()
    with database(workspace.data_dir) as opened, opened.write() as tx:
        table = trigger_store.job_triggers
        tx.execute(update(table).where(table.c.job_id.in_(jobs)).values(next_fire_at=PAST))
    url = f"sqlite:///{workspace.data_dir / 'boathouse.db'}"
    deaths = 0
    while due(workspace.data_dir):
        # All or nothing: the next times and the runs are one change.
        assert (fired(workspace.data_dir, jobs), due(workspace.data_dir)) == ([], jobs)
        deaths += 1
        command = [sys.executable, "-c", FIRES_AND_DIES, url, str(deaths)]
        ended = subprocess.run(command, timeout=60, check=False, capture_output=True)
        if ended.returncode == 0:
            break  # it had fewer changes to make
        assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert deaths > 3 * JOBS
    assert sorted(fired(workspace.data_dir, jobs)) == [(job_id, PAST) for job_id in jobs]

    workspace.start()

    for job_id in jobs:
        params = {"job_id": job_id}
        (run,) = accepted(admin.get("/api/2.2/jobs/runs/list", params=params))["runs"]
        assert result(await_end(admin, run["run_id"])) == ("TERMINATED", "SUCCESS")
    assert sorted(fired(workspace.data_dir, jobs)) == [(job_id, PAST) for job_id in jobs]


def test_a_server_killed_again_and_again_fires_each_time_once(
    workspace: Workspace, admin: Api
) -> None:
    jobs = {job(admin, OFTEN) for _ in range(20)}
    for round_ in range(1, 4):
        eventually(lambda n=round_: len(fired(workspace.data_dir, jobs)) >= n * len(jobs) - 5)
        workspace.restart()
    eventually(lambda: {job_id for job_id, _ in fired(workspace.data_dir, jobs)} == jobs)
    found = Counter(fired(workspace.data_dir, jobs))
    assert set(found.values()) == {1}
    for job_id in jobs:
        accepted(admin.post("/api/2.2/jobs/delete", json={"job_id": job_id}))
