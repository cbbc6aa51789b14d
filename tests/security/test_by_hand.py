"""`boathouse serve` itself: what it says about isolation, and that it works with its own umask."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from boathouse.engine.sail import Sail
from tests.live import Api
from tests.security.conftest import Someone, wait_for


@pytest.mark.parametrize("mode", ["auto", "none"])
def test_serve_says_what_it_does(tmp_path: Path, mode: str) -> None:
    data, log = tmp_path / "data", tmp_path / "log"
    command = [sys.executable, "-m", "boathouse", "serve", "--port", "0", "--isolation", mode]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, "--data-dir", str(data)], stdout=output, stderr=output, cwd=tmp_path
        )
    try:
        wait_for(lambda: "boathouse demo" in log.read_text() or server.poll() is not None)
        text = log.read_text()
        assert "isolation of user code: " in text
        if mode == "none":
            assert "only the first principal" in text
        address = text.split("export DATABRICKS_HOST=")[1].split()[0]
        token = (data / "admin.token").read_text().strip()
        assert requests.get(f"{address}/healthz", timeout=5).status_code == 200
        me = Someone(Api(address, token), "admin@boathouse.local", data)
        source = "import os\nopen('x', 'w').write('y')\nprint('works', oct(os.stat('x').st_mode))"
        assert me.wait(me.submit("works.py", source))["logs"].startswith("works")
        private = [path for path in data.iterdir() if path.is_file()]
        assert {path.name: path.stat().st_mode & 0o077 for path in private} == {
            path.name: 0 for path in private
        }
    finally:
        server.terminate()
        server.wait(20)
        for folder in (data / "engines").glob("*"):
            asyncio.run(Sail().clear(folder, 0.0))
