"""A server killed at each change that a run goes through: the next one carries it to the same end.

The runs hold no processes, so that every commit of theirs can be counted and cut; the last tests
kill a server of flesh and blood while processes run.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from boathouse.app import App
from boathouse.config import Config
from boathouse.context import Context, Parts, Principal
from boathouse.services.jobs import access, iterations, leases, repairs, run_store, start, store
from boathouse.services.jobs.run_store import Run
from boathouse.services.jobs.settings import normalize
from boathouse.services.permissions import change as permissions
from boathouse.services.principals import store as principals
from tests.faults.workspaces import Workspace
from tests.live import Api
from tests.services.clusters import eventually
from tests.services.dying import carried
from tests.services.jobs import ENDED, get_run, life, result, script, script_task, submit
from tests.services.test_runs_flow import after, condition, failing


class Bench:
    """A workspace whose reconcilers do not run by themselves, with a clock that stands still."""

    def __init__(self, data_dir: Path) -> None:
        self.now = 1_790_000_000_000
        self.app = App(Config(data_dir=data_dir, port=0), lambda: self.now)
        self.parts: Parts = self.app.parts
        with self.parts.database.read() as tx:
            admin = principals.acting_as(tx, self.app.config.admin_user)
        assert admin is not None
        self.admin: Principal = admin

    def close(self) -> None:
        self.app._database.close()
        self.app._lock.close()
        endpoint = self.app._connect_endpoint
        for one in (*self.app._sockets, *endpoint.reserved):
            one.close()

    def job(self, *tasks: Any, **settings: Any) -> int:
        """A saved job."""
        checked = normalize({"name": "killed", "tasks": [*tasks], **settings})
        ctx = Context(self.parts, self.admin, self.now)
        with ctx.write() as tx:
            job_id = store.next_id(tx, self.now)
            job = store.Job(job_id, "killed", self.admin.user_name, self.now, checked)
            store.insert_job(tx, job)
            permissions.create(tx, self.admin, access.target(job_id), [])
        return job_id

    def start(self, job_id: int) -> int:
        """A run of it."""
        ctx = Context(self.parts, self.admin, self.now)
        with self.parts.database.write() as tx:
            job = store.get_job(tx, job_id)
            assert job is not None
            made = {"name": job.name, "chosen": {}, "run_as": self.admin.user_name}
            run = start.start(tx, ctx, job.settings, "JOB_RUN", job_id=job_id, **made)
        return run.run_id

    def run(self, run_id: int) -> Run:
        with self.parts.database.read() as tx:
            found = run_store.get_run(tx, run_id)
        assert found is not None
        return found

    def story(self, run_id: int) -> list[Any]:
        """How a run and all below it ended, without its ids."""
        with self.parts.database.read() as tx:
            tasks = run_store.tasks_of(tx, [run_id])[run_id]
            below = {
                task.run_id: [
                    (one.iteration, one.attempt_number, one.result_state)
                    for one in iterations.page(tx, task, 0, 1000)
                ]
                for task in tasks
            }
        run = self.run(run_id)
        return [
            (run.life_cycle_state, run.result_state),
            *(
                (
                    task.task_key,
                    task.attempt_number,
                    task.result_state,
                    below[task.run_id],
                    self.story(task.child_run_id) if task.child_run_id else None,
                )
                for task in tasks
            ),
        ]

    def runs(self) -> int:
        with self.parts.database.read() as tx:
            return len(tx.execute(run_store.runs.select()).all())


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "data")
    yield made
    made.close()


def chain(bench: Bench) -> int:
    return bench.start(
        bench.job(
            condition("a"),
            failing("b", depends_on=after("a")),
            condition("c", run_if="ALL_DONE", depends_on=after("b")),
        )
    )


def looping(bench: Bench) -> int:
    inner = condition("inner", ("{{input}}", "2"), "GREATER_THAN")
    body = {"inputs": '[1, 2, "bad", 4]', "concurrency": 2, "task": inner}
    return bench.start(bench.job({"task_key": "loop", "for_each_task": body}))


def nested(bench: Bench) -> int:
    leaf = bench.job(condition("leaf"))
    child = bench.job({"task_key": "below", "run_job_task": {"job_id": leaf}})
    top = {"task_key": "child", "run_job_task": {"job_id": child}}
    return bench.start(bench.job(top, condition("after", depends_on=after("child"))))


def tried_again(bench: Bench) -> int:
    skipped = bench.job(condition("never"), max_concurrent_runs=0)
    task = {"task_key": "child", "run_job_task": {"job_id": skipped}, "max_retries": 2}
    return bench.start(bench.job(task))


def canceled(bench: Bench) -> int:
    waiting = bench.job(condition("never"), queue={"enabled": True})
    task = {"task_key": "child", "run_job_task": {"job_id": waiting}}
    blocking = bench.start(waiting)
    with bench.parts.database.write() as tx:
        run_store.set_run(tx, blocking, life_cycle_state="RUNNING")
        for one in run_store.current_of(tx, blocking):
            changes = {"life_cycle_state": "WAITING_FOR_RETRY", "retry_at": bench.now * 2}
            run_store.set_task(tx, one.run_id, **changes)
    run_id = bench.start(bench.job(task))
    assert carried(bench.parts)
    with bench.parts.database.write() as tx:
        run_store.set_run(tx, run_id, ending="cancel")
    return run_id


def repaired(bench: Bench) -> int:
    run_id = chain(bench)
    assert carried(bench.parts)
    ctx = Context(bench.parts, bench.admin, bench.now)
    repairs.repair_run(ctx, run_id, rerun_all_failed_tasks=True, rerun_dependent_tasks=True)
    return run_id


def queued(bench: Bench) -> int:
    job_id = bench.job(condition("one"), queue={"enabled": True})
    return [bench.start(job_id) for _ in range(3)][-1]


SCENES: list[Callable[[Bench], int]] = [
    chain,
    looping,
    nested,
    tried_again,
    canceled,
    repaired,
    queued,
]


@pytest.mark.parametrize("kept", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("scene", SCENES)
def test_killed_at_each_commit(bench: Bench, scene: Callable[[Bench], int], kept: bool) -> None:
    def played(commits: int | None) -> tuple[bool, list[Any], int]:
        before = bench.runs()
        run_id = scene(bench)
        lived = carried(bench.parts, commits, after=kept)
        assert carried(bench.parts)
        return lived, bench.story(run_id), bench.runs() - before

    _, story, runs = played(None)
    assert story[0][0] in ("TERMINATED", "INTERNAL_ERROR")
    for commits in itertools.count():
        lived, *found = played(commits)
        assert found == [story, runs], f"killed at commit {commits}"
        if lived:
            break
    assert commits > 0


def test_another_server_waits_for_the_lease_to_run_out(bench: Bench) -> None:
    job_id = bench.job(condition("never"))
    run_id = bench.start(job_id)
    with bench.parts.database.write() as tx:
        (task,) = run_store.current_of(tx, run_id)
        later = {"life_cycle_state": "WAITING_FOR_RETRY", "retry_at": bench.now + 60_000}
        run_store.set_task(tx, task.run_id, **later)
    assert carried(bench.parts, owner="one")
    bench.now += leases.LEASE_MS - 1
    with bench.parts.database.write() as tx:
        run_store.set_run(tx, run_id, ending="cancel")
    assert carried(bench.parts, owner="two")
    assert bench.run(run_id).life_cycle_state == "PENDING"
    bench.now += 1
    assert carried(bench.parts, owner="two")
    assert bench.run(run_id).result_state == "CANCELED"
    with bench.parts.database.read() as tx:
        assert not leases.all_of(tx)


PATIENT = """
import os, sys, time
open("attempt", "a").write("x")
while not os.path.exists("gate"):
    time.sleep(0.02)
