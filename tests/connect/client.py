"""PySpark in a process of its own, and raw Spark Connect calls, for the tests of the gateway."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import grpc
import pytest

from boathouse.protocols.connect.wire import SERVICE, wire

REPL = Path(__file__).parent / "repl.py"


class Failed(Exception):
    """The code raised. `condition` and `state`: what PySpark's error says."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.type, self.condition, self.state = error["type"], error["condition"], error["state"]


class PySpark:
    """`run(code)` gives the value of its last expression; rows come as lists."""

    def __init__(self) -> None:
        environment = {**os.environ, "SPARK_CONNECT_RELEASE_SESSION_ON_EXIT": "true"}
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(REPL)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )

    def connect(self, remote: str) -> str:
        """Another session, which `spark` is from now on; its id."""
        return str(self._asked({"remote": remote}))

    def run(self, code: str) -> Any:
        """Raises Failed."""
        return self._asked({"code": code})

    def fails(self, code: str) -> Failed:
        """What the code raises."""
        with pytest.raises(Failed) as caught:
            self.run(code)
        return caught.value

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def _asked(self, request: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(request), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise Failed(answer["error"])
        return answer["value"]


class Raw:
    """Calls by hand, as a client that sends what PySpark never would."""

    def __init__(self, port: int, token: str | None, cluster_id: str | None) -> None:
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        headers = {"x-databricks-cluster-id": cluster_id}
        headers["authorization"] = f"Bearer {token}" if token else None
        self._metadata = [(key, value) for key, value in headers.items() if value is not None]

    def execute(self, request: Any, method: str = "ExecutePlan") -> list[Any]:
        """All responses. Raises grpc.RpcError."""
        call = self._channel.unary_stream(f"/{SERVICE}/{method}")
        messages = call(request.SerializeToString(), metadata=self._metadata, timeout=60)
        return [wire().ExecutePlanResponse.FromString(one) for one in messages]

    def unary(self, method: str, request: Any) -> bytes:
        """One answer's bytes."""
        call = self._channel.unary_unary(f"/{SERVICE}/{method}")
        return bytes(call(request.SerializeToString(), metadata=self._metadata, timeout=60))

    def close(self) -> None:
        self._channel.close()
