"""`make run`: a workspace in a temporary folder, `boathouse demo` against it, and a clean stop.

The exit code is the demo's, or 1 when the workspace does not start or does not stop cleanly.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

START_SECONDS = 60
STOP_SECONDS = 30
LOG_LINES = 30
BOATHOUSE = Path(sys.executable).with_name("boathouse")


class DemoError(Exception):
    """What went wrong around the demo, in words for the terminal."""


def main() -> int:
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        with tempfile.TemporaryDirectory(prefix="boathouse-demo-") as name:
            folder = Path(name).resolve()
            try:
                return run(folder)
            finally:
                end_survivors(folder)
    except DemoError as problem:
        print(f"make run: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(folder: Path) -> int:
    """The demo's exit code; the server is gone when this returns."""
    data, log = folder / "data", folder / "serve.log"
    host = f"http://127.0.0.1:{free_port()}"
    print(f"Starting a workspace at {host} in {folder}", flush=True)
    with served(host, data, log) as server:
        wait_until_served(server, host, log)
        environment = demo_environment(host, data)
        code = subprocess.run([BOATHOUSE, "demo"], env=environment, check=False).returncode
        stop(server, log)
    print("The workspace has stopped; its folder goes too.", flush=True)
    return code


@contextmanager
def served(host: str, data: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`boathouse serve` in a process of its own, which never outlives the block."""
    port = host.rpartition(":")[2]
    options = ["--host", "127.0.0.1", "--port", port, "--data-dir", str(data)]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [str(BOATHOUSE), "serve", *options],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=own_environment(),
        )
    try:
        yield server
    finally:
        end(server)


def wait_until_served(server: subprocess.Popen[bytes], host: str, log: Path) -> None:
    """Until /healthz answers 200; DemoError with the log's tail if it never does."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise DemoError(f"serve ended with {server.returncode}.\n{tail(log)}")
        if is_healthy(host):
            return
        time.sleep(0.05)
    raise DemoError(f"serve did not answer within {START_SECONDS} s.\n{tail(log)}")


def is_healthy(host: str) -> bool:
    """Whether /healthz answers 200 now."""
    # a proxy of the environment has no business with the loopback
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{host}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def own_environment() -> dict[str, str]:
    """Ours without what configures another workspace: this one is the temporary folder's."""
    foreign = ("BOATHOUSE_", "DATABRICKS_")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)}


def demo_environment(host: str, data: Path) -> dict[str, str]:
    """The token goes by environment: an argument would be seen by every user of the machine."""
    token = (data / "admin.token").read_text(encoding="utf-8").strip()
    return {**own_environment(), "DATABRICKS_HOST": host, "DATABRICKS_TOKEN": token}


def stop(server: subprocess.Popen[bytes], log: Path) -> None:
    """Ask the server to stop, as an operator would; DemoError if it does not do so cleanly."""
    code = end(server)
    if code != 0:
        raise DemoError(f"serve did not stop cleanly (exit code {code}).\n{tail(log)}")


def end(server: subprocess.Popen[bytes]) -> int:
    """SIGTERM, then SIGKILL when that was not enough; the exit code."""
    if server.poll() is None:
        server.terminate()
    try:
        return server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        return server.wait()


def end_survivors(folder: Path) -> None:
    """Engines outlive a server so that the next one adopts them; this folder has no next one."""
    survivors = [process for process in psutil.process_iter() if belongs_to(process, folder)]
    for process in survivors:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    for process in psutil.wait_procs(survivors, timeout=STOP_SECONDS)[1]:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def belongs_to(process: psutil.Process, folder: Path) -> bool:
    """Whether a process was started with this folder in its command or environment."""
    if process.pid == os.getpid():
        return False
    try:
        told = [*process.cmdline(), *process.environ().values()]
    except (psutil.Error, OSError):
        return False  # gone, or another user's: not ours to end
    return any(str(folder) in text for text in told)


def tail(log: Path) -> str:
    """The last lines of the server's log."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "The last lines of its log:\n" + "\n".join(f"  {line}" for line in lines[-LOG_LINES:])


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _interrupted(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
