"""One client: a keep-alive connection of the standard library, JSON in and out.

It is thin on purpose: what it costs is part of every figure that is read through it.
"""

from __future__ import annotations

import http.client
import json
import time
from typing import Any

from bench.server import BenchError

POLL_SECONDS = 0.02
RUN_SECONDS = 120
ENDED = ("TERMINATED", "SKIPPED", "INTERNAL_ERROR")


class Client:
    """Calls one workspace as its admin; anything but a 200 is a BenchError."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def get(self, path: str) -> dict[str, Any]:
        return self._call("GET", path, None)

    def post(self, path: str, /, **document: Any) -> dict[str, Any]:
        return self._call("POST", path, json.dumps(document).encode())

    def patch(self, path: str, /, **document: Any) -> dict[str, Any]:
        return self._call("PATCH", path, json.dumps(document).encode())

    def timed_get(self, path: str) -> float:
        """Seconds from the request's first byte out to the answer's last byte in."""
        started = time.perf_counter()
        self._read("GET", path, None)
        return time.perf_counter() - started

    def wait(self, run_id: int) -> dict[str, Any]:
        """Poll every 20 ms until the run has ended in success."""
        until = time.monotonic() + RUN_SECONDS
        while time.monotonic() < until:
            run = self.get(f"/api/2.1/jobs/runs/get?run_id={run_id}")
            if run["state"]["life_cycle_state"] in ENDED:
                if run["state"].get("result_state") != "SUCCESS":
                    raise BenchError(f"the run ended as {run['state']}")
                return run
            time.sleep(POLL_SECONDS)
        raise BenchError(f"run {run_id} did not end within {RUN_SECONDS} s")

    def _call(self, verb: str, path: str, body: bytes | None) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._read(verb, path, body))
        return answer

    def _read(self, verb: str, path: str, body: bytes | None) -> bytes:
        self._connection.request(verb, path, body, self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise BenchError(f"{verb} {path} answered {answer.status}: {content[:500]!r}")
        return content

    def close(self) -> None:
        self._connection.close()
