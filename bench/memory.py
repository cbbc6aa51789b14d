"""Resident memory: of an idle server, and of a running cluster's engine with its children."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from bench.client import Client
from bench.figures import Figure
from bench.server import BenchError
from bench.submit import run_notebook_on

CLUSTER_SECONDS = 90
MEGABYTE = 1_000_000
SERVER_LIMIT, ENGINE_LIMIT = 150.0, 300.0


def measure_server(server: psutil.Process, when: str, *, held: bool) -> Figure:
    """The server's RSS now; `held` to its limit, or for information."""
    limit = SERVER_LIMIT if held else None
    return Figure(f"server's memory, {when}", _resident([server]), "MB", limit)


def measure_engine(client: Client, data: Path) -> Iterator[Figure]:
    """A cluster's engine, fresh and after it has counted a Spark range for a notebook."""
    made = client.post(
        "/api/2.1/clusters/create",
        cluster_name="bench",
        spark_version="14.3.x-scala2.12",
        node_type_id="i3.xlarge",
        num_workers=0,
    )
    cluster_id = made["cluster_id"]
    _await_running(client, cluster_id)
    engine = _engine(data, cluster_id)
    yield Figure("engine's memory, fresh", _of_tree(engine), "MB", ENGINE_LIMIT)
    run_notebook_on(client, cluster_id)
    yield Figure("engine's memory, after a query", _of_tree(engine), "MB", ENGINE_LIMIT)
    client.post("/api/2.1/clusters/permanent-delete", cluster_id=cluster_id)


def _await_running(client: Client, cluster_id: str) -> None:
    until = time.monotonic() + CLUSTER_SECONDS
    state = "PENDING"
    while time.monotonic() < until:
        state = client.get(f"/api/2.1/clusters/get?cluster_id={cluster_id}")["state"]
        if state == "RUNNING":
            return
        time.sleep(0.05)
    raise BenchError(f"the cluster is {state} after {CLUSTER_SECONDS} s")


def _engine(data: Path, cluster_id: str) -> psutil.Process:
    record = json.loads((data / "engines" / cluster_id / "engine.json").read_bytes())
    return psutil.Process(record["pid"])


def _of_tree(root: psutil.Process) -> float:
    return _resident([root, *root.children(recursive=True)])


def _resident(processes: list[psutil.Process]) -> float:
    return sum(found.memory_info().rss for found in processes) / MEGABYTE
