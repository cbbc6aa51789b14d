"""Where the unmodified clients are, what they run in, and how their output is made comparable."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / ".clients"
SWIFT = Path(__file__).parent / "swift"
"""On PYTHONPATH it shortens the sleeps of a client that polls."""
IN_CI = bool(os.environ.get("CI"))
HTTPS = 443
CERTIFIED = [f"127.0.0.{number}" for number in range(2, 9)]


def absent(what: str) -> None:
    """In CI what is absent is a failure; elsewhere the test is skipped, saying why."""
    if IN_CI:
        pytest.fail(what)
    pytest.skip(what)


def client(name: str) -> Path:
    """The folder of a client's programs."""
    programs = CLIENTS / name / "bin"
    if not programs.is_dir():
        absent(f"the client {name} is not there: run `make clients`")
    return programs


def program(name: str) -> str:
    """A program of the machine."""
    found = shutil.which(name)
    if found is None:
        absent(f"the program {name} is not installed")
    return str(found)


def free_address() -> str:
    """A loopback address that our certificate names and whose port 443 is free.

    Raises PermissionError where that port may not be bound.
    """
    for address in CERTIFIED:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, HTTPS))
            except PermissionError:
                raise
            except OSError:
                continue
            return address
    raise OSError(f"port {HTTPS} is taken on every one of {', '.join(CERTIFIED)}")


@dataclass(frozen=True)
class Done:
    """A process that has ended: its exit code and what it wrote to both streams, in order."""

    code: int
    output: str


def run(
    argv: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    typed: str = "",
    seconds: float = 120,
) -> Done:
    """Run a program without a terminal, its input `typed`, for at most `seconds`."""
    done = subprocess.run(
        list(argv),
        env=dict(environment),
        cwd=folder,
        input=typed,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        start_new_session=True,
        check=False,
    )
    return Done(done.returncode, done.stdout)


_UNSTABLE = [
    (r"WARN: Your CLI is configured to use Jobs API 2\.0\..*\n", "WARN: <2.0>\n"),
    # The CLI tells each state that it happens to see while it polls.
    (r"(Waiting on run to complete\. .*\n)+", "Waiting on run to complete. <states>\n"),
    (r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", "<time>"),
    (r"https://127\.0\.0\.\d+", "<host>"),
    (r"\?o=\d+", "?o=<workspace>"),
    (r"\bdapi[0-9a-f]{32,}", "<token>"),
    (r"\b\d{4}-\d{6}-[a-z0-9]{8}\b", "<cluster>"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "<uuid>"),
    (r"\b[0-9a-f]{64}\b", "<digest>"),
    (r'("\w*duration\w*": )\d+', r"\1<ms>"),
    (r"\b\d{15,16}\b", "<id>"),
    (r"\b1[789]\d{11}\b", "<ms>"),
]
"""What differs from one run to the next: ids, times, addresses, secrets."""


def normalised(text: str) -> str:
    """The text with everything that differs between two runs replaced by a word in <>."""
    for pattern, word in _UNSTABLE:
        text = re.sub(pattern, word, text)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
