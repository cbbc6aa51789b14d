"""A run of a hundred trivial condition tasks, in a chain and side by side: no process is needed."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from typing import Any

from bench.client import Client
from bench.figures import Figure, median

TASKS = 100
ROUNDS = 3


def condition(key: str, *after: str) -> dict[str, Any]:
    """A task that compares two texts, behind others."""
    body = {"op": "EQUAL_TO", "left": "1", "right": "1"}
    return {
        "task_key": key,
        "condition_task": body,
        "depends_on": [{"task_key": one} for one in after],
    }


def measure(client: Client) -> Iterator[Figure]:
    """Medians of a few runs each, from the submission to the end."""
    keys = [f"task-{number}" for number in range(TASKS)]
    chain = [condition(keys[0]), *(condition(b, a) for a, b in itertools.pairwise(keys))]
    together = [condition(key) for key in keys]
    submitted(client, together[:1])
    found = {"chain": list[float](), "side by side": list[float]()}
    for _ in range(ROUNDS):
        found["chain"].append(submitted(client, chain))
        found["side by side"].append(submitted(client, together))
    yield Figure(f"{TASKS} condition tasks in a chain", median(found["chain"]), "s", 5.0)
    yield Figure(f"{TASKS} condition tasks at once", median(found["side by side"]), "s", 3.0)


def submitted(client: Client, tasks: list[dict[str, Any]]) -> float:
    """Seconds from the submission of a run to its end."""
    started = time.perf_counter()
    run = client.post("/api/2.2/jobs/runs/submit", run_name="bench", tasks=tasks)
    client.wait(run["run_id"])
    return time.perf_counter() - started
