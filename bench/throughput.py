"""Requests a second of jobs/get: clients and server share the machine's cores."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from bench.client import Client
from bench.figures import Figure

SECONDS = 4.0


def measure(port: int, token: str) -> Iterator[Figure]:
    """One client, then sixteen, each sending its next request once it has its answer."""
    finder = Client(port, token)
    job_id = finder.get("/api/2.1/jobs/list?limit=1")["jobs"][0]["job_id"]
    finder.close()
    for clients in (1, 16):
        rate = _rate(port, token, f"/api/2.1/jobs/get?job_id={job_id}", clients)
        yield Figure(f"requests: jobs/get, clients: {clients}", rate, "/s")


def _rate(port: int, token: str, path: str, clients: int) -> float:
    counts = [0] * clients
    until = time.monotonic() + SECONDS

    def call(index: int) -> None:
        client = Client(port, token)
        while time.monotonic() < until:
            client.timed_get(path)
            counts[index] += 1
        client.close()

    threads = [threading.Thread(target=call, args=(index,)) for index in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS
