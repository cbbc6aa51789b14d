"""runs/list and a fresh run, in a workspace of a hundred thousand finished runs and one of few."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import insert

from bench.client import Client
from bench.figures import Figure, median, percentile
from bench.jobs.flow import condition, submitted
from boathouse.services.jobs import run_store
from boathouse.store.db import SqliteDatabase

FEW, MANY = 1_000, 100_000
JOBS = 100
AT_ONCE = 2_000
ROUNDS, WARM_ROUNDS = 150, 20
FRESH = 15
PATH = "/api/2.2/jobs/runs/list?limit=25&expand_tasks=true"


def fill(client: Client, data: Path, count: int) -> None:
    """Copies of one run that has really ended, in as many jobs, under ids that are older."""
    jobs = [
        client.post("/api/2.2/jobs/create", name=f"job-{number}", tasks=[condition("only")])
        for number in range(JOBS)
    ]
    run_id = client.post("/api/2.2/jobs/run-now", job_id=jobs[0]["job_id"])["run_id"]
    client.wait(run_id)
    database = SqliteDatabase(f"sqlite:///{data / 'boathouse.db'}")
    try:
        with database.read() as tx:
            run = run_store.get_run(tx, run_id)
            assert run is not None
            (task,) = run_store.tasks_of(tx, [run_id])[run_id]
        for first in range(0, count, AT_ONCE):
            runs, tasks = [], []
            for number in range(first, first + AT_ONCE):
                old = run_id - 10 - 2 * (count - number)
                job_id = jobs[number % JOBS]["job_id"]
                runs.append(dataclasses.replace(run, run_id=old, job_id=job_id).__dict__)
                tasks.append(dataclasses.replace(task, run_id=old + 1, job_run_id=old).__dict__)
            if first + AT_ONCE > count:
                runs, tasks = runs[: count - first], tasks[: count - first]
            with database.write() as tx:
                tx.execute(insert(run_store.runs), runs)
                tx.execute(insert(run_store.task_runs), tasks)
    finally:
        database.close()


def measure(small: Client, client: Client) -> Iterator[Figure]:
    """p95 of the first page, of a deep one, of one job's; and a new run's time: many over few."""
    of_job = client.get("/api/2.2/jobs/list?name=job-7")["jobs"][0]["job_id"]
    of_small = small.get("/api/2.2/jobs/list?name=job-7")["jobs"][0]["job_id"]
    pages = {
        "first page": (PATH, PATH),
        "deep page": (_deep(small), _deep(client)),
        "of one job": (f"{PATH}&job_id={of_small}", f"{PATH}&job_id={of_job}"),
        "completed only": (f"{PATH}&completed_only=true",) * 2,
    }
    for name, (of_few, of_many) in pages.items():
        few, many = _p95(small, of_few, client, of_many)
        note = f"{many * 1000:.1f} ms over {few * 1000:.1f} ms"
        line = f"runs/list, {name}, p95, {MANY:,} over {FEW:,}"
        yield Figure(line, many / few, "x", 1.5, at_most=True, note=note)
    fresh: tuple[list[float], list[float]] = ([], [])
    for _ in range(FRESH):
        for one, found in zip((small, client), fresh, strict=True):
            found.append(submitted(one, [condition("only")]))
    few, many = (median(found) for found in fresh)
    note = f"{many * 1000:.0f} ms over {few * 1000:.0f} ms"
    yield Figure(f"a new run, {MANY:,} over {FEW:,}", many / few, "x", 1.5, at_most=True, note=note)


def _deep(client: Client) -> str:
    """The page behind half of the smaller history, by its token."""
    token = ""
    for _ in range(FEW // 2 // 25):
        token = client.get(f"{PATH}&page_token={token}")["next_page_token"]
    return f"{PATH}&page_token={token}"


def _p95(small: Client, of_few: str, client: Client, of_many: str) -> tuple[float, float]:
    """Taking turns, so that whatever else the machine does meets both."""
    few, many = list[float](), list[float]()
    for turn in range(ROUNDS + WARM_ROUNDS):
        one, other = small.timed_get(of_few), client.timed_get(of_many)
        if turn >= WARM_ROUNDS:
            few.append(one)
            many.append(other)
    return percentile(few, 0.95), percentile(many, 0.95)
