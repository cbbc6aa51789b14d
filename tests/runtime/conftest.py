"""Task folders run by a real launcher, a real Spark Connect engine, and a small REST server."""

import json
import os
import select
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

LAUNCHER = [sys.executable, "-m", "boathouse.runtime.launcher"]
SOURCES = Path(__file__).parents[2] / "src"


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@dataclass
class Folder:
    """One task folder and what came out of it."""

    path: Path
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    def make(
        self,
        source: str,
        kind: str = "spark_python",
        *,
        env: dict[str, str] | None = None,
        parameters: Any = None,
        language: str = "PYTHON",
        **changes: Any,
    ) -> "Folder":
        (self.path / "work").mkdir(parents=True)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.path / "work"),
            "LANG": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(SOURCES),
            "DATABRICKS_RUNTIME_VERSION": "14.3",
            "BOATHOUSE_TASK_FOLDER": str(self.path),
            "BOATHOUSE_MARK": self.mark,
            **(env or {}),
        }
        document: dict[str, Any] = {
            "task_run_id": 7,
            "kind": kind,
            "timeout_seconds": 0,
            "env": environment,
            "cwd": str(self.path / "work"),
            "task_key": "main",
            "upstream_values": {},
            "spark_conf": {},
            "ids": {
                "job_id": 1,
                "run_id": 2,
                "task_run_id": 7,
                "workspace_id": 99,
                "cluster_id": "c-1",
                "workspace_url": "",
                "user_name": "ada@example.com",
            },
            **changes,
        }
        if kind == "notebook":
            document["notebook"] = {
                "path": "/Users/ada/main",
                "language": language,
                "parameters": parameters or {},
            }
        else:
            document["spark_python"] = {"path": "/Users/ada/x.py", "parameters": parameters or []}
        (self.path / "task.json").write_text(json.dumps(document))
        (self.path / "source").write_text(source)
        return self

    def start(self) -> "subprocess.Popen[bytes]":
        with open(self.path / "launcher.log", "ab") as log:
            return subprocess.Popen(
                [*LAUNCHER, str(self.path)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(SOURCES)},
                start_new_session=True,
            )

    def run(self) -> "Folder":
        with self.start() as launcher:
            assert launcher.wait(60) == 0, self.read("launcher.log")
        return self

    def read(self, name: str) -> str:
        return (self.path / name).read_text(errors="replace")

    def json(self, name: str) -> Any:
        return json.loads(self.read(name))

    @property
    def exit(self) -> Any:
        return self.json("exit.json")

    @property
    def result(self) -> Any:
        own, given = self.path / "result.json", self.path / "out" / "result.json"
        found = [path for path in (own, given) if path.exists()]
        return json.loads(found[0].read_bytes()) if found else None

    @property
    def log(self) -> str:
        return self.read("output.log")

    @property
    def outputs(self) -> list[list[Any]]:
        """The outputs of each cell; the whole notebook is validated."""
        import nbformat

        notebook = nbformat.read(self.path / "out" / "notebook.ipynb", as_version=4)
        nbformat.validate(notebook)
        return [cell.get("outputs") for cell in notebook.cells]

    def survivors(self) -> list[str]:
        needle = f"BOATHOUSE_MARK={self.mark}".encode()
        found = []
        for process in Path("/proc").iterdir():
            try:
                if process.name.isdigit() and needle in (process / "environ").read_bytes():
                    found.append((process / "stat").read_text())
            except OSError:
                continue
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "task")


@pytest.fixture
def new_folder(tmp_path: Path) -> Callable[[str], Folder]:
    return lambda name: Folder(tmp_path / name)


ENGINE = """
import sys
from pysail.spark import SparkConnectServer
server = SparkConnectServer("127.0.0.1", int(sys.argv[1]))
server.start(background=True)
print(server.listening_address[1], flush=True)
sys.stdin.read()
"""


@dataclass
class Engine:
    process: "subprocess.Popen[bytes]"
    port: int

    @property
    def env(self) -> dict[str, str]:
        return {"SPARK_REMOTE": f"sc://127.0.0.1:{self.port}"}

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


def start_engine(port: int = 0) -> Engine:
    process = subprocess.Popen(
        [sys.executable, "-c", ENGINE, str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], 30)
    assert ready, "the engine did not start"
    return Engine(process, int(process.stdout.readline()))


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    started = start_engine()
    yield started
    started.kill()


@pytest.fixture
def new_engine() -> Iterator[Callable[..., Engine]]:
    engines: list[Engine] = []

    def make(port: int = 0) -> Engine:
        engines.append(start_engine(port))
        return engines[-1]

    yield make
    for one in engines:
        one.kill()


class Api:
    """Answers (method, path) with a function of the query or body; records what was asked."""

    def __init__(self) -> None:
        self.routes: dict[tuple[str, str], Callable[[dict[str, Any]], tuple[int, Any]]] = {}
        self.tokens: set[str | None] = set()
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.answer("GET", parts.path, query)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.answer("POST", self.path, json.loads(body))

            def answer(self, method: str, path: str, asked: dict[str, Any]) -> None:
                api.tokens.add(self.headers["Authorization"])
                missing = (404, {"error_code": "ENDPOINT_NOT_FOUND", "message": path})
                route = api.routes.get((method, path), lambda _asked: missing)
                status, document = route(asked)
                data = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def env(self) -> dict[str, str]:
        host = f"http://127.0.0.1:{self.server.server_port}"
        return {"DATABRICKS_HOST": host, "DATABRICKS_TOKEN": "secret-token"}


@pytest.fixture
def api() -> Iterator[Api]:
    made = Api()
    yield made
    made.server.shutdown()
    made.server.server_close()
