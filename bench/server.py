"""Servers under measurement: started as a user starts them, ended with all that they started."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

START_SECONDS = 60
STOP_SECONDS = 20
POLL_SECONDS = 0.002
BOATHOUSE = Path(sys.executable).with_name("boathouse")


class BenchError(Exception):
    """Something broke: there is no figure."""


def environment(**extra: str) -> dict[str, str]:
    """Ours, with bytecode written: an installed product has its .pyc files."""
    return {**os.environ, **extra} | {"PYTHONDONTWRITEBYTECODE": ""}


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def boathouse(data: Path, port: int) -> list[str]:
    """The command line of a workspace."""
    # The documented rates would answer 429 to what is measured here.
    free = ["--rate-limit", "0"]
    return [str(BOATHOUSE), "serve", "--port", str(port), "--data-dir", str(data), *free]


@contextmanager
def process(argv: list[str], log: Path, **extra: str) -> Iterator[psutil.Popen]:
    """A process that never outlives the block."""
    with log.open("ab") as output:
        child = psutil.Popen(
            argv,
            cwd=log.parent,
            env=environment(**extra),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield child
    finally:
        with suppress(psutil.NoSuchProcess):
            child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except psutil.TimeoutExpired:
            child.kill()
            child.wait(STOP_SECONDS)


def await_answer(child: psutil.Popen, url: str, log: Path, status: int | None = 200) -> None:
    """Poll until the server answers with `status` (None: with anything); BenchError if never."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            if status in (None, _status(url)):
                return
        if child.poll() is not None:
            raise BenchError(f"{child.args[0]} ended as it started:\n{log.read_text()[-2000:]}")
        time.sleep(POLL_SECONDS)
    raise BenchError(f"{child.args[0]} did not answer within {START_SECONDS} s")


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=START_SECONDS) as answer:
            code: int = answer.status
            return code
    except urllib.error.HTTPError as error:
        return error.code


@contextmanager
def workspace(folder: Path) -> Iterator[tuple[psutil.Popen, int, str]]:
    """A running workspace: its process, its port and the admin's token.

    Its engines, which would go on, end with the block.
    """
    folder.mkdir(parents=True)
    data, log, port = folder / "data", folder / "serve.log", free_port()
    try:
        with process(boathouse(data, port), log) as child:
            await_answer(child, f"http://127.0.0.1:{port}/healthz", log)
            yield child, port, (data / "admin.token").read_text().strip()
    except BenchError as error:
        raise BenchError(f"{error}\nThe server's log ends:\n{log.read_text()[-2000:]}") from None
    finally:
        _end_survivors(folder)


def _end_survivors(folder: Path) -> None:
    """End engines and launchers: the processes that have this run's own folder as an argument."""
    marked = []
    for found in psutil.process_iter():
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if any(part.startswith(str(folder)) for part in found.cmdline()):
                marked += [*found.children(recursive=True), found]
    for found in marked:
        with suppress(psutil.NoSuchProcess):
            found.kill()
    psutil.wait_procs(marked, STOP_SECONDS)
