"""dbt tasks: a project of the workspace, its profile, its artifacts; dbt itself missing."""

from __future__ import annotations

import base64
import io
import os
import tarfile
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.clients import environment
from tests.live import Api, LiveServer
from tests.services.jobs import accepted, await_end, output, result, submit

FILES = {
    "dbt_project.yml": "name: pier\nversion: '1.0'\nprofile: 'pier'\nconfig-version: 2\n",
    "models/berths.sql": "{{ config(materialized='table') }}\nselect {{ var('n', 1) }} as n\n",
}


def project(api: Api, name: str) -> str:
    """A dbt project in the workspace; its path."""
    base = f"/Shared/{name}"
    accepted(api.post("/api/2.0/workspace/mkdirs", json={"path": f"{base}/models"}))
    for path, text in FILES.items():
        content = base64.b64encode(text.encode()).decode()
        body = {"path": f"{base}/{path}", "content": content, "format": "RAW", "overwrite": True}
        accepted(api.post("/api/2.0/workspace/import", json=body))
    return base


def dbt_task(api: Api, directory: str, *commands: str) -> dict[str, Any]:
    found = accepted(api.get("/api/2.0/sql/warehouses"))["warehouses"]
    warehouse = next(one["id"] for one in found if one["name"] == "Starter Warehouse")
    body = {"project_directory": directory, "commands": [*commands], "warehouse_id": warehouse}
    return {"task_key": "dbt", "dbt_task": {**body, "catalog": "main", "schema": "pier"}}


def test_without_dbt_the_task_fails_plainly(api: Api) -> None:
    run = await_end(api, submit(api, dbt_task(api, project(api, "no-dbt"), "dbt run")))
    assert result(run) == ("TERMINATED", "FAILED")
    assert "dbt is not installed here" in output(api, run["run_id"])["error"]


@pytest.fixture(scope="module")
def with_dbt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A server whose tasks find the pinned dbt on their path."""
    programs = environment.client("dbt")
    patch = pytest.MonkeyPatch()
    patch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    server = LiveServer(tmp_path_factory.mktemp("dbt"), isolation="none")
    try:
        yield Api(server.address, server.token)
    finally:
        server.stop()
        server.end_engines()
        patch.undo()


@pytest.mark.client
def test_a_project_is_built(with_dbt: Api) -> None:
    api = with_dbt
    task = dbt_task(api, project(api, "pier"), "dbt run --vars '{n: 3}'", "dbt compile")
    run = await_end(api, submit(api, task))
    shown = output(api, run["run_id"])
    assert result(run) == ("TERMINATED", "SUCCESS"), shown["logs"]
    assert "Completed successfully" in shown["logs"]
    link = shown["dbt_output"]["artifacts_link"]
    answer = requests.get(link, timeout=30)
    assert answer.status_code == 200
    with tarfile.open(fileobj=io.BytesIO(answer.content)) as packed:
        assert "target/run_results.json" in packed.getnames()
    assert requests.get(f"{link[:-4]}AAAA", timeout=30).status_code == 403
    failing = await_end(
        api, submit(api, dbt_task(api, "/Shared/pier", "dbt run -s no+such+", "dbt nothing"))
    )
    assert result(failing) == ("TERMINATED", "FAILED")
    assert "ended with code" in output(api, failing["run_id"])["error"]
