"""`serve --seed handbook` at every start: what is missing is made, what is there stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.jobs import JobSettings, RunResultState

from boathouse import seed
from tests.live import LiveServer

Start = Callable[[], LiveServer]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a server on one data folder; the last one is stopped, its engines are ended."""
    started: list[LiveServer] = []

    def again() -> LiveServer:
        started.append(LiveServer(tmp_path, seed="handbook"))
        return started[-1]

    yield again
    started[-1].stop()
    started[-1].end_engines()


def _client(live: LiveServer) -> WorkspaceClient:
    return WorkspaceClient(host=live.address, token=live.token)


def test_a_second_start_keeps_what_people_did(start: Start) -> None:
    live = start()
    w = _client(live)
    first = w.jobs.wait_get_run_job_terminated_or_skipped(seed.RUN_ID)
    assert first.state is not None
    assert first.state.result_state == RunResultState.SUCCESS
    w.jobs.update(seed.JOB_ID, new_settings=JobSettings(name="Mine"))
    w.workspace.delete(seed.NOTEBOOK)
    live.stop()

    w = _client(start())
    assert [job.settings.name for job in w.jobs.list() if job.settings] == ["Mine"]
    assert [run.run_id for run in w.jobs.list_runs(job_id=seed.JOB_ID)] == [seed.RUN_ID]
    assert w.jobs.get_run(seed.RUN_ID).end_time == first.end_time
    assert [c.cluster_id for c in w.clusters.list()] == [seed.CLUSTER_ID]
    assert w.warehouses.get(seed.WAREHOUSE_ID).max_num_clusters == 3
    assert w.workspace.get_status(seed.NOTEBOOK).path == seed.NOTEBOOK
    assert f"/Users/{seed.USER}" in [found.path for found in w.workspace.list("/Users")]


@pytest.mark.parametrize("path", ["/path", "/path/to"])
def test_without_the_seed_nothing_of_it_is_there(w: WorkspaceClient, path: str) -> None:
    found = [entry.path for entry in w.workspace.list("/")]
    assert path not in found
