"""A server as root, one as root in a container, one as an unprivileged user; each with two
principals at work."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

from boathouse.engine.sail import Sail
from boathouse.runtime import confine, kernel, rooted
from tests.live import Api

ROOT = Path(__file__).parents[2]
NOBODY = 65534
_CAP_SYS_ADMIN = 21
VAULT_KEY = "the key that only the server knows"
SLEEPER = "import time\nprint('up', flush=True)\ntime.sleep(600)\n"


def wait_for(look: Callable[[], Any], seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
    return found


@dataclass
class Someone:
    """A principal: a client, and what runs for it."""

    api: Api
    name: str
    data: Path
    runs: dict[str, int] = field(default_factory=dict)

    def upload(self, name: str, source: str) -> str:
        path = f"/Users/{self.name}/{name}"
        self.api.post("/api/2.0/workspace/mkdirs", json={"path": f"/Users/{self.name}"})
        response = self.api.post(
            "/api/2.0/workspace/import",
            files={"content": (name, source.encode())},
            data={"path": path, "format": "AUTO", "overwrite": "true"},
        )
        assert response.status_code == 200, response.text
        return path

    def submit(self, name: str, source: str, *parameters: str) -> int:
        """Run a script, or a notebook where the source says so; the task's run id."""
        path = self.upload(name, source)
        if source.startswith("# Databricks notebook source"):
            path = path.removesuffix(".py")
            task: dict[str, Any] = {"notebook_task": {"notebook_path": path}}
        else:
            task = {"spark_python_task": {"python_file": path, "parameters": parameters}}
        body = {"run_name": name, "tasks": [{"task_key": "t", **task}]}
        submitted = self.api.post("/api/2.2/jobs/runs/submit", json=body)
        assert submitted.status_code == 200, submitted.text
        run = self.api.get("/api/2.2/jobs/runs/get", params=submitted.json()).json()
        return int(run["tasks"][0]["run_id"])

    def run(self, task_run_id: int) -> dict[str, Any]:
        return self.api.get("/api/2.2/jobs/runs/get", params={"run_id": task_run_id}).json()

    def wait(self, task_run_id: int) -> dict[str, Any]:
        """Until it ended; its output."""
        wait_for(
            lambda: (
                self.run(task_run_id)["state"]["life_cycle_state"]
                in ("TERMINATED", "INTERNAL_ERROR", "SKIPPED")
            ),
            120,
        )
        parameters = {"run_id": task_run_id}
        return self.api.get("/api/2.2/jobs/runs/get-output", params=parameters).json()


class Workspace:
    """A served data folder, its process, its two principals and what they run meanwhile."""

    def __init__(self, user: int | None, mode: str = "auto") -> None:
        # Not where confined code has a folder of its own under the same name.
        self.base = Path(tempfile.mkdtemp(prefix=".boathouse-security-", dir=Path.home()))
        self.base.chmod(0o711)
        self.data = self.base / "data"
        answer = self.base / "answer" / "facts.json"
        for path in (self.data, answer.parent):
            path.mkdir(mode=0o700)
            if user is not None:
                os.chown(path, user, user)
        command = [sys.executable, "-P", "-m", "tests.security.serving"]
        with (self.base / "server.log").open("wb") as log:
            self.process = subprocess.Popen(
                [*command, str(self.data), str(answer), mode],
                cwd=ROOT,
                stdout=log,
                stderr=log,
                env={
                    "PATH": os.environ["PATH"],
                    "PYTHONPATH": str(ROOT),
                    "BOATHOUSE_SECRET_KEY": VAULT_KEY,
                },
                preexec_fn=None if user is None else lambda: self._become(user),
            )
        try:
            wait_for(lambda: answer.exists() or self.process.poll() is not None)
            assert answer.exists(), (self.base / "server.log").read_text()
        except BaseException:
            self.close()
            raise
        self.facts = json.loads(answer.read_text())
        names = {"first": "admin@boathouse.local", "second": "mallory@example.com"}
        self.people = {
            role: Someone(Api(self.facts["address"], self.facts["tokens"][role]), name, self.data)
            for role, name in names.items()
        }

    def _become(self, user: int) -> None:
        """Another uid, in a root where it can reach the environment (which may lie in /root)."""
        system = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/sys", str(ROOT))
        read = [*system, sys.prefix, sys.base_prefix]
        (self.base / "tmp").mkdir()
        (self.base / "tmp").chmod(0o1777)
        own = [str(self.data), str(self.base / "answer")]
        # A server in this process has narrowed it, and the other uid passes through these folders.
        os.umask(0o022)
        rooted.enter(read, own, confine.DEVICES, {"/tmp": str(self.base / "tmp")})
        os.chdir(ROOT)
        # Root in a container: it may become another user, and not mount anything.
        kernel.prctl(kernel.PR_CAPBSET_DROP, _CAP_SYS_ADMIN, "drop")
        if user == 0:
            return
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)

    def busy(self) -> None:
        """Let each principal have an engine and a task that runs."""
        for someone in self.people.values():
            someone.runs["sleeper"] = someone.submit("sleeper.py", SLEEPER)
        for someone in self.people.values():
            log = self.data / "runs" / str(someone.runs["sleeper"]) / "output.log"
            wait_for(lambda log=log: log.exists() and b"up" in log.read_bytes())

    def engine(self, someone: Someone) -> Path:
        """The folder of the engine on which its task runs."""
        run = someone.run(someone.runs["sleeper"])
        return self.data / "engines" / str(run["cluster_instance"]["cluster_id"])

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        for folder in (*self.data.glob("engines/*"), *self.data.glob("warehouses/*")):
            asyncio.run(Sail().clear(folder, 0.0))
        for record in (self.data / "runs").glob("*/launcher.json"):
            pid = json.loads(record.read_bytes())["pid"]
            if psutil.pid_exists(pid) and "boathouse.runtime.launcher" in " ".join(
                psutil.Process(pid).cmdline()
            ):
                psutil.Process(pid).terminate()
                psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], 15)
        shutil.rmtree(self.base, ignore_errors=True)


@pytest.fixture(scope="session", params=["root", "contained", "unprivileged"])
def workspace(request: pytest.FixtureRequest) -> Iterator[Workspace]:
    root = os.geteuid() == 0
    if request.param != "unprivileged" and not root:
        pytest.skip("the server as root needs root")
    users = {"root": None, "contained": 0, "unprivileged": NOBODY if root else None}
    served = Workspace(users[request.param])
    try:
        if not served.facts["complete"] and not os.environ.get("CI"):
            pytest.skip(f"this machine cannot isolate: {served.facts['summary']}")
        assert served.facts["complete"], served.facts["summary"]
        served.busy()
        yield served
    finally:
        served.close()


@pytest.fixture(scope="session")
def listeners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Servers of others on this machine: a TCP port, an abstract and a named socket."""
    abstract = f"boathouse-test-{os.getpid()}"
    named = str(tmp_path_factory.mktemp("sockets") / "s")
    with socket.create_server(("127.0.0.1", 0)) as port, socket.socket(socket.AF_UNIX) as hidden:
        hidden.bind("\0" + abstract)
        hidden.listen()
        with socket.socket(socket.AF_UNIX) as other:
            other.bind(named)
            os.chmod(named, 0o777)
            other.listen()
            yield {"ports": [port.getsockname()[1]], "abstract": abstract, "socket": named}
