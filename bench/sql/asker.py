"""A client in a process and an environment of its own, driven over JSON lines."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.server import BenchError

CLIENTS = Path(__file__).parents[2] / ".clients"
SCRIPTS = Path(__file__).parent / "clients"
CONNECT_SECONDS, END_SECONDS = 120, 10


@dataclass(frozen=True)
class Taken:
    """Seconds of the whole and of each statement, the rows of each, what went wrong."""

    seconds: float
    taken: list[float]
    rows: list[int]
    errors: list[str]


class Asker:
    """One client process; it runs what it is asked, one request at a time."""

    def __init__(self, child: subprocess.Popen[bytes], name: str, log: Path) -> None:
        self._child, self._name, self._log, self._rest = child, name, log, b""

    def await_start(self, seconds: float = 120) -> None:
        """Returns once its imports are done."""
        self._receive(seconds)

    def connect(self, **target: Any) -> None:
        """Tell it where; returns once it is connected."""
        self._send(target)
        self._receive(CONNECT_SECONDS)

    def run(
        self, statements: Sequence[str], seconds: float, *, arrow: bool = False, clients: int = 1
    ) -> Taken:
        """Run statements one after the other, or shared among clients at once; BenchError if late.

        Errors of one client are BenchErrors too; those of many are in the answer.
        """
        self._send({"sql": list(statements), "arrow": arrow, "clients": clients})
        return Taken(**self._receive(seconds))

    def _send(self, document: dict[str, Any]) -> None:
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps(document).encode() + b"\n")
            self._child.stdin.flush()
        except BrokenPipeError:
            raise self._broken("has ended") from None

    def _receive(self, seconds: float) -> dict[str, Any]:
        """The next line of the child; what came is kept where the time runs out."""
        assert self._child.stdout is not None
        until = time.monotonic() + seconds
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._child.stdout, selectors.EVENT_READ)
            while b"\n" not in self._rest:
                if not waiting.select(max(0.0, until - time.monotonic())):
                    raise self._broken(f"did not answer within {seconds:.0f} s")
                piece = os.read(self._child.stdout.fileno(), 1 << 20)
                if not piece:
                    raise self._broken("has ended")
                self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _broken(self, what: str) -> BenchError:
        said = self._log.read_text(errors="replace")[-2000:]
        return BenchError(f"the client {self._name} {what}:\n{said}")


def there(environment: str) -> bool:
    """Whether `make clients` has fetched this environment."""
    return (CLIENTS / environment / "bin/python").exists()


@contextmanager
def asker(environment: str, script: str, folder: Path) -> Iterator[Asker]:
    """A client that is up, its imports done, and not yet connected; it ends with the block."""
    log = folder / f"{script}.log"
    argv = [str(CLIENTS / environment / "bin/python"), str(SCRIPTS / f"{script}.py")]
    with log.open("ab") as errors:
        child = subprocess.Popen(
            argv,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
    try:
        found = Asker(child, script, log)
        found.await_start()
        yield found
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """At once, its JVM with it: left to itself the connector tries to close its sessions first."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.communicate(timeout=END_SECONDS)
