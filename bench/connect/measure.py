"""The lines: a round trip's addition, and a gigabyte of Arrow, through the gateway and direct."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.client import Client
from bench.connect.calls import Calls
from bench.figures import Figure, median
from bench.server import BenchError, workspace

START_SECONDS = 60
ROUNDS = 400
STREAMS = 3
COLUMNS = 8
ROWS = 16_000_000
"""Of eight BIGINT columns: a gigabyte."""


def measure(folder: Path) -> Iterator[Figure]:
    """In about two minutes."""
    with workspace(folder) as (_, port, token):
        client = Client(port, token)
        cluster_id = _cluster(client)
        data = folder / "data"
        gateway = json.loads((data / "connect.json").read_text())["private_port"]
        engine = json.loads((data / "engines" / cluster_id / "engine.json").read_text())["port"]
        headers = {"authorization": f"Bearer {token}", "x-databricks-cluster-id": cluster_id}
        with (
            closing(Calls(f"127.0.0.1:{gateway}", headers)) as through,
            closing(Calls(f"127.0.0.1:{engine}")) as direct,
        ):
            yield from _round_trips(through, direct)
            yield from _streams(through, direct)
        client.close()


def _cluster(client: Client) -> str:
    made = client.post("/api/2.1/clusters/create", spark_version="15.4.x-scala2.12", num_workers=0)
    cluster_id: str = made["cluster_id"]
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        found = client.get(f"/api/2.1/clusters/get?cluster_id={cluster_id}")
        if found["state"] == "RUNNING":
            return cluster_id
        time.sleep(0.05)
    raise BenchError("the cluster did not start")


def _round_trips(through: Calls, direct: Calls) -> Iterator[Figure]:
    for line, make in (
        ("a DataFrame", _frame),
        ("SELECT 1", lambda calls: calls.request("SELECT 1")),
    ):
        ours, theirs = [], []
        for _ in range(ROUNDS):
            theirs.append(direct.run(make(direct))[0])
            ours.append(through.run(make(through))[0])
        added = (median(ours) - median(theirs)) * 1000
        note = f"p50 {median(ours) * 1000:.2f} ms, the engine's own {median(theirs) * 1000:.2f} ms"
        yield Figure(f"Spark Connect, {line}: added by the gateway", added, "ms", 2.0, note=note)


def _text(calls: Calls) -> Any:
    return calls.request("SELECT 1")


def _frame(calls: Calls) -> Any:
    """spark.range(10).limit(5)"""
    request = calls.request("")
    limit = request.plan.root.limit
    limit.limit, limit.input.range.end, limit.input.range.step = 5, 10, 1
    return request


def _streams(through: Calls, direct: Calls) -> Iterator[Figure]:
    columns = ", ".join(f"id + {at} AS c{at}" for at in range(COLUMNS))
    text = f"SELECT {columns} FROM range(0, {ROWS})"
    ours, theirs, size = [], [], 0
    for _ in range(STREAMS):
        theirs.append(direct.query(text)[0])
        seconds, size = through.query(text)
        ours.append(seconds)
    ratio = median(ours) / median(theirs)
    note = f"{size / 1e9:.2f} GB in {median(ours):.1f} s, direct {median(theirs):.1f} s"
    yield Figure(
        "Spark Connect, 1 GB of Arrow: beside direct", ratio, "x", 1.2, at_most=True, note=note
    )
