"""A job with conditions, loops, a schedule, notifications and a repair, by each databricks-sdk."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.clients import environment
from tests.clients.conftest import Gate
from tests.clients.test_older_sdks import SDKS

FLOW = Path(__file__).parent / "sdk/flow.py"
CURRENT = "current"


@pytest.mark.parametrize("name", [*SDKS, CURRENT])
def test_a_job_whole(gate: Gate, tmp_path: Path, name: str) -> None:
    python = sys.executable if name == CURRENT else str(environment.client(name) / "python")
    variables = gate.environment(tmp_path)
    variables["DATABRICKS_HOST"], variables["DATABRICKS_TOKEN"] = gate.host, gate.token
    own = f"flow-{name}".replace(".", "-")
    done = environment.run([python, str(FLOW), own], variables, tmp_path)
    assert done.code == 0, done.output
    seen = json.loads(done.output.splitlines()[-1])
    assert seen.pop("version").startswith(SDKS.get(name, ""))
    assert seen == {
        "schedule": {
            "quartz_cron_expression": "0 0 3 ? * MON-FRI",
            "timezone_id": "Europe/Berlin",
            "pause_status": "PAUSED",
        },
        "first": {
            "enough": "SUCCESS",
            "loop": "FAILED",
            "other": "EXCLUDED",
            "last": "UPSTREAM_FAILED",
        },
        "failed": "FAILED",
        "repaired": "SUCCESS",
        "history": ["ORIGINAL", "REPAIR"],
        "iterations": {
            "total": 3,
            "succeeded": 3,
            "results": ["number 1", "number 2", "number 3"],
        },
        "outcome": "true",
        "listed": True,
    }
