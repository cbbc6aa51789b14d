"""Requests a second of jobs/get, audit on: one server process, one that sends the load."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

from bench.client import Client
from bench.figures import Figure
from bench.server import BenchError

SECONDS = 4.0
WARM_SECONDS = 0.5
LEAST_RATES = {1: None, 16: 1000.0}
"""Clients, and the requests a second that must be reached."""


def measure(server: psutil.Process, port: int, token: str) -> Iterator[Figure]:
    """One client, then sixteen, each sending its next request once it has its answer."""
    finder = Client(port, token)
    job_id = finder.get("/api/2.1/jobs/list?limit=1")["jobs"][0]["job_id"]
    finder.close()
    path = f"/api/2.1/jobs/get?job_id={job_id}"
    for clients, least in LEAST_RATES.items():
        _load(port, token, path, clients, WARM_SECONDS)
        before = server.cpu_times()
        found = _load(port, token, path, clients, SECONDS)
        after = server.cpu_times()
        cpu = (after.user + after.system - before.user - before.system) * 1000
        note = f"server's CPU: {cpu / (found['rate'] * SECONDS):.2f} ms a request"
        line = f"jobs/get, clients: {clients}"
        yield Figure(f"{line}, requests", found["rate"], "/s", least, at_least=True, note=note)
        yield Figure(f"{line}, p50", found["p50"], "ms")
        yield Figure(f"{line}, p99", found["p99"], "ms")


def _load(port: int, token: str, path: str, clients: int, seconds: float) -> dict[str, float]:
    argv = [sys.executable, "-m", "bench.load", str(port), path, str(clients), str(seconds)]
    root = Path(__file__).parent.parent
    done = subprocess.run(argv, cwd=root, input=token, capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise BenchError(f"the load failed: {done.stderr[-1000:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found
