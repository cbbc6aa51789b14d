"""A Python task over the bare interpreter that runs the same file, engine and server warm."""

from __future__ import annotations

import base64
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.client import Client
from bench.figures import Figure, median
from bench.jobs.flow import submitted

ROUNDS = 7
SCRIPT = "import pandas, pyarrow\nprint('one line')\n"
PATH = "/Shared/bench/imports.py"
TARGET_MS = 300.0


def measure(client: Client, folder: Path) -> Iterator[Figure]:
    """The difference of two medians, measured in turns."""
    client.post("/api/2.0/workspace/mkdirs", path="/Shared/bench")
    content = base64.b64encode(SCRIPT.encode()).decode()
    client.post(
        "/api/2.0/workspace/import", path=PATH, content=content, format="AUTO", overwrite=True
    )
    file = folder / "imports.py"
    file.write_text(SCRIPT)
    task = {"task_key": "only", "spark_python_task": {"python_file": PATH}}
    tasks, bare = list[float](), list[float]()
    for turn in range(ROUNDS + 1):
        one, other = submitted(client, [task]) * 1000, _bare(file) * 1000
        if turn:  # the first warms the engine
            tasks.append(one)
            bare.append(other)
    difference = median(tasks) - median(bare)
    note = f"{median(tasks):.0f} ms from submit to end, {median(bare):.0f} ms bare"
    yield Figure("a Python task over the bare interpreter", difference, "ms", TARGET_MS, note=note)


def _bare(file: Path) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, str(file)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started
