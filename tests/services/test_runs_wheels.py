"""Python wheel tasks: the wheel from the libraries, its entry points, its arguments."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import Any

import pytest

from tests.live import Api
from tests.services.jobs import FOLDER, accepted, await_end, output, result, submit

CODE = """import json, sys

def main():
    print(json.dumps(sys.argv))

def fails():
    raise ValueError("the wheel failed")

def three():
    return 3
"""


@pytest.fixture(scope="module")
def wheel(api: Api) -> str:
    """A wheel in the workspace; its path."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("harbour_tools/__init__.py", CODE)
        info = "harbour_tools-1.0.dist-info"
        metadata = "Metadata-Version: 2.1\nName: harbour-tools\nVersion: 1.0\n"
        file.writestr(f"{info}/METADATA", metadata)
        file.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{info}/entry_points.txt", "[console_scripts]\nrun = harbour_tools:main\n")
        file.writestr(f"{info}/RECORD", "")
    path = f"{FOLDER}/harbour_tools-1.0-py3-none-any.whl"
    accepted(api.post("/api/2.0/workspace/mkdirs", json={"path": FOLDER}))
    content = base64.b64encode(buffer.getvalue()).decode()
    body = {"path": path, "content": content, "overwrite": True, "format": "RAW"}
    accepted(api.post("/api/2.0/workspace/import", json=body))
    return path


def task(path: str | None, entry_point: str, **more: Any) -> dict[str, Any]:
    body = {"package_name": "harbour-tools", "entry_point": entry_point, **more}
    libraries = [{"whl": path}] if path else []
    return {"task_key": "main", "python_wheel_task": body, "libraries": libraries}


@pytest.mark.parametrize("entry_point", ["run", "harbour_tools:main", "main"])
def test_each_way_to_name_an_entry_point(api: Api, wheel: str, entry_point: str) -> None:
    run = await_end(api, submit(api, task(wheel, entry_point, parameters=["a", "{{job.name}}"])))
    assert result(run) == ("TERMINATED", "SUCCESS"), output(api, run["run_id"])
    assert json.loads(output(api, run["run_id"])["logs"]) == ["harbour-tools", "a", "test"]


def test_named_parameters(api: Api, wheel: str) -> None:
    named = {"from": "1 2", "to": "x"}
    settings = {
        "name": "named",
        "tasks": [task(wheel, "run", named_parameters=named)],
        "parameters": [{"name": "to", "default": "job"}],
    }
    job_id = accepted(api.post("/api/2.2/jobs/create", json=settings))["job_id"]
    run_id = accepted(api.post("/api/2.2/jobs/run-now", json={"job_id": job_id}))["run_id"]
    await_end(api, run_id)
    shown = json.loads(output(api, run_id)["logs"])
    assert shown == ["harbour-tools", "--from=1 2", "--to=job"]
    options = {"job_id": job_id, "python_named_params": {"from": "run", "more": "1"}}
    run_id = accepted(api.post("/api/2.2/jobs/run-now", json=options))["run_id"]
    await_end(api, run_id)
    shown = json.loads(output(api, run_id)["logs"])
    assert shown == ["harbour-tools", "--from=run", "--to=job", "--more=1"]


@pytest.mark.parametrize(
    ("entry_point", "told"),
    [
        ("nothing", "has no entry point 'nothing'"),
        ("fails", "ValueError: the wheel failed"),
        ("three", "SystemExit: 3"),
    ],
)
def test_a_wheel_that_fails(api: Api, wheel: str, entry_point: str, told: str) -> None:
    run = await_end(api, submit(api, task(wheel, entry_point)))
    assert result(run) == ("TERMINATED", "FAILED")
    assert told in output(api, run["run_id"])["error"]


def test_a_package_without_its_wheel(api: Api) -> None:
    absent = task(None, "run")
    absent["python_wheel_task"]["package_name"] = "absent-tools"
    run = await_end(api, submit(api, absent))
    assert result(run) == ("TERMINATED", "FAILED")
    assert "is its wheel among the libraries?" in output(api, run["run_id"])["error"]


def test_refused_settings(api: Api) -> None:
    both = task(None, "run", parameters=["a"], named_parameters={"a": "b"})
    none = {"task_key": "main", "python_wheel_task": {"package_name": "x"}}
    for one in (both, none):
        answer = api.post("/api/2.2/jobs/runs/submit", json={"tasks": [one]})
        assert answer.status_code == 400, answer.text
