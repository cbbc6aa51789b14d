"""A `requests` script as people write it: list at 2.1, run, poll until the end, exit by result."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from boathouse import seed
from tests.clients import environment
from tests.clients.conftest import Gate
from tests.live import Api

POLL = Path(__file__).parent / "requests_poll.py"
FAILING = b"# Databricks notebook source\nraise ValueError('no sales today')\n"


@pytest.fixture
def failing_job(gate_api: Api) -> int:
    path = "/Shared/failing-job"
    form = {"path": path, "format": "SOURCE", "language": "PYTHON", "overwrite": "true"}
    made = gate_api.post("/api/2.0/workspace/import", data=form, files={"content": FAILING})
    assert made.status_code == 200, made.text
    task = {"task_key": "failing", "notebook_task": {"notebook_path": path}}
    job = gate_api.post("/api/2.1/jobs/create", json={"name": "Failing", "tasks": [task]})
    return int(job.json()["job_id"])


def _poll(gate: Gate, folder: Path, job_id: int) -> environment.Done:
    variables = gate.environment(folder)
    variables |= {"HOST": gate.host, "TOKEN": gate.token, "PYTHONPATH": str(environment.SWIFT)}
    return environment.run([sys.executable, str(POLL), str(job_id)], variables, folder)


def test_a_job_that_succeeds(gate: Gate, tmp_path: Path) -> None:
    done = _poll(gate, tmp_path, seed.JOB_ID)
    assert done.code == 0, done.output
    assert done.output.splitlines()[-1] == "TERMINATED SUCCESS"


def test_a_job_that_fails(gate: Gate, tmp_path: Path, failing_job: int) -> None:
    done = _poll(gate, tmp_path, failing_job)
    assert done.code == 1, done.output
    assert done.output.splitlines()[-1] == "TERMINATED FAILED"