if sys.argv[1] == "0":
    raise ValueError("not yet")
"""


def test_processes_of_loops_and_retries_go_on(workspace: Workspace, admin: Api) -> None:
    inner = script_task(script(admin, PATIENT), "{{task_retry_count}}", key="inner", max_retries=1)
    body = {"inputs": "[1, 2, 3]", "concurrency": 2, "task": inner}
    run_id = submit(admin, {"task_key": "loop", "for_each_task": body})
    opened: set[Path] = set()

    def closed() -> list[Path]:
        folders = (workspace.data_dir / "runs").glob("*/work/attempt")
        return [one.parent for one in folders if one.parent not in opened]

    while life(get_run(admin, run_id)) not in ENDED:
        eventually(lambda: closed() or life(get_run(admin, run_id)) in ENDED)
        for folder in closed():
            opened.add(folder)
            workspace.restart()
            (folder / "gate").touch()
    assert result(get_run(admin, run_id)) == ("TERMINATED", "SUCCESS")
    loop = get_run(admin, get_run(admin, run_id)["tasks"][0]["run_id"])
    assert [one["attempt_number"] for one in loop["iterations"]] == [0, 1] * 3
    for one in loop["iterations"]:
        marks = workspace.data_dir / "runs" / str(one["run_id"]) / "work" / "attempt"
        assert marks.read_text() == "x"
