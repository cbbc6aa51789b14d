"""What the oracle recorded in the whole suite, through the types of the older SDKs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient

from tests.clients import environment
from tests.oracle import kept

pytestmark = pytest.mark.client

REPLAY = Path(__file__).parents[1] / "clients/sdk/replay.py"


@pytest.fixture
def recorded(answers: Path, w: WorkspaceClient) -> str:
    """The answers, one a line."""
    w.current_user.me()
    list(w.jobs.list())
    w.clusters.spark_versions()
    return "\n".join(json.dumps(line) for line in kept(answers, "document"))


@pytest.mark.parametrize("name", ["sdk-0.68", "sdk-0.117"])
def test_older_types_lose_nothing_that_they_know(name: str, recorded: str, tmp_path: Path) -> None:
    python = environment.client(name) / "python"
    path = {"PATH": os.environ.get("PATH", os.defpath)}
    done = environment.run([str(python), str(REPLAY)], path, tmp_path, recorded, seconds=120)
    assert done.code == 0, done.output
    told = json.loads(done.output.splitlines()[-1])
    assert told["checked"] >= 3
    assert told["problems"] == []
