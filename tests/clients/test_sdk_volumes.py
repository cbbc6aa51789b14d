"""Files of volumes through the oldest SDK that we support, dbt's, and the newest."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.catalog import VolumeType
from databricks.sdk.version import __version__

from tests.clients import environment
from tests.clients.conftest import Gate

SCRIPT = Path(__file__).parent / "sdk/volumes.py"


@pytest.fixture
def volume(gate_client: WorkspaceClient) -> Iterator[str]:
    """The path of a new volume."""
    made = gate_client.volumes.create("main", "default", "sdks", VolumeType.MANAGED)
    yield "/Volumes/main/default/sdks"
    gate_client.volumes.delete(str(made.full_name))


@pytest.mark.parametrize("name", ["sdk-0.68", "sdk-0.117", "newest"])
def test_volumes(gate: Gate, volume: str, tmp_path: Path, name: str) -> None:
    ours = name == "newest"
    python = sys.executable if ours else str(environment.client(name) / "python")
    version = __version__ if ours else name.removeprefix("sdk-")
    variables = gate.environment(tmp_path)
    variables |= {"DATABRICKS_HOST": gate.address, "DATABRICKS_TOKEN": gate.token}
    done = environment.run([python, str(SCRIPT), volume], variables, tmp_path)
    assert done.code == 0, done.output
    seen = json.loads(done.output.splitlines()[-1])
    assert seen.pop("version").startswith(version)
    assert seen == {
        "large": True,
        "size": True,
        "small": "small",
        "conflict": "small",
        "whole files": True,
        "directories": "The directory is not empty",
        "names": ["a b", "from.bin", "s #1?.txt"],
        "dbutils": "by dbutils",
        "dbfs": ["copied.txt", "from.bin", "put.txt", "s #1?.txt"],
    }
