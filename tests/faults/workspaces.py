"""A workspace served by a process of its own, to be killed and started again."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
from pathlib import Path

import requests

from boathouse.engine import process, proctable
from boathouse.engine.ports import TRIES, unassigned
from boathouse.engine.sail import Sail
from tests.live import Api
from tests.services.clusters import eventually


class Workspace:
    """`boathouse serve` on a data folder and a port that stay the same over its restarts."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port, self.connect_port = _free_port(), _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def api(self) -> Api:
        """The admin's client."""
        return Api(self.address, (self.data_dir / "admin.token").read_text().strip())

    @property
    def workspace_id(self) -> str:
        """As every answer names it."""
        return requests.get(f"{self.address}/healthz", timeout=10).headers["x-databricks-org-id"]

    @property
    def log(self) -> str:
        """What the servers printed."""
        return (self.data_dir / "serve.log").read_text()

    def start(self) -> None:
        """Serve; returns once /healthz answers."""
        self._server = self.spawn()
        eventually(self._healthy)

    def spawn(self) -> subprocess.Popen[bytes]:
        """A server on this folder and port, however it fares."""
        command = [sys.executable, "-m", "boathouse", "serve", "--port", str(self.port)]
        # Not 15002, which a server of another test would take while this one is dead.
        command += ["--connect-port", str(self.connect_port)]
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with (self.data_dir / "serve.log").open("ab") as log:
            return subprocess.Popen(
                [*command, "--data-dir", str(self.data_dir)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """kill -9 of the server, and of nothing else."""
        assert self._server is not None
        self._server.kill()
        self._server.wait(10)

    def restart(self) -> None:
        """kill -9, then start on the same folder and port."""
        self.kill()
        self.start()

    def stop(self) -> None:
        """SIGTERM."""
        if self._server is not None:
            self._server.send_signal(signal.SIGTERM)
            self._server.wait(20)

    def close(self) -> None:
        """Stop the server and end whatever it left, as a restart would find it."""
        self.stop()
        for kind in ("engines", "warehouses"):
            for folder in _folders(self.data_dir / kind):
                asyncio.run(Sail().clear(folder, 0.0))
        for row in list(proctable.all_rows()):
            if self._is_task_of_ours(row.pid):
                os.kill(row.pid, signal.SIGKILL)

    def engines(self) -> list[process.ProcessId]:
        """The engines that live."""
        found = (Sail().find(folder) for folder in _folders(self.data_dir / "engines"))
        return [engine.process for engine in found if engine is not None]

    def _healthy(self) -> bool:
        assert self._server is not None
        assert self._server.poll() is None, self.log
        try:
            return requests.get(f"{self.address}/healthz", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def _is_task_of_ours(self, pid: int) -> bool:
        folder = proctable.environment(pid).get("BOATHOUSE_TASK_FOLDER", "")
        return folder.startswith(str(self.data_dir))


def _folders(parent: Path) -> list[Path]:
    return [*parent.iterdir()] if parent.is_dir() else []


def _free_port() -> int:
    """One that the system hands out to nobody: it is still free after the server was killed."""
    for port in random.sample(unassigned(), TRIES):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is free")
