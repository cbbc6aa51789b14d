"""The SDK of the test process: what people use it for from outside, the oracle watching."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service import jobs
from databricks.sdk.service.workspace import ExportFormat, ImportFormat, Language

from boathouse import seed

FOLDER = "/Shared/current-sdk"


@pytest.fixture
def folder(gate_client: WorkspaceClient) -> Iterator[str]:
    gate_client.workspace.mkdirs(FOLDER)
    yield FOLDER
    gate_client.workspace.delete(FOLDER, recursive=True)


def test_upload_and_download(gate_client: WorkspaceClient, folder: str) -> None:
    w, path = gate_client, f"{folder}/notebook"
    source = b"# Databricks notebook source\nprint(1)\n"
    w.workspace.upload(path, io.BytesIO(source), language=Language.PYTHON, overwrite=True)
    with w.workspace.download(path) as back:
        assert back.read() == source
    with w.workspace.download(path, format=ExportFormat.JUPYTER) as back:
        assert b"nbformat" in back.read()
    table = b"region,amount\nnorth,1\n"
    w.workspace.upload(f"{folder}/table.csv", io.BytesIO(table), format=ImportFormat.AUTO)
    with w.workspace.download(f"{folder}/table.csv") as back:
        assert back.read() == table
    with pytest.raises(NotFound):
        w.workspace.download(f"{folder}/nothing")


def test_run_now_and_its_result(gate_client: WorkspaceClient) -> None:
    seen: list[str | None] = []

    def watch(run: jobs.Run) -> None:
        assert run.state is not None
        seen.append(run.state.life_cycle_state.value if run.state.life_cycle_state else None)

    waiting = gate_client.jobs.run_now(seed.JOB_ID)
    run = waiting.result(timedelta(minutes=1), callback=watch)
    assert run.state is not None
    assert run.state.result_state == jobs.RunResultState.SUCCESS
    assert seen
    assert run.tasks is not None
    output = gate_client.jobs.get_run_output(int(run.tasks[0].run_id or 0))
    assert output.notebook_output is not None
    assert output.notebook_output.result == "east leads with 210"


def test_dbutils_fs_from_outside(gate_client: WorkspaceClient) -> None:
    fs = gate_client.dbutils.fs
    assert fs.mkdirs("dbfs:/current-sdk/deep")
    assert fs.put("dbfs:/current-sdk/a.txt", "first\n", True)
    assert fs.head("dbfs:/current-sdk/a.txt") == "first\n"
    fs.cp("dbfs:/current-sdk/a.txt", "dbfs:/current-sdk/deep/b.txt")
    fs.mv("dbfs:/current-sdk/deep/b.txt", "dbfs:/current-sdk/c.txt")
    listed = {entry.name: entry.size for entry in fs.ls("dbfs:/current-sdk")}
    assert listed["a.txt"] == listed["c.txt"] == 6
    assert fs.rm("dbfs:/current-sdk", True)
    with pytest.raises(NotFound):
        fs.ls("dbfs:/current-sdk")


def test_dbutils_secrets_from_outside(gate_client: WorkspaceClient) -> None:
    w = gate_client
    w.secrets.create_scope("current-sdk")
    w.secrets.put_secret("current-sdk", "key", string_value="a value")
    try:
        assert w.dbutils.secrets.get("current-sdk", "key") == "a value"
        assert w.dbutils.secrets.getBytes("current-sdk", "key") == b"a value"
        assert [found.key for found in w.dbutils.secrets.list("current-sdk")] == ["key"]
        names = [found.name for found in w.dbutils.secrets.listScopes()]
        assert "current-sdk" in names
    finally:
        w.secrets.delete_scope("current-sdk")


def test_starting_a_cluster_and_waiting_for_it(gate_client: WorkspaceClient) -> None:
    w = gate_client
    w.clusters.delete(seed.CLUSTER_ID).result(timedelta(minutes=1))
    cluster = w.clusters.start(seed.CLUSTER_ID).result(timedelta(minutes=1))
    assert (cluster.spark_version, cluster.num_workers) == ("14.3.x-scala2.12", 2)
    w.clusters.delete_and_wait(seed.CLUSTER_ID, timedelta(minutes=1))
