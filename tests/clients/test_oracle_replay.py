"""What the oracle recorded in this session, through the types of the older SDKs.

It runs after everything else (tests/conftest.py sees to that): the more was recorded, the better.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient

from tests.clients import environment

REPLAY = Path(__file__).parent / "sdk/replay.py"


@pytest.fixture
def recorded(responses: Path, w: WorkspaceClient) -> str:
    """The answers, each different one once."""
    w.current_user.me()
    list(w.jobs.list())
    w.clusters.spark_versions()
    lines = responses.read_text().splitlines()
    return "\n".join(dict.fromkeys(lines))


@pytest.mark.parametrize("name", ["sdk-0.68", "sdk-0.117"])
def test_older_types_lose_nothing_that_they_know(name: str, recorded: str, tmp_path: Path) -> None:
    python = environment.client(name) / "python"
    path = {"PATH": os.environ.get("PATH", os.defpath)}
    done = environment.run([str(python), str(REPLAY)], path, tmp_path, recorded, seconds=120)
    assert done.code == 0, done.output
    told = json.loads(done.output.splitlines()[-1])
    assert told["checked"] >= 3
    assert told["problems"] == []
