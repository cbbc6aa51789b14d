"""databricks-sdk as others have it installed: the oldest that we support, and dbt's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.clients import environment
from tests.clients.conftest import Gate

SDKS = {"sdk-0.68": "0.68.", "sdk-0.117": "0.117."}
BASICS = Path(__file__).parent / "sdk/basics.py"


@pytest.mark.parametrize("name", SDKS)
@pytest.mark.parametrize("over", ["https", "http"])
def test_basics(gate: Gate, tmp_path: Path, name: str, over: str) -> None:
    programs = environment.client(name)
    variables = gate.environment(tmp_path)
    variables["DATABRICKS_HOST"] = gate.host if over == "https" else gate.address
    variables["DATABRICKS_TOKEN"] = gate.token
    own = f"basics-{name}-{over}".replace(".", "-")
    done = environment.run([str(programs / "python"), str(BASICS), own], variables, tmp_path)
    assert done.code == 0, done.output
    seen = json.loads(done.output.splitlines()[-1])
    assert seen.pop("version").startswith(SDKS[name])
    assert seen == {
        "me": "admin@boathouse.local",
        "workspace": {"same": True, "file": "text", "names": ["file.txt", "notebook"]},
        "run": {"state": "SUCCESS", "output": "7"},
        "cluster": {"state": "RUNNING", "listed": True, "name": own},
        "secrets": {"keys": ["key"], "value": "value"},
        "dbfs": {"same": True, "names": ["file"]},
        "tokens": {"listed": True, "left": False, "value": True},
        "missing": "ResourceDoesNotExist",
    }
