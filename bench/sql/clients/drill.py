"""The loop of every client process: work as JSON lines in, what it took as JSON lines out.

It runs in the environment of a client, so it imports nothing of ours. The first line is the target
and is answered once there is a connection; each later one is {"sql": [...], "arrow": bool,
"clients": n} and is answered {"seconds": of all, "taken": of each, "rows": of each, "errors": []}.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

Run = Callable[[str, bool], int]
"""Runs a statement to its last row, to Arrow if asked; the number of rows."""
Connect = Callable[[dict[str, Any]], Run]


def main(connect: Connect) -> None:
    _answer({"up": True})
    target = json.loads(sys.stdin.readline())
    run = connect(target)
    _answer({"connected": True})
    for line in sys.stdin:
        work = json.loads(line)
        if work["clients"] == 1:
            _answer(_alone(run, work))
        else:
            _answer(_together(connect, target, work))


def _alone(run: Run, work: dict[str, Any]) -> dict[str, Any]:
    taken, rows, began = [], [], time.perf_counter()
    for statement in work["sql"]:
        sent = time.perf_counter()
        rows.append(run(statement, work["arrow"]))
        taken.append(time.perf_counter() - sent)
    return {"seconds": time.perf_counter() - began, "taken": taken, "rows": rows, "errors": []}


def _together(connect: Connect, target: dict[str, Any], work: dict[str, Any]) -> dict[str, Any]:
    """Each client takes the next statement off one queue until it is empty."""
    waiting, taken = list(enumerate(work["sql"])), [0.0] * len(work["sql"])
    rows, errors = [0] * len(waiting), list[str]()
    ready = threading.Barrier(work["clients"] + 1, timeout=60)

    def client() -> None:
        run = connect(target)
        run("SELECT 1", work["arrow"])
        ready.wait()
        while waiting:
            try:
                number, statement = waiting.pop(0)
            except IndexError:
                return
            sent = time.perf_counter()
            try:
                rows[number] = run(statement, work["arrow"])
            except Exception as error:
                errors.append(f"{type(error).__name__}: {error}")
            taken[number] = time.perf_counter() - sent

    threads = [threading.Thread(target=client, daemon=True) for _ in range(work["clients"])]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "taken": taken, "rows": rows, "errors": errors}


def _answer(document: dict[str, Any]) -> None:
    # Not print: what a library writes to standard output must not come between.
    sys.__stdout__.write(json.dumps(document) + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]
