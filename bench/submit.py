"""runs/submit to TERMINATED, on a warm server: a script that prints, a notebook that counts."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from typing import Any

from bench.client import Client
from bench.figures import Figure, median

ROUNDS = 5
SCRIPT = 'print("one line")\n'
NOTEBOOK = "# Databricks notebook source\nprint(spark.range(1000).count())\n"
SCRIPT_PATH, NOTEBOOK_PATH = "/Shared/bench/script.py", "/Shared/bench/notebook"


def measure(client: Client) -> Iterator[Figure]:
    """Medians of a few runs each, taking turns, after one that warms the engine."""
    _upload(client)
    cold = _run(client, spark_python_task={"python_file": SCRIPT_PATH})
    _run(client, notebook_task={"notebook_path": NOTEBOOK_PATH})
    scripts, notebooks = [], []
    for _ in range(ROUNDS):
        scripts.append(_run(client, spark_python_task={"python_file": SCRIPT_PATH}))
        notebooks.append(_run(client, notebook_task={"notebook_path": NOTEBOOK_PATH}))
    yield Figure("submit a script that prints, to its end", median(scripts), "s", 1.5)
    yield Figure("submit a notebook that counts, to its end", median(notebooks), "s", 4.0)
    yield Figure("the first script, the engine's start included", cold, "s")


def run_notebook_on(client: Client, cluster_id: str) -> None:
    """Count a Spark range on a cluster."""
    _run(client, notebook_task={"notebook_path": NOTEBOOK_PATH}, existing_cluster_id=cluster_id)


def _upload(client: Client) -> None:
    client.post("/api/2.0/workspace/mkdirs", path="/Shared/bench")
    _import(client, SCRIPT_PATH, SCRIPT, format="AUTO")
    _import(client, NOTEBOOK_PATH, NOTEBOOK, format="SOURCE", language="PYTHON")


def _import(client: Client, path: str, text: str, **how: str) -> None:
    content = base64.b64encode(text.encode()).decode()
    client.post("/api/2.0/workspace/import", path=path, content=content, overwrite=True, **how)


def _run(client: Client, **task: Any) -> float:
    started = time.perf_counter()
    tasks = [{"task_key": "only", **task}]
    run = client.post("/api/2.1/jobs/runs/submit", run_name="bench", tasks=tasks)
    client.wait(run["run_id"])
    return time.perf_counter() - started
