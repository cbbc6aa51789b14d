"""What the tests of jobs share: sources, runs to submit, and waiting for their states."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from boathouse.engine import process
from tests.live import Api
from tests.services.clusters import eventually

ENDED = ("TERMINATED", "SKIPPED", "INTERNAL_ERROR")
FOLDER = "/Shared/job-tests"
_numbers = itertools.count()


def script(api: Api, text: str, name: str = "") -> str:
    """A Python file in the workspace; its path."""
    return _imported(api, name or f"script-{next(_numbers)}.py", text, {"format": "RAW"})


def notebook(api: Api, *cells: str, name: str = "") -> str:
    """A Python notebook in the workspace; its path."""
    text = "\n\n# COMMAND ----------\n\n".join(("# Databricks notebook source", *cells))
    settings = {"format": "SOURCE", "language": "PYTHON"}
    return _imported(api, name or f"notebook-{next(_numbers)}", text, settings)


def _imported(api: Api, name: str, text: str, settings: Mapping[str, str]) -> str:
    path = f"{FOLDER}/{name}"
    accepted(api.post("/api/2.0/workspace/mkdirs", json={"path": FOLDER}))
    content = base64.b64encode(text.encode()).decode()
    body = {"path": path, "content": content, "overwrite": True, **settings}
    accepted(api.post("/api/2.0/workspace/import", json=body))
    return path


def script_task(path: str, *parameters: str, key: str = "main", **more: Any) -> dict[str, Any]:
    """A spark_python_task of a job."""
    body = {"python_file": path, "parameters": [*parameters]}
    return {"task_key": key, "spark_python_task": body, **more}


def notebook_task(path: str, key: str = "main", **more: Any) -> dict[str, Any]:
    """A notebook_task of a job."""
    return {"task_key": key, "notebook_task": {"notebook_path": path}, **more}


def accepted(answer: Any) -> Any:
    """The document of an answer that must be 200."""
    assert answer.status_code == 200, answer.text
    return answer.json()


def submit(api: Api, *tasks: Mapping[str, Any], **settings: Any) -> int:
    """Submit a run of some tasks; its id."""
    body = {"run_name": "test", "tasks": [*tasks], **settings}
    run_id: int = accepted(api.post("/api/2.2/jobs/runs/submit", json=body))["run_id"]
    return run_id


def get_run(api: Api, run_id: int, version: str = "2.2") -> dict[str, Any]:
    """The run as it is now."""
    params = {"run_id": run_id}
    document: dict[str, Any] = accepted(api.get(f"/api/{version}/jobs/runs/get", params=params))
    return document


def life(run: Mapping[str, Any]) -> str:
    """The life cycle state of a run or a task of one."""
    return str(run["state"]["life_cycle_state"])


def result(run: Mapping[str, Any]) -> tuple[str, str]:
    """How a run or task ended: life cycle state and result."""
    return life(run), str(run["state"].get("result_state"))


def await_life(api: Api, run_id: int, *states: str) -> dict[str, Any]:
    """The run once it is in one of the states."""

    def look() -> dict[str, Any] | None:
        run = get_run(api, run_id)
        if life(run) in ENDED and life(run) not in states:
            raise AssertionError(f"the run ended: {run['state']}")
        return run if life(run) in states else None

    found: dict[str, Any] = eventually(look)
    return found


def await_end(api: Api, run_id: int) -> dict[str, Any]:
    """The run once it has ended."""
    return await_life(api, run_id, *ENDED)


def output(api: Api, run_id: int) -> dict[str, Any]:
    """The RunOutput of a run with one task, or of a task run."""
    params = {"run_id": run_id}
    document: dict[str, Any] = accepted(api.get("/api/2.2/jobs/runs/get-output", params=params))
    return document


def task_ids(run: Mapping[str, Any]) -> dict[str, int]:
    """The ids of a run's task runs, by task key."""
    return {task["task_key"]: task["run_id"] for task in run["tasks"]}


def task_folder(data_dir: Path, run: Mapping[str, Any]) -> Path:
    """The folder of a run's only task."""
    return data_dir / "runs" / str(run["tasks"][0]["run_id"])


def await_file(path: Path, text: str = "") -> str:
    """The content of a file once it is there and holds `text`."""

    eventually(lambda: path.exists() and text in path.read_text(errors="replace"))
    return path.read_text(errors="replace")


def survivors(workspace_id: int | str, run: Mapping[str, Any]) -> list[process.ProcessId]:
    """The living processes of a run's tasks, found by the mark in their environment."""
    found = []
    for task in run["tasks"]:
        found += process.marked(f"task-{workspace_id}-{task['run_id']}")
    return found
