"""Runs every measurement once, in about a quarter of an hour, and prints the table.

The exit code is 0 also where a target is missed (the table says so), 1 where something broke.
"""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console

from bench import authz, memory, reads, report, startup, submit, throughput, writes
from bench.client import Client
from bench.connect import measure as connect
from bench.figures import Figure
from bench.jobs import measure as jobs
from bench.server import BenchError, workspace
from bench.sql import measure as sql
from bench.unity import measure as unity

PAGE_WIDTH = 130  # of a log, where there is no terminal to ask


def main() -> int:
    return run(measurements)


def run(measure: Callable[[Path], Iterator[Figure]]) -> int:
    """Measure in a folder that goes afterwards; print and save what was found."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # children end with us then too
    console, figures = Console(width=None if sys.stdout.isatty() else PAGE_WIDTH), []
    with tempfile.TemporaryDirectory(prefix="boathouse-bench-") as name:
        try:
            for figure in measure(Path(name).resolve()):
                console.print(f"{figure.line}: {figure.value:.2f} {figure.unit}", style="dim")
                figures.append(figure)
        except BenchError as problem:
            console.print(f"bench: {problem}", style="bold red", markup=False)
            return 1
    report.show(figures, console)
    console.print(f"Written to {report.save(figures).relative_to(Path.cwd())}")
    return 0


def measurements(folder: Path) -> Iterator[Figure]:
    """Every line of the table, in its order."""
    yield from startup.measure(folder / "startup")
    yield from authz.measure(folder / "authz")
    with (
        workspace(folder / "many") as (server, port, token),
        workspace(folder / "few") as (_, small_port, small_token),
    ):
        yield memory.measure_server(server, "idle, just started", held=True)
        client, small = Client(port, token), Client(small_port, small_token)
        yield from submit.measure(client)
        yield from reads.measure_get(client, server)
        yield from writes.fill(client, reads.MANY)
        list(writes.fill(small, reads.FEW))
        yield from reads.measure_list(small, client)
        yield from throughput.measure(server, port, token)
        yield from memory.measure_engine(client, folder / "many" / "data")
        yield memory.measure_server(server, "after all of this", held=False)
    yield from connect.measure(folder / "connect")
    yield from unity.measure(folder / "unity")
    yield from sql.measure(folder / "sql")
    yield from jobs.measure(folder / "jobs")


if __name__ == "__main__":
    sys.exit(main())
