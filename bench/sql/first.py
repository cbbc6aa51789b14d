"""The first query after `boathouse serve`: the starts of server and warehouse, a connection."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from bench.client import Client
from bench.figures import Figure, median
from bench.server import workspace
from bench.sql.asker import asker

ROUNDS = 3
TARGET_SECONDS = 3.0
CONNECTOR = "sql-connector-4.9"


def measure(folder: Path) -> Iterator[Figure]:
    """From the spawn of a server on a fresh data folder to the answer of SELECT 1, three times."""
    folder.mkdir()
    starts, wholes = [], []
    for number in range(ROUNDS):
        with asker(CONNECTOR, "connector", folder) as client:
            began = time.perf_counter()
            with workspace(folder / str(number)) as (_, port, token):
                starts.append(time.perf_counter() - began)
                client.connect(**target(port, token))
                client.run(["SELECT 1"], 60)
                wholes.append(time.perf_counter() - began)
    note = f"{median(starts):.2f} s of it until the server answers"
    line = "serve to its first query's answer, warehouse start included"
    yield Figure(line, median(wholes), "s", TARGET_SECONDS, note=note)


def target(port: int, token: str, schema: str | None = None) -> dict[str, str]:
    """Where the connector finds the default warehouse, and as whom it asks."""
    client = Client(port, token)
    [warehouse, *_] = client.get("/api/2.0/sql/warehouses")["warehouses"]
    client.close()
    found = {"address": f"http://127.0.0.1:{port}", "token": token}
    found["http_path"] = f"/sql/1.0/warehouses/{warehouse['id']}"
    return found | ({"catalog": "main", "schema": schema} if schema else {})
