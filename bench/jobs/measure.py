"""Every line of jobs, in two workspaces: one of many finished runs, one of few."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.client import Client
from bench.figures import Figure
from bench.jobs import flow, history, overhead, queued, schedules
from bench.server import workspace


def measure(folder: Path) -> Iterator[Figure]:
    """In about three minutes."""
    with workspace(folder / "fresh") as (_, port, token):
        client = Client(port, token)
        yield from flow.measure(client)
        yield from queued.measure(client, port, token)
        yield from overhead.measure(client, folder)
        yield from schedules.measure(client)
        client.close()
    with (
        workspace(folder / "thousand") as (_, small_port, small_token),
        workspace(folder / "hundred-thousand") as (_, port, token),
    ):
        small, client = Client(small_port, small_token), Client(port, token)
        history.fill(small, folder / "thousand" / "data", history.FEW)
        history.fill(client, folder / "hundred-thousand" / "data", history.MANY)
        yield from history.measure(small, client)
        small.close()
        client.close()
