"""The reconciler of runs among many: what it looks at, and what one bad run does to the others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import update

from boathouse.services.jobs import run_store
from boathouse.services.jobs.sweep import RunSweep
from tests.live import Api, LiveServer
from tests.services.jobs import (
    accepted,
    await_end,
    await_life,
    get_run,
    life,
    result,
    script,
    script_task,
    submit,
    task_folder,
)

QUEUED = 40


@pytest.fixture(scope="module")
def waiting(api: Api) -> str:
    """A script that waits to be ended."""
    return script(api, "import time\ntime.sleep(600)", "waits.py")


def test_only_runs_that_can_move_are_looked_at(server: LiveServer, api: Api, waiting: str) -> None:
    body = {"name": "crowded", "tasks": [script_task(waiting)], "max_concurrent_runs": 2}
    job_id = accepted(api.post("/api/2.2/jobs/create", json=body))["job_id"]
    ids = [
        accepted(api.post("/api/2.2/jobs/run-now", json={"job_id": job_id}))["run_id"]
        for _ in range(QUEUED)
    ]
    assert ids == sorted(ids)
    for run_id in ids[:2]:
        await_life(api, run_id, "RUNNING")
    assert due(server, job_id) == ids[:2]
    accepted(api.post("/api/2.2/jobs/runs/cancel", json={"run_id": ids[0]}))
    await_end(api, ids[0])
    await_life(api, ids[2], "RUNNING")
    assert life(get_run(api, ids[3])) == "QUEUED"
    accepted(api.post("/api/2.2/jobs/runs/cancel-all", json={"job_id": job_id}))
    for run_id in ids:
        assert result(await_end(api, run_id)) == ("TERMINATED", "CANCELED")
    assert due(server, job_id) == []


def due(server: LiveServer, job_id: int) -> list[int]:
    with server.app.parts.database.read() as tx:
        return [run.run_id for run in run_store.due_runs(tx) if run.job_id == job_id]


@pytest.fixture
def broken(server: LiveServer, api: Api, waiting: str) -> Iterator[int]:
    """An active run whose row cannot be understood; its tasks are as they were afterwards."""
    run_id = submit(api, script_task(waiting))
    await_life(api, run_id, "RUNNING")
    with server.app.parts.database.read() as tx:
        task = run_store.tasks_of(tx, [run_id])[run_id][0]
    _set_task(server, task.run_id, [])
    yield run_id
    _set_task(server, task.run_id, task.task)
    accepted(api.post("/api/2.2/jobs/runs/cancel", json={"run_id": run_id}))
    assert result(await_end(api, run_id)) == ("TERMINATED", "CANCELED")


def _set_task(server: LiveServer, run_id: int, task: object) -> None:
    table = run_store.task_runs
    with server.app.parts.database.write() as tx:
        tx.execute(update(table).where(table.c.run_id == run_id).values(task=task))


def test_a_run_that_cannot_be_carried_on_does_not_stop_the_others(
    server: LiveServer, api: Api, broken: int
) -> None:
    run_id = submit(api, script_task(script(api, "print('still here')")))
    assert result(await_end(api, run_id)) == ("TERMINATED", "SUCCESS")
    assert broken in [run.run_id for run in _active(server)]


def _active(server: LiveServer) -> list[run_store.Run]:
    with server.app.parts.database.read() as tx:
        return run_store.active_runs(tx)


def test_nothing_of_ended_runs_is_kept_in_memory(server: LiveServer, api: Api) -> None:
    path = script(api, "print(1)", "brief.py")
    for run_id in [submit(api, script_task(path)) for _ in range(3)]:
        await_end(api, run_id)
    from tests.services.clusters import eventually

    reconciler = server.app._runs
    running = {run.run_id for run in _active(server)}
    assert running == set()
    eventually(lambda: not (reconciler._watched or reconciler._stopped or reconciler._recovered))


def test_runs_are_kept_for_60_days_and_strays_cleared(server: LiveServer, api: Api) -> None:
    path = script(api, "print(1)", "brief.py")
    old, new = (await_end(api, submit(api, script_task(path))) for _ in range(2))
    table = run_store.runs
    with server.app.parts.database.write() as tx:
        tx.execute(update(table).where(table.c.run_id == old["run_id"]).values(ended_at=1))
    stray = server.data_dir / "runs" / "17"
    stray.mkdir()
    asyncio.run(RunSweep(server.app.parts).step())
    assert not stray.exists()
    assert not task_folder(server.data_dir, old).exists()
    assert task_folder(server.data_dir, new).exists()
    params = {"run_id": old["run_id"]}
    assert api.get("/api/2.2/jobs/runs/get", params=params).status_code == 400
    assert get_run(api, new["run_id"])
