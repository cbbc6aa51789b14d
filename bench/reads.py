"""Reading over a kept-alive connection: runs/get by the percentile, jobs/list with many jobs."""

from __future__ import annotations

from collections.abc import Iterator

import psutil

from bench.client import Client
from bench.figures import Figure, median, percentile

CALLS = 1500
PAGE_CALLS = 150
WARM_CALLS = 50
PAGE = 20
FEW, MANY = 100, 10_000
LIST = f"/api/2.1/jobs/list?limit={PAGE}"


def measure_get(client: Client, server: psutil.Process) -> Iterator[Figure]:
    """p50 and p99 of jobs/runs/get of an ended run, one client, one call at a time."""
    run_id = client.get("/api/2.1/jobs/runs/list?limit=1")["runs"][0]["run_id"]
    path = f"/api/2.1/jobs/runs/get?run_id={run_id}"
    for _ in range(WARM_CALLS):
        client.timed_get(path)
    before = _cpu(server)
    taken = [client.timed_get(path) * 1000 for _ in range(CALLS)]
    cpu = (_cpu(server) - before) / CALLS * 1000
    note = f"server's CPU: {cpu:.2f} ms a call"
    yield Figure("jobs/runs/get, p50", percentile(taken, 0.50), "ms", 3.0, note=note)
    yield Figure("jobs/runs/get, p99", percentile(taken, 0.99), "ms")


def measure_list(few: Client, many: Client) -> Iterator[Figure]:
    """The same page of two workspaces, call by call in turns; medians and their ratio."""
    pages = {
        "first page": (LIST, LIST),
        "deep page, by token": (_deep(few, FEW), _deep(many, MANY)),
    }
    for name, paths in pages.items():
        taken: tuple[list[float], list[float]] = ([], [])
        for _ in range(PAGE_CALLS):
            for client, path, times in zip((few, many), paths, taken, strict=True):
                times.append(client.timed_get(path) * 1000)
        small, large = (median(times) for times in taken)
        line = f"jobs/list, {name}: {MANY:,} jobs over {FEW}"
        note = f"{large:.2f} ms over {small:.2f} ms"
        yield Figure(line, large / small, "x", 1.5, at_most=True, note=note)


def _deep(client: Client, jobs: int) -> str:
    """The path of the page that starts at nine tenths of the list, reached as a client does."""
    token = ""
    steps = jobs * 9 // 10 // PAGE
    for _ in range(steps):
        token = client.get(f"{LIST}{token and f'&page_token={token}'}")["next_page_token"]
    return f"{LIST}&page_token={token}"


def _cpu(server: psutil.Process) -> float:
    times = server.cpu_times()
    return float(times.user + times.system)
