"""Runs a program of users to its end, confined by a policy: installers and init scripts.

It blocks its thread. Nothing that the program started is left afterwards, however it ends.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from boathouse.context import refuse_inside_write
from boathouse.engine import process


@dataclass(frozen=True, slots=True)
class Program:
    """What to run and where. `mark` finds its processes again; `policy` None: unconfined.

    `policy_file` (the server's own) is where the policy is handed over.
    """

    argv: Sequence[str]
    cwd: Path
    environment: Mapping[str, str] = field(repr=False)
    mark: str
    policy: Mapping[str, Any] | None
    policy_file: Path


def run(program: Program, log: Path, seconds: float) -> int | None:
    """Its exit code, None where the time was up; its output is appended to `log`. Raises OSError
    where it cannot be started."""
    refuse_inside_write("a program")
    from boathouse.runtime import confine

    command, environment = list(program.argv), dict(program.environment)
    if program.policy is not None:
        policy = dict(program.policy)
        environment |= confine.environment(confine.Policy.of(policy))
        program.policy_file.write_text(json.dumps(policy))
        confining = [sys.executable, "-P", "-m", "boathouse.runtime.confine"]
        command = [*confining, str(program.policy_file), "--", *command]
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        child = subprocess.Popen(
            command,
            cwd=program.cwd,
            env=environment | {process.MARK: program.mark},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    finally:
        os.close(output)
    try:
        return _waited(child, seconds)
    finally:
        end_marked(program.mark)
        program.policy_file.unlink(missing_ok=True)


def end_marked(mark: str) -> None:
    """Kill what carries the mark, left by this server or by one before."""
    for left in process.marked(mark):
        process.signal(left, signal.SIGKILL)


def tail(log: Path, lines: int = 20) -> str:
    """The last lines of a log."""
    with contextlib.suppress(FileNotFoundError), log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 65_536))
        text = file.read().decode("utf-8", "replace")
        return "\n".join([line for line in text.splitlines() if line.strip()][-lines:])
    return ""


def _waited(child: subprocess.Popen[bytes], seconds: float) -> int | None:
    try:
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return None
