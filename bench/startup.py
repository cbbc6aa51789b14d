"""From `boathouse serve` to its first 200 of /healthz, beside minilake's first answer.

The starts take turns, so that a busy machine is busy for both; medians are compared. CPU seconds
(user and system, of the process until it answers) are the second, steadier figure.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, median
from bench.server import await_answer, boathouse, free_port, process

ROUNDS = 5
LEAST_ROUNDS, BUDGET_SECONDS = 3, 45  # a busy machine gets fewer rounds
MINILAKE = Path(".clients/minilake/bin/minilake").absolute()
TARGET_SECONDS, TARGET_OF_MINILAKE = 1.5, 0.7

Taken = tuple[float, float]
"""Seconds of the clock, seconds of CPU."""


def measure(folder: Path) -> Iterator[Figure]:
    """A fresh data folder, a second start on it, and minilake, round after round."""
    folder.mkdir()
    starts: dict[str, list[Taken]] = {"fresh": [], "second": [], "minilake": []}
    _round(folder)  # writes what is written once: bytecode, minilake's own data
    began = time.monotonic()
    for number in range(ROUNDS):
        if number >= LEAST_ROUNDS and time.monotonic() - began > BUDGET_SECONDS:
            break
        for name, taken in _round(folder).items():
            starts[name].append(taken)
    fresh, second = (_middle(starts[name]) for name in ("fresh", "second"))
    yield _seconds("start, fresh data folder, to 200 of /healthz", fresh, TARGET_SECONDS)
    yield _seconds("start, second time, to 200 of /healthz", second, TARGET_SECONDS)
    if not starts["minilake"]:
        line = "start over minilake's start: not measured, `make clients` fetches it"
        yield Figure(line, 0.0, "x")
        return
    mini = _middle(starts["minilake"])
    yield _seconds("minilake, to its first answer", mini, None)
    for name, (clock, cpu) in (("fresh", fresh), ("second", second)):
        note = f"CPU: {cpu / mini[1]:.2f} x"
        line = f"start ({name}) over minilake's start"
        yield Figure(line, clock / mini[0], "x", TARGET_OF_MINILAKE, note=note)


def _round(folder: Path) -> dict[str, Taken]:
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    taken = {}
    for name in ("fresh", "second"):
        port = free_port()
        taken[name] = _start(boathouse(data, port), f"http://127.0.0.1:{port}/healthz", folder)
    if MINILAKE.exists():
        port = free_port()
        argv = [str(MINILAKE), "--port", str(port)]
        # In minilake's favour: with this set it does not try to download a DuckDB extension.
        extra = {"MINILAKE_DUCKDB_EXTENSION_DIR": str(folder)}
        taken["minilake"] = _start(argv, f"http://127.0.0.1:{port}/", folder, None, **extra)
    return taken


def _start(
    argv: list[str], url: str, folder: Path, status: int | None = 200, **extra: str
) -> Taken:
    log = folder / "start.log"
    started = time.perf_counter()
    with process(argv, log, **extra) as child:
        await_answer(child, url, log, status)
        taken = time.perf_counter() - started
        cpu = child.cpu_times()
    return taken, cpu.user + cpu.system


def _middle(starts: list[Taken]) -> Taken:
    clock, cpu = zip(*starts, strict=True)
    return median(clock), median(cpu)


def _seconds(line: str, taken: Taken, target: float | None) -> Figure:
    return Figure(line, taken[0], "s", target, note=f"CPU: {taken[1]:.2f} s")
